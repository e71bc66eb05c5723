//! Alipay's gateway: how a call is read and checked, how an answer is written and signed.
//!
//! A call is a form of common parameters whose signature covers all but itself, empty ones left out. An answer is
//! `{"<method>_response":{…},"sign":"…"}`, the signature over the text of the one member, in which `/` is escaped. Errors
//! come with HTTP 200; those of callers that are not known stand in `error_response` and are not signed.

use axum::response::{IntoResponse, Response};
use base::Time;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde::de::DeserializeOwned;
use serde_json::json;
use time::macros::{format_description, offset};
use time::{OffsetDateTime, PrimitiveDateTime};

use super::super::city::City;
use super::super::refusal::RequestRefusal;
use super::super::sorted_form::{Fields, SIGN};
use super::super::voice::{Signer, Voice};
use super::{APP_ID, HOUSE};

/// How far the timestamp of a call may be from the present, in seconds. The reference gives no number; a clock of another
/// zone is an hour away at least.
const SKEW: u64 = 600;

/// What can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Initialize,
    Certify,
    Query,
}

impl Method {
    fn parse(name: &str) -> Option<Self> {
        match name {
            "alipay.user.certify.open.initialize" => Some(Self::Initialize),
            "alipay.user.certify.open.certify" => Some(Self::Certify),
            "alipay.user.certify.open.query" => Some(Self::Query),
            _ => None,
        }
    }

    const fn response(self) -> &'static str {
        match self {
            Self::Initialize => "alipay_user_certify_open_initialize_response",
            Self::Certify => "alipay_user_certify_open_certify_response",
            Self::Query => "alipay_user_certify_open_query_response",
        }
    }
}

/// A call that passed the gateway.
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) fields: Fields,
}

/// Why a call is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The rule of the city that it broke.
    Rule(RequestRefusal),
    /// Nobody here is called so.
    MethodUnknown,
    /// The `certify_id` ran out.
    Expired,
}

impl From<RequestRefusal> for Refusal {
    fn from(rule: RequestRefusal) -> Self {
        Self::Rule(rule)
    }
}

impl Refusal {
    /// The rule as the city remembers it.
    pub(super) const fn rule(self) -> RequestRefusal {
        match self {
            Self::Rule(rule) => rule,
            Self::MethodUnknown => RequestRefusal::Unfit("method"),
            Self::Expired => RequestRefusal::Unfit("certify_id"),
        }
    }

    /// `code` and `msg`: what is missing, what is not valid, what the business behind the gateway does not do.
    const fn code(self) -> (&'static str, &'static str) {
        match self {
            Self::Rule(RequestRefusal::Missing(_)) => ("40001", "Missing Required Arguments"),
            Self::Rule(
                RequestRefusal::SeqUsed | RequestRefusal::CaseUnknown | RequestRefusal::KindUnknown,
            )
            | Self::Expired => ("40004", "Business Failed"),
            Self::Rule(_) | Self::MethodUnknown => ("40002", "Invalid Arguments"),
        }
    }

    pub(super) fn sub_code(self) -> String {
        let fixed = match self {
            Self::Rule(RequestRefusal::Missing(name)) => return format!("isv.missing-{}", dashed(name)),
            Self::Rule(RequestRefusal::Unfit(name)) => return format!("isv.invalid-{}", dashed(name)),
            Self::MethodUnknown => "isv.invalid-method",
            Self::Expired => "OPEN_CERTIFY_BILL_EXPIRED",
            Self::Rule(RequestRefusal::SignatureWrong) => "isv.invalid-signature",
            Self::Rule(RequestRefusal::CallerUnknown) => "isv.missing-signature-key",
            Self::Rule(RequestRefusal::NotTheCaller) => "isv.invalid-app-id",
            Self::Rule(RequestRefusal::Time) => "isv.invalid-timestamp",
            Self::Rule(RequestRefusal::SeqUsed) => "DUPLICATE_OUTER_ORDER_NO",
            Self::Rule(RequestRefusal::CaseUnknown) => "OPEN_CERTIFY_BILL_NOT_EXIST",
            Self::Rule(RequestRefusal::KindUnknown) => "BIZ_CODE_NOT_SUPPORT",
            Self::Rule(RequestRefusal::ForeignAddress(_)) => "isv.invalid-parameter-url",
            Self::Rule(
                RequestRefusal::MediaType
                | RequestRefusal::Jwt(_)
                | RequestRefusal::LivesTooLong
                | RequestRefusal::Malformed
                | RequestRefusal::Replayed,
            ) => "isv.invalid-parameter",
        };
        fixed.to_owned()
    }

    /// The text of the node.
    fn node(self) -> String {
        let (code, msg) = self.code();
        let [code, msg, sub_code, sub_msg] = [
            member("code", code),
            member("msg", msg),
            member("sub_code", &self.sub_code()),
            member("sub_msg", &self.rule().to_string()),
        ];
        format!("{{{code},{msg},{sub_code},{sub_msg}}}")
    }
}

/// Reads the common parameters, from address and body together. Empty ones count as absent, and are not signed.
///
/// # Errors
/// `Malformed` when one is given twice.
pub(super) fn open(query: Option<&str>, body: &[u8]) -> Result<Fields, RequestRefusal> {
    let parts = [query.unwrap_or_default().as_bytes(), body];
    let all = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(&b'&');
    Fields::parse(&all)?;
    let pairs = form_urlencoded::parse(&all).into_owned();
    Ok(Fields::of(pairs.filter(|(_, value)| !value.is_empty())))
}

