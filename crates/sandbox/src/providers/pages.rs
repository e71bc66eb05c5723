//! The pages of the city: a list of houses, the cases of each, the page on which a case is decided, the people.
//!
//! A person who is verified visits the same page as a tester. Whoever knows the number of a case may decide it: there is
//! nothing to protect here but a demonstration. After the decision the browser goes back where it came from.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, RawForm, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, StatusCode};

use super::case::{Case, Verdict};
use super::city::City;
use super::partner::Partner;
use super::people::{Entity, Person, entities, people};
use super::push::Delivery;
use super::refusal::RequestRefusal;
use super::words::Words;
use crate::language::Language;
use crate::moment::Moment;
use crate::params::Params;

const RULES: &str = include_str!("../../assets/style.css");
/// The look of the page of messages, which this one shares.
const SHARED_RULES: &str = include_str!("../../assets/messages.css");
const OWN_RULES: &str = include_str!("../../assets/providers.css");
const SHORTLY: &str = "public, max-age=300";
/// Of no platform and not of the identity provider: aubergine. On `band` stands white text, `accent` stands on the page.
const COLOURS: &str = ":root{--band:#4d2f4f;--accent:#6b3f6e;--tint:#f0e6f1;--on-accent:#ffffff}\n\
    @media (prefers-color-scheme:dark){:root{--band:#3b263d;--accent:#dcb3df;--tint:#35263a;--on-accent:#15191b}}\n";
const ICON: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\" height=\"32\" \
    rx=\"8\" fill=\"#4d2f4f\"/><path d=\"M16 6l8 3v6c0 5-3.5 8.5-8 11-4.500-2.500-8-6-8-11V9zM12 16l3 3 5-6\" \
    fill=\"none\" stroke=\"#fff\" stroke-width=\"2\" stroke-linejoin=\"round\" stroke-linecap=\"round\"/></svg>";
/// As many cases and callbacks are shown of a house.
const SHOWN: usize = 100;

pub(super) fn routes() -> Router<Arc<City>> {
    Router::new()
        .route("/", get(home))
        .route("/people", get(register))
        .route("/cases/{house}", get(list))
        .route("/cases/{house}/{seq}", get(show).post(decide))
        .route("/assets/style.css", get(stylesheet))
        .route("/assets/icon.svg", get(icon))
}

#[derive(Template)]
#[template(path = "providers/home.html")]
struct HomePage {
    w: &'static Words,
    houses: Vec<House>,
}

struct House {
    word: &'static str,
    name: &'static str,
    open: usize,
}

#[derive(Template)]
#[template(path = "providers/cases.html")]
struct CasesPage {
    w: &'static Words,
    house: &'static str,
    cases: Vec<Row>,
    calls: Vec<CallRow>,
    refusals: Vec<RequestRefusal>,
}

/// A case as pages show it.
struct Row {
    seq: String,
    href: String,
    person: String,
    number: String,
    state: &'static str,
    open: bool,
    mark: &'static str,
    at: Moment,
}

struct CallRow {
    at: Moment,
    method: &'static str,
    seq: String,
    answer: String,
    mark: &'static str,
}

#[derive(Template)]
#[template(path = "providers/case.html")]
struct CasePage {
    w: &'static Words,
    house: &'static str,
    document: String,
    case: Row,
    choices: Vec<Choice>,
    back: Option<String>,
    list: String,
}

struct Choice {
    verdict: Verdict,
    label: &'static str,
    class: &'static str,
}

#[derive(Template)]
#[template(path = "providers/people.html")]
struct PeoplePage {
    w: &'static Words,
    rows: Vec<PersonRow>,
    entities: &'static [Entity],
}

struct PersonRow {
    person: &'static Person,
    document: &'static str,
    remark: &'static str,
}

#[derive(Template)]
#[template(path = "providers/missing.html")]
struct MissingPage {
    w: &'static Words,
}

async fn home(State(city): State<Arc<City>>, headers: HeaderMap) -> Response {
    let (language, now) = (language(&headers), city.now());
    let open = |partner| city.cases(partner).iter().filter(|case| case.verdict(now).is_none()).count();
    let house = |partner: Partner| House {
        word: partner.as_str(),
        name: partner.name(language),
        open: open(partner),
    };
    let houses = Partner::ALL.into_iter().map(house).collect();
    page(StatusCode::OK, &HomePage { w: Words::of(language), houses })
}

async fn register(headers: HeaderMap) -> Response {
    let language = language(&headers);
    let w = Words::of(language);
    let row = |person: &'static Person| PersonRow {
        person,
        document: w.document(person.document),
        remark: language.pick(person.remark_zh, person.remark_en),
    };
    let rows = people().iter().map(row).collect();
    page(StatusCode::OK, &PeoplePage { w, rows, entities: entities() })
}

