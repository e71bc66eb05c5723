//! WeChat's check of faces in a mini program, second edition.
//!
//! Owns its language, as the public reference of the mini program platform gives it under getVerifyId, queryVerifyInfo and
//! getStableAccessToken. Does not own the mini program: `launch_url` is a page that opens it with `verify_id` and leads
//! back to `return_url`. Nothing is pushed; what the browser or the mini program reports is no proof, only the answer to
//! queryVerifyInfo is. Errors come with HTTP 200 and an `errcode`.

mod access_token;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use evidence::document::DocumentType;
use evidence::kind::EvidenceKind;
use futures_util::future::BoxFuture;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::answer::accepted;
use crate::call::{Caller, Trouble};
use crate::dialect::{Ask, Class, Dialect, Need, Needs, Open, Started, Step, Subject};
use crate::digest::{hex, sha256};
use crate::exchange::{JSON, below, is_reference, not_believed, nothing_expected, parse, post};
use crate::finding::{About, Failure, Finding, Inputs, Outcome};
use crate::notified::{Acknowledgement, CallbackRefusal, Delivery, Notified, Reply};
use crate::settings::{SettingsProblem, address, read, word};

use access_token::AccessToken;

const GET_VERIFY_ID: &str = "/cityservice/face/identify/getverifyid";
const QUERY_VERIFY_INFO: &str = "/cityservice/face/identify/queryverifyinfo";

/// The only document it knows, in its word.
const CERT_TYPE: &str = "IDENTITY_CARD";

/// How long a `verify_id` lives when the answer does not say.
const DEFAULT_LIFE: Duration = Duration::from_secs(3600);

/// WeChat's check of faces.
pub(crate) struct WechatFace {
    base_url: Url,
    launch_url: Url,
    token: AccessToken,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    app_id: String,
    base_url: String,
    launch_url: String,
}

/// What it says. `errcode` is missing where an access token is given, and nowhere else.
#[derive(Deserialize)]
struct Told {
    errcode: Option<i64>,
    access_token: Option<String>,
    verify_id: Option<String>,
    expires_in: Option<u64>,
    verify_ret: Option<i64>,
}

impl WechatFace {
    /// `{app_id, base_url, launch_url}`; the secret is `app_secret`.
    pub(crate) fn new(settings: &Value) -> Result<Self, SettingsProblem> {
        let Settings { app_id, base_url, launch_url } = read(settings)?;
        let base_url = address("base_url", &base_url)?;
        Ok(Self {
            token: AccessToken::new(word("app_id", app_id)?, &base_url),
            launch_url: address("launch_url", &launch_url)?,
            base_url,
        })
    }

    async fn begin(&self, ask: &Ask, caller: &dyn Caller) -> Result<Started, Trouble> {
        let body = json!({
            "out_seq_no": ask.seq,
            "cert_info": cert_info(&ask.subject)?,
            "openid": openid(ask)?,
        });
        let told = self.call(GET_VERIFY_ID, &body, caller).await?;
        if told.errcode != Some(0) {
            return Err(trouble_of(told.errcode));
        }
        let verify_id = told.verify_id.filter(|id| is_reference(id));
        let verify_id = verify_id.ok_or_else(|| not_believed("no verify_id"))?;
        Ok(Started {
            step: Step::Visit(self.launch(&verify_id, &ask.return_url)),
            reference: verify_id,
            life: told.expires_in.map_or(DEFAULT_LIFE, Duration::from_secs),
        })
    }

    fn launch(&self, verify_id: &str, return_url: &Url) -> Url {
        let mut page = self.launch_url.clone();
        page.query_pairs_mut()
            .append_pair("verify_id", verify_id)
            .append_pair("return_url", return_url.as_str());
        page
    }

    async fn result(&self, open: &Open, caller: &dyn Caller) -> Result<Outcome, Trouble> {
        let openid = openid(&open.ask)?;
        let body = json!({
            "verify_id": open.reference,
            "out_seq_no": open.ask.seq,
            "cert_hash": cert_hash(&open.ask.subject),
            "openid": openid,
        });
        let told = self.call(QUERY_VERIFY_INFO, &body, caller).await?;
        match told.errcode {
            Some(0) => decided(told.verify_ret, &open.reference, openid),
            // The openid, the digest of the document or the number is not the one getVerifyId was told: whatever
            // `verify_ret` says, it says of somebody else.
            Some(84017 | 84018 | 84020) => Ok(Outcome::Failed(Failure::Refused)),
            // The `verify_id` has expired.
            Some(84022) => Ok(Outcome::Expired),
            other => Err(trouble_of(other)),
        }
    }

    /// Calls with an access token, and once more with a new one if it is refused.
    async fn call(&self, path: &str, body: &Value, caller: &dyn Caller) -> Result<Told, Trouble> {
        let token = self.token.current(caller).await?;
        let told = self.call_with(token.expose(), path, body, caller).await?;
        if !is_token_refused(told.errcode) {
            return Ok(told);
        }
        let token = self.token.instead_of(&token, caller).await?;
        self.call_with(token.expose(), path, body, caller).await
    }

