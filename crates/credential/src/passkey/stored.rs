//! What is kept: of a credential, and of a question until its answer comes. Both in forms of our own, so that the
//! database does not depend on how the core writes its types; only the public key is the core's.

use serde::{Deserialize, Serialize};
use webauthn_rs_core::proto::{
    AttestationFormat, AuthenticationState, AuthenticatorTransport, COSEKey, Credential, ParsedAttestation,
    RegisteredExtensions, RegistrationState, UserVerificationPolicy,
};

use super::answer::Bytes;

/// A registered credential. The caller seals it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredPasskey {
    pub(super) id: Bytes,
    pub(super) key: COSEKey,
    pub(super) user_handle: Bytes,
    pub(super) counter: u32,
    pub(super) backup_eligible: bool,
    pub(super) backed_up: bool,
    pub(super) user_verified: bool,
    pub(super) transports: Vec<AuthenticatorTransport>,
    pub(super) aaguid: Bytes,
    pub(super) attested: bool,
}

/// Whether a credential can leave its device (section 6.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// It cannot.
    DeviceBound,
    /// Its maker may keep copies and bring it to other devices.
    Synced,
}

/// A question that waits for its answer. The caller seals it, gives it a life and lets it work once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pending(pub(super) Question);

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Question {
    Registration(Box<Registration>),
    SignIn(Box<SignIn>),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Registration {
    pub(super) state: RegistrationState,
    pub(super) user_handle: Bytes,
    pub(super) existing: Vec<Bytes>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SignIn {
    pub(super) state: AuthenticationState,
    /// The credentials asked for; `None` when any discoverable one would do.
    pub(super) allowed: Option<Vec<Bytes>>,
}

impl StoredPasskey {
    /// The credential's id, at most 1023 bytes.
    pub fn credential_id(&self) -> &[u8] {
        &self.id.0
    }

    /// Where the device's counter stood last; 0 for one that does not count.
    pub const fn counter(&self) -> u32 {
        self.counter
    }

    /// Whether copies of the key may exist.
    pub const fn backup_eligible(&self) -> bool {
        self.backup_eligible
    }

    /// Whether copies of the key do exist.
    pub const fn backed_up(&self) -> bool {
        self.backed_up
    }

    /// Whether the credential can leave its device.
    pub const fn binding(&self) -> Binding {
        if self.backup_eligible { Binding::Synced } else { Binding::DeviceBound }
    }

    /// The model of the device as it says itself; all zeros when it does not. Believed only if [`Self::attested`].
    pub fn aaguid(&self) -> [u8; 16] {
        self.aaguid.0.first_chunk().copied().unwrap_or_default()
    }

    /// Whether a maker we trust vouched for the device.
    pub const fn attested(&self) -> bool {
        self.attested
    }

    /// Whether the device verified its user when the credential was registered.
    pub const fn user_verified_at_registration(&self) -> bool {
        self.user_verified
    }

    /// How the device may be reached, as told to a browser.
    pub(super) fn reachable_by(&self) -> Option<Vec<AuthenticatorTransport>> {
        Some(self.transports.clone()).filter(|transports| !transports.is_empty())
    }

    /// The form the core verifies with. `Discouraged`: the core would otherwise refuse every answer without user
    /// verification, and here such an answer counts for less, not for nothing.
    pub(super) fn to_core(&self) -> Credential {
        Credential {
            cred_id: self.id.0.clone(),
            cred: self.key.clone(),
            counter: self.counter,
            transports: None,
            user_verified: self.user_verified,
            backup_eligible: self.backup_eligible,
            backup_state: self.backed_up,
            registration_policy: UserVerificationPolicy::Discouraged_DO_NOT_USE,
            extensions: RegisteredExtensions::none(),
            attestation: ParsedAttestation::default(),
            attestation_format: AttestationFormat::None,
        }
    }
}

/// The ways to reach a device that are known, each once: what a browser says is not signed and may be long.
pub(super) fn known(told: &[AuthenticatorTransport]) -> Vec<AuthenticatorTransport> {
    let mut known = Vec::new();
    for one in told {
        if *one != AuthenticatorTransport::Unknown && !known.contains(one) {
            known.push(one.clone());
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the database of an earlier version holds it.
    const KEPT: &str = r#"{
        "id": "AQID",
        "key": { "type_": "ES256", "key": { "EC_EC2": {
            "curve": "SECP256R1",
            "x": "ZeXaWhJXfCuuoolDf-M4cBoQqqN14btbXeEI3kOcCFU",
            "y": "HlLtdVcBFjt_nkDd-fNBs9ybqGCvDKfKd-nuzQCE0Zw"
        } } },
        "user_handle": "BwcHBwcHBwcHBwcHBwcHBw",
        "counter": 5,
        "backup_eligible": true,
        "backed_up": false,
        "user_verified": true,
        "transports": ["internal", "hybrid"],
        "aaguid": "CQkJCQkJCQkJCQkJCQkJCQ",
        "attested": true
    }"#;

    #[test]
    fn what_was_kept_once_still_reads_and_is_written_alike() {
        let passkey: StoredPasskey = serde_json::from_str(KEPT).unwrap();
        assert_eq!((passkey.credential_id(), passkey.counter()), (&[1, 2, 3][..], 5));
        assert_eq!((passkey.aaguid(), passkey.attested()), ([9; 16], true));
        assert_eq!((passkey.binding(), passkey.backed_up()), (Binding::Synced, false));
        assert_eq!(
            serde_json::to_value(&passkey).unwrap(),
            serde_json::from_str::<serde_json::Value>(KEPT).unwrap()
        );
    }

    #[test]
    fn transports_unknown_or_told_twice_are_not_kept() {
        use AuthenticatorTransport::{Internal, Unknown, Usb};
        assert_eq!(known(&[Usb, Unknown, Usb, Internal]), [Usb, Internal]);
    }
}
