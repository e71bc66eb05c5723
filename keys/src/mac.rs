//! Keyed hashes: HMAC-SHA-256 (RFC 2104) over a purpose and a list of parts.
//!
//! Tokens, cookies and secrets rest in the database as these, so that a stolen table opens nothing.

use ring::hmac;

use crate::derive::framed;
use crate::record::KeyUse;

/// What a keyed hash is for. One text hashed for two purposes gives two unrelated values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MacPurpose {
    /// The cookie of a browser's session.
    SessionCookie,
    /// A refresh token.
    RefreshToken,
    /// The blind index of a login name. Never rotated silently: it names stored rows.
    LoginIndex,
    /// A pairwise subject identifier. Never rotated silently: relying parties store it.
    Pairwise,
    /// The name a client knows a session by (`sid`). Never rotated silently: tokens are denied by it.
    SessionAtClient,
    /// A client's secret.
    ClientSecret,
    /// The request_uri of a pushed authorization request.
    PushedRequest,
    /// The token against forged form posts.
    Csrf,
    /// What ties an interaction to one browser.
    BrowserBinding,
    /// A code sent to a person.
    SentCode,
    /// A recovery code.
    RecoveryCode,
    /// The cookie by which a browser is known again.
    Device,
    /// The blind index of a passkey's credential id. Never rotated silently: it names stored rows.
    Credential,
    /// What a budget of attempts is counted for: a source, an account, a client.
    Budget,
    /// The secret in a picture that another device scans.
    Scan,
    /// What a person holds while a way back into their account is under way.
    RecoveryTicket,
    /// What stands in the address of a platform's logo. Never rotated silently: the same picture keeps its address.
    Logo,
    /// The blind index of the number of an identity document. Never rotated silently: it names stored rows.
    DocumentIndex,
    /// The blind index of the number a legal entity is registered under. Never rotated silently: it names stored rows.
    EntityIndex,
    /// About whom a verification is, and what a provider pushed, for telling the same from another. Never rotated
    /// silently: it is compared with stored rows.
    SubjectDigest,
}

impl MacPurpose {
    const fn label(self) -> &'static str {
        match self {
            Self::SessionCookie => "yimen mac 1 session cookie",
            Self::RefreshToken => "yimen mac 1 refresh token",
            Self::LoginIndex => "yimen mac 1 login index",
            Self::Pairwise => "yimen mac 1 pairwise",
            Self::SessionAtClient => "yimen mac 1 session at client",
            Self::ClientSecret => "yimen mac 1 client secret",
            Self::PushedRequest => "yimen mac 1 pushed request",
            Self::Csrf => "yimen mac 1 csrf",
            Self::BrowserBinding => "yimen mac 1 browser binding",
            Self::SentCode => "yimen mac 1 sent code",
            Self::RecoveryCode => "yimen mac 1 recovery code",
            Self::Device => "yimen mac 1 device",
            Self::Credential => "yimen mac 1 credential",
            Self::Budget => "yimen mac 1 budget",
            Self::Scan => "yimen mac 1 scan",
            Self::RecoveryTicket => "yimen mac 1 recovery ticket",
            Self::Logo => "yimen mac 1 logo",
            Self::DocumentIndex => "yimen mac 1 document index",
            Self::EntityIndex => "yimen mac 1 entity index",
            Self::SubjectDigest => "yimen mac 1 subject digest",
        }
    }

    /// The kind of key it is made with.
    pub(crate) const fn key_use(self) -> KeyUse {
        match self {
            Self::LoginIndex
            | Self::Pairwise
            | Self::SessionAtClient
            | Self::Credential
            | Self::Logo
            | Self::DocumentIndex
            | Self::EntityIndex
            | Self::SubjectDigest
            // Recovery codes and devices outlive every rotation of the keys for what is short-lived.
            | Self::RecoveryCode
            | Self::Device => KeyUse::Index,
            Self::SessionCookie
            | Self::RefreshToken
            | Self::ClientSecret
            | Self::PushedRequest
            | Self::Csrf
            | Self::BrowserBinding
            | Self::SentCode
            | Self::Budget
            | Self::Scan
            | Self::RecoveryTicket => KeyUse::Mac,
        }
    }
}

/// One mac or index key, ready to use.
pub(crate) struct MacKey(hmac::Key);

impl MacKey {
    pub(crate) fn new(root: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, root))
    }

    pub(crate) fn mac(&self, purpose: MacPurpose, parts: &[&[u8]]) -> [u8; 32] {
        let mut text = Vec::with_capacity(parts.len() + 1);
        text.push(purpose.label().as_bytes());
        text.extend_from_slice(parts);
        let tag = hmac::sign(&self.0, &framed(&text));
        let mut value = [0; 32];
        // A SHA-256 tag is 32 bytes.
        value.copy_from_slice(tag.as_ref());
        value
    }
}
