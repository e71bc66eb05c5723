//! Signed JSON objects of a provider: read with the live key that their header names, and no other.
//!
//! Owns the choice of key and algorithm. Parsing and verifying are those of package `proto`.

use proto::jose::{JwsError, UnverifiedJws};
use proto::set::ALGORITHMS;
use serde::de::DeserializeOwned;

use crate::call::Trouble;
use crate::notified::{CallbackRefusal, TheirKey};

/// Why an object is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("it is no signed object: {0}")]
    Form(JwsError),
    #[error("it is of another type")]
    Type,
    #[error("its algorithm is not allowed")]
    Algorithm,
    #[error("it names no live key of the provider")]
    Key,
    #[error("it is not signed by the key it names")]
    Signature,
    #[error("its claims are not as they should be")]
    Claims,
}

impl From<Refusal> for CallbackRefusal {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Form(_) | Refusal::Claims => Self::Malformed,
            Refusal::Type => Self::Kind,
            Refusal::Algorithm => Self::Algorithm,
            Refusal::Key => Self::Key,
            Refusal::Signature => Self::Signature,
        }
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::NotBelieved(format!("answer: {refusal}"))
    }
}

/// The claims of a compact JWS of this `typ` by the live key of the provider that it names.
pub(crate) fn claims<T: DeserializeOwned>(body: &[u8], typ: &str, keys: &[TheirKey]) -> Result<T, Refusal> {
    let (jws, key) = named(text(body)?, keys)?;
    if !ALGORITHMS.contains(&jws.header().alg) {
        return Err(Refusal::Algorithm);
    }
    let verified = jws.verify(&key.key).map_err(|_| Refusal::Signature)?;
    // RFC 8725 section 3.11: explicit types keep one kind of object from passing for another.
    if !verified.header().has_type(typ) {
        return Err(Refusal::Type);
    }
    verified.claims().map_err(|_| Refusal::Claims)
}

/// A body as text.
pub(crate) fn text(body: &[u8]) -> Result<&str, Refusal> {
    std::str::from_utf8(body).map_err(|_| Refusal::Form(JwsError::NotBase64Url))
}

/// A compact JWS and the live key that its header names: nothing is verified yet.
pub(crate) fn named<'k>(
    compact: &str,
    keys: &'k [TheirKey],
) -> Result<(UnverifiedJws, &'k TheirKey), Refusal> {
    let jws = UnverifiedJws::parse(compact).map_err(unread)?;
    // RFC 7515 section 4.1.4 leaves kid optional. Deviation: required, for two keys live side by side.
    let key = keys.iter().find(|key| jws.header().kid.as_deref() == Some(key.kid.as_str()));
    Ok((jws, key.ok_or(Refusal::Key)?))
}

fn unread(error: JwsError) -> Refusal {
    let algorithm = matches!(
        error,
        JwsError::AlgorithmMissing
            | JwsError::AlgorithmNone
            | JwsError::AlgorithmSymmetric
            | JwsError::AlgorithmUnknown
    );
    if algorithm { Refusal::Algorithm } else { Refusal::Form(error) }
}