    async fn call_with(
        &self,
        token: &str,
        path: &str,
        body: &Value,
        to: &dyn Caller,
    ) -> Result<Told, Trouble> {
        let mut url = below(&self.base_url, path);
        url.query_pairs_mut().append_pair("access_token", token);
        parse(&accepted(to.send(post(url, JSON, body.to_string())).await?)?)
    }
}

/// 40001 and 42001: the access token is invalid or has expired; 40014: it is malformed.
const fn is_token_refused(errcode: Option<i64>) -> bool {
    matches!(errcode, Some(40001 | 40014 | 42001))
}

/// What an `errcode` that says nothing of the person means for us.
fn trouble_of(errcode: Option<i64>) -> Trouble {
    match errcode {
        // -1: the system is busy; 45011: too many calls in a minute.
        Some(number @ (-1 | 45011)) => Trouble::OutOfOrder(format!("errcode {number}")),
        Some(number) if number != 0 => Trouble::RefusedUs(format!("errcode {number}")),
        Some(_) | None => not_believed("no errcode where one belongs"),
    }
}

/// What a `verify_ret` means. Passed if and only if `errcode` is 0 and `verify_ret` is 10000.
fn decided(verify_ret: Option<i64>, verify_id: &str, openid: &str) -> Result<Outcome, Trouble> {
    Ok(match verify_ret.ok_or_else(|| not_believed("no verify_ret"))? {
        10000 => Outcome::Passed(Box::new(found(verify_id, openid))),
        // 10005: it is being looked at; 10300: the check is not done.
        10005 | 10300 => Outcome::Pending,
        10042 => return Err(Trouble::OutOfOrder("verify_ret 10042".to_owned())),
        90002..=90006 => Outcome::Cancelled,
        10020 | 90017 | 90107 => Outcome::Expired,
        10003 | 10018 | 10026 => Outcome::Failed(Failure::NoMatch),
        10004 => Outcome::Failed(Failure::OtherFace),
        10002 | 10010 | 90011 | 90013 | 90014 => Outcome::Failed(Failure::NotLive),
        _ => Outcome::Failed(Failure::Refused),
    })
}

fn found(verify_id: &str, openid: &str) -> Finding {
    Finding {
        kind: EvidenceKind::Face,
        // WeChat compared the digest of the document and the openid with those the verify_id was made for, and answers
        // another errcode when they differ.
        about: About::Reference(verify_id.to_owned()),
        openid: Some(openid.to_owned()),
        reference: verify_id.to_owned(),
        at: None,
        inputs: Inputs {
            compared: ["name", "number", "photo"].map(str::to_owned).to_vec(),
            ..Inputs::default()
        },
    }
}

fn openid(ask: &Ask) -> Result<&str, Trouble> {
    ask.factors.openid.as_deref().ok_or_else(|| Trouble::NotSetUp("no openid to ask with".to_owned()))
}

fn cert_info(subject: &Subject) -> Result<Value, Trouble> {
    if subject.document != DocumentType::ResidentId {
        return Err(Trouble::NotSetUp("a document this provider does not know".to_owned()));
    }
    Ok(json!({ "cert_type": CERT_TYPE, "cert_name": subject.name, "cert_no": subject.number }))
}

/// SHA-256 in lower-case hexadecimal of the three members, each in base64 of its UTF-8 (RFC 4648 section 4).
fn cert_hash(subject: &Subject) -> String {
    let [kind, name, number] =
        [CERT_TYPE, &subject.name, &subject.number].map(|member| STANDARD.encode(member));
    hex(&sha256(format!("cert_type={kind}&cert_name={name}&cert_no={number}").as_bytes()))
}

impl Dialect for WechatFace {
    fn class(&self) -> Class {
        Class::Query
    }

    fn kinds(&self) -> &[EvidenceKind] {
        &[EvidenceKind::Face]
    }

    fn documents(&self) -> &[DocumentType] {
        &[DocumentType::ResidentId]
    }

    fn needs(&self) -> Needs {
        Needs { openid: Need::Yes, ..Needs::default() }
    }

    fn start<'a>(&'a self, ask: &'a Ask, caller: &'a dyn Caller) -> BoxFuture<'a, Result<Started, Trouble>> {
        Box::pin(self.begin(ask, caller))
    }

    fn query<'a>(
        &'a self,
        open: &'a Open,
        caller: &'a dyn Caller,
    ) -> BoxFuture<'a, Result<Outcome, Trouble>> {
        Box::pin(self.result(open, caller))
    }

    fn callback(&self, _delivery: &Delivery<'_>) -> Result<Notified, CallbackRefusal> {
        Err(CallbackRefusal::NoneExpected)
    }

    fn reply(&self, acknowledgement: Acknowledgement) -> Reply {
        nothing_expected(acknowledgement)
    }
}

#[cfg(test)]
mod tests;
