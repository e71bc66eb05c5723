//! Private keys of the suite's own clients, and JWTs that no one should accept.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use ring::{hmac, rsa};
use serde_json::{Map, Value, json};

use super::{decode, encode};

/// A client's private key. It has no `Debug`, so that it cannot slip into a report.
pub(crate) struct SigningKey {
    alg: &'static str,
    kid: Option<String>,
    pair: Pair,
}

enum Pair {
    Ecdsa(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    Rsa(RsaKeyPair),
}

impl SigningKey {
    /// Reads a private JWK: EC P-256 or P-384, OKP Ed25519, or RSA.
    pub(crate) fn from_jwk(jwk: &Map<String, Value>) -> Result<Self, String> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        let bytes = |name: &str| text(name).and_then(decode).ok_or_else(|| format!("the JWK has no {name}"));
        let (alg, pair) = match (text("kty"), text("crv")) {
            (Some("EC"), Some("P-256")) => {
                ("ES256", ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING, &bytes("d")?, bytes("x")?, bytes("y")?)?)
            }
            (Some("EC"), Some("P-384")) => {
                ("ES384", ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING, &bytes("d")?, bytes("x")?, bytes("y")?)?)
            }
            (Some("OKP"), Some("Ed25519")) => {
                let pair = Ed25519KeyPair::from_seed_and_public_key(&bytes("d")?, &bytes("x")?);
                ("EdDSA", Pair::Ed25519(pair.map_err(|e| format!("the JWK is refused: {e}"))?))
            }
            (Some("RSA"), None) => ("RS256", Pair::Rsa(rsa_from(&bytes)?)),
            (kty, crv) => return Err(format!("a JWK of kty {kty:?} and crv {crv:?} is not supported")),
        };
        Ok(Self { alg, kid: text("kid").map(str::to_owned), pair })
    }

    /// Reads a PKCS#8 PEM: EC P-256 or P-384, Ed25519, or RSA.
    pub(crate) fn from_pem(pem: &str, kid: Option<String>) -> Result<Self, String> {
        let body: String = pem.lines().filter(|line| !line.starts_with("-----")).map(str::trim).collect();
        let der = STANDARD.decode(body).map_err(|e| format!("the PEM is not base64: {e}"))?;
        let chance = SystemRandom::new();
        let (alg, pair) =
            if let Ok(p) = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der, &chance) {
                ("ES256", Pair::Ecdsa(p))
            } else if let Ok(p) = EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &der, &chance) {
                ("ES384", Pair::Ecdsa(p))
            } else if let Ok(p) = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der) {
                ("EdDSA", Pair::Ed25519(p))
            } else if let Ok(p) = RsaKeyPair::from_pkcs8(&der) {
                ("RS256", Pair::Rsa(p))
            } else {
                return Err("the PEM holds no PKCS#8 key of a known kind".to_owned());
            };
        Ok(Self { alg, kid, pair })
    }

    /// A new P-256 key that nobody has registered, claiming the identifier of one that somebody has.
    pub(crate) fn foreign(kid: Option<&str>) -> Result<Self, String> {
        let chance = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pair = EcdsaKeyPair::generate_pkcs8(algorithm, &chance)
            .map_err(|_| "no key could be made".to_owned())
            .and_then(|der| {
                EcdsaKeyPair::from_pkcs8(algorithm, der.as_ref(), &chance).map_err(|e| e.to_string())
            })?;
        Ok(Self { alg: "ES256", kid: kid.map(str::to_owned), pair: Pair::Ecdsa(pair) })
    }

    /// Identifier sent in the header.
    pub(crate) fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The public half as the provider knows it, for attacks that use it as a shared secret.
    pub(crate) fn public_bytes(&self) -> Vec<u8> {
        use ring::signature::KeyPair;
        match &self.pair {
            Pair::Ecdsa(pair) => pair.public_key().as_ref().to_vec(),
            Pair::Ed25519(pair) => pair.public_key().as_ref().to_vec(),
            Pair::Rsa(pair) => pair.public_key().as_ref().to_vec(),
        }
    }

    /// A signed JWT of these claims.
    pub(crate) fn sign(&self, claims: &Map<String, Value>) -> Result<String, String> {
        let mut header = json!({ "alg": self.alg, "typ": "JWT" });
        if let (Some(kid), Some(members)) = (&self.kid, header.as_object_mut()) {
            members.insert("kid".to_owned(), json!(kid));
        }
        let message = signing_input(&header, claims);
        let signature = self.signature(message.as_bytes())?;
        Ok(format!("{message}.{}", encode(signature)))
    }

    fn signature(&self, message: &[u8]) -> Result<Vec<u8>, String> {
        let chance = SystemRandom::new();
        match &self.pair {
            Pair::Ecdsa(pair) => {
                pair.sign(&chance, message).map(|s| s.as_ref().to_vec()).map_err(|e| e.to_string())
            }
            Pair::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &chance, message, &mut signature).map_err(|e| e.to_string())?;
                Ok(signature)
            }
        }
    }
}

fn ecdsa(
    algorithm: &'static EcdsaSigningAlgorithm,
    d: &[u8],
    x: Vec<u8>,
    y: Vec<u8>,
) -> Result<Pair, String> {
    let point: Vec<u8> = std::iter::once(4).chain(x).chain(y).collect();
    EcdsaKeyPair::from_private_key_and_public_key(algorithm, d, &point, &SystemRandom::new())
        .map(Pair::Ecdsa)
        .map_err(|e| format!("the JWK is refused: {e}"))
}

fn rsa_from(bytes: &dyn Fn(&str) -> Result<Vec<u8>, String>) -> Result<RsaKeyPair, String> {
    let public_key = rsa::PublicKeyComponents { n: bytes("n")?, e: bytes("e")? };
    RsaKeyPair::from_components(&rsa::KeyPairComponents {
        public_key,
        d: bytes("d")?,
        p: bytes("p")?,
        q: bytes("q")?,
        dP: bytes("dp")?,
        dQ: bytes("dq")?,
        qInv: bytes("qi")?,
    })
    .map_err(|e| format!("the JWK is refused: {e}"))
}

fn signing_input(header: &Value, claims: &Map<String, Value>) -> String {
    let payload = Value::Object(claims.clone()).to_string();
    format!("{}.{}", encode(header.to_string()), encode(payload))
}

/// A JWT of these claims with `alg` `none` and an empty signature.
pub(crate) fn unsigned(claims: &Map<String, Value>) -> String {
    format!("{}.", signing_input(&json!({ "alg": "none" }), claims))
}

/// A JWT of these claims under HMAC-SHA-256 with this secret.
pub(crate) fn hs256(claims: &Map<String, Value>, secret: &[u8], kid: Option<&str>) -> String {
    let mut header = json!({ "alg": "HS256", "typ": "JWT" });
    if let (Some(kid), Some(members)) = (kid, header.as_object_mut()) {
        members.insert("kid".to_owned(), json!(kid));
    }
    let message = signing_input(&header, claims);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
    format!("{message}.{}", encode(tag))
}
