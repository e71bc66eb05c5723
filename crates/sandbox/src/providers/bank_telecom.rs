//! A bank and a telecom operator: whether name, number and what else they know of a customer belong together.
//!
//! Both speak the classic exchange and call back with a hint. As a rule the bank takes its time and calls, and the
//! operator answers at once.

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
use super::case::{Case, Verdict};
use super::city::City;
use super::classic::{self, APP_ID, refused};
use super::partner::Partner;
use super::push::{Compose, Letter, Notice, Rule};
use super::refusal::RequestRefusal;
use super::sorted_form::Fields;
use super::voice::{About, Voice};

/// How long a case stays open.
const LIFE: Duration = Duration::from_secs(24 * 3600);

pub(super) fn bank_routes() -> Router<Arc<City>> {
    Router::new().route("/verify", post(bank_asked)).route("/query", post(bank_queried))
}

pub(super) fn telecom_routes() -> Router<Arc<City>> {
    Router::new().route("/verify", post(telecom_asked)).route("/query", post(telecom_queried))
}

pub(super) fn registered(city: &City, partner: Partner) -> Registered {
    let house = city.house(partner);
    let (url, query_url) = (format!("{house}/verify"), format!("{house}/query"));
    let settings = json!({ "app_id": APP_ID, "url": url, "query_url": query_url });
    Registered { settings, secrets: Vec::new() }
}

async fn bank_asked(State(city): State<Arc<City>>, headers: HeaderMap, body: Bytes) -> Response {
    said(&city, Partner::Bank, receive(&city, Partner::Bank, &headers, &body))
}

async fn bank_queried(State(city): State<Arc<City>>, headers: HeaderMap, body: Bytes) -> Response {
    said(&city, Partner::Bank, find(&city, Partner::Bank, &headers, &body))
}

async fn telecom_asked(State(city): State<Arc<City>>, headers: HeaderMap, body: Bytes) -> Response {
    said(&city, Partner::Telecom, receive(&city, Partner::Telecom, &headers, &body))
}

async fn telecom_queried(State(city): State<Arc<City>>, headers: HeaderMap, body: Bytes) -> Response {
    said(&city, Partner::Telecom, find(&city, Partner::Telecom, &headers, &body))
}

/// Begins a case.
fn receive(
    city: &Arc<City>,
    partner: Partner,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Case, RequestRefusal> {
    let fields = classic::check(city, partner, headers, body)?;
    fields.needed("phone")?;
    let (kind, compose): (_, Compose) = if partner == Partner::Telecom {
        ("telecom_elements", telecom_letter)
    } else {
        fields.needed("bank_card")?;
        ("bank_four_element", bank_letter)
    };
    let url = city.issuers_address("notify_url", fields.needed("notify_url")?)?;
    let (seq, reference) = (fields.needed("out_seq_no")?, city.random_name());
    let case = Case {
        factors: classic::factors(&fields),
        kind: kind.to_owned(),
        notice: Some(Notice { url, compose, rule: Rule::Success }),
        ..Case::new(seq, &reference, classic::subject(&fields)?, city.now(), LIFE)
    };
    city.open(partner, case)
}

/// Finds the case that is asked about.
fn find(city: &City, partner: Partner, headers: &HeaderMap, body: &[u8]) -> Result<Case, RequestRefusal> {
    let fields = classic::check(city, partner, headers, body)?;
    let (seq, reference) = (fields.needed("out_seq_no")?, fields.needed("reference")?);
    let case = city.case(partner, seq).filter(|case| case.reference == reference);
    case.ok_or(RequestRefusal::CaseUnknown)
}

fn said(city: &City, partner: Partner, case: Result<Case, RequestRefusal>) -> Response {
    match case {
        Ok(case) => {
            let voice = city.answering(partner);
            let fields = Fields::of([
                ("out_seq_no", case.seq.clone()),
                ("status", status(city, &case, &voice).to_owned()),
                ("reference", reference(city, &case, &voice)),
            ]);
            classic::answer(city, partner, &voice, fields)
        }
        Err(why) => refused(city, partner, why),
    }
}

/// The language knows three words: who left has not been matched, and what ran out of time is never decided.
fn status(city: &City, case: &Case, voice: &Voice) -> &'static str {
    match case.told(voice, city.now()) {
        Some(Verdict::Pass | Verdict::WrongSubject) => "matched",
        Some(Verdict::Fail | Verdict::Cancel) => "not_matched",
        Some(Verdict::TimeOut) | None => "processing",
    }
}

/// No person is named here: somebody else is another reference.
fn reference(city: &City, case: &Case, voice: &Voice) -> String {
    match (voice.about, case.verdict(city.now())) {
        (About::Another, _) | (_, Some(Verdict::WrongSubject)) => city.random_name(),
        (About::Asked, _) => case.reference.clone(),
    }
}

fn bank_letter(city: &City, case: &Case, voice: &Voice, notify_id: &str) -> Result<Letter, Fault> {
    letter(city, Partner::Bank, (case, voice), notify_id)
}

fn telecom_letter(city: &City, case: &Case, voice: &Voice, notify_id: &str) -> Result<Letter, Fault> {
    letter(city, Partner::Telecom, (case, voice), notify_id)
}

fn letter(
    city: &City,
    partner: Partner,
    (case, voice): (&Case, &Voice),
    notify_id: &str,
) -> Result<Letter, Fault> {
    let fields = Fields::of([
        ("notify_id", notify_id),
        ("out_seq_no", &case.seq),
        ("status", status(city, case, voice)),
    ]);
    Ok(Letter { content_type: classic::FORM, body: classic::letter(city, partner, voice, fields)? })
}