/// What is called, if it is known.
pub(super) fn method(fields: &Fields) -> Option<Method> {
    fields.value("method").and_then(Method::parse)
}

/// Checks the common parameters.
///
/// # Errors
/// The first rule broken: application, signature, then what is signed.
pub(super) fn check(city: &City, fields: Fields) -> Result<Call, Refusal> {
    let method = Method::parse(fields.needed("method")?).ok_or(Refusal::MethodUnknown)?;
    if fields.needed("app_id")? != APP_ID {
        return Err(RequestRefusal::NotTheCaller.into());
    }
    must_be(&fields, "sign_type", "RSA2")?;
    must_be(&fields, "charset", "utf-8")?;
    // The signature covers `sign_type`, unlike that of a notification.
    fields.check_signature(&city.issuer_key(HOUSE)?, &[SIGN])?;
    must_be(&fields, "version", "1.0")?;
    if fields.value("format").is_some_and(|format| format != "JSON") {
        return Err(RequestRefusal::Unfit("format").into());
    }
    check_time(city, fields.needed("timestamp")?)?;
    Ok(Call { method, fields })
}

/// `biz_content` as `T`.
pub(super) fn content<T: DeserializeOwned>(call: &Call) -> Result<T, Refusal> {
    let text = call.fields.needed("biz_content")?;
    serde_json::from_str(text).map_err(|_| RequestRefusal::Unfit("biz_content").into())
}

fn must_be(fields: &Fields, name: &'static str, value: &str) -> Result<(), RequestRefusal> {
    if fields.needed(name)? == value { Ok(()) } else { Err(RequestRefusal::Unfit(name)) }
}

fn check_time(city: &City, text: &str) -> Result<(), RequestRefusal> {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    let at = PrimitiveDateTime::parse(text, &format).map_err(|_| RequestRefusal::Unfit("timestamp"))?;
    let away = city.now().seconds().abs_diff(at.assume_offset(offset!(+8)).unix_timestamp());
    if away <= SKEW { Ok(()) } else { Err(RequestRefusal::Time) }
}

/// A moment as `yyyy-MM-dd HH:mm:ss` by the clock of Beijing.
pub(super) fn beijing(at: Time) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    let at = OffsetDateTime::from_unix_timestamp(at.seconds()).ok();
    at.and_then(|at| at.to_offset(offset!(+8)).format(&format).ok()).unwrap_or_default()
}

/// A member of a node, with `/` escaped as the gateway does.
pub(super) fn member(name: &str, value: &str) -> String {
    format!("{}:{}", json!(name), json!(value).to_string().replace('/', "\\/"))
}

/// A refusal as an answer: signed, unless the gateway does not know who is calling, or for what.
pub(super) fn refused(city: &City, voice: &Voice, method: Option<Method>, refusal: Refusal) -> Response {
    let nobody = matches!(refusal, Refusal::MethodUnknown | Refusal::Rule(RequestRefusal::NotTheCaller));
    match method.filter(|_| !nobody) {
        Some(method) => answer(city, voice, method, &refusal.node()),
        None => written(format!(r#"{{"error_response":{}}}"#, refusal.node())),
    }
}

/// The answer with the signature over the text of its node, in this voice.
pub(super) fn answer(city: &City, voice: &Voice, method: Method, node: &str) -> Response {
    let node = padded(node, voice);
    let Ok(proof) = city.say_text(HOUSE, voice, &node) else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let proof = match (proof, voice.signer) {
        (Some(proof), _) => format!(",{}", member_as_is("sign", &proof)),
        (None, Signer::None) => format!(",{}", member_as_is("sign", "")),
        (None, _) => String::new(),
    };
    let name = method.response();
    written(format!(r#"{{"{name}":{}{proof}}}"#, tampered(node, voice)))
}

/// A signature is base64, in which `/` is not escaped.
fn member_as_is(name: &str, value: &str) -> String {
    format!("{}:{}", json!(name), json!(value))
}

fn padded(node: &str, voice: &Voice) -> String {
    match (voice.padding(), node.strip_suffix('}')) {
        (Some(padding), Some(open)) => format!("{open},{}}}", member("padding", &padding)),
        _ => node.to_owned(),
    }
}

/// Says the opposite of what was signed, or something beside it.
fn tampered(node: String, voice: &Voice) -> String {
    if !voice.tampers() {
        return node;
    }
    match (node.contains(r#""passed":"F""#), node.contains(r#""passed":"T""#)) {
        (true, _) => node.replace(r#""passed":"F""#, r#""passed":"T""#),
        (_, true) => node.replace(r#""passed":"T""#, r#""passed":"F""#),
        (false, false) => node.replacen('{', r#"{"tampered":"yes","#, 1),
    }
}

fn written(body: String) -> Response {
    let headers = [(CONTENT_TYPE, "text/html;charset=utf-8"), (CACHE_CONTROL, "no-store")];
    (headers, body).into_response()
}

fn dashed(name: &str) -> String {
    match name {
        "sign" => "signature".to_owned(),
        "sign_type" => "signature-type".to_owned(),
        other => other.replace('_', "-"),
    }
}
