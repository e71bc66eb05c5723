//! A house of the open language of tokens: a signed request, a page, a Security Event Token (RFC 8417) pushed over HTTP
//! (RFC 8935) until it is taken.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use base::{Fault, Time};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};

use super::behaviour::Deciding;
use super::case::Case;
use super::city::{City, check_seq};
use super::classic::{broken, refused};
use super::conclusion::{self, KINDS};
use super::partner::Partner;
use super::people::Factors;
use super::push::{Letter, Notice, Rule};
use super::refusal::RequestRefusal;
use super::voice::Voice;
use super::{Registered, question};
use crate::jwt::Token;

const HERE: Partner = Partner::OpenSet;
/// How long the person may take.
const LIFE: Duration = Duration::from_secs(1800);
const EVENT: &str = "urn:yimen:event:verification-concluded";
/// RFC 8417 section 2.3: the type that keeps a SET from passing for another token.
const TYP: &str = "secevent+jwt";
/// RFC 8935 section 2.1.
const MEDIA_TYPE: &str = "application/secevent+jwt";

pub(super) fn routes() -> Router<Arc<City>> {
    Router::new().route("/start", post(asked)).route("/query", post(queried))
}

pub(super) fn registered(city: &City) -> Registered {
    let house = city.house(HERE);
    let settings = json!({
        "url": format!("{house}/start"),
        "audience": house,
        "issuer": house,
        "kinds": KINDS,
        "query_url": format!("{house}/query"),
    });
    Registered { settings, secrets: Vec::new() }
}

fn is_request(typ: Option<&str>) -> bool {
    matches!(typ, Some("yimen-verification-request+jwt" | "application/yimen-verification-request+jwt"))
}

fn is_query(typ: Option<&str>) -> bool {
    matches!(typ, Some("yimen-verification-query+jwt" | "application/yimen-verification-query+jwt"))
}

async fn asked(State(city): State<Arc<City>>, headers: HeaderMap, body: Bytes) -> Response {
    let request = match question::check(&city, HERE, (&headers, &body), is_request).await {
        Ok(request) => request,
        Err(keys_unknown) => return broken(&keys_unknown),
    };
    match request.and_then(|token| receive(&city, &token)) {
        Ok(case) => begun(&city, &case),
        Err(why) => refused(&city, HERE, why),
    }
}

fn receive(city: &Arc<City>, token: &Token) -> Result<Case, RequestRefusal> {
    let claims = &token.claims;
    let kind = question::text(claims, "kind")?;
    conclusion::check_kind(kind)?;
    let url = city.issuers_address("notify_url", question::text(claims, "notify_url")?)?;
    let return_url = city.issuers_address("return_url", question::text(claims, "return_url")?)?;
    let mut case = Case {
        factors: factors(claims),
        kind: kind.to_owned(),
        return_url: Some(return_url),
        notice: Some(Notice { url, compose: letter, rule: Rule::Accepted }),
        ..Case::new(&token.jti, &city.random_name(), question::subject(claims)?, city.now(), LIFE)
    };
    // The issuer may wait for less time than the house would.
    if let Some(end) = claims.get("expires_at").and_then(Value::as_i64) {
        case.expires_at = case.expires_at.min(Time::from_seconds(end));
    }
    city.open(HERE, case)
}

fn factors(claims: &Map<String, Value>) -> Factors {
    let text = |name| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    Factors { phone: text("phone"), bank_card: text("bank_card"), openid: text("openid") }
}

fn begun(city: &City, case: &Case) -> Response {
    let mut answer = json!({ "reference": case.reference });
    let by_tester = city.with(HERE, |desk| desk.deciding) == Deciding::ByTester;
    if let (true, Some(members)) = (by_tester, answer.as_object_mut()) {
        members.insert("page".to_owned(), json!(city.case_page(HERE, &case.seq)));
    }
    ([(CACHE_CONTROL, "no-store")], Json(answer)).into_response()
}

async fn queried(State(city): State<Arc<City>>, headers: HeaderMap, body: Bytes) -> Response {
    let query = match question::check(&city, HERE, (&headers, &body), is_query).await {
        Ok(query) => query,
        Err(keys_unknown) => return broken(&keys_unknown),
    };
    match query.and_then(|token| find(&city, &token)) {
        Ok(case) => told(&city, &case),
        Err(why) => refused(&city, HERE, why),
    }
}

fn find(city: &City, token: &Token) -> Result<Case, RequestRefusal> {
    city.first_use(HERE, &token.jti)?;
    let seq = question::text(&token.claims, "out_seq_no")?;
    check_seq(seq)?;
    let reference = question::text(&token.claims, "reference")?;
    let case = city.case(HERE, seq).filter(|case| case.reference == reference);
    case.ok_or(RequestRefusal::CaseUnknown)
}

fn told(city: &City, case: &Case) -> Response {
    match event_token(city, case, &city.answering(HERE), &city.random_name()) {
        Ok(Some(token)) => ([(CONTENT_TYPE, MEDIA_TYPE), (CACHE_CONTROL, "no-store")], token).into_response(),
        Ok(None) => StatusCode::NO_CONTENT.into_response(),
        Err(fault) => broken(&fault),
    }
}

fn letter(city: &City, case: &Case, voice: &Voice, notify_id: &str) -> Result<Letter, Fault> {
    let token = event_token(city, case, voice, notify_id)?;
    let body = token.ok_or_else(|| Fault::new("an open case was announced"))?;
    Ok(Letter { content_type: MEDIA_TYPE, body })
}

/// The SET about a case in this voice; none while it is open.
fn event_token(city: &City, case: &Case, voice: &Voice, jti: &str) -> Result<Option<String>, Fault> {
    let Some(said) = conclusion::of(city, case, voice) else { return Ok(None) };
    let optional = [("liveness", said.liveness), ("score_band", said.score_band)];
    let mut inputs: Map<String, Value> =
        optional.into_iter().filter_map(|(name, word)| Some((name.to_owned(), json!(word?)))).collect();
    if !said.compared.is_empty() {
        inputs.insert("compared".to_owned(), json!(said.compared));
    }
    let mut event = Map::new();
    event.insert("out_seq_no".to_owned(), json!(case.seq));
    event.insert("outcome".to_owned(), json!(said.outcome));
    event.insert("kind".to_owned(), json!(case.kind));
    event.insert("subject_digest".to_owned(), json!(said.subject_digest));
    event.extend(said.reason.map(|reason| ("reason".to_owned(), json!(reason))));
    event.extend(case.factors.openid.as_ref().map(|openid| ("openid".to_owned(), json!(openid))));
    event.insert("inputs".to_owned(), Value::Object(inputs));
    let claims = json!({ "iss": city.house(HERE), "jti": jti, "events": { EVENT: event } });
    city.say_jws(HERE, voice, TYP, claims).map(Some)
}
