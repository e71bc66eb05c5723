//! The JSON that `PublicKeyCredential.toJSON()` gives (section 5.1): read no further than it is needed. Extensions are
//! not asked for, so what is said about them is passed over.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use webauthn_rs_core::proto::{
    AuthenticatorAssertionResponseRaw, AuthenticatorAttestationResponseRaw, AuthenticatorTransport,
    PublicKeyCredential, RegisterPublicKeyCredential,
};

use super::PasskeyRefusal;

/// A statement with a chain of certificates has some kilobytes; more is nobody's answer.
const MAX_ANSWER: usize = 64 * 1024;

/// Bytes, base64url without padding in text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bytes(pub(super) Vec<u8>);

/// A credential with the part that belongs to one ceremony.
#[derive(Deserialize)]
pub(super) struct Answer<R> {
    id: String,
    #[serde(rename = "rawId")]
    raw_id: Bytes,
    r#type: String,
    pub(super) response: R,
}

/// Section 5.2.1.
#[derive(Deserialize)]
pub(super) struct Attestation {
    #[serde(rename = "clientDataJSON")]
    pub(super) client_data: Bytes,
    #[serde(rename = "attestationObject")]
    pub(super) object: Bytes,
    #[serde(default)]
    pub(super) transports: Vec<AuthenticatorTransport>,
}

/// Section 5.2.2.
#[derive(Deserialize)]
pub(super) struct Assertion {
    #[serde(rename = "clientDataJSON")]
    pub(super) client_data: Bytes,
    #[serde(rename = "authenticatorData")]
    authenticator_data: Bytes,
    signature: Bytes,
    #[serde(rename = "userHandle", default)]
    pub(super) user_handle: Option<Bytes>,
}

impl<R: for<'a> Deserialize<'a>> Answer<R> {
    /// Reads a browser's answer.
    pub(super) fn read(json: &str) -> Result<Self, PasskeyRefusal> {
        if json.len() > MAX_ANSWER {
            return Err(PasskeyRefusal::Malformed);
        }
        let answer: Self = serde_json::from_str(json).map_err(|_| PasskeyRefusal::Malformed)?;
        // Both forms of the id are the same bytes (section 5.1), and only this type of credential is asked for.
        if answer.id != URL_SAFE_NO_PAD.encode(&answer.raw_id.0) || answer.r#type != "public-key" {
            return Err(PasskeyRefusal::Malformed);
        }
        Ok(answer)
    }

    pub(super) fn credential_id(&self) -> &[u8] {
        &self.raw_id.0
    }
}

impl Answer<Attestation> {
    pub(super) fn into_core(self) -> RegisterPublicKeyCredential {
        RegisterPublicKeyCredential {
            id: self.id,
            raw_id: self.raw_id.0,
            response: AuthenticatorAttestationResponseRaw {
                attestation_object: self.response.object.0,
                client_data_json: self.response.client_data.0,
                transports: Some(self.response.transports),
            },
            type_: self.r#type,
            extensions: Default::default(),
        }
    }
}

impl Answer<Assertion> {
    pub(super) fn into_core(self) -> PublicKeyCredential {
        PublicKeyCredential {
            id: self.id,
            raw_id: self.raw_id.0,
            response: AuthenticatorAssertionResponseRaw {
                authenticator_data: self.response.authenticator_data.0,
                client_data_json: self.response.client_data.0,
                signature: self.response.signature.0,
                user_handle: self.response.user_handle.map(|handle| handle.0),
            },
            extensions: Default::default(),
            type_: self.r#type,
        }
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&URL_SAFE_NO_PAD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        URL_SAFE_NO_PAD.decode(text).map(Self).map_err(D::Error::custom)
    }
}
