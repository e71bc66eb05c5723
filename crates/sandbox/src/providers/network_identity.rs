//! The national network identity service, behind a gateway that speaks sorted fields signed with RSA2 both ways.
//!
//! How the service itself is written is not public; the wire is that of the issuer's own file on providers. What is known
//! of it is kept: a sequence number is used once, a voucher is what the person hands over, name and number never pass, and
//! a person has another code at each institution. Answers come with HTTP 200 and are signed, refusals too.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use http::header::CACHE_CONTROL;
use http::{HeaderMap, StatusCode};
use ring::digest::{SHA256, digest};
use serde_json::json;

use super::Registered;
use super::case::{Case, Verdict};
use super::city::{City, check_seq};
use super::classic::{FORM, is_of_type};
use super::partner::Partner;
use super::people::{Known, Subject, people};
use super::refusal::RequestRefusal;
use super::sorted_form::{Fields, SIGN};
use super::voice::{Audience, NOBODYS_SEQ, Voice};

const HOUSE: Partner = Partner::NetworkIdentity;
/// The institution and the business of it.
const ORG_ID: &str = "yimen-demo";
const BUSINESS_ID: &str = "identity";
/// What the person shows as agreed: the certificate and the face.
const MODE: u8 = 2;
/// How long a verification stands open.
const LIFE: Duration = Duration::from_secs(1800);
const SUCCESS: &str = "0000";
const VOUCHER: &str = "voucher";

pub(super) fn routes() -> Router<Arc<City>> {
    Router::new().route("/start", post(started)).route("/query", post(queried))
}

pub(super) fn registered(city: &City) -> Registered {
    let settings = json!({
        "base_url": city.house(HOUSE), "org_id": ORG_ID, "business_id": BUSINESS_ID, "mode": MODE,
    });
    Registered { settings, secrets: Vec::new() }
}

async fn started(State(city): State<Arc<City>>, headers: HeaderMap, body: Bytes) -> Response {
    let outcome = check(&city, &headers, &body).and_then(|fields| begin(&city, &fields));
    said(&city, &city.answering(HOUSE), ("code", &body), outcome)
}

async fn queried(State(city): State<Arc<City>>, headers: HeaderMap, body: Bytes) -> Response {
    let voice = city.answering(HOUSE);
    let outcome = check(&city, &headers, &body).and_then(|fields| result(&city, &voice, &fields));
    said(&city, &voice, ("result", &body), outcome)
}

/// The fields of a call, once the caller is known to be the institution and the call to be new.
fn check(city: &City, headers: &HeaderMap, body: &[u8]) -> Result<Fields, RequestRefusal> {
    if !is_of_type(headers, FORM) {
        return Err(RequestRefusal::MediaType);
    }
    let fields = Fields::parse(body)?;
    fields.check_signature(&city.issuer_key(HOUSE)?, &[SIGN])?;
    if fields.needed("org_id")? != ORG_ID || fields.needed("business_id")? != BUSINESS_ID {
        return Err(RequestRefusal::NotTheCaller);
    }
    let seconds = fields.needed("timestamp")?.parse().map_err(|_| RequestRefusal::Unfit("timestamp"))?;
    city.check_fresh(seconds)?;
    city.first_use(HOUSE, fields.needed("nonce")?)?;
    check_seq(fields.needed("biz_seq")?).map_err(|_| RequestRefusal::Unfit("biz_seq"))?;
    Ok(fields)
}

/// Begins a case: for whoever of the city has this digest, which is all the service is told.
fn begin(city: &Arc<City>, fields: &Fields) -> Result<Fields, RequestRefusal> {
    let (seq, mode) = (fields.needed("biz_seq")?, fields.needed("mode")?);
    if !matches!(mode, "0" | "1" | "2" | "3") {
        return Err(RequestRefusal::Unfit("mode"));
    }
    let digest = fields.needed("subject_digest")?;
    if digest.len() != 64 || !digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(RequestRefusal::Unfit("subject_digest"));
    }
    let return_url = city.issuers_address("return_url", fields.needed("return_url")?)?;
    let (reference, voucher) = (city.random_name(), city.random_name());
    let case = Case {
        kind: mode.to_owned(),
        return_url: Some(return_url),
        return_query: vec![(VOUCHER.to_owned(), voucher)],
        ..Case::new(seq, &reference, holder(seq, digest), city.now(), LIFE)
    };
    city.open(HOUSE, case)?;
    let page = city.case_page(HOUSE, seq);
    Ok(Fields::of([("code", SUCCESS), ("biz_seq", seq), ("reference", &reference), ("page", &page)]))
}

