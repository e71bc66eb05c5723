//! Tencent Cloud's check of faces: `DetectAuth`, `GetDetectInfoEnhanced` and the page between them.
//!
//! Plays what the public reference of the service `faceid`, version 2018-03-01, tells. Every call is signed
//! ([`signature`]); errors come with HTTP 200 and an `Error`. A token is good for one check within two hours and can be
//! asked for during three days; until a check is over every member of the result is null.

mod refusal;
mod signature;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::header::CACHE_CONTROL;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Registered;
use super::case::{Case, Verdict};
use super::city::City;
use super::classic::is_of_type;
use super::partner::Partner;
use super::people::Subject;
use super::refusal::RequestRefusal;
use super::sorted_form::Fields;
use super::voice::{Audience, NOBODYS_SEQ, Voice};
use refusal::Refusal;
use signature::{Pair, Signed};

const HOUSE: Partner = Partner::CloudFace;
const SERVICE: &str = "faceid";
const VERSION: &str = "2018-03-01";
const REGION: &str = "ap-guangzhou";
/// The flow agreed with the issuer: it names the person, and the authoritative photo is compared.
const RULE_ID: &str = "1";
const SECRET_ID: &str = "secret_id";
const SECRET_KEY: &str = "secret_key";
/// How long a token can be used for a check.
const LIFE: Duration = Duration::from_secs(7200);
/// How long it can be asked for.
const KNOWN_FOR: Duration = Duration::from_secs(3 * 24 * 3600);

pub(super) fn routes() -> Router<Arc<City>> {
    Router::new().route("/", post(called)).route("/h5", get(visited))
}

pub(super) fn registered(city: &City) -> Registered {
    Registered {
        settings: json!({ "base_url": city.house(HOUSE), "region": REGION, "rule_id": RULE_ID }),
        secrets: [SECRET_ID, SECRET_KEY].map(|name| (name, city.secret(HOUSE, name))).into(),
    }
}

/// The body of `DetectAuth`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DetectAuth {
    rule_id: String,
    id_card: Option<String>,
    name: Option<String>,
    redirect_url: Option<String>,
    extra: Option<String>,
}

/// The body of `GetDetectInfoEnhanced`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GetResult {
    biz_token: String,
    rule_id: String,
    #[serde(default)]
    info_type: String,
}

async fn called(
    State(city): State<Arc<City>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let outcome = signed(&city, query.as_deref(), &headers, &body).and_then(|action| match action {
        Action::DetectAuth => begin(&city, &body),
        Action::GetResult => result(&city, &body),
    });
    answered(&city, outcome)
}

