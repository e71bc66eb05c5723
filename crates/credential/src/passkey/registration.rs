//! Registering a passkey (section 7.1): discoverable, its user verified, not one the account has already.

use base::Fault;
use webauthn_rs_core::proto::{
    AttestationConveyancePreference, COSEAlgorithm, COSEKey, COSEKeyType, Credential, ECDSACurve,
    PublicKeyCredentialDescriptor, UserVerificationPolicy,
};

use super::answer::{Answer, Attestation, Bytes};
use super::stored::{Question, Registration};
use super::{
    ALGORITHMS, Binding, PasskeyRefusal, Passkeys, Pending, StoredPasskey, attested, client_data, not_asked,
    not_written, stored,
};

/// Section 7.1: a credential id has at most 1023 bytes.
const MAX_ID: usize = 1023;

/// Whose passkey it will be.
#[derive(Clone, Copy, Debug)]
pub struct PasskeyUser<'a> {
    /// What the device gives back at sign-in; tells nothing about the person (section 14.6.1).
    pub handle: [u8; 16],
    /// The name one signs in with, shown by the device; not empty.
    pub name: &'a str,
    /// The person's name; the name above when empty.
    pub display_name: &'a str,
}

/// A passkey just registered. Whether another account has a credential of this id is for the caller's storage to say.
#[derive(Clone, Debug)]
pub struct NewPasskey {
    /// To be sealed and kept.
    pub passkey: StoredPasskey,
    /// Whether it can leave its device.
    pub binding: Binding,
}

impl Passkeys {
    /// What to ask a browser (`PublicKeyCredentialCreationOptionsJSON`), and what to keep until it answers.
    pub fn begin_registration(
        &self,
        user: PasskeyUser<'_>,
        existing: &[StoredPasskey],
    ) -> Result<(String, Pending), Fault> {
        let display_name = if user.display_name.is_empty() { user.name } else { user.display_name };
        let asked = self.core.new_challenge_register_builder(&user.handle, user.name, display_name);
        let attestation = match self.roots {
            Some(_) => AttestationConveyancePreference::Direct,
            None => AttestationConveyancePreference::None,
        };
        let asked = asked
            .map_err(not_asked)?
            .attestation(attestation)
            .credential_algorithms(ALGORITHMS.to_vec())
            .require_resident_key(true)
            .user_verification_policy(UserVerificationPolicy::Required);
        let (mut options, state) = self.core.generate_challenge_register(asked).map_err(not_asked)?;
        // Not given to the core, which names neither the transports nor the reason when one of these comes back.
        options.public_key.exclude_credentials = Some(existing.iter().map(described).collect());
        let existing = existing.iter().map(|passkey| passkey.id.clone()).collect();
        let question = Registration { state, user_handle: Bytes(user.handle.to_vec()), existing };
        let options = serde_json::to_string(&options.public_key).map_err(not_written)?;
        Ok((options, Pending(Question::Registration(Box::new(question)))))
    }

    /// The passkey an answer makes known.
    pub fn finish_registration(
        &self,
        pending: &Pending,
        response: &str,
    ) -> Result<NewPasskey, PasskeyRefusal> {
        let Question::Registration(question) = &pending.0 else { return Err(PasskeyRefusal::Type) };
        let answer = Answer::<Attestation>::read(response)?;
        client_data::check(&answer.response.client_data.0, &self.origin)?;
        let aaguid = attested::model(&answer.response.object.0)?;
        let transports = stored::known(&answer.response.transports);
        let credential =
            self.core.register_credential(&answer.into_core(), &question.state, self.roots.as_ref())?;
        acceptable(&credential)?;
        // Section 7.1: not registered already. Excluding is only a wish to the browser; an answer may ignore it.
        if question.existing.iter().any(|id| id.0 == credential.cred_id) {
            return Err(PasskeyRefusal::AlreadyRegistered);
        }
        let passkey = StoredPasskey {
            id: Bytes(credential.cred_id),
            key: credential.cred,
            user_handle: question.user_handle.clone(),
            counter: credential.counter,
            backup_eligible: credential.backup_eligible,
            backed_up: credential.backup_state,
            user_verified: credential.user_verified,
            transports,
            aaguid: Bytes(aaguid.to_vec()),
            // With roots the core believes nothing that does not end in one of them.
            attested: self.roots.is_some(),
        };
        Ok(NewPasskey { binding: passkey.binding(), passkey })
    }
}

/// What the core lets through and section 7.1 does not.
fn acceptable(credential: &Credential) -> Result<(), PasskeyRefusal> {
    if credential.cred_id.len() > MAX_ID {
        return Err(PasskeyRefusal::Malformed);
    }
    if is_offered(&credential.cred) { Ok(()) } else { Err(PasskeyRefusal::Algorithm) }
}

/// Section 5.8.5: ES256 is on P-256. The core lets the number and the curve differ.
fn is_offered(key: &COSEKey) -> bool {
    match &key.key {
        COSEKeyType::EC_EC2(point) => {
            key.type_ == COSEAlgorithm::ES256 && point.curve == ECDSACurve::SECP256R1
        }
        COSEKeyType::RSA(_) => key.type_ == COSEAlgorithm::RS256,
        COSEKeyType::EC_OKP(_) => false,
    }
}

fn described(passkey: &StoredPasskey) -> PublicKeyCredentialDescriptor {
    PublicKeyCredentialDescriptor {
        type_: "public-key".to_owned(),
        id: passkey.id.0.clone(),
        transports: passkey.reachable_by(),
    }
}
