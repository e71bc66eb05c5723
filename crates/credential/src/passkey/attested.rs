//! Attestation (section 6.5): the roots that are trusted, and what is read of an attestation object besides what the
//! core checks.

use base::Fault;
use serde::Deserialize;
use serde_cbor_2::Value;
use webauthn_rs_core::proto::AttestationCaList;

use super::PasskeyRefusal;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// Section 6.5.1: after the hash of the relying party id (32), flags (1) and counter (4).
const AAGUID_AT: usize = 37;

#[derive(Deserialize)]
struct AttestationObject<'a> {
    fmt: &'a str,
    #[serde(rename = "attStmt")]
    statement: Value,
    #[serde(rename = "authData")]
    authenticator_data: &'a [u8],
}

/// The roots in a PEM text (RFC 7468); text between certificates is passed over.
pub(super) fn roots(pem: &str) -> Result<AttestationCaList, Fault> {
    let mut all = AttestationCaList::default();
    for block in pem.split_inclusive(END) {
        let Some(from) = block.find(BEGIN) else { continue };
        let certificate = block.get(from..).unwrap_or_default();
        let one = AttestationCaList::try_from(certificate.as_bytes())
            .map_err(|e| Fault::new(format!("passkeys: a root certificate cannot be read: {e}")))?;
        all.union(&one);
    }
    if all.is_empty() {
        return Err(Fault::new("passkeys: there is no root certificate to trust"));
    }
    Ok(all)
}

/// The model of the device, once the statement is of a form that may be believed.
pub(super) fn model(object: &[u8]) -> Result<[u8; 16], PasskeyRefusal> {
    let object: AttestationObject<'_> =
        serde_cbor_2::from_slice(object).map_err(|_| PasskeyRefusal::Malformed)?;
    // Section 8.7: the statement of format `none` is an empty map. Beyond the core, which does not look at it.
    if object.fmt == "none" && !matches!(&object.statement, Value::Map(members) if members.is_empty()) {
        return Err(PasskeyRefusal::Attestation);
    }
    let aaguid = object.authenticator_data.get(AAGUID_AT..).and_then(|rest| rest.first_chunk());
    aaguid.copied().ok_or(PasskeyRefusal::Malformed)
}