/// The page in the browser: hands over to the one on which the check is played.
async fn visited(State(city): State<Arc<City>>, RawQuery(query): RawQuery) -> Response {
    match enter(&city, query.as_deref()) {
        Ok(page) => Redirect::to(&page).into_response(),
        Err(refusal) => {
            city.refuse(HOUSE, refusal.rule());
            let text = format!("核身无法开始 · The check cannot start ({})", refusal.code());
            (StatusCode::BAD_REQUEST, [(CACHE_CONTROL, "no-store")], text).into_response()
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    DetectAuth,
    GetResult,
}

/// What is called, once the caller is known by its signature.
fn signed(city: &City, query: Option<&str>, headers: &HeaderMap, body: &[u8]) -> Result<Action, Refusal> {
    if !is_of_type(headers, "application/json") {
        return Err(RequestRefusal::MediaType.into());
    }
    let path = format!("/{}", HOUSE.as_str());
    let call = Signed { service: SERVICE, path: &path, query: query.unwrap_or_default(), headers, body };
    let (id, key) = (city.secret(HOUSE, SECRET_ID), city.secret(HOUSE, SECRET_KEY));
    signature::check(&call, &Pair { id: &id, key: &key }, city.now()).map_err(Refusal::Signature)?;
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if header("x-tc-version") != Some(VERSION) {
        return Err(Refusal::Version);
    }
    if header("x-tc-region").is_some_and(|region| region != REGION) {
        return Err(Refusal::Region);
    }
    match header("x-tc-action") {
        Some("DetectAuth") => Ok(Action::DetectAuth),
        Some("GetDetectInfoEnhanced") => Ok(Action::GetResult),
        Some(_) | None => Err(Refusal::Action),
    }
}

fn begin(city: &Arc<City>, body: &[u8]) -> Result<Value, Refusal> {
    let asked: DetectAuth = read(body)?;
    if asked.rule_id != RULE_ID {
        return Err(Refusal::RuleId);
    }
    let needed = |name, value: Option<String>| {
        value.filter(|value| !value.is_empty()).ok_or(RequestRefusal::Missing(name))
    };
    let number = needed("IdCard", asked.id_card)?;
    let document = document(&number).ok_or(RequestRefusal::Unfit("IdCard"))?;
    let subject = Subject { document: document.to_owned(), number, name: needed("Name", asked.name)? };
    let return_url = city.issuers_address("RedirectUrl", &needed("RedirectUrl", asked.redirect_url)?)?;
    let token = token_of(&city.random_name());
    let case = Case {
        kind: "face".to_owned(),
        return_url: Some(return_url),
        ..Case::new(&needed("Extra", asked.extra)?, &token, subject, city.now(), LIFE)
    };
    city.open(HOUSE, case)?;
    let page = format!("{}/h5?BizToken={token}", city.house(HOUSE));
    Ok(json!({ "BizToken": token, "Url": page }))
}

fn enter(city: &City, query: Option<&str>) -> Result<String, Refusal> {
    let query = Fields::parse(query.unwrap_or_default().as_bytes())?;
    let case = city.case_called(HOUSE, query.needed("BizToken")?).ok_or(RequestRefusal::CaseUnknown)?;
    // A token is good for one check.
    match case.verdict(city.now()) {
        Some(Verdict::TimeOut) => Err(Refusal::TokenExpired),
        Some(Verdict::Pass | Verdict::Fail | Verdict::WrongSubject) => {
            Err(RequestRefusal::CaseUnknown.into())
        }
        // Who left before the check may come again: nothing was decided.
        Some(Verdict::Cancel) => {
            city.change(HOUSE, &case.seq, |case| case.decided = None);
            Ok(city.case_page(HOUSE, &case.seq))
        }
        None => Ok(city.case_page(HOUSE, &case.seq)),
    }
}

fn result(city: &City, body: &[u8]) -> Result<Value, Refusal> {
    let asked: GetResult = read(body)?;
    if asked.rule_id != RULE_ID {
        return Err(Refusal::RuleId);
    }
    // No pictures are made here: what holds text, alone or with others, may be asked.
    if !asked.info_type.is_empty() && !asked.info_type.bytes().all(|kind| (b'0'..=b'4').contains(&kind)) {
        return Err(RequestRefusal::Unfit("InfoType").into());
    }
    let case = city.case_called(HOUSE, &asked.biz_token).ok_or(RequestRefusal::CaseUnknown)?;
    let voice = city.answering(HOUSE);
    let over = case.opened_at.plus(KNOWN_FOR) <= city.now();
    if over || voice.verdict == Some(Verdict::TimeOut) {
        return Err(Refusal::TokenExpired);
    }
    Ok(json!({ "Text": text(city, &case, &voice), "IdCardData": null, "BestFrame": null, "VideoData": null }))
}

/// The result: nulls until a check is over, and for ever when nobody came.
fn text(city: &City, case: &Case, voice: &Voice) -> Value {
    let now = city.now();
    let found = match case.decided.map(|decision| decision.verdict) {
        Some(Verdict::Pass | Verdict::WrongSubject) => Some((0, "成功", "97.21")),
        // Likeness below the agreed threshold.
        Some(Verdict::Fail) => Some((2016, "比对相似度未达到通过标准", "32.60")),
        // The page was left open for too long.
        Some(Verdict::TimeOut) => Some((15, "Token已过期", "0.00")),
        Some(Verdict::Cancel) | None => None,
    };
    let extra = match voice.audience {
        Audience::Issuer => case.seq.as_str(),
        Audience::Another => NOBODYS_SEQ,
    };
    let Some((code, message, sim)) = found else {
        return nulls(extra);
    };
    let subject = case.about(voice, now);
    json!({
        "ErrCode": code, "ErrMsg": message,
        "IdCard": subject.number, "Name": subject.name,
        "UseIDType": i64::from(subject.document == "residence_permit"),
        "LiveStatus": 0, "LiveMsg": "成功",
        "Comparestatus": code, "Comparemsg": message, "CompareLibType": "权威库",
        "Sim": sim, "Location": null, "Mobile": "", "Extra": extra,
        "LivenessMode": 3,
        "LivenessDetail": [{
            "ReqTime": (now.seconds() * 1000).to_string(), "Seq": city.random_name(),
            "Idcard": subject.number, "Name": subject.name, "Sim": sim, "IsNeedCharge": true,
            "Errcode": code, "Errmsg": message, "Livestatus": 0, "Livemsg": "成功",
            "Comparestatus": code, "Comparemsg": message, "CompareLibType": "权威库", "LivenessMode": 3,
        }],
    })
}

fn nulls(extra: &str) -> Value {
    json!({
        "ErrCode": null, "ErrMsg": null, "IdCard": null, "Name": null, "UseIDType": null,
        "LiveStatus": null, "LiveMsg": null, "Comparestatus": null, "Comparemsg": null, "CompareLibType": null,
        "Sim": null, "Location": null, "Mobile": null, "Extra": extra, "LivenessMode": null,
        "LivenessDetail": null,
    })
}

/// The kind of document with such a number: permits for residents of Hong Kong, Macao and Taiwan begin with 81 to 83.
fn document(number: &str) -> Option<&'static str> {
    let of_form = number.len() == 18
        && number.bytes().enumerate().all(|(at, c)| c.is_ascii_digit() || (at == 17 && c == b'X'));
    let permit = ["81", "82", "83"].iter().any(|start| number.starts_with(start));
    of_form.then_some(if permit { "residence_permit" } else { "resident_id" })
}

/// A token in the form of RFC 9562, of 32 hexadecimal digits.
fn token_of(digits: &str) -> String {
    let part = |from, to| digits.get(from..to).unwrap_or_default().to_ascii_uppercase();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|_| Refusal::Rule(RequestRefusal::Malformed))
}

fn answered(city: &City, outcome: Result<Value, Refusal>) -> Response {
    let mut response = outcome.unwrap_or_else(|refusal| {
        city.refuse(HOUSE, refusal.rule());
        json!({ "Error": { "Code": refusal.code(), "Message": refusal.message() } })
    });
    if let Some(members) = response.as_object_mut() {
        members.insert("RequestId".to_owned(), token_of(&city.random_name()).to_ascii_lowercase().into());
    }
    ([(CACHE_CONTROL, "no-store")], Json(json!({ "Response": response }))).into_response()
}
