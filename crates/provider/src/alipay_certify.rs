//! Alipay's certification of identity: `alipay.user.certify.open.initialize`, `.certify` and `.query`.
//!
//! Owns its language, as the public reference of the open platform gives it. A verification begins with a call, goes on at
//! a page whose address we sign ourselves, and is asked for. The way back carries no data, and an asynchronous
//! notification ([`crate::alipay_notify`]) is a hint. Both only lead to the query.

mod gateway;
mod scene;
mod signed_node;

use std::time::Duration;

use evidence::document::DocumentType;
use evidence::kind::EvidenceKind;
use futures_util::future::BoxFuture;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::alipay_notify;
use crate::call::{Caller, Trouble};
use crate::dialect::{Ask, Class, Dialect, Needs, Open, Started, Step, Subject};
use crate::exchange::{is_reference, not_believed};
use crate::finding::{About, Finding, Inputs, Outcome};
use crate::notified::{Acknowledgement, CallbackRefusal, Delivery, Notified, Reply};
use crate::settings::{SettingsProblem, address, read, word};

use gateway::{Gateway, Request};
use scene::Scene;

pub(crate) use gateway::BEIJING;

const INITIALIZE: &str = "alipay.user.certify.open.initialize";
const CERTIFY: &str = "alipay.user.certify.open.certify";
const QUERY: &str = "alipay.user.certify.open.query";

/// How long a `certify_id` can be used: 23 hours.
const LIFE: Duration = Duration::from_secs(23 * 3600);

/// Alipay's certification of identity.
pub(crate) struct AlipayCertify {
    gateway: Gateway,
    scene: Scene,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    app_id: String,
    gateway: String,
    biz_code: Scene,
}

impl AlipayCertify {
    /// `{app_id, gateway, biz_code}`; an RSA key of ours signs, a key of theirs is checked against. No secret.
    pub(crate) fn new(settings: &Value) -> Result<Self, SettingsProblem> {
        let Settings { app_id, gateway, biz_code } = read(settings)?;
        let gateway = Gateway { app_id: word("app_id", app_id)?, address: address("gateway", &gateway)? };
        Ok(Self { gateway, scene: biz_code })
    }

    async fn begin(&self, ask: &Ask, caller: &dyn Caller) -> Result<Started, Trouble> {
        let content = json!({
            "outer_order_no": ask.seq,
            "biz_code": self.scene.as_str(),
            "identity_param": identity_param(&ask.subject)?,
            // The face is not to be kept for us: what is not stored cannot be lost.
            "merchant_config": { "return_url": ask.return_url, "face_reserve_strategy": "never" },
        });
        let begin = Request { method: INITIALIZE, content, notify_url: Some(&ask.notify_url) };
        let told = self.gateway.call(&begin, caller).await?;
        if !told.is_success() {
            return Err(told.refusal());
        }
        let certify_id = told.certify_id.filter(|id| is_reference(id));
        let certify_id = certify_id.ok_or_else(|| not_believed("no certify_id"))?;
        let content = json!({ "certify_id": certify_id });
        let visit = Request { method: CERTIFY, content, notify_url: Some(&ask.notify_url) };
        let page = self.gateway.page(&visit, caller)?;
        Ok(Started { reference: certify_id, step: Step::Visit(page), life: LIFE })
    }

    async fn result(&self, open: &Open, caller: &dyn Caller) -> Result<Outcome, Trouble> {
        let content = json!({ "certify_id": open.reference });
        let told = self.gateway.call(&Request { method: QUERY, content, notify_url: None }, caller).await?;
        if !told.is_success() {
            return if told.is_gone() { Ok(Outcome::Expired) } else { Err(told.refusal()) };
        }
        match told.passed() {
            Some("T") => Ok(Outcome::Passed(Box::new(self.found(&open.reference)))),
            // F is said of a certification that failed and of one that is not finished: it can still become T.
            Some("F" | "") if caller.now() < open.ask.expires_at => Ok(Outcome::Pending),
            Some("F" | "") => Ok(Outcome::Expired),
            Some(_) | None => Err(not_believed("passed is neither T nor F")),
        }
    }

    fn found(&self, certify_id: &str) -> Finding {
        Finding {
            kind: self.scene.kind(),
            // The answer names nobody: name and number were bound to the certify_id when it was made.
            about: About::Reference(certify_id.to_owned()),
            openid: None,
            reference: certify_id.to_owned(),
            at: None,
            inputs: Inputs {
                compared: self.scene.compared().iter().map(|word| (*word).to_owned()).collect(),
                ..Inputs::default()
            },
        }
    }
}

fn identity_param(subject: &Subject) -> Result<Value, Trouble> {
    let cert_type = cert_type(subject)
        .ok_or_else(|| Trouble::NotSetUp("a document this provider does not know".to_owned()))?;
    Ok(json!({
        "identity_type": "CERT_INFO",
        "cert_type": cert_type,
        "cert_name": subject.name,
        "cert_no": subject.number,
    }))
}

/// The words of `cert_type`. Residence permits have numbers of the form of GB 11643; those of people from Taiwan begin
/// with 83.
fn cert_type(subject: &Subject) -> Option<&'static str> {
    match subject.document {
        DocumentType::ResidentId => Some("IDENTITY_CARD"),
        DocumentType::HkMacaoPermit => Some("HOME_VISIT_PERMIT_HK_MC"),
        DocumentType::TaiwanPermit => Some("HOME_VISIT_PERMIT_TAIWAN"),
        DocumentType::ResidencePermit if subject.number.starts_with("83") => Some("RESIDENCE_PERMIT_TAIWAN"),
        DocumentType::ResidencePermit => Some("RESIDENCE_PERMIT_HK_MC"),
        DocumentType::ForeignPermanentResident | DocumentType::Passport => None,
    }
}

impl Dialect for AlipayCertify {
    fn class(&self) -> Class {
        Class::PushAndQuery
    }

    fn kinds(&self) -> &[EvidenceKind] {
        self.scene.kinds()
    }

    fn documents(&self) -> &[DocumentType] {
        &[
            DocumentType::ResidentId,
            DocumentType::ResidencePermit,
            DocumentType::HkMacaoPermit,
            DocumentType::TaiwanPermit,
        ]
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

    fn callback(&self, delivery: &Delivery<'_>) -> Result<Notified, CallbackRefusal> {
        alipay_notify::read(delivery, &self.gateway.app_id)
    }

    fn reply(&self, acknowledgement: Acknowledgement) -> Reply {
        Reply::classic(acknowledgement)
    }
}

#[cfg(test)]
mod tests;
