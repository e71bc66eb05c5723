//! Signing in compact form (RFC 7515 section 3.1). Verifying is `proto::jose`.

use base::Fault;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proto::jose::Algorithm;
use serde::Serialize;

use crate::alg::SigningKey;
use crate::error::KeyError;

#[derive(Serialize)]
struct Header<'a> {
    alg: Algorithm,
    kid: &'a str,
    typ: &'a str,
}

pub(crate) fn compact(
    key: &dyn SigningKey,
    kid: &str,
    typ: &str,
    claims: &impl Serialize,
) -> Result<String, KeyError> {
    let unwritable = |error| Fault::caused("claims could not be written as JSON", error);
    let header = serde_json::to_vec(&Header { alg: key.algorithm(), kid, typ }).map_err(unwritable)?;
    let claims = serde_json::to_vec(claims).map_err(unwritable)?;
    let mut text = String::with_capacity((header.len() + claims.len()) * 4 / 3 + 700);
    // RFC 7515 section 5.1: the signing input is the encoded header, a full stop and the encoded payload.
    URL_SAFE_NO_PAD.encode_string(&header, &mut text);
    text.push('.');
    URL_SAFE_NO_PAD.encode_string(&claims, &mut text);
    let signature = key.sign(text.as_bytes())?;
    text.push('.');
    URL_SAFE_NO_PAD.encode_string(&signature, &mut text);
    Ok(text)
}
