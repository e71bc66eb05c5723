//! An authenticator and the browser in front of it, without a screen: what `navigator.credentials.create()` and `get()`
//! do with the options of a page, and the JSON that `PublicKeyCredential.toJSON()` gives (Web Authentication Level 3
//! sections 5.1 and 6).
//!
//! Honest as it comes: it refuses pages of another site, keeps credentials apart and counts. Each [`Lie`] changes one
//! thing about one answer, so that whoever checks answers can be tried rule by rule. Shares nothing with the service.

mod attestation;
mod cbor;
mod ceremony;
mod key;
mod lie;
mod options;

pub use attestation::{AttestationAuthority, Statement};
pub use ceremony::Backup;
pub use key::KeyAlgorithm;
pub use lie::Lie;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::json;

use attestation::Attestant;
use ceremony::Ceremony;
use key::Key;
use options::{CreationOptions, RequestOptions};

/// Bytes of a new credential's id.
const CREDENTIAL_ID: usize = 32;

/// A device with its credentials. A clone is a copied device: same keys, same counter.
#[derive(Clone, Debug)]
pub struct Authenticator {
    origin: String,
    backup: Backup,
    user_verification: bool,
    aaguid: [u8; 16],
    attestant: Option<Attestant>,
    rsa: Option<Key>,
    credentials: Vec<Held>,
}

/// A credential it holds.
#[derive(Clone, Debug)]
struct Held {
    id: Vec<u8>,
    rp_id: String,
    user_handle: Vec<u8>,
    key: Key,
    counter: u32,
}

/// Why there is no answer: what the page's script would see as an exception.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthenticatorError {
    /// The options are not what a page gives.
    #[error("the options cannot be read: {0}")]
    Options(String),
    /// The page's site may not speak for that relying party id (`SecurityError`).
    #[error("the page may not ask for that relying party id")]
    OtherSite,
    /// It holds one of the excluded credentials (`InvalidStateError`).
    #[error("a credential of this account is here already")]
    Excluded,
    /// It holds no credential that fits (`NotAllowedError`).
    #[error("no credential fits")]
    NoCredential,
    /// It cannot verify its user, which was required (`NotAllowedError`).
    #[error("the user cannot be verified")]
    Unverifiable,
    /// None of the algorithms asked for (`NotSupportedError`).
    #[error("none of the algorithms is supported")]
    Algorithm,
    /// A key or certificate could not be made or used.
    #[error("a key cannot be made or used: {0}")]
    Key(String),
}

