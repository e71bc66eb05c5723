//! Public keys as JSON (RFC 7517, RFC 7518 section 6, RFC 8037 section 2).
//!
//! Owns the shape of a public key and of a set of them. A private or symmetric member is refused wherever a key
//! is read, so that what was read may be stored and published. Whether a key is strong enough to verify with is
//! for [`super::VerifyingKey`].

use std::collections::BTreeMap;

use ring::digest;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Map, Value};

use super::{Algorithm, decode_base64url, encode_base64url};
use crate::json::UniqueValue;

const MAX_KID_BYTES: usize = 256;

/// RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1; RFC 8037 section 2: the members that hold a secret.
const SECRET_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A public key with what is said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwk {
    /// The key itself.
    pub key: PublicKey,
    /// The name by which a JWS header chooses it; printable ASCII, at most 256 bytes.
    pub kid: Option<String>,
    /// The only algorithm it may be used with; kept as text, since keys for encryption name others than ours.
    pub alg: Option<String>,
    /// `use`: `sig` or `enc`.
    pub key_use: Option<String>,
    /// `key_ops`; empty when not given.
    pub key_ops: Vec<String>,
}

/// The numbers of a public key, big-endian.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// `kty` EC: a point of an elliptic curve, each coordinate padded to the size of the field.
    Ec {
        /// The curve.
        crv: Curve,
        /// The first coordinate.
        x: Vec<u8>,
        /// The second coordinate.
        y: Vec<u8>,
    },
    /// `kty` OKP with `crv` Ed25519.
    Ed25519 {
        /// The encoded point, 32 bytes.
        x: Vec<u8>,
    },
    /// `kty` RSA.
    Rsa {
        /// The modulus, without leading zero.
        n: Vec<u8>,
        /// The exponent, without leading zero.
        e: Vec<u8>,
    },
}

/// The elliptic curves of ECDSA we verify on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// NIST P-256.
    P256,
    /// NIST P-384.
    P384,
}

/// Why a key or a set of keys is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwkError {
    /// Not a JSON object of the shape RFC 7517 asks for.
    #[error("the key is not a JSON object as RFC 7517 describes it")]
    Malformed,
    /// A member is given twice.
    #[error("the key names one member twice")]
    DuplicateMember,
    /// A member that only the holder may know.
    #[error("the key holds a private or symmetric member: give the public key only")]
    PrivateMember,
    /// `kty` or `crv` is none of ours.
    #[error("the key is of a type that is not supported: use EC (P-256, P-384), OKP (Ed25519) or RSA")]
    UnknownKeyType,
    /// A member the key type requires is missing or not base64url.
    #[error("the member {0} of the key is missing or not base64url")]
    BadMember(&'static str),
    /// `kid` is too long or not printable ASCII.
    #[error("the key's kid is longer than 256 bytes or not printable ASCII")]
    BadKid,
    /// A coordinate does not have the length of the field.
    #[error("a coordinate of the key does not have the length its curve asks for")]
    CoordinateLength,
    /// An Ed25519 point of small order: anybody could sign for it.
    #[error("the Ed25519 key is a point of small order")]
    SmallOrder,
    /// A modulus under 2048 bits.
    #[error("the RSA modulus is shorter than 2048 bits")]
    RsaTooShort,
    /// A modulus over 8192 bits.
    #[error("the RSA modulus is longer than 8192 bits")]
    RsaTooLong,
    /// An even modulus, or one with a leading zero.
    #[error("the RSA modulus is even or starts with a zero byte")]
    RsaModulus,
    /// An exponent below 3, even, or over 33 bits.
    #[error("the RSA exponent is even, below 3 or too large")]
    RsaExponent,
    /// `use` or `key_ops` forbids verifying.
    #[error("the key is not meant for verifying signatures")]
    WrongUse,
    /// `alg` is not one of ours, or does not go with the key.
    #[error("the key's alg is not supported or does not fit its type")]
    AlgorithmMismatch,
    /// More than 64 keys.
    #[error("the key set holds more than 64 keys")]
    TooManyKeys,
    /// More than 64 KiB.
    #[error("the key set is larger than 64 KiB")]
    TooLarge,
    /// Not a public key in strict DER.
    #[error("the key is not a SubjectPublicKeyInfo (a PUBLIC KEY file) in strict DER")]
    NotSubjectPublicKeyInfo,
}

impl Jwk {
    /// A key to verify signatures with, as published: `use` sig, `alg` set, `kid` the thumbprint.
    pub fn for_signatures(key: PublicKey, algorithm: Algorithm) -> Self {
        let mut jwk = Self {
            key,
            kid: None,
            alg: Some(algorithm.as_str().to_owned()),
            key_use: Some("sig".to_owned()),
            key_ops: Vec::new(),
        };
        jwk.kid = Some(jwk.thumbprint());
        jwk
    }

