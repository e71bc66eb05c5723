//! One answer: everything it will say, and its bytes (Web Authentication Level 3 sections 5.8.1, 6.1 and 6.5).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use serde::Serialize;
use serde_json::json;

use super::cbor::Cbor;
use super::key::Key;
use super::{AuthenticatorError, KeyAlgorithm, Statement, answer};

// Section 6.1, flags.
const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const ATTESTED_DATA: u8 = 1 << 6;

/// Whether a credential can leave its device, and has (section 6.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backup {
    /// It cannot: BE=0, BS=0.
    DeviceBound,
    /// It can, and has not yet: BE=1, BS=0.
    Eligible,
    /// It can, and has: BE=1, BS=1.
    BackedUp,
    /// What there is not: BE=0, BS=1.
    BackedUpThoughDeviceBound,
}

/// What an answer says.
pub(super) struct Ceremony {
    pub(super) type_: String,
    pub(super) challenge: Vec<u8>,
    pub(super) origin: String,
    pub(super) cross_origin: bool,
    pub(super) top_origin: Option<String>,
    pub(super) rp_id: String,
    pub(super) user_present: bool,
    pub(super) user_verified: bool,
    pub(super) backup: Backup,
    pub(super) counter: u32,
    pub(super) credential_id: Option<Vec<u8>>,
    pub(super) user_handle: Option<Vec<u8>>,
    pub(super) algorithm: Option<KeyAlgorithm>,
    pub(super) label: Option<i64>,
    pub(super) aaguid: [u8; 16],
    pub(super) forged: bool,
    pub(super) statement: Statement,
}

/// Section 5.8.1, in the order a browser writes it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ClientData<'a> {
    r#type: &'a str,
    challenge: String,
    origin: &'a str,
    cross_origin: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_origin: Option<&'a str>,
}

impl Ceremony {
    pub(super) fn new(type_: &str, challenge: &[u8], origin: &str, rp_id: &str) -> Self {
        Self {
            type_: type_.to_owned(),
            challenge: challenge.to_vec(),
            origin: origin.to_owned(),
            cross_origin: false,
            top_origin: None,
            rp_id: rp_id.to_owned(),
            user_present: true,
            user_verified: true,
            backup: Backup::DeviceBound,
            counter: 0,
            credential_id: None,
            user_handle: None,
            algorithm: None,
            label: None,
            aaguid: [0; 16],
            forged: false,
            statement: Statement::None,
        }
    }

    /// The answer that makes a credential known.
    pub(super) fn attest(&self, id: &[u8], key: &Key) -> Result<String, AuthenticatorError> {
        let client_data = self.client_data()?;
        let label = self.label.unwrap_or(key.algorithm.label());
        let mut data = self.authenticator_data(ATTESTED_DATA);
        data.extend(self.aaguid);
        let length = u16::try_from(id.len()).map_err(|e| AuthenticatorError::Options(e.to_string()))?;
        data.extend(length.to_be_bytes());
        data.extend(id);
        data.extend(key.cose(label)?.encoded());
        let signed = [data.as_slice(), digest(&SHA256, &client_data).as_ref()].concat();
        let (format, statement) = self.statement.over(&self.message(signed), (key, label))?;
        let object = Cbor::Map(vec![
            (Cbor::text("fmt"), Cbor::text(format)),
            (Cbor::text("attStmt"), statement),
            (Cbor::text("authData"), Cbor::Bytes(data.clone())),
        ]);
        let response = json!({
            "clientDataJSON": URL_SAFE_NO_PAD.encode(&client_data),
            "attestationObject": URL_SAFE_NO_PAD.encode(object.encoded()),
            "authenticatorData": URL_SAFE_NO_PAD.encode(&data),
            "publicKeyAlgorithm": label,
            "transports": ["usb", "nfc"],
        });
        Ok(answer(id, &response))
    }

    /// The answer that proves a credential.
    pub(super) fn assert(&self, id: &[u8], key: &Key) -> Result<String, AuthenticatorError> {
        let client_data = self.client_data()?;
        let data = self.authenticator_data(0);
        let signed = [data.as_slice(), digest(&SHA256, &client_data).as_ref()].concat();
        let mut response = json!({
            "clientDataJSON": URL_SAFE_NO_PAD.encode(&client_data),
            "authenticatorData": URL_SAFE_NO_PAD.encode(&data),
            "signature": URL_SAFE_NO_PAD.encode(key.sign(&self.message(signed))?),
        });
        if let (Some(handle), Some(members)) = (&self.user_handle, response.as_object_mut()) {
            members.insert("userHandle".to_owned(), json!(URL_SAFE_NO_PAD.encode(handle)));
        }
        Ok(answer(id, &response))
    }

    /// A forger signs something else.
    fn message(&self, honest: Vec<u8>) -> Vec<u8> {
        if self.forged { b"something else".to_vec() } else { honest }
    }

    fn client_data(&self) -> Result<Vec<u8>, AuthenticatorError> {
        let data = ClientData {
            r#type: &self.type_,
            challenge: URL_SAFE_NO_PAD.encode(&self.challenge),
            origin: &self.origin,
            cross_origin: self.cross_origin,
            top_origin: self.top_origin.as_deref(),
        };
        serde_json::to_vec(&data).map_err(|e| AuthenticatorError::Options(e.to_string()))
    }

    fn authenticator_data(&self, more_flags: u8) -> Vec<u8> {
        let set = |yes: bool, flag: u8| if yes { flag } else { 0 };
        let backup = match self.backup {
            Backup::DeviceBound => 0,
            Backup::Eligible => BACKUP_ELIGIBLE,
            Backup::BackedUp => BACKUP_ELIGIBLE | BACKED_UP,
            Backup::BackedUpThoughDeviceBound => BACKED_UP,
        };
        let user = set(self.user_present, USER_PRESENT) | set(self.user_verified, USER_VERIFIED);
        let mut data = digest(&SHA256, self.rp_id.as_bytes()).as_ref().to_vec();
        data.push(user | backup | more_flags);
        data.extend(self.counter.to_be_bytes());
        data
    }
}
