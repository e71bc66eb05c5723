//! Alipay's certification of identity: one gateway, three methods, and notifications that come again until they are heard.
//!
//! Plays what the public reference of the open platform tells. Owns what the methods do; how a call is read and an answer
//! written is in [`gateway`]. A certification that did not pass can be tried again until its `certify_id` runs out, so that
//! `F` never is the last word.

mod gateway;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use base::{Fault, Time};
use http::StatusCode;
use http::header::CACHE_CONTROL;
use serde::Deserialize;
use serde_json::json;

use super::Registered;
use super::case::{Case, Verdict};
use super::city::City;
use super::partner::Partner;
use super::people::Subject;
use super::push::{Letter, Notice, Rule};
use super::refusal::RequestRefusal;
use super::sorted_form::{Fields, UNSIGNED};
use super::voice::{About, Audience, Voice};
use gateway::{Call, Method, Refusal, beijing, content, member};

const HOUSE: Partner = Partner::Alipay;
/// The application of the issuer, and one of somebody else.
const APP_ID: &str = "2021000000000001";
const OTHER_APP_ID: &str = "2021000000000002";
/// What was agreed to be looked at.
const BIZ_CODE: &str = "FACE";
/// How long a `certify_id` can be used.
const LIFE: Duration = Duration::from_secs(23 * 3600);
/// How long it can be asked for: three months.
const KNOWN_FOR: Duration = Duration::from_secs(90 * 24 * 3600);

pub(super) fn routes() -> Router<Arc<City>> {
    Router::new().route("/gateway.do", post(called).get(visited))
}

pub(super) fn registered(city: &City) -> Registered {
    let gateway = format!("{}/gateway.do", city.house(HOUSE));
    let settings = json!({ "app_id": APP_ID, "gateway": gateway, "biz_code": BIZ_CODE });
    Registered { settings, secrets: Vec::new() }
}

/// `biz_content` of `initialize`.
#[derive(Deserialize)]
struct Initialize {
    outer_order_no: String,
    biz_code: String,
    identity_param: IdentityParam,
    merchant_config: MerchantConfig,
}

#[derive(Deserialize)]
struct IdentityParam {
    identity_type: String,
    cert_type: String,
    cert_name: String,
    cert_no: String,
}

#[derive(Deserialize)]
struct MerchantConfig {
    return_url: String,
}

/// `biz_content` of `certify` and `query`.
#[derive(Deserialize)]
struct Named {
    certify_id: String,
}

/// A call by the issuer's back end.
async fn called(State(city): State<Arc<City>>, RawQuery(query): RawQuery, body: Bytes) -> Response {
    let fields = gateway::open(query.as_deref(), &body);
    let method = fields.as_ref().ok().and_then(gateway::method);
    let voice = city.answering(HOUSE);
    match fields.map_err(Refusal::from).and_then(|fields| work(&city, &voice, fields)) {
        Ok((method, node)) => gateway::answer(&city, &voice, method, &node),
        Err(refusal) => {
            city.refuse(HOUSE, refusal.rule());
            gateway::refused(&city, &voice, method, refusal)
        }
    }
}

/// The address that the issuer signed and a browser opens: hands over to the page on which the check is played.
async fn visited(State(city): State<Arc<City>>, RawQuery(query): RawQuery) -> Response {
    let fields = gateway::open(query.as_deref(), b"").map_err(Refusal::from);
    let call = fields.and_then(|fields| gateway::check(&city, fields));
    match call.and_then(|call| certify(&city, &call)) {
        Ok(page) => Redirect::to(&page).into_response(),
        Err(refusal) => {
            city.refuse(HOUSE, refusal.rule());
            let text = format!("认证无法开始 · The check cannot start ({})", refusal.sub_code());
            (StatusCode::BAD_REQUEST, [(CACHE_CONTROL, "no-store")], text).into_response()
        }
    }
}

fn work(city: &Arc<City>, voice: &Voice, fields: Fields) -> Result<(Method, String), Refusal> {
    let call = gateway::check(city, fields)?;
    let node = match call.method {
        Method::Initialize => initialize(city, &call)?,
        Method::Query => query_result(city, &call, voice)?,
        // The page is for browsers.
        Method::Certify => return Err(Refusal::MethodUnknown),
    };
    Ok((call.method, node))
}