/// Who holds the certificate. Nobody's number is empty: a person without a certificate cannot be told apart from others.
fn holder(seq: &str, digest: &str) -> Subject {
    let mut all = people().iter().map(Subject::of);
    let nobody = Subject { document: "resident_id".to_owned(), number: String::new(), name: String::new() };
    all.find(|subject| subject.digest(seq) == digest).unwrap_or(nobody)
}

fn result(city: &City, voice: &Voice, fields: &Fields) -> Result<Fields, RequestRefusal> {
    let (seq, reference) = (fields.needed("biz_seq")?, fields.needed("reference")?);
    let case = city.case(HOUSE, seq).filter(|case| case.reference == reference);
    let case = case.ok_or(RequestRefusal::CaseUnknown)?;
    let voucher = fields.needed(VOUCHER)?;
    if !case.return_query.iter().any(|(name, value)| name == VOUCHER && value == voucher) {
        return Err(RequestRefusal::Unfit(VOUCHER));
    }
    let code = code_of(city, &case, voice);
    let mut told = Fields::of([("result", code), ("biz_seq", seq), ("mode", &case.kind)]);
    if code == SUCCESS {
        let holder = case.about(voice, city.now());
        told.set("subject_digest", holder.digest(seq));
        told.set("network_identity_code", name_at_institution(city, &holder));
        if is_face(&case) {
            told.set("face_band", "high");
        }
    }
    Ok(told)
}

/// What came of it, in the numbers of the language.
fn code_of(city: &City, case: &Case, voice: &Voice) -> &'static str {
    match case.told(voice, city.now()) {
        None => "0001",
        Some(Verdict::Pass | Verdict::WrongSubject) => match case.subject.known() {
            Known::Match(_) => SUCCESS,
            Known::OtherName | Known::Nobody => "1001",
            Known::Deceased => "1005",
        },
        Some(Verdict::Fail) if is_face(case) => "1002",
        Some(Verdict::Fail) => "1001",
        Some(Verdict::Cancel) => "2001",
        Some(Verdict::TimeOut) => "2002",
    }
}

fn is_face(case: &Case) -> bool {
    matches!(case.kind.as_str(), "2" | "3")
}

/// The name of a person at this institution alone: always the same here, and another one elsewhere.
fn name_at_institution(city: &City, holder: &Subject) -> String {
    let salt = city.secret(HOUSE, "institution_salt");
    let text = [&salt, ORG_ID, &holder.document, &holder.number].join("\n");
    digest(&SHA256, text.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A signed answer to `body`. `name` is the member that says how it went.
fn said(
    city: &City,
    voice: &Voice,
    (name, body): (&str, &[u8]),
    outcome: Result<Fields, RequestRefusal>,
) -> Response {
    let mut fields = outcome.unwrap_or_else(|why| {
        let why = city.refuse(HOUSE, why);
        let mut fields = Fields::of([(name, refused(why)), ("message", why.rule())]);
        // To which question, if that can be told.
        if let Some(seq) = Fields::parse(body).ok().as_ref().and_then(|asked| asked.value("biz_seq")) {
            fields.set("biz_seq", seq);
        }
        fields
    });
    if voice.audience == Audience::Another {
        fields.set("biz_seq", NOBODYS_SEQ);
    }
    fields.set("timestamp", voice.at.seconds().to_string());
    match city.say_fields(HOUSE, voice, fields, &[SIGN]) {
        Ok(told) => ([(CACHE_CONTROL, "no-store")], Json(told.to_json())).into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// The number of a rule that a call broke.
const fn refused(why: RequestRefusal) -> &'static str {
    match why {
        RequestRefusal::MediaType | RequestRefusal::Malformed => "3001",
        RequestRefusal::Missing(_) => "3002",
        RequestRefusal::Unfit(_) | RequestRefusal::KindUnknown | RequestRefusal::ForeignAddress(_) => "3003",
        RequestRefusal::CallerUnknown | RequestRefusal::NotTheCaller => "3004",
        RequestRefusal::SignatureWrong | RequestRefusal::Jwt(_) => "3005",
        RequestRefusal::Time | RequestRefusal::LivesTooLong => "3006",
        RequestRefusal::Replayed => "3007",
        RequestRefusal::SeqUsed => "3008",
        RequestRefusal::CaseUnknown => "3009",
    }
}
