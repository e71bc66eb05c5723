//! The few DER structures keys are written in: PKCS#8 (RFC 5958) of EC (RFC 5915) and Ed25519 (RFC 8410), and
//! SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) of all.
//!
//! Writing only, of values whose form is known; reading is left to ring and the `rsa` package.

use proto::jose::{Curve, PublicKey};
use zeroize::Zeroizing;

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const NULL: &[u8] = &[0x05, 0x00];
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const CONTEXT_1: u8 = 0xa1;

// RFC 5480 section 2.1.1 and 2.1.1.1, RFC 8410 section 3, RFC 3279 section 2.3.1.
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

type Der = Zeroizing<Vec<u8>>;

/// PKCS#8 of an EC key: the scalar padded to the field, the point uncompressed.
pub(crate) fn ec_pkcs8(crv: Curve, scalar: &[u8], point: &[u8]) -> Der {
    // RFC 5915 section 3: ECPrivateKey, version 1, the public key under tag 1.
    let private = sequence(&[
        &tagged(INTEGER, &[&[1]]),
        &tagged(OCTET_STRING, &[scalar]),
        &tagged(CONTEXT_1, &[&bit_string(point)]),
    ]);
    pkcs8(&ec_algorithm(crv), &private)
}

/// PKCS#8 of an Ed25519 key: the seed inside an OCTET STRING of its own (RFC 8410 section 7).
pub(crate) fn ed25519_pkcs8(seed: &[u8]) -> Der {
    pkcs8(&sequence(&[&tagged(OBJECT_IDENTIFIER, &[ED25519])]), &tagged(OCTET_STRING, &[seed]))
}

/// SubjectPublicKeyInfo.
pub(crate) fn public_key_info(key: &PublicKey) -> Vec<u8> {
    let (algorithm, bits) = match key {
        PublicKey::Ec { crv, x, y } => (ec_algorithm(*crv), bit_string(&point(x, y))),
        PublicKey::Ed25519 { x } => (sequence(&[&tagged(OBJECT_IDENTIFIER, &[ED25519])]), bit_string(x)),
        PublicKey::Rsa { n, e } => (
            sequence(&[&tagged(OBJECT_IDENTIFIER, &[RSA_ENCRYPTION]), NULL]),
            bit_string(&sequence(&[&unsigned(n), &unsigned(e)])),
        ),
    };
    sequence(&[&algorithm, &bits]).to_vec()
}

/// SEC 1 section 2.3.3: 0x04 starts an uncompressed point.
pub(crate) fn point(x: &[u8], y: &[u8]) -> Vec<u8> {
    [&[0x04], x, y].concat()
}

fn pkcs8(algorithm: &[u8], private: &[u8]) -> Der {
    sequence(&[&tagged(INTEGER, &[&[0]]), algorithm, &tagged(OCTET_STRING, &[private])])
}

fn ec_algorithm(crv: Curve) -> Der {
    let curve = match crv {
        Curve::P256 => P256,
        Curve::P384 => P384,
    };
    sequence(&[&tagged(OBJECT_IDENTIFIER, &[EC_PUBLIC_KEY]), &tagged(OBJECT_IDENTIFIER, &[curve])])
}

fn bit_string(bytes: &[u8]) -> Der {
    tagged(BIT_STRING, &[&[0], bytes])
}

/// X.690 section 8.3.2: a leading zero byte where the first bit would read as a sign.
fn unsigned(magnitude: &[u8]) -> Der {
    let sign: &[u8] = if magnitude.first().is_some_and(|first| *first >= 0x80) { &[0] } else { &[] };
    tagged(INTEGER, &[sign, magnitude])
}

fn sequence(parts: &[&[u8]]) -> Der {
    tagged(SEQUENCE, parts)
}

fn tagged(tag: u8, parts: &[&[u8]]) -> Der {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut der = Zeroizing::new(Vec::with_capacity(length + 6));
    der.push(tag);
    push_length(&mut der, length);
    for part in parts {
        der.extend_from_slice(part);
    }
    der
}

/// X.690 section 10.1: the shortest form of the length.
fn push_length(der: &mut Vec<u8>, length: usize) {
    let bytes = length.to_be_bytes();
    let significant = bytes.iter().skip_while(|byte| **byte == 0);
    if length >= 0x80 {
        der.push(0x80 | u8::try_from(significant.clone().count()).unwrap_or(u8::MAX));
    }
    if length == 0 {
        der.push(0);
    }
    der.extend(significant);
}
