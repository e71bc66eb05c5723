//! Public keys as DER: SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7), the content of a PEM file `PUBLIC KEY`.
//!
//! Reading only, and strictly: one key has one text. Whether a key is strong enough is for
//! [`super::VerifyingKey`], which is asked before a key is handed out.

use super::{Algorithm, Curve, Jwk, JwkError, PublicKey, VerifyingKey};

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const SEQUENCE: u8 = 0x30;

// The content of AlgorithmIdentifier, the parameters included: a key says what it is in these words or not at all.
/// RFC 3279 section 2.3.1: rsaEncryption, whose parameters are NULL.
const RSA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
/// RFC 5480 sections 2.1.1 and 2.1.1.1: id-ecPublicKey on the named curve secp256r1.
const P256: &[u8] = &[
    0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03,
    0x01, 0x07,
];
/// RFC 5480 sections 2.1.1 and 2.1.1.1: id-ecPublicKey on the named curve secp384r1.
const P384: &[u8] =
    &[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22];
/// RFC 8410 section 3: id-Ed25519, without parameters.
const ED25519: &[u8] = &[0x06, 0x03, 0x2b, 0x65, 0x70];

/// The longest text read, in bytes: an RSA key of 8192 bits takes about 1060.
const MAX_BYTES: usize = 2048;

impl Jwk {
    /// Reads a public key to verify signatures of `algorithm` with: RSA of 2048 to 8192 bits, P-256, P-384 or Ed25519.
    /// The result names the algorithm, the use and, as `kid`, its thumbprint.
    ///
    /// # Errors
    /// [`JwkError::NotSubjectPublicKeyInfo`] when it is not that structure in strict DER,
    /// [`JwkError::UnknownKeyType`], [`JwkError::AlgorithmMismatch`], and those of [`VerifyingKey::from_jwk`] when the
    /// key is too weak.
    pub fn from_spki_der(der: &[u8], algorithm: Algorithm) -> Result<Self, JwkError> {
        if der.len() > MAX_BYTES {
            return Err(JwkError::NotSubjectPublicKeyInfo);
        }
        let key = public_key(der)?;
        let jwk = Self::for_signatures(key, algorithm);
        VerifyingKey::from_jwk(&jwk)?;
        Ok(jwk)
    }
}

fn public_key(der: &[u8]) -> Result<PublicKey, JwkError> {
    let content = whole(SEQUENCE, der).ok_or(JwkError::NotSubjectPublicKeyInfo)?;
    let (identifier, rest) = element(SEQUENCE, content).ok_or(JwkError::NotSubjectPublicKeyInfo)?;
    // X.690 section 8.6.2.2: the first byte counts the bits left unused at the end; a key leaves none.
    let bits = whole(BIT_STRING, rest).and_then(|bits| bits.strip_prefix(&[0]));
    let bits = bits.ok_or(JwkError::NotSubjectPublicKeyInfo)?;
    let key = match identifier {
        RSA => rsa(bits),
        P256 => point(Curve::P256, bits),
        P384 => point(Curve::P384, bits),
        ED25519 => Some(PublicKey::Ed25519 { x: bits.to_vec() }),
        _ => return Err(JwkError::UnknownKeyType),
    };
    key.ok_or(JwkError::NotSubjectPublicKeyInfo)
}

/// RFC 8017 appendix A.1.1: RSAPublicKey is the modulus, then the exponent.
fn rsa(bits: &[u8]) -> Option<PublicKey> {
    let numbers = whole(SEQUENCE, bits)?;
    let (n, rest) = element(INTEGER, numbers)?;
    let e = whole(INTEGER, rest)?;
    Some(PublicKey::Rsa { n: unsigned(n)?.to_vec(), e: unsigned(e)?.to_vec() })
}

fn point(crv: Curve, bits: &[u8]) -> Option<PublicKey> {
    // SEC 1 section 2.3.3: 0x04 starts an uncompressed point. RFC 5480 section 2.2 lets us refuse compressed ones.
    let coordinates = bits.strip_prefix(&[0x04])?;
    let (x, y) = coordinates.split_at_checked(crv.coordinate_bytes())?;
    (x.len() == y.len()).then(|| PublicKey::Ec { crv, x: x.to_vec(), y: y.to_vec() })
}

/// The magnitude of a positive INTEGER.
fn unsigned(content: &[u8]) -> Option<&[u8]> {
    // X.690 section 8.3.2: the shortest form, so that a leading zero byte stands only before a set first bit.
    match content {
        [0, first, ..] if *first >= 0x80 => content.get(1..),
        [first, ..] if (1..0x80).contains(first) => Some(content),
        _ => None,
    }
}

/// The content of an element that is the whole of `der`.
fn whole(tag: u8, der: &[u8]) -> Option<&[u8]> {
    element(tag, der).filter(|(_, rest)| rest.is_empty()).map(|(content, _)| content)
}

/// The content of the first element, and what follows it.
fn element(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = length(der.strip_prefix(&[tag])?)?;
    rest.split_at_checked(length)
}

// X.690 section 10.1: the definite form, in the fewest bytes.
fn length(der: &[u8]) -> Option<(usize, &[u8])> {
    match der {
        [short, rest @ ..] if *short < 0x80 => Some((usize::from(*short), rest)),
        [0x81, long, rest @ ..] if *long >= 0x80 => Some((usize::from(*long), rest)),
        [0x82, high, low, rest @ ..] if *high > 0 => {
            Some((usize::from(u16::from_be_bytes([*high, *low])), rest))
        }
        _ => None,
    }
}
