//! Signing in with a passkey (section 7.2): any discoverable one, or one of a known account's.

use base::Fault;
use webauthn_rs_core::proto::{
    AllowCredentials, AuthenticationState, PublicKeyCredentialRequestOptions, UserVerificationPolicy,
};

use super::answer::{Answer, Assertion};
use super::stored::{Question, SignIn};
use super::{Binding, PasskeyRefusal, Passkeys, Pending, StoredPasskey, client_data, not_asked, not_written};

/// Whether the device verified its user in this answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserVerified {
    /// By PIN, finger or face: two factors in one.
    Yes,
    /// It was only touched: possession, no more.
    No,
}

/// A passkey that proved itself.
#[derive(Clone, Debug)]
pub struct UsedPasskey {
    /// To be kept in place of the old one; `None` when nothing changed.
    pub updated: Option<StoredPasskey>,
    /// Where the device's counter stands now.
    pub counter: u32,
    /// Whether the device verified its user.
    pub user_verified: UserVerified,
    /// Whether the credential can leave its device.
    pub binding: Binding,
}

impl Passkeys {
    /// What to ask a browser (`PublicKeyCredentialRequestOptionsJSON`) when nobody is known yet.
    pub fn begin_sign_in(&self) -> Result<(String, Pending), Fault> {
        let (options, state) = self.question()?;
        asked(&options, SignIn { state, allowed: None })
    }

    /// What to ask a browser when the account is known: one of these.
    pub fn begin_second(&self, passkeys: &[StoredPasskey]) -> Result<(String, Pending), Fault> {
        // An empty list would let the browser offer any.
        if passkeys.is_empty() {
            return Err(Fault::new("there is no passkey to ask for"));
        }
        let (mut options, state) = self.question()?;
        options.allow_credentials = passkeys.iter().map(described).collect();
        let allowed = Some(passkeys.iter().map(|passkey| passkey.id.clone()).collect());
        asked(&options, SignIn { state, allowed })
    }

    /// Whose passkey an answer says it is: user handle and credential id, not proved yet.
    pub fn identify(&self, response: &str) -> Result<([u8; 16], Vec<u8>), PasskeyRefusal> {
        let answer = Answer::<Assertion>::read(response)?;
        let handle =
            answer.response.user_handle.as_ref().and_then(|handle| handle.0.as_slice().try_into().ok());
        Ok((handle.ok_or(PasskeyRefusal::UserHandle)?, answer.credential_id().to_vec()))
    }

    /// Which of a known account's passkeys an answer says it is, not proved yet.
    pub fn credential_id(&self, response: &str) -> Result<Vec<u8>, PasskeyRefusal> {
        Answer::<Assertion>::read(response).map(|answer| answer.credential_id().to_vec())
    }

    /// Proves an answer with the passkey it is said to be.
    pub fn finish_sign_in(
        &self,
        pending: &Pending,
        response: &str,
        passkey: &StoredPasskey,
    ) -> Result<UsedPasskey, PasskeyRefusal> {
        let Question::SignIn(question) = &pending.0 else { return Err(PasskeyRefusal::Type) };
        let answer = Answer::<Assertion>::read(response)?;
        expected(&answer, question, passkey)?;
        client_data::check(&answer.response.client_data.0, &self.origin)?;
        let proved = self.core.authenticate_single_credential(
            &answer.into_core(),
            &question.state,
            &passkey.to_core(),
        )?;
        let (counter, backed_up) = (proved.counter(), proved.backup_state());
        let changed = counter != passkey.counter || backed_up != passkey.backed_up;
        Ok(UsedPasskey {
            updated: changed.then(|| StoredPasskey { counter, backed_up, ..passkey.clone() }),
            counter,
            user_verified: if proved.user_verified() { UserVerified::Yes } else { UserVerified::No },
            binding: passkey.binding(),
        })
    }

    fn question(&self) -> Result<(PublicKeyCredentialRequestOptions, AuthenticationState), Fault> {
        let policy = Some(UserVerificationPolicy::Preferred);
        let builder = self.core.new_challenge_authenticate_builder(Vec::new(), policy).map_err(not_asked)?;
        // Section 7.2: a credential that could not be backed up never can.
        let builder = builder.allow_backup_eligible_upgrade(false);
        let (options, state) = self.core.generate_challenge_authenticate(builder).map_err(not_asked)?;
        Ok((options.public_key, state))
    }
}

/// Section 7.2: the credential is one of those asked for, and its user is the one the answer names. Beyond the core.
fn expected(
    answer: &Answer<Assertion>,
    question: &SignIn,
    passkey: &StoredPasskey,
) -> Result<(), PasskeyRefusal> {
    let allowed = question.allowed.as_ref().is_none_or(|allowed| allowed.contains(&passkey.id));
    if !allowed || answer.credential_id() != passkey.credential_id() {
        return Err(PasskeyRefusal::UnknownCredential);
    }
    match &answer.response.user_handle {
        Some(handle) if *handle == passkey.user_handle => Ok(()),
        // The account was known before; a device need not name it.
        None if question.allowed.is_some() => Ok(()),
        Some(_) | None => Err(PasskeyRefusal::UserHandle),
    }
}

fn asked(options: &PublicKeyCredentialRequestOptions, question: SignIn) -> Result<(String, Pending), Fault> {
    let options = serde_json::to_string(options).map_err(not_written)?;
    Ok((options, Pending(Question::SignIn(Box::new(question)))))
}

fn described(passkey: &StoredPasskey) -> AllowCredentials {
    AllowCredentials {
        type_: "public-key".to_owned(),
        id: passkey.id.0.clone(),
        transports: passkey.reachable_by(),
    }
}
