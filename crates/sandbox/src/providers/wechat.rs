//! WeChat's check of faces, second edition: `stable_token`, `getverifyid`, `queryverifyinfo`, and the way into the app.
//!
//! Plays what the public reference of the mini program platform tells. Errors come with HTTP 200 and an `errcode`. The
//! page stands for the WeChat client: `wx.requestFacialVerify` runs there, and what it reports back proves nothing. Of the
//! numbers from 84017 on the meaning is as the service under test reads them; the reference lists no texts for them.

mod access_token;
mod refusal;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use http::header::CACHE_CONTROL;
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Registered;
use super::case::{Case, Verdict};
use super::city::City;
use super::partner::Partner;
use super::people::{Factors, Subject};
use super::refusal::RequestRefusal;
use super::sorted_form::Fields;
use super::voice::{About, Voice};
use access_token::Tokens;
use refusal::{Differs, Refusal};

const HOUSE: Partner = Partner::Wechat;
/// The mini program of the issuer.
const APP_ID: &str = "wxdemo00000000001";
const SECRET: &str = "app_secret";
/// The only document it knows.
const CERT_TYPE: &str = "IDENTITY_CARD";
/// How long a `verify_id` can be used, in seconds.
const LIFE: u64 = 3600;

/// The access tokens of one city.
type Kept = Extension<Arc<Mutex<Tokens>>>;

pub(super) fn routes() -> Router<Arc<City>> {
    Router::new()
        .route("/cgi-bin/stable_token", post(stable_token))
        .route("/cityservice/face/identify/getverifyid", post(get_verify_id))
        .route("/cityservice/face/identify/queryverifyinfo", post(query_verify_info))
        .route("/client", get(client))
        .layer(Extension(Arc::new(Mutex::new(Tokens::default()))))
}

pub(super) fn registered(city: &City) -> Registered {
    let base_url = city.house(HOUSE);
    Registered {
        settings: json!({ "app_id": APP_ID, "launch_url": format!("{base_url}/client"), "base_url": base_url }),
        secrets: vec![(SECRET, city.secret(HOUSE, SECRET))],
    }
}

/// The body of `stable_token`.
#[derive(Deserialize)]
struct TokenRequest {
    grant_type: String,
    appid: String,
    secret: String,
    #[serde(default)]
    force_refresh: bool,
}

/// The body of `getverifyid`.
#[derive(Deserialize)]
struct Begin {
    out_seq_no: String,
    cert_info: CertInfo,
    openid: String,
}

#[derive(Deserialize)]
struct CertInfo {
    cert_type: String,
    cert_name: String,
    cert_no: String,
}

/// The body of `queryverifyinfo`.
#[derive(Deserialize)]
struct Query {
    verify_id: String,
    out_seq_no: String,
    cert_hash: String,
    openid: String,
}

async fn stable_token(State(city): State<Arc<City>>, Extension(kept): Kept, body: Bytes) -> Response {
    answered(&city, token(&city, &kept, &body))
}

async fn get_verify_id(
    State(city): State<Arc<City>>,
    Extension(kept): Kept,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    answered(&city, authorised(&city, &kept, query.as_deref()).and_then(|()| begin(&city, &body)))
}

async fn query_verify_info(
    State(city): State<Arc<City>>,
    Extension(kept): Kept,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    answered(&city, authorised(&city, &kept, query.as_deref()).and_then(|()| result(&city, &body)))
}

/// The WeChat client: opens with a `verify_id` and hands over to the page on which the check is played.
async fn client(State(city): State<Arc<City>>, RawQuery(query): RawQuery) -> Response {
    match launch(&city, query.as_deref()) {
        Ok(page) => Redirect::to(&page).into_response(),
        Err(refusal) => {
            city.refuse(HOUSE, refusal.rule());
            let text = format!("刷脸无法开始 · The face check cannot start ({})", refusal.errcode());
            (StatusCode::BAD_REQUEST, [(CACHE_CONTROL, "no-store")], text).into_response()
        }
    }
}

fn token(city: &City, kept: &Mutex<Tokens>, body: &[u8]) -> Result<Value, Refusal> {
    let request: TokenRequest = read(body)?;
    if request.grant_type != "client_credential" {
        return Err(Refusal::GrantType);
    }
    if request.appid != APP_ID {
        return Err(Refusal::AppId);
    }
    if request.secret != city.secret(HOUSE, SECRET) {
        return Err(RequestRefusal::NotTheCaller.into());
    }
    let (now, fresh) = (city.now(), || city.environment.unguessable());
    let mut tokens = kept.lock().unwrap_or_else(PoisonError::into_inner);
    let issued = match request.force_refresh {
        true => tokens.replace(now, fresh).map_err(Refusal::Token)?,
        false => tokens.current(now, fresh),
    };
    // No errcode where all went well: this interface alone leaves it out.
    Ok(json!({ "access_token": issued.token, "expires_in": issued.expires_in }))
}

fn authorised(city: &City, kept: &Mutex<Tokens>, query: Option<&str>) -> Result<(), Refusal> {
    let query = parameters(query)?;
    let tokens = kept.lock().unwrap_or_else(PoisonError::into_inner);
    tokens.check(query.value("access_token"), city.now()).map_err(Refusal::Token)
}

