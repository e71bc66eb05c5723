//! What a receiver makes of a signature: read with nothing but the published key.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde_json::Value;

fn bytes(jwk: &Value, member: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(jwk[member].as_str().unwrap()).unwrap()
}

/// The header and the claims of a token, whoever signed it.
pub(crate) fn parts(token: &str) -> (Value, Value) {
    let mut parts = token.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).unwrap());
    let mut json = || serde_json::from_slice(&parts.next().unwrap()).unwrap();
    (json(), json())
}

/// Whether the key signed the token.
pub(crate) fn signed_token(token: &str, jwk: &Value) -> bool {
    let (signed, proof) = token.rsplit_once('.').unwrap();
    let point = [vec![4], bytes(jwk, "x"), bytes(jwk, "y")].concat();
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
    key.verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(proof).unwrap()).is_ok()
}

/// The fields of a form or of a JSON object of texts, sorted.
pub(crate) fn fields(body: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = match serde_json::from_str::<Value>(body) {
        Ok(object) => {
            let members = object.as_object().unwrap().iter();
            members.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect()
        }
        Err(_) => form_urlencoded::parse(body.as_bytes()).into_owned().collect(),
    };
    fields.sort();
    fields
}

/// A field of a form or a JSON object.
pub(crate) fn field(body: &str, name: &str) -> Option<String> {
    fields(body).into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
}

/// Whether the key signed the fields but for `sign` and `sign_type`.
pub(crate) fn signed_fields(body: &str, jwk: &Value) -> bool {
    let Some(sign) = field(body, "sign") else { return false };
    let text: Vec<String> = fields(body)
        .iter()
        .filter(|(name, _)| name != "sign" && name != "sign_type")
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let key = RsaPublicKeyComponents { n: bytes(jwk, "n"), e: bytes(jwk, "e") };
    let proof = STANDARD.decode(sign).unwrap();
    key.verify(&RSA_PKCS1_2048_8192_SHA256, text.join("&").as_bytes(), &proof).is_ok()
}