async fn list(State(city): State<Arc<City>>, Path(house): Path<String>, headers: HeaderMap) -> Response {
    let language = language(&headers);
    let w = Words::of(language);
    let Some(partner) = Partner::parse(&house) else { return missing(w) };
    let cases = city.cases(partner);
    let calls = city.deliveries(partner);
    let shown = CasesPage {
        w,
        house: partner.name(language),
        cases: cases.iter().take(SHOWN).map(|case| Row::new(&city, partner, case, w)).collect(),
        calls: calls.iter().rev().take(SHOWN).map(|call| CallRow::new(call, w)).collect(),
        refusals: city.refusals(partner),
    };
    page(StatusCode::OK, &shown)
}

async fn show(
    State(city): State<Arc<City>>,
    Path((house, seq)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let language = language(&headers);
    let w = Words::of(language);
    let Some((partner, case)) = found(&city, &house, &seq) else { return missing(w) };
    let choice = |verdict| Choice {
        verdict,
        label: w.choice(verdict),
        class: if verdict == Verdict::Pass { "button" } else { "quiet" },
    };
    let shown = CasePage {
        w,
        house: partner.name(language),
        document: w.document(&case.subject.document).to_owned(),
        choices: Verdict::ALL.into_iter().map(choice).collect(),
        back: case.way_back().map(String::from),
        list: format!("/cases/{}", partner.as_str()),
        case: Row::new(&city, partner, &case, w),
    };
    page(StatusCode::OK, &shown)
}

async fn decide(
    State(city): State<Arc<City>>,
    Path((house, seq)): Path<(String, String)>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    let w = Words::of(language(&headers));
    let form = std::str::from_utf8(&form).ok().and_then(|form| Params::parse(form).ok());
    let verdict = form.as_ref().and_then(|form| form.value("verdict")).and_then(Verdict::parse);
    let Some(verdict) = verdict else { return StatusCode::BAD_REQUEST.into_response() };
    let Some((partner, _)) = found(&city, &house, &seq) else { return missing(w) };
    let Some(case) = city.decide(partner, &seq, verdict) else { return missing(w) };
    let back = case.way_back().map_or_else(|| city.case_page(partner, &seq), String::from);
    // RFC 9110 section 15.4.4: the browser goes on with GET.
    Redirect::to(&back).into_response()
}

fn found(city: &City, house: &str, seq: &str) -> Option<(Partner, Case)> {
    let partner = Partner::parse(house)?;
    Some((partner, city.case(partner, seq)?))
}

impl Row {
    fn new(city: &City, partner: Partner, case: &Case, w: &'static Words) -> Self {
        let verdict = case.verdict(city.now());
        Self {
            seq: case.seq.clone(),
            href: format!("/cases/{}/{}", partner.as_str(), case.seq),
            person: case.subject.name.clone(),
            number: masked(&case.subject.number),
            state: w.state(verdict),
            open: verdict.is_none(),
            mark: match verdict {
                Some(Verdict::Pass) => "passed",
                Some(Verdict::Fail | Verdict::WrongSubject) => "refused",
                Some(Verdict::Cancel | Verdict::TimeOut) | None => "ended-before",
            },
            at: Moment::new(case.opened_at),
        }
    }
}

impl CallRow {
    fn new(call: &Delivery, w: &'static Words) -> Self {
        let status = call.answer.as_ref().map(|answer| answer.status);
        Self {
            at: Moment::new(call.at),
            method: call.method,
            seq: call.seq.clone(),
            answer: status.map_or_else(|| w.no_answer.to_owned(), |status| status.to_string()),
            mark: if matches!(status, Some(200..=299)) { "passed" } else { "refused" },
        }
    }
}

/// The first and the last character: testers may have typed the number of somebody who exists.
fn masked(number: &str) -> String {
    let last = number.chars().count().saturating_sub(1);
    number.chars().enumerate().map(|(at, c)| if at == 0 || at == last { c } else { '*' }).collect()
}

fn language(headers: &HeaderMap) -> Language {
    let preferred = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Language::negotiate(preferred.unwrap_or_default())
}

fn missing(w: &'static Words) -> Response {
    page(StatusCode::NOT_FOUND, &MissingPage { w })
}

fn page(status: StatusCode, page: &impl Template) -> Response {
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    match page.render() {
        Ok(html) => (status, headers, html).into_response(),
        // Templates only fail when the memory to write to does.
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn stylesheet() -> Response {
    let sheet = format!("{COLOURS}{RULES}{SHARED_RULES}{OWN_RULES}");
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, SHORTLY)], sheet).into_response()
}

async fn icon() -> Response {
    ([(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, SHORTLY)], ICON).into_response()
}

/// Headers that keep a page from being framed, from running scripts and from leaking its address. No `form-action`:
/// browsers hold it against every redirect after the form, and these lead through the issuer to platforms.
pub(super) async fn with_protection(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
