//! Reading the options of a page, as much of them as an authenticator heeds.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::AuthenticatorError;

/// Section 5.4 as JSON.
pub(super) struct CreationOptions {
    pub(super) rp_id: String,
    pub(super) challenge: Vec<u8>,
    pub(super) user_handle: Vec<u8>,
    pub(super) algorithms: Vec<i64>,
    pub(super) excluded: Vec<Vec<u8>>,
    pub(super) user_verification_required: bool,
    pub(super) attestation_wanted: bool,
}

/// Section 5.5 as JSON.
pub(super) struct RequestOptions {
    pub(super) rp_id: String,
    pub(super) challenge: Vec<u8>,
    pub(super) allowed: Vec<Vec<u8>>,
    pub(super) user_verification_required: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Creation {
    rp: Named,
    user: Named,
    challenge: String,
    pub_key_cred_params: Vec<Parameter>,
    #[serde(default)]
    exclude_credentials: Vec<Named>,
    #[serde(default)]
    authenticator_selection: Selection,
    #[serde(default)]
    attestation: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    rp_id: String,
    challenge: String,
    #[serde(default)]
    allow_credentials: Vec<Named>,
    #[serde(default)]
    user_verification: String,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

#[derive(Deserialize)]
struct Parameter {
    alg: i64,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Selection {
    #[serde(default)]
    user_verification: String,
}

impl CreationOptions {
    pub(super) fn read(json: &str) -> Result<Self, AuthenticatorError> {
        let read: Creation = serde_json::from_str(json).map_err(unreadable)?;
        Ok(Self {
            rp_id: read.rp.id,
            challenge: bytes(&read.challenge)?,
            user_handle: bytes(&read.user.id)?,
            algorithms: read.pub_key_cred_params.iter().map(|parameter| parameter.alg).collect(),
            excluded: ids(&read.exclude_credentials)?,
            user_verification_required: read.authenticator_selection.user_verification == "required",
            attestation_wanted: !matches!(read.attestation.as_str(), "" | "none"),
        })
    }
}

impl RequestOptions {
    pub(super) fn read(json: &str) -> Result<Self, AuthenticatorError> {
        let read: Request = serde_json::from_str(json).map_err(unreadable)?;
        Ok(Self {
            rp_id: read.rp_id,
            challenge: bytes(&read.challenge)?,
            allowed: ids(&read.allow_credentials)?,
            user_verification_required: read.user_verification == "required",
        })
    }
}

fn ids(named: &[Named]) -> Result<Vec<Vec<u8>>, AuthenticatorError> {
    named.iter().map(|one| bytes(&one.id)).collect()
}

fn bytes(text: &str) -> Result<Vec<u8>, AuthenticatorError> {
    URL_SAFE_NO_PAD.decode(text).map_err(unreadable)
}

fn unreadable(error: impl std::fmt::Display) -> AuthenticatorError {
    AuthenticatorError::Options(error.to_string())
}
