//! Signed objects in compact form (RFC 7515 section 3.1), from unverified text to checked claims.
//!
//! Two types keep the two states apart: [`UnverifiedJws`] says nothing that may be relied upon, and only a
//! signature check makes a [`VerifiedJws`]. Which keys may sign, and what the claims must say, is the caller's.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Algorithm, Header, VerifyingKey, decode_base64url};
use crate::json::{JsonRefusal, parse_object};

/// The longest compact JWS read, in bytes.
pub const MAX_JWS_BYTES: usize = 16 * 1024;

/// How many keys are tried when the header names none.
const MAX_TRIES: usize = 8;

/// Why a signed object is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    /// Longer than 16 KiB.
    #[error("the signed object is longer than 16 KiB")]
    TooLong,
    /// Not three parts divided by full stops.
    #[error("the signed object does not have exactly three parts")]
    NotThreeParts,
    /// A part is not strict base64url without padding.
    #[error("a part of the signed object is not base64url without padding")]
    NotBase64Url,
    /// The header is not a JSON object.
    #[error("the header is not a JSON object")]
    MalformedHeader,
    /// A member of the header or of the claims is given twice.
    #[error("a member is given twice")]
    DuplicateMember,
    /// No `alg`.
    #[error("the header names no algorithm")]
    AlgorithmMissing,
    /// `alg` is none.
    #[error("an unsigned object is not accepted")]
    AlgorithmNone,
    /// `alg` is HS256, HS384 or HS512.
    #[error("a symmetric algorithm is not accepted")]
    AlgorithmSymmetric,
    /// `alg` is not in our list.
    #[error("the algorithm is not supported")]
    AlgorithmUnknown,
    /// `alg` is ours but not allowed here.
    #[error("the algorithm is not allowed here")]
    AlgorithmNotAllowed,
    /// `crit` is present.
    #[error("the header marks an extension as critical")]
    Critical,
    /// `b64` is present.
    #[error("an unencoded payload is not accepted")]
    UnencodedPayload,
    /// `zip` is present.
    #[error("a compressed payload is not accepted")]
    Compressed,
    /// `jwk`, `jku`, `x5u` or `x5c` is present.
    #[error("a key in the header is not accepted")]
    KeyInHeader,
    /// `kid` is empty, too long or not printable ASCII.
    #[error("the header's kid is not usable")]
    BadKid,
    /// `typ` or `cty` is not a text.
    #[error("the header's typ or cty is not a text")]
    BadType,
    /// The third part is empty.
    #[error("the signature is empty")]
    EmptySignature,
    /// No key known to us has the kid and fits the algorithm.
    #[error("no known key fits the header")]
    UnknownKey,
    /// The key given is not for this algorithm.
    #[error("the key does not fit the algorithm")]
    KeyDoesNotFit,
    /// The signature does not have the length the algorithm and key ask for.
    #[error("the signature has the wrong length")]
    SignatureLength,
    /// The signature is not by the key.
    #[error("the signature is wrong")]
    BadSignature,
    /// The payload is not a JSON object of the shape asked for.
    #[error("the claims are not a JSON object of the expected shape")]
    MalformedClaims,
    /// `typ` is another than expected; for callers that check it.
    #[error("the object is of another type")]
    WrongType,
}

/// A compact JWS whose form is sound and whose signature nobody has checked yet.
#[derive(Clone, Debug)]
pub struct UnverifiedJws {
    signing_input: String,
    header: Header,
    unverified_payload: Vec<u8>,
    signature: Vec<u8>,
}

/// A JWS whose signature was checked: only [`UnverifiedJws::verify`] and [`UnverifiedJws::verify_with`] make one.
#[derive(Clone, Debug)]
pub struct VerifiedJws {
    header: Header,
    payload: Vec<u8>,
}