    /// The SHA-256 thumbprint of RFC 7638, in base64url.
    pub fn thumbprint(&self) -> String {
        // RFC 7638 section 3.2 and RFC 8037 appendix A.3: the required members only, in lexicographic order.
        let canonical = Value::from_iter(self.key.members()).to_string();
        encode_base64url(digest::digest(&digest::SHA256, canonical.as_bytes()).as_ref())
    }

    pub(super) fn from_value(value: Value) -> Result<Self, JwkError> {
        let Value::Object(members) = value else { return Err(JwkError::Malformed) };
        if SECRET_MEMBERS.iter().any(|name| members.contains_key(*name)) {
            return Err(JwkError::PrivateMember);
        }
        let kid = optional_text(&members, "kid")?;
        if kid.as_deref().is_some_and(|kid| !kid_is_sound(kid)) {
            return Err(JwkError::BadKid);
        }
        Ok(Self {
            key: PublicKey::from_members(&members)?,
            kid,
            alg: optional_text(&members, "alg")?,
            key_use: optional_text(&members, "use")?,
            key_ops: text_list(&members, "key_ops")?,
        })
    }
}

/// A kid is compared with others and shown in logs, nothing else; printable ASCII is enough for every issuer.
pub(super) fn kid_is_sound(kid: &str) -> bool {
    (1..=MAX_KID_BYTES).contains(&kid.len()) && kid.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

impl PublicKey {
    fn from_members(members: &Map<String, Value>) -> Result<Self, JwkError> {
        let kty = optional_text(members, "kty")?.ok_or(JwkError::BadMember("kty"))?;
        let crv = optional_text(members, "crv")?;
        match (kty.as_str(), crv.as_deref()) {
            ("EC", Some("P-256")) => Self::ec(members, Curve::P256),
            ("EC", Some("P-384")) => Self::ec(members, Curve::P384),
            ("OKP", Some("Ed25519")) => Ok(Self::Ed25519 { x: bytes(members, "x")? }),
            ("RSA", _) => Ok(Self::Rsa { n: bytes(members, "n")?, e: bytes(members, "e")? }),
            _ => Err(JwkError::UnknownKeyType),
        }
    }

    fn ec(members: &Map<String, Value>, crv: Curve) -> Result<Self, JwkError> {
        Ok(Self::Ec { crv, x: bytes(members, "x")?, y: bytes(members, "y")? })
    }

    /// The required members with their texts, in lexicographic order.
    fn members(&self) -> BTreeMap<String, String> {
        let pairs = match self {
            Self::Ec { crv, x, y } => vec![
                ("crv", crv.as_str().to_owned()),
                ("kty", "EC".to_owned()),
                ("x", encode_base64url(x)),
                ("y", encode_base64url(y)),
            ],
            Self::Ed25519 { x } => {
                vec![("crv", "Ed25519".to_owned()), ("kty", "OKP".to_owned()), ("x", encode_base64url(x))]
            }
            Self::Rsa { n, e } => {
                vec![("e", encode_base64url(e)), ("kty", "RSA".to_owned()), ("n", encode_base64url(n))]
            }
        };
        pairs.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
    }
}

impl Curve {
    /// The name in `crv`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
        }
    }

    /// The length of a coordinate in bytes.
    pub const fn coordinate_bytes(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
        }
    }
}

fn optional_text(members: &Map<String, Value>, name: &'static str) -> Result<Option<String>, JwkError> {
    match members.get(name) {
        None => Ok(None),
        Some(value) => value.as_str().map(|text| Some(text.to_owned())).ok_or(JwkError::BadMember(name)),
    }
}

fn text_list(members: &Map<String, Value>, name: &'static str) -> Result<Vec<String>, JwkError> {
    let Some(value) = members.get(name) else { return Ok(Vec::new()) };
    Vec::deserialize(value).map_err(|_| JwkError::BadMember(name))
}

fn bytes(members: &Map<String, Value>, name: &'static str) -> Result<Vec<u8>, JwkError> {
    let text = members.get(name).and_then(Value::as_str).ok_or(JwkError::BadMember(name))?;
    decode_base64url(text).filter(|bytes| !bytes.is_empty()).ok_or(JwkError::BadMember(name))
}

impl Serialize for Jwk {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut members = self.key.members();
        let named = [("kid", &self.kid), ("alg", &self.alg), ("use", &self.key_use)];
        for (name, value) in named {
            members.extend(value.iter().map(|text| (name.to_owned(), text.clone())));
        }
        let mut object: Map<String, Value> = members.into_iter().map(|(k, v)| (k, v.into())).collect();
        if !self.key_ops.is_empty() {
            object.insert("key_ops".to_owned(), self.key_ops.clone().into());
        }
        object.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Jwk {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::from_value(UniqueValue::deserialize(from)?.0).map_err(de::Error::custom)
    }
}
