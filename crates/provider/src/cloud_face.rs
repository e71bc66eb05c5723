//! Tencent Cloud's check of faces: DetectAuth and GetDetectInfoEnhanced of the service `faceid`, version 2018-03-01.
//!
//! Owns its language, as the public reference gives it. A verification begins with a call that names the person, goes on
//! at a page of the provider, and is asked for. The answer repeats whose number and name were checked: it is that person
//! who is found, and the service compares. Before the end the members of the result are null.

mod result;
mod tc3;

use std::time::Duration;

use evidence::document::DocumentType;
use evidence::kind::EvidenceKind;
use futures_util::future::BoxFuture;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::answer::accepted;
use crate::call::{Call, Caller, Trouble};
use crate::dialect::{Ask, Class, Dialect, Needs, Open, Started, Step};
use crate::exchange::{JSON, code, is_reference, not_believed, nothing_expected, parse, post};
use crate::finding::Outcome;
use crate::notified::{Acknowledgement, CallbackRefusal, Delivery, Notified, Reply};
use crate::settings::{SettingsProblem, address, page, read, word};

use result::{Text, decided};
use tc3::{Credential, Request, authorization};

const SERVICE: &str = "faceid";
const VERSION: &str = "2018-03-01";
const DETECT_AUTH: &str = "DetectAuth";
const GET_RESULT: &str = "GetDetectInfoEnhanced";

/// Text only: no pictures, no video.
const TEXT_ONLY: &str = "1";

/// How long a `BizToken` can be used: 7200 seconds.
const LIFE: Duration = Duration::from_secs(7200);

/// Tencent Cloud's check of faces.
pub(crate) struct CloudFace {
    base_url: Url,
    region: String,
    rule_id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    base_url: String,
    region: String,
    rule_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Envelope {
    response: Told,
}

/// What it says.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Told {
    error: Option<Refusal>,
    biz_token: Option<String>,
    url: Option<String>,
    text: Option<Text>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Refusal {
    code: String,
}

impl CloudFace {
    /// `{base_url, region, rule_id}`; the secrets are `secret_id` and `secret_key`.
    pub(crate) fn new(settings: &Value) -> Result<Self, SettingsProblem> {
        let Settings { base_url, region, rule_id } = read(settings)?;
        Ok(Self {
            base_url: address("base_url", &base_url)?,
            region: word("region", region)?,
            rule_id: word("rule_id", rule_id)?,
        })
    }

    async fn begin(&self, ask: &Ask, caller: &dyn Caller) -> Result<Started, Trouble> {
        if !self.documents().contains(&ask.subject.document) {
            return Err(Trouble::NotSetUp("a document this provider does not know".to_owned()));
        }
        let body = json!({
            "RuleId": self.rule_id,
            "IdCard": ask.subject.number,
            "Name": ask.subject.name,
            "RedirectUrl": ask.return_url,
            "Extra": ask.seq,
        });
        let told = self.call(DETECT_AUTH, &body, caller).await?;
        if let Some(refusal) = told.error {
            return Err(trouble_of(&refusal));
        }
        let token = told.biz_token.filter(|token| is_reference(token));
        let (reference, url) = token.zip(told.url).ok_or_else(|| not_believed("no BizToken or Url"))?;
        Ok(Started { reference, step: Step::Visit(self.page(&url)?), life: LIFE })
    }

    /// The page told. It may have a fragment: those within WeChat end in `#wechat_redirect`.
    fn page(&self, told: &str) -> Result<Url, Trouble> {
        let (bare, fragment) = told.split_once('#').map_or((told, None), |(bare, rest)| (bare, Some(rest)));
        let mut page = page(bare, &self.base_url)?;
        page.set_fragment(fragment);
        Ok(page)
    }

    async fn result(&self, open: &Open, caller: &dyn Caller) -> Result<Outcome, Trouble> {
        let body = json!({ "BizToken": open.reference, "RuleId": self.rule_id, "InfoType": TEXT_ONLY });
        let told = self.call(GET_RESULT, &body, caller).await?;
        match told.error {
            Some(refusal) if refusal.code.ends_with(".BizTokenExpired") => Ok(Outcome::Expired),
            Some(refusal) => Err(trouble_of(&refusal)),
            None => told.text.map_or(Ok(Outcome::Pending), |text| decided(text, open)),
        }
    }

    async fn call(&self, action: &'static str, body: &Value, caller: &dyn Caller) -> Result<Told, Trouble> {
        let call = self.signed(action, body.to_string(), caller)?;
        let Envelope { response } = parse(&accepted(caller.send(call).await?)?)?;
        Ok(response)
    }

    /// The call with its headers; those that say what is done, where and in which form are signed with the body.
    fn signed(&self, action: &'static str, body: String, caller: &dyn Caller) -> Result<Call, Trouble> {
        let credential = Credential { id: secret("secret_id", caller)?, key: secret("secret_key", caller)? };
        let request = Request {
            service: SERVICE,
            url: &self.base_url,
            content_type: JSON,
            action: Some(action),
            body: &body,
        };
        let authorization = authorization(&request, &credential, caller.now())?;
        let mut call = post(self.base_url.clone(), JSON, body);
        call.headers.extend([
            ("x-tc-action", action.to_owned()),
            ("x-tc-version", VERSION.to_owned()),
            ("x-tc-timestamp", caller.now().seconds().to_string()),
            ("x-tc-region", self.region.clone()),
            ("authorization", authorization),
        ]);
        Ok(call)
    }
}

fn secret(name: &str, caller: &dyn Caller) -> Result<base::Secret<String>, Trouble> {
    caller.secret(name).ok_or_else(|| Trouble::NotSetUp(format!("no secret {name}")))
}

/// What an error means for us. Its message is not repeated.
fn trouble_of(refusal: &Refusal) -> Trouble {
    let passing = ["FailedOperation", "InternalError", "RequestLimitExceeded", "ResourceUnavailable"];
    let class = refusal.code.split('.').next().unwrap_or_default();
    let told = code(&refusal.code);
    if passing.contains(&class) { Trouble::OutOfOrder(told) } else { Trouble::RefusedUs(told) }
}

impl Dialect for CloudFace {
    fn class(&self) -> Class {
        Class::Query
    }

    fn kinds(&self) -> &[EvidenceKind] {
        &[EvidenceKind::Face]
    }

    fn documents(&self) -> &[DocumentType] {
        &[DocumentType::ResidentId, DocumentType::ResidencePermit]
    }

    fn needs(&self) -> Needs {
        Needs::default()
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
