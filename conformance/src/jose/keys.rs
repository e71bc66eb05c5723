//! A published key set (RFC 7517) and checking signatures with it.

use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents,
    UnparsedPublicKey, VerificationAlgorithm,
};
use serde_json::{Map, Value};

use super::decode;

/// Public keys as published.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    members: Vec<Map<String, Value>>,
}

enum Way {
    Rsa(&'static RsaParameters),
    Curve { name: &'static str, algorithm: &'static dyn VerificationAlgorithm },
}

impl Keys {
    /// Reads a JWK Set.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let document: Value = serde_json::from_str(text).map_err(|e| format!("not JSON: {e}"))?;
        let listed = document.get("keys").and_then(Value::as_array).ok_or("no member \"keys\"")?;
        let members = listed
            .iter()
            .map(|key| key.as_object().cloned().ok_or("a key is not an object"))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self { members })
    }

    /// The keys, each with its members.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Map<String, Value>> {
        self.members.iter()
    }

    /// Whether some key could have made a signature of this algorithm.
    pub(crate) fn serve(&self, alg: &str) -> bool {
        self.iter().any(|key| fits(key, alg))
    }

    /// Checks a signature; the algorithm must be asymmetric and fit the key.
    pub(super) fn verify(
        &self,
        alg: &str,
        kid: Option<&str>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), String> {
        let way = way(alg).ok_or_else(|| format!("signed with alg {alg:?}"))?;
        let named = |key: &&Map<String, Value>| kid.is_none_or(|kid| text(key, "kid") == Some(kid));
        let candidates: Vec<_> = self.iter().filter(named).filter(|key| fits(key, alg)).collect();
        match candidates.as_slice() {
            [] => Err(format!("no published key fits kid {kid:?} and alg {alg}")),
            [key] => check(&way, key, message, signature),
            // OpenID Connect Core 1.0 section 10.1: with several keys in the set, a kid must be there.
            _ => Err(format!("several published keys fit kid {kid:?} and alg {alg}")),
        }
    }
}

fn text<'k>(key: &'k Map<String, Value>, member: &str) -> Option<&'k str> {
    key.get(member).and_then(Value::as_str)
}

fn way(alg: &str) -> Option<Way> {
    Some(match alg {
        "RS256" => Way::Rsa(&RSA_PKCS1_2048_8192_SHA256),
        "RS384" => Way::Rsa(&RSA_PKCS1_2048_8192_SHA384),
        "RS512" => Way::Rsa(&RSA_PKCS1_2048_8192_SHA512),
        "PS256" => Way::Rsa(&RSA_PSS_2048_8192_SHA256),
        "PS384" => Way::Rsa(&RSA_PSS_2048_8192_SHA384),
        "PS512" => Way::Rsa(&RSA_PSS_2048_8192_SHA512),
        "ES256" => Way::Curve { name: "P-256", algorithm: &ECDSA_P256_SHA256_FIXED },
        "ES384" => Way::Curve { name: "P-384", algorithm: &ECDSA_P384_SHA384_FIXED },
        "EdDSA" | "Ed25519" => Way::Curve { name: "Ed25519", algorithm: &ED25519 },
        _ => return None,
    })
}

// RFC 7517 sections 4.2 and 4.4: a key made for encryption or for another algorithm is not used.
fn fits(key: &Map<String, Value>, alg: &str) -> bool {
    let shape = match way(alg) {
        Some(Way::Rsa(_)) => text(key, "kty") == Some("RSA"),
        Some(Way::Curve { name, .. }) => text(key, "crv") == Some(name),
        None => false,
    };
    shape && text(key, "use").is_none_or(|u| u == "sig") && text(key, "alg").is_none_or(|a| a == alg)
}

fn check(way: &Way, key: &Map<String, Value>, message: &[u8], signature: &[u8]) -> Result<(), String> {
    let member = |name: &str| {
        text(key, name)
            .and_then(decode)
            .ok_or_else(|| format!("the key's {name} is missing or not base64url"))
    };
    let wrong = "the signature does not verify with the published key".to_owned();
    match way {
        Way::Rsa(parameters) => RsaPublicKeyComponents { n: member("n")?, e: member("e")? }
            .verify(parameters, message, signature)
            .map_err(|_| wrong),
        Way::Curve { name: "Ed25519", algorithm } => {
            UnparsedPublicKey::new(*algorithm, member("x")?).verify(message, signature).map_err(|_| wrong)
        }
        Way::Curve { algorithm, .. } => {
            let mut point = vec![4];
            point.extend(member("x")?);
            point.extend(member("y")?);
            UnparsedPublicKey::new(*algorithm, point).verify(message, signature).map_err(|_| wrong)
        }
    }
}
