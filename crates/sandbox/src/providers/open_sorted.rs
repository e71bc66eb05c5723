//! A house of the open language of sorted fields: a signed form, a page, a signed form back until it hears `success`.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use base::Fault;
use http::HeaderMap;
use serde_json::json;

use super::Registered;
use super::behaviour::Deciding;
use super::case::Case;
use super::city::City;
use super::classic::{self, APP_ID, refused};
use super::conclusion::{self, KINDS};
use super::partner::Partner;
use super::push::{Letter, Notice, Rule};
use super::refusal::RequestRefusal;
use super::sorted_form::Fields;
use super::voice::Voice;

const HERE: Partner = Partner::OpenSorted;
/// How long the person may take.
const LIFE: Duration = Duration::from_secs(1800);

pub(super) fn routes() -> Router<Arc<City>> {
    Router::new().route("/start", post(asked)).route("/query", post(queried))
}

pub(super) fn registered(city: &City) -> Registered {
    let house = city.house(HERE);
    let (url, query_url) = (format!("{house}/start"), format!("{house}/query"));
    let settings = json!({ "app_id": APP_ID, "url": url, "query_url": query_url, "kinds": KINDS });
    Registered { settings, secrets: Vec::new() }
}

async fn asked(State(city): State<Arc<City>>, headers: HeaderMap, body: Bytes) -> Response {
    match receive(&city, &headers, &body) {
        Ok(case) => begun(&city, &case),
        Err(why) => refused(&city, HERE, why),
    }
}

fn receive(city: &Arc<City>, headers: &HeaderMap, body: &[u8]) -> Result<Case, RequestRefusal> {
    let fields = classic::check(city, HERE, headers, body)?;
    let kind = fields.needed("kind")?;
    conclusion::check_kind(kind)?;
    let url = city.issuers_address("notify_url", fields.needed("notify_url")?)?;
    let return_url = city.issuers_address("return_url", fields.needed("return_url")?)?;
    let (seq, reference) = (fields.needed("out_seq_no")?, city.random_name());
    let case = Case {
        factors: classic::factors(&fields),
        kind: kind.to_owned(),
        return_url: Some(return_url),
        notice: Some(Notice { url, compose: letter, rule: Rule::Success }),
        ..Case::new(seq, &reference, classic::subject(&fields)?, city.now(), LIFE)
    };
    city.open(HERE, case)
}

fn begun(city: &City, case: &Case) -> Response {
    let mut fields = Fields::of([("out_seq_no", &case.seq), ("reference", &case.reference)]);
    if city.with(HERE, |desk| desk.deciding) == Deciding::ByTester {
        fields.set("page", city.case_page(HERE, &case.seq));
    }
    classic::answer(city, HERE, &city.answering(HERE), fields)
}

async fn queried(State(city): State<Arc<City>>, headers: HeaderMap, body: Bytes) -> Response {
    match find(&city, &headers, &body) {
        Ok(case) => {
            let voice = city.answering(HERE);
            let fields = conclusion_fields(&city, &case, &voice).unwrap_or_else(|| {
                let open = [
                    ("out_seq_no", case.seq.as_str()),
                    ("reference", &case.reference),
                    ("outcome", "pending"),
                ];
                Fields::of(open)
            });
            classic::answer(&city, HERE, &voice, fields)
        }
        Err(why) => refused(&city, HERE, why),
    }
}

fn find(city: &City, headers: &HeaderMap, body: &[u8]) -> Result<Case, RequestRefusal> {
    let fields = classic::check(city, HERE, headers, body)?;
    let (seq, reference) = (fields.needed("out_seq_no")?, fields.needed("reference")?);
    let case = city.case(HERE, seq).filter(|case| case.reference == reference);
    case.ok_or(RequestRefusal::CaseUnknown)
}

fn letter(city: &City, case: &Case, voice: &Voice, notify_id: &str) -> Result<Letter, Fault> {
    let fields = conclusion_fields(city, case, voice);
    let mut fields = fields.ok_or_else(|| Fault::new("an open case was announced"))?;
    fields.set("notify_id", notify_id);
    Ok(Letter { content_type: classic::FORM, body: classic::letter(city, HERE, voice, fields)? })
}

/// What is said of a case in this voice; none while it is open.
fn conclusion_fields(city: &City, case: &Case, voice: &Voice) -> Option<Fields> {
    let said = conclusion::of(city, case, voice)?;
    let mut fields = Fields::of([
        ("out_seq_no", case.seq.as_str()),
        ("reference", &case.reference),
        ("outcome", said.outcome),
        ("kind", &case.kind),
        ("subject_digest", &said.subject_digest),
    ]);
    let optional = [
        ("reason", said.reason),
        ("openid", case.factors.openid.as_deref()),
        ("liveness", said.liveness),
        ("score_band", said.score_band),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            fields.set(name, value);
        }
    }
    if !said.compared.is_empty() {
        fields.set("compared", said.compared.join(","));
    }
    Some(fields)
}
