//! Bringing in a signing key made elsewhere: PKCS#8 in PEM (RFC 7468 section 10).
//!
//! What comes in is believed in nothing that can be computed: the public part must belong to the private part,
//! and a signature must prove it.

use base::{Secret, Time};
use proto::jose::Algorithm;
use rsa::pkcs8::{ObjectIdentifier, PrivateKeyInfoRef, SecretDocument};
use serde_json::json;
use zeroize::Zeroizing;

use super::change::{Change, Draft, Mode, Who};
use super::{Admin, jwk_import};
use crate::alg::rsa_keys;
use crate::calendar_time::rfc3339;
use crate::custody::{KeyAction, Safe};
use crate::error::{KeyError, KeyRefusal};
use crate::record::{KeyRecord, Origin};
use crate::rotation::KeyState;

// RFC 5480 sections 2.1.1 and 2.1.1.1, RFC 8410 section 3, RFC 3279 section 2.3.1, RFC 4055 section 1.2.
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");

impl Admin {
    /// Brings in a private key in PKCS#8 PEM as the next key of `alg`.
    ///
    /// # Errors
    /// [`KeyRefusal::PublicOnly`], [`KeyRefusal::EncryptedPem`], [`KeyRefusal::NotPkcs8`],
    /// [`KeyRefusal::WrongCurve`], [`KeyRefusal::WeakRsa`], [`KeyRefusal::RsaExponent`],
    /// [`KeyRefusal::AlreadyPresent`] and others that say what is wrong with the key.
    pub async fn import_pem(
        &self,
        pem: &Secret<String>,
        alg: Algorithm,
        who: &Who,
        mode: Mode,
    ) -> Result<Change, KeyError> {
        let pkcs8 = from_pem(pem.expose(), alg)?;
        self.change(who, mode, |safe, now, _| imported(safe, alg, &pkcs8, now)).await
    }

    /// Brings in a private JWK as the next key of `alg`.
    ///
    /// # Errors
    /// As [`Self::import_pem`], and [`KeyRefusal::NotForSigning`], [`KeyRefusal::WrongAlgorithm`].
    pub async fn import_jwk(
        &self,
        jwk: &Secret<String>,
        alg: Algorithm,
        who: &Who,
        mode: Mode,
    ) -> Result<Change, KeyError> {
        let pkcs8 = jwk_import::to_pkcs8(jwk.expose(), alg)?;
        self.change(who, mode, |safe, now, _| imported(safe, alg, &pkcs8, now)).await
    }
}

fn imported(
    safe: &mut Safe,
    alg: Algorithm,
    pkcs8: &Zeroizing<Vec<u8>>,
    now: Time,
) -> Result<Draft, KeyError> {
    let record = KeyRecord::signing(
        alg,
        pkcs8.clone(),
        (KeyState::Next { published_at: now }, Origin::Imported),
        now,
    )?;
    let kid = record.label.kid.clone();
    if safe.find(&kid).is_some() {
        return Err(KeyRefusal::AlreadyPresent { kid }.into());
    }
    safe.admits_next(alg)?;
    safe.add(record)?;
    let from = now.plus(safe.plan.calendar.publish_ahead);
    let summary = format!("{kid} is the next {alg} key, published now, usable from {}", rfc3339(from));
    Ok(Draft::new(KeyAction::Imported, summary, json!({ "alg": alg })).of_key(&kid).usable(from))
}

fn from_pem(pem: &str, alg: Algorithm) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let (label, document) =
        SecretDocument::from_pem(pem.trim_start()).map_err(|_| KeyRefusal::Malformed("not a PEM block"))?;
    match label {
        "PRIVATE KEY" => from_der(document.as_bytes(), alg),
        "ENCRYPTED PRIVATE KEY" => Err(KeyRefusal::EncryptedPem.into()),
        "PUBLIC KEY" | "RSA PUBLIC KEY" | "CERTIFICATE" => Err(KeyRefusal::PublicOnly.into()),
        _ => Err(KeyRefusal::NotPkcs8.into()),
    }
}

fn from_der(der: &[u8], alg: Algorithm) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let info = PrivateKeyInfoRef::try_from(der).map_err(|_| KeyRefusal::Malformed("not PKCS#8"))?;
    let (kind, curve) = (info.algorithm.oid, info.algorithm.parameters_oid().ok());
    let fits = match alg {
        Algorithm::ES256 => kind == EC && curve == Some(P256),
        Algorithm::ES384 => kind == EC && curve == Some(P384),
        Algorithm::EdDSA => kind == ED25519,
        Algorithm::RS256 => kind == RSA,
        // RFC 4055 section 1.2: a key under this identifier is for PSS alone.
        Algorithm::PS256 => kind == RSA || kind == RSA_PSS,
    };
    if !fits {
        return Err(KeyRefusal::WrongCurve { wanted: alg }.into());
    }
    match alg {
        Algorithm::RS256 | Algorithm::PS256 => rsa_keys::from_pkcs8(der),
        Algorithm::ES256 | Algorithm::ES384 | Algorithm::EdDSA => Ok(Zeroizing::new(der.to_vec())),
    }
}
