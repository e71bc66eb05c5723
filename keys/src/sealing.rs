//! Sealed values: what we give away or store and want back unread and unchanged.
//!
//! A sealed value is version (1 byte), key name (8), salt (12), nonce (12), ciphertext, tag (16). Each value has
//! a key of its own, derived from the seal key, the purpose and the salt. NIST SP 800-38D section 8.3 allows 2^32
//! values with random nonces under one key, which a country's logins use up in a quarter; salt and nonce
//! together keep the same margin for 2^80 of them.

use base::{Fault, Rng};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf;

use crate::derive::framed;
use crate::error::{KeyError, SealError};

const VERSION: u8 = 1;
const ID_BYTES: usize = 8;
const SALT_BYTES: usize = 12;
const HEAD_BYTES: usize = 1 + ID_BYTES;

/// What a sealed value is for. Sealed for one purpose, it does not open for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SealPurpose {
    /// The state behind an authorization code.
    AuthorizationCode,
    /// The handle of a login in progress.
    Interaction,
    /// A person's attributes at rest.
    Profile,
    /// What is needed to end a session at a client.
    LogoutHandle,
    /// A cookie's content.
    Cookie,
    /// What an access token tells only us.
    TokenContext,
    /// A passkey or a time-based secret at rest.
    Authenticator,
    /// A message on its way to a person.
    Message,
    /// What was proved so far in a sign-in that is not finished.
    Progress,
    /// The number of an identity document and the name in it, at rest.
    Identifier,
    /// What a verification that is under way knows.
    Verification,
    /// What a provider pushed, until it is dealt with.
    Callback,
    /// The secrets agreed with a provider.
    ProviderSecret,
    /// What is known of a legal entity and of whom it lets act.
    Entity,
    /// The words by which a provider finds a piece of evidence again.
    Evidence,
}

impl SealPurpose {
    pub(crate) const fn label(self) -> &'static [u8] {
        match self {
            Self::AuthorizationCode => b"yimen seal 1 authorization code\0",
            Self::Interaction => b"yimen seal 1 interaction\0",
            Self::Profile => b"yimen seal 1 profile\0",
            Self::LogoutHandle => b"yimen seal 1 logout handle\0",
            Self::Cookie => b"yimen seal 1 cookie\0",
            Self::TokenContext => b"yimen seal 1 token context\0",
            Self::Authenticator => b"yimen seal 1 authenticator\0",
            Self::Message => b"yimen seal 1 message\0",
            Self::Progress => b"yimen seal 1 progress\0",
            Self::Identifier => b"yimen seal 1 identifier\0",
            Self::Verification => b"yimen seal 1 verification\0",
            Self::Callback => b"yimen seal 1 callback\0",
            Self::ProviderSecret => b"yimen seal 1 provider secret\0",
            Self::Entity => b"yimen seal 1 entity\0",
            Self::Evidence => b"yimen seal 1 evidence\0",
        }
    }
}

/// Private keys that rest in the database. Not a [`SealPurpose`]: what is sealed under this label opens inside this
/// package only.
pub(crate) const PARTNER_KEY: &[u8] = b"yimen seal 1 partner key\0";

/// The public name of a seal key, in front of what it sealed.
pub(crate) type SealId = [u8; ID_BYTES];

/// One seal key, ready to use.
pub(crate) struct SealKey {
    id: SealId,
    root: hkdf::Prk,
}

impl SealKey {
    pub(crate) fn new(id: SealId, root: &[u8]) -> Self {
        let root = hkdf::Salt::new(hkdf::HKDF_SHA256, b"yimen seal 1").extract(root);
        Self { id, root }
    }

    pub(crate) const fn id(&self) -> &SealId {
        &self.id
    }

    pub(crate) fn seal(
        &self,
        label: &'static [u8],
        associated: &[u8],
        plain: &[u8],
        rng: &dyn Rng,
    ) -> Result<Vec<u8>, KeyError> {
        let failed = |_| Fault::new("a value could not be sealed");
        let mut chance = [0; SALT_BYTES + NONCE_LEN];
        rng.fill(&mut chance);
        let (salt, nonce) = chance.split_at(SALT_BYTES);
        let (key, nonce) = self.message_key(label, salt).zip(nonce_of(nonce)).ok_or(()).map_err(failed)?;
        let start = HEAD_BYTES + chance.len();
        let mut sealed = Vec::with_capacity(start + plain.len() + AES_256_GCM.tag_len());
        sealed.push(VERSION);
        sealed.extend_from_slice(&self.id);
        sealed.extend_from_slice(&chance);
        sealed.extend_from_slice(plain);
        let (head, body) = sealed.split_at_mut(start);
        let bound = bound(head, associated);
        let tag = key
            .seal_in_place_separate_tag(nonce, Aad::from(bound), body)
            .map_err(|_| Fault::new("a value could not be sealed"))?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    pub(crate) fn open(
        &self,
        label: &'static [u8],
        associated: &[u8],
        parts: &SealedParts<'_>,
    ) -> Result<Vec<u8>, SealError> {
        let (key, nonce) =
            self.message_key(label, parts.salt).zip(nonce_of(parts.nonce)).ok_or(SealError::Malformed)?;
        let mut body = parts.body.to_vec();
        let bound = bound(parts.head, associated);
        let length =
            key.open_in_place(nonce, Aad::from(bound), &mut body).map_err(|_| SealError::DoesNotOpen)?.len();
        body.truncate(length);
        Ok(body)
    }

    fn message_key(&self, label: &'static [u8], salt: &[u8]) -> Option<LessSafeKey> {
        // The label ends with a zero byte and the salt has one length: the pair reads in one way only.
        let info = [label, salt];
        let key = self.root.expand(&info, &AES_256_GCM).ok()?;
        Some(LessSafeKey::new(UnboundKey::from(key)))
    }
}

/// A sealed value taken apart.
pub(crate) struct SealedParts<'a> {
    /// Names the key that sealed it.
    pub(crate) id: &'a SealId,
    head: &'a [u8],
    salt: &'a [u8],
    nonce: &'a [u8],
    body: &'a [u8],
}

impl<'a> SealedParts<'a> {
    pub(crate) fn read(sealed: &'a [u8]) -> Result<Self, SealError> {
        Self::split(sealed).ok_or(SealError::Malformed)
    }

    fn split(sealed: &'a [u8]) -> Option<Self> {
        let (head, body) = sealed.split_at_checked(HEAD_BYTES + SALT_BYTES + NONCE_LEN)?;
        let rest = head.strip_prefix(&[VERSION])?;
        let (id, chance) = rest.split_first_chunk::<ID_BYTES>()?;
        let (salt, nonce) = chance.split_at_checked(SALT_BYTES)?;
        (body.len() >= AES_256_GCM.tag_len()).then_some(Self { id, head, salt, nonce, body })
    }
}

fn nonce_of(bytes: &[u8]) -> Option<Nonce> {
    Nonce::try_assume_unique_for_key(bytes).ok()
}

fn bound(head: &[u8], associated: &[u8]) -> Vec<u8> {
    framed(&[head, associated])
}
