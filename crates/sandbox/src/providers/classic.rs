//! The classic exchange as the city's own houses speak it: a form signed over its sorted fields, a JSON object of texts
//! signed the same way.
//!
//! Owns what bank, operator and the sorted language have in common. A call is checked before anything in it is used; one
//! that is refused learns the name of the rule, and learns it unsigned.

use axum::Json;
use axum::response::{IntoResponse, Response};
use base::Fault;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use serde_json::json;

use super::city::{City, check_seq};
use super::partner::Partner;
use super::people::{Factors, Subject};
use super::refusal::RequestRefusal;
use super::sorted_form::{Fields, UNSIGNED};
use super::voice::{Audience, NOBODYS_SEQ, Voice};

/// How the issuer is known to every house of this language.
pub(super) const APP_ID: &str = "yimen-demo";
pub(super) const FORM: &str = "application/x-www-form-urlencoded";
/// The kinds of document, in the words of the wire.
const DOCUMENTS: [&str; 6] = [
    "resident_id",
    "residence_permit",
    "hk_macao_permit",
    "taiwan_permit",
    "foreign_permanent_resident",
    "passport",
];

/// The fields of a call, once the caller is known to be the issuer and the call to be new.
pub(super) fn check(
    city: &City,
    partner: Partner,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Fields, RequestRefusal> {
    if !is_of_type(headers, FORM) {
        return Err(RequestRefusal::MediaType);
    }
    let fields = Fields::parse(body)?;
    fields.check_signature(&city.issuer_key(partner)?, UNSIGNED)?;
    if fields.needed("app_id")? != APP_ID {
        return Err(RequestRefusal::NotTheCaller);
    }
    let seconds = fields.needed("timestamp")?.parse().map_err(|_| RequestRefusal::Unfit("timestamp"))?;
    city.check_fresh(seconds)?;
    city.first_use(partner, fields.needed("nonce")?)?;
    check_seq(fields.needed("out_seq_no")?)?;
    Ok(fields)
}

/// Whom a call is about.
pub(super) fn subject(fields: &Fields) -> Result<Subject, RequestRefusal> {
    let document = fields.needed("document_type")?;
    if !DOCUMENTS.contains(&document) {
        return Err(RequestRefusal::Unfit("document_type"));
    }
    Ok(Subject {
        document: document.to_owned(),
        number: fields.needed("document_number")?.to_owned(),
        name: fields.needed("name")?.to_owned(),
    })
}

/// What else it tells.
pub(super) fn factors(fields: &Fields) -> Factors {
    let text = |name| fields.value(name).map(str::to_owned);
    Factors { phone: text("phone"), bank_card: text("bank_card"), openid: text("openid") }
}

/// A signed answer with what every answer says.
pub(super) fn answer(city: &City, partner: Partner, voice: &Voice, mut fields: Fields) -> Response {
    if voice.audience == Audience::Another {
        fields.set("out_seq_no", NOBODYS_SEQ);
    }
    fields.set("code", "0");
    fields.set("message", "ok");
    fields.set("timestamp", voice.at.seconds().to_string());
    match city.say_fields(partner, voice, fields, UNSIGNED) {
        Ok(said) => ([(CACHE_CONTROL, "no-store")], Json(said.to_json())).into_response(),
        Err(fault) => broken(&fault),
    }
}

/// Signed fields of a callback as a form.
pub(super) fn letter(
    city: &City,
    partner: Partner,
    voice: &Voice,
    mut fields: Fields,
) -> Result<String, Fault> {
    if voice.audience == Audience::Another {
        fields.set("out_seq_no", NOBODYS_SEQ);
    }
    fields.set("timestamp", voice.at.seconds().to_string());
    fields.set("sign_type", "RSA2");
    Ok(city.say_fields(partner, voice, fields, UNSIGNED)?.to_form())
}

/// What a caller learns whose call was refused. The city remembers it.
pub(super) fn refused(city: &City, partner: Partner, why: RequestRefusal) -> Response {
    let why = city.refuse(partner, why);
    let status = if why.is_of_caller() { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
    let body = Json(json!({ "error": why.rule(), "error_description": why.to_string() }));
    (status, [(CACHE_CONTROL, "no-store")], body).into_response()
}

/// A house that cannot do its work.
pub(super) fn broken(_fault: &Fault) -> Response {
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

/// Whether a body is of this media type (RFC 9110 section 8.3.1: types know no case and may have parameters).
pub(super) fn is_of_type(headers: &HeaderMap, media_type: &str) -> bool {
    let named = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let bare = named.and_then(|value| value.split(';').next());
    bare.is_some_and(|value| value.trim().eq_ignore_ascii_case(media_type))
}

/// Whether a kind of document is known.
pub(super) fn is_document(word: &str) -> bool {
    DOCUMENTS.contains(&word)
}