fn begin(city: &Arc<City>, body: &[u8]) -> Result<Value, Refusal> {
    let Begin { out_seq_no, cert_info, openid } = read(body)?;
    if cert_info.cert_type != CERT_TYPE {
        return Err(RequestRefusal::Unfit("cert_type").into());
    }
    for (name, value) in
        [("cert_name", &cert_info.cert_name), ("cert_no", &cert_info.cert_no), ("openid", &openid)]
    {
        if value.is_empty() {
            return Err(RequestRefusal::Missing(name).into());
        }
    }
    let document = "resident_id".to_owned();
    let subject = Subject { document, number: cert_info.cert_no, name: cert_info.cert_name };
    let (verify_id, now) = (city.random_name(), city.now());
    let case = Case {
        factors: Factors { openid: Some(openid), ..Factors::default() },
        kind: "face".to_owned(),
        ..Case::new(&out_seq_no, &verify_id, subject, now, Duration::from_secs(LIFE))
    };
    city.open(HOUSE, case)?;
    Ok(json!({ "errcode": 0, "errmsg": "ok", "verify_id": verify_id, "expires_in": LIFE }))
}

fn launch(city: &City, query: Option<&str>) -> Result<String, Refusal> {
    let query = parameters(query)?;
    let case = city.case_called(HOUSE, query.needed("verify_id")?).ok_or(RequestRefusal::CaseUnknown)?;
    let return_url = city.issuers_address("return_url", query.needed("return_url")?)?;
    // A verify_id is good for one check, and for an hour.
    if case.decided.is_some() {
        return Err(RequestRefusal::CaseUnknown.into());
    }
    if case.expires_at <= city.now() {
        return Err(Refusal::Expired);
    }
    city.change(HOUSE, &case.seq, |case| case.return_url = Some(return_url));
    Ok(city.case_page(HOUSE, &case.seq))
}

fn result(city: &City, body: &[u8]) -> Result<Value, Refusal> {
    let Query { verify_id, out_seq_no, cert_hash, openid } = read(body)?;
    let case = city.case_called(HOUSE, &verify_id).ok_or(RequestRefusal::CaseUnknown)?;
    if case.seq != out_seq_no {
        return Err(Refusal::Differs(Differs::OutSeqNo));
    }
    if case.factors.openid.as_deref() != Some(&openid) {
        return Err(Refusal::Differs(Differs::Openid));
    }
    if self::cert_hash(&case.subject) != cert_hash {
        return Err(Refusal::Differs(Differs::CertHash));
    }
    let verify_ret = verify_ret(city, &case, &city.answering(HOUSE))?;
    Ok(json!({ "errcode": 0, "errmsg": "ok", "verify_ret": verify_ret }))
}

/// What the client reported. Whose openid ran another's check is told by an `errcode`, never by a `verify_ret`.
fn verify_ret(city: &City, case: &Case, voice: &Voice) -> Result<i64, Refusal> {
    let now = city.now();
    let ran_out = case.decided.is_none() && case.expires_at <= now;
    if voice.verdict == Some(Verdict::TimeOut) || ran_out {
        return Err(Refusal::Expired);
    }
    if voice.about == About::Another {
        return Err(Refusal::Differs(Differs::Openid));
    }
    match case.told(voice, now) {
        Some(Verdict::Pass) => Ok(10000),
        // The face is not that of the document.
        Some(Verdict::Fail) => Ok(10004),
        Some(Verdict::Cancel) => Ok(90002),
        // The person was seen for too long without being recognised.
        Some(Verdict::TimeOut) => Ok(90107),
        Some(Verdict::WrongSubject) => Err(Refusal::Differs(Differs::Openid)),
        // The check is not done.
        None => Ok(10300),
    }
}

/// SHA-256, in lower-case hexadecimal, of the three members in their order, each in base64.
fn cert_hash(subject: &Subject) -> String {
    let [kind, name, number] =
        [CERT_TYPE, &subject.name, &subject.number].map(|member| STANDARD.encode(member));
    let text = format!("cert_type={kind}&cert_name={name}&cert_no={number}");
    digest(&SHA256, text.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn parameters(query: Option<&str>) -> Result<Fields, RequestRefusal> {
    Fields::parse(query.unwrap_or_default().as_bytes())
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|_| Refusal::Rule(RequestRefusal::Malformed))
}

fn answered(city: &City, outcome: Result<Value, Refusal>) -> Response {
    let body = outcome.unwrap_or_else(|refusal| {
        let why = city.refuse(HOUSE, refusal.rule());
        json!({ "errcode": refusal.errcode(), "errmsg": format!("{why} rid: {}", city.random_name()) })
    });
    ([(CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the public reference, whose number fails GB 11643 and whose digest comes out all the same.
    #[test]
    fn the_published_digest_of_a_document_comes_out() {
        let subject = Subject {
            document: "resident_id".into(),
            number: "310101199801011234".into(),
            name: "张三".into(),
        };
        let expected = "3c241f7ff324977aeb91f173bb2a7b06569e6fd784d5573db34a636d8671108b";
        assert_eq!(cert_hash(&subject), expected);
    }
}
