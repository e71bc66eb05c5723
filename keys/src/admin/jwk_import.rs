//! A private JWK (RFC 7517 section 9.3, RFC 7518 sections 6.2.2 and 6.3.2, RFC 8037 section 2) as PKCS#8.

use base::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proto::jose::{Algorithm, Curve};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::alg::rsa_keys::{self, RsaNumbers};
use crate::alg::{der, ed25519_halves_belong};
use crate::error::{KeyError, KeyRefusal};

type Bytes = Zeroizing<Vec<u8>>;

/// The members we use. `dp`, `dq` and `qi` follow from the others and are computed.
#[derive(Deserialize)]
struct PrivateJwk {
    kty: String,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
    d: Option<Secret<String>>,
    p: Option<Secret<String>>,
    q: Option<Secret<String>>,
    oth: Option<serde::de::IgnoredAny>,
    alg: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    key_ops: Option<Vec<String>>,
}

pub(crate) fn to_pkcs8(text: &str, alg: Algorithm) -> Result<Bytes, KeyError> {
    let jwk: PrivateJwk =
        serde_json::from_str(text).map_err(|_| KeyRefusal::Malformed("not a JWK, or a member twice"))?;
    jwk.check(alg)?;
    match alg {
        Algorithm::ES256 => jwk.ec(Curve::P256),
        Algorithm::ES384 => jwk.ec(Curve::P384),
        Algorithm::EdDSA => jwk.ed25519(),
        Algorithm::PS256 | Algorithm::RS256 => jwk.rsa(),
    }
}

impl PrivateJwk {
    fn check(&self, alg: Algorithm) -> Result<(), KeyRefusal> {
        // RFC 7517 sections 4.2 and 4.3: use and key_ops say what a key is for.
        let for_signing = self.usage.as_deref().is_none_or(|usage| usage == "sig")
            && self.key_ops.as_ref().is_none_or(|ops| ops.iter().any(|op| op == "sign"));
        if !for_signing {
            return Err(KeyRefusal::NotForSigning);
        }
        if let Some(found) = self.alg.as_ref().filter(|found| found.as_str() != alg.as_str()) {
            return Err(KeyRefusal::WrongAlgorithm { found: found.clone(), wanted: alg });
        }
        let fits = match alg {
            Algorithm::ES256 => self.is_of("EC", Some("P-256")),
            Algorithm::ES384 => self.is_of("EC", Some("P-384")),
            Algorithm::EdDSA => self.is_of("OKP", Some("Ed25519")),
            Algorithm::PS256 | Algorithm::RS256 => self.is_of("RSA", None),
        };
        if !fits {
            return Err(KeyRefusal::WrongCurve { wanted: alg });
        }
        if self.d.is_none() { Err(KeyRefusal::PublicOnly) } else { Ok(()) }
    }

    fn is_of(&self, kty: &str, crv: Option<&str>) -> bool {
        self.kty == kty && self.crv.as_deref() == crv
    }

    fn ec(&self, curve: Curve) -> Result<Bytes, KeyError> {
        let (d, x, y) = (private(self.d.as_ref())?, public(self.x.as_ref())?, public(self.y.as_ref())?);
        // RFC 7518 sections 6.2.1.2 and 6.2.2.1: padded to the full size of the field.
        let full = curve.coordinate_bytes();
        if d.len() != full || x.len() != full || y.len() != full {
            return Err(KeyRefusal::Malformed("a member does not have the length its curve asks for").into());
        }
        Ok(der::ec_pkcs8(curve, &d, &der::point(&x, &y)))
    }

    fn ed25519(&self) -> Result<Bytes, KeyError> {
        let (d, x) = (private(self.d.as_ref())?, public(self.x.as_ref())?);
        if d.len() != 32 || x.len() != 32 {
            return Err(KeyRefusal::Malformed("a member does not have the length its curve asks for").into());
        }
        if !ed25519_halves_belong(&d, &x) {
            return Err(KeyRefusal::Mismatch.into());
        }
        Ok(der::ed25519_pkcs8(&d))
    }

    fn rsa(&self) -> Result<Bytes, KeyError> {
        // RFC 7518 section 6.3.2.7: more than two primes.
        if self.oth.is_some() {
            return Err(KeyRefusal::MultiPrime.into());
        }
        let (n, e) = (public(self.n.as_ref())?, public(self.e.as_ref())?);
        let d = private(self.d.as_ref())?;
        let (p, q) = (private(self.p.as_ref())?, private(self.q.as_ref())?);
        rsa_keys::from_numbers(&RsaNumbers { n: &n, e: &e, d: &d, p: &p, q: &q })
    }
}

fn public(member: Option<&String>) -> Result<Vec<u8>, KeyRefusal> {
    let text = member.ok_or(KeyRefusal::Malformed("a required member is missing"))?;
    URL_SAFE_NO_PAD.decode(text).map_err(|_| KeyRefusal::Malformed("a member is not base64url"))
}

fn private(member: Option<&Secret<String>>) -> Result<Bytes, KeyRefusal> {
    let text = member.ok_or(KeyRefusal::Malformed("a required member is missing"))?.expose();
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    URL_SAFE_NO_PAD
        .decode_vec(text, &mut bytes)
        .map_err(|_| KeyRefusal::Malformed("a member is not base64url"))?;
    Ok(bytes)
}