impl UnverifiedJws {
    /// Reads the compact form and checks all that needs no key.
    ///
    /// # Errors
    /// A [`JwsError`] naming the first rule broken.
    pub fn parse(compact: &str) -> Result<Self, JwsError> {
        if compact.len() > MAX_JWS_BYTES {
            return Err(JwsError::TooLong);
        }
        let mut parts = compact.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(JwsError::NotThreeParts);
        };
        let parsed = Self {
            header: Header::read(header)?,
            unverified_payload: decode_base64url(payload).ok_or(JwsError::NotBase64Url)?,
            signature: decode_base64url(signature).ok_or(JwsError::NotBase64Url)?,
            signing_input: format!("{header}.{payload}"),
        };
        if parsed.signature.is_empty() {
            return Err(JwsError::EmptySignature);
        }
        Ok(parsed)
    }

    /// The header: good for choosing a key, proof of nothing.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The claims before any check: good for finding out whose keys to verify with, proof of nothing.
    ///
    /// # Errors
    /// [`JwsError::MalformedClaims`] or [`JwsError::DuplicateMember`].
    pub fn unverified_claims<T: DeserializeOwned>(&self) -> Result<T, JwsError> {
        read_claims(&self.unverified_payload)
    }

    /// Checks the signature with one key.
    ///
    /// # Errors
    /// [`JwsError::KeyDoesNotFit`], [`JwsError::SignatureLength`] or [`JwsError::BadSignature`].
    pub fn verify(&self, key: &VerifyingKey) -> Result<VerifiedJws, JwsError> {
        self.check(key)?;
        Ok(self.verified())
    }

    /// Checks the signature with the key among `keys` that the header names, if its algorithm is `allowed`.
    /// Without a kid, at most eight keys that fit the algorithm are tried.
    ///
    /// # Errors
    /// [`JwsError::AlgorithmNotAllowed`]; [`JwsError::UnknownKey`] (fetching the keys anew may help); or what
    /// the last key tried answered.
    pub fn verify_with(&self, keys: &[VerifyingKey], allowed: &[Algorithm]) -> Result<VerifiedJws, JwsError> {
        if !allowed.contains(&self.header.alg) {
            return Err(JwsError::AlgorithmNotAllowed);
        }
        let mut outcome = Err(JwsError::UnknownKey);
        for key in keys.iter().filter(|key| self.may_be_by(key)).take(MAX_TRIES) {
            outcome = self.check(key);
            if outcome.is_ok() {
                break;
            }
        }
        outcome.map(|()| self.verified())
    }

    fn may_be_by(&self, key: &VerifyingKey) -> bool {
        // RFC 7515 section 4.1.4: kid is a hint for choosing the key. A key without a name may be meant by any.
        let named = match (self.header.kid.as_deref(), key.kid()) {
            (Some(wanted), Some(kid)) => wanted == kid,
            (None, _) | (_, None) => true,
        };
        named && key.fits(self.header.alg)
    }

    fn check(&self, key: &VerifyingKey) -> Result<(), JwsError> {
        key.check(self.header.alg, self.signing_input.as_bytes(), &self.signature)
    }

    fn verified(&self) -> VerifiedJws {
        VerifiedJws { header: self.header.clone(), payload: self.unverified_payload.clone() }
    }
}

impl VerifiedJws {
    /// The header, covered by the signature.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The payload as it was signed.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The payload as claims. Members `T` does not know are ignored unless `T` says otherwise.
    ///
    /// # Errors
    /// [`JwsError::MalformedClaims`] or [`JwsError::DuplicateMember`].
    pub fn claims<T: DeserializeOwned>(&self) -> Result<T, JwsError> {
        read_claims(&self.payload)
    }
}

fn read_claims<T: DeserializeOwned>(payload: &[u8]) -> Result<T, JwsError> {
    // RFC 7519 section 4: claim names are unique; we refuse rather than keep the last.
    let members = parse_object(payload).map_err(|refusal| match refusal {
        JsonRefusal::Malformed => JwsError::MalformedClaims,
        JsonRefusal::DuplicateMember => JwsError::DuplicateMember,
    })?;
    serde_json::from_value(Value::Object(members)).map_err(|_| JwsError::MalformedClaims)
}