impl Authenticator {
    /// A security key in front of a page of this origin: bound to the device, verifies its user, counts.
    pub fn new(origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            backup: Backup::DeviceBound,
            user_verification: true,
            aaguid: [0; 16],
            attestant: None,
            rsa: None,
            credentials: Vec::new(),
        }
    }

    /// Whether its credentials travel between devices. Those that do have no counter.
    #[must_use]
    pub const fn backed_up(mut self, backup: Backup) -> Self {
        self.backup = backup;
        self
    }

    /// Has no way to verify its user: an old security key.
    #[must_use]
    pub const fn without_user_verification(mut self) -> Self {
        self.user_verification = false;
        self
    }

    /// Its model is this.
    #[must_use]
    pub const fn of_model(mut self, aaguid: [u8; 16]) -> Self {
        self.aaguid = aaguid;
        self
    }

    /// Its maker vouches for it, when asked to. The model is that of [`Authenticator::of_model`] before.
    ///
    /// # Errors
    /// When no certificate can be made.
    pub fn attested_by(mut self, authority: &AttestationAuthority) -> Result<Self, AuthenticatorError> {
        self.attestant = Some(authority.issue(self.aaguid)?);
        Ok(self)
    }

    /// Holds an RSA key of 2048 bits (PKCS#8, DER) and uses it for every credential.
    #[must_use]
    pub fn with_rsa_key(mut self, pkcs8: &[u8]) -> Self {
        self.rsa = Some(Key::rsa(pkcs8));
        self
    }

    /// `navigator.credentials.create()`: a new credential for these options
    /// (`PublicKeyCredentialCreationOptionsJSON`), as JSON.
    ///
    /// # Errors
    /// What the script would see.
    pub fn create(&mut self, options: &str, lies: &[Lie]) -> Result<String, AuthenticatorError> {
        let options = CreationOptions::read(options)?;
        self.may_ask(&options.rp_id, lies)?;
        if options.excluded.iter().any(|id| self.credentials.iter().any(|held| held.id == *id)) {
            return Err(AuthenticatorError::Excluded);
        }
        let user_verified = self.verify_user(options.user_verification_required, lies)?;
        let honest = Ceremony {
            user_verified,
            backup: self.backup,
            aaguid: self.aaguid,
            statement: self.statement(options.attestation_wanted),
            ..Ceremony::new("webauthn.create", &options.challenge, &self.origin, &options.rp_id)
        };
        let ceremony = honest.lying(lies);
        let key = self.key(&options.algorithms, &ceremony)?;
        let id = ceremony.credential_id.clone().map_or_else(random_id, Ok)?;
        let response = ceremony.attest(&id, &key)?;
        let counter = ceremony.counter;
        self.credentials.push(Held {
            id,
            rp_id: options.rp_id,
            user_handle: options.user_handle,
            key,
            counter,
        });
        Ok(response)
    }

    /// `navigator.credentials.get()`: an assertion for these options (`PublicKeyCredentialRequestOptionsJSON`), as JSON.
    /// Without a list of allowed credentials the newest of the site is used.
    ///
    /// # Errors
    /// What the script would see.
    pub fn get(&mut self, options: &str, lies: &[Lie]) -> Result<String, AuthenticatorError> {
        let options = RequestOptions::read(options)?;
        self.may_ask(&options.rp_id, lies)?;
        let user_verified = self.verify_user(options.user_verification_required, lies)?;
        let (backup, origin) = (self.backup, self.origin.clone());
        let held = self.credentials.iter_mut().rev().find(|held| {
            held.rp_id == options.rp_id && (options.allowed.is_empty() || options.allowed.contains(&held.id))
        });
        let held = held.ok_or(AuthenticatorError::NoCredential)?;
        if backup == Backup::DeviceBound {
            held.counter += 1;
        }
        let honest = Ceremony {
            user_verified,
            backup,
            counter: held.counter,
            user_handle: Some(held.user_handle.clone()),
            ..Ceremony::new("webauthn.get", &options.challenge, &origin, &options.rp_id)
        };
        let ceremony = honest.lying(lies);
        let id = ceremony.credential_id.as_ref().unwrap_or(&held.id);
        ceremony.assert(id, &held.key)
    }

    /// A browser lets a page ask for its own host and for the domains above it; a liar's browser for anything.
    fn may_ask(&self, rp_id: &str, lies: &[Lie]) -> Result<(), AuthenticatorError> {
        if lies.iter().any(|lie| matches!(lie, Lie::Origin(_) | Lie::RpId(_))) {
            return Ok(());
        }
        let page = url::Url::parse(&self.origin).ok();
        let host = page.as_ref().and_then(url::Url::host_str).unwrap_or_default();
        let above = host.strip_suffix(rp_id).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        if above { Ok(()) } else { Err(AuthenticatorError::OtherSite) }
    }

    fn verify_user(&self, required: bool, lies: &[Lie]) -> Result<bool, AuthenticatorError> {
        if required && !self.user_verification && !lies.contains(&Lie::NoUserVerification) {
            return Err(AuthenticatorError::Unverifiable);
        }
        Ok(self.user_verification)
    }

    fn statement(&self, wanted: bool) -> Statement {
        match &self.attestant {
            Some(attestant) if wanted => Statement::Certified(Box::new(attestant.clone())),
            _ => Statement::None,
        }
    }

    fn key(&self, wanted: &[i64], ceremony: &Ceremony) -> Result<Key, AuthenticatorError> {
        if let Some(algorithm) = ceremony.algorithm {
            return Key::generate(algorithm);
        }
        if let Some(rsa) = &self.rsa {
            return Ok(rsa.clone());
        }
        let first = wanted.iter().find_map(|label| KeyAlgorithm::makeable(*label));
        Key::generate(first.ok_or(AuthenticatorError::Algorithm)?)
    }
}

fn random_id() -> Result<Vec<u8>, AuthenticatorError> {
    let mut id = vec![0; CREDENTIAL_ID];
    SystemRandom::new().fill(&mut id).map_err(|e| AuthenticatorError::Key(e.to_string()))?;
    Ok(id)
}

/// The members both kinds of answer have.
fn answer(id: &[u8], response: &serde_json::Value) -> String {
    let id = URL_SAFE_NO_PAD.encode(id);
    json!({
        "id": id,
        "rawId": id,
        "type": "public-key",
        "authenticatorAttachment": "cross-platform",
        "clientExtensionResults": {},
        "response": response,
    })
    .to_string()
}

#[cfg(test)]
mod tests;