/// The text of a node in the order the gateway writes it: not that of the alphabet.
fn initialize(city: &Arc<City>, call: &Call) -> Result<String, Refusal> {
    let Initialize { outer_order_no, biz_code, identity_param, merchant_config } = content(call)?;
    if biz_code != BIZ_CODE {
        return Err(RequestRefusal::KindUnknown.into());
    }
    let return_url = city.issuers_address("return_url", &merchant_config.return_url)?;
    let notice = match call.fields.value("notify_url") {
        Some(url) => Some(Notice {
            url: city.issuers_address("notify_url", url)?,
            compose: letter,
            rule: Rule::Success,
        }),
        None => None,
    };
    let certify_id = city.random_name();
    let case = Case {
        kind: biz_code,
        return_url: Some(return_url),
        notice,
        ..Case::new(&outer_order_no, &certify_id, subject(identity_param)?, city.now(), LIFE)
    };
    city.open(HOUSE, case)?;
    Ok(format!(r#"{{"code":"10000","msg":"Success",{}}}"#, member("certify_id", &certify_id)))
}

fn certify(city: &City, call: &Call) -> Result<String, Refusal> {
    if call.method != Method::Certify {
        return Err(Refusal::MethodUnknown);
    }
    let (Named { certify_id }, now) = (content(call)?, city.now());
    let case = city.case_called(HOUSE, &certify_id).ok_or(RequestRefusal::CaseUnknown)?;
    if case.expires_at <= now {
        return Err(Refusal::Expired);
    }
    // Who failed or left may come again with the same address.
    city.change(HOUSE, &case.seq, |case| {
        let again = case.decided.is_some_and(|decision| decision.verdict != Verdict::Pass);
        case.decided = case.decided.filter(|_| !again);
    });
    Ok(city.case_page(HOUSE, &case.seq))
}

fn query_result(city: &City, call: &Call, voice: &Voice) -> Result<String, Refusal> {
    let Named { certify_id } = content(call)?;
    let known = |case: &Case| city.now() < case.opened_at.plus(KNOWN_FOR);
    let case = city.case_called(HOUSE, &certify_id).filter(known).ok_or(RequestRefusal::CaseUnknown)?;
    let passed = passed(&case, voice, city.now());
    Ok(format!(r#"{{"code":"10000","msg":"Success",{}}}"#, member("passed", passed)))
}

/// `T`, or `F`: which also stands for "not finished", and for a face that is another's.
fn passed(case: &Case, voice: &Voice, now: Time) -> &'static str {
    match case.told(voice, now) {
        Some(Verdict::Pass) => "T",
        Some(Verdict::Fail | Verdict::Cancel | Verdict::TimeOut | Verdict::WrongSubject) | None => "F",
    }
}

/// A notification about a case.
fn letter(city: &City, case: &Case, voice: &Voice, notify_id: &str) -> Result<Letter, Fault> {
    // No person is named here: somebody else is another certification.
    let certify_id = match voice.about {
        About::Asked => case.reference.clone(),
        About::Another => city.random_name(),
    };
    let app_id = match voice.audience {
        Audience::Issuer => APP_ID,
        Audience::Another => OTHER_APP_ID,
    };
    let notify_time = beijing(voice.at);
    let fields = Fields::of([
        ("notify_id", notify_id),
        ("notify_type", "open_certify_status_sync"),
        ("notify_time", &notify_time),
        ("app_id", app_id),
        ("charset", "utf-8"),
        ("version", "1.0"),
        ("sign_type", "RSA2"),
        ("outer_order_no", &case.seq),
        ("certify_id", &certify_id),
        ("passed", passed(case, voice, city.now())),
    ]);
    let signed = city.say_fields(HOUSE, voice, fields, UNSIGNED)?;
    let content_type = "application/x-www-form-urlencoded; charset=utf-8";
    Ok(Letter { content_type, body: signed.to_form() })
}

fn subject(param: IdentityParam) -> Result<Subject, RequestRefusal> {
    if param.identity_type != "CERT_INFO" {
        return Err(RequestRefusal::Unfit("identity_type"));
    }
    let document = match param.cert_type.as_str() {
        "IDENTITY_CARD" => "resident_id",
        "HOME_VISIT_PERMIT_HK_MC" => "hk_macao_permit",
        "HOME_VISIT_PERMIT_TAIWAN" => "taiwan_permit",
        "RESIDENCE_PERMIT_HK_MC" | "RESIDENCE_PERMIT_TAIWAN" => "residence_permit",
        _ => return Err(RequestRefusal::Unfit("cert_type")),
    };
    for (name, value) in [("cert_name", &param.cert_name), ("cert_no", &param.cert_no)] {
        if value.is_empty() {
            return Err(RequestRefusal::Missing(name));
        }
    }
    Ok(Subject { document: document.to_owned(), number: param.cert_no, name: param.cert_name })
}
