//! The national network identity service.
//!
//! Owns the language spoken with it. Its public notes say what passes: an institution and a business of it, a sequence
//! number used once, a mode, a voucher that the person's app hands over and the institution cashes for a result and a code
//! that names the person to this institution only. They do not say how it is written. The wire below is therefore ours:
//! sorted fields signed with RSA2 both ways; a deployment puts a gateway that speaks it before the service. Name and number
//! are never sent: the service knows the person from its own app, and says by a digest whom it saw.
//!
//! ```text
//! POST {base_url}/start  org_id business_id biz_seq mode subject_digest return_url timestamp nonce sign
//!      -> {code, biz_seq, reference, page, timestamp, sign}
//! browser returns        {return_url}?voucher=…
//! POST {base_url}/query  org_id business_id biz_seq reference voucher timestamp nonce sign
//!      -> {result, biz_seq, mode, subject_digest, network_identity_code, face_band?, timestamp, sign}
//! ```
//!
//! Answers are JSON objects of texts. No value may hold `&`: in a page it is written `%26`.

mod mode;

use std::time::Duration;

use evidence::document::DocumentType;
use evidence::kind::EvidenceKind;
use futures_util::future::BoxFuture;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::answer::{accepted, check_keys};
use crate::call::{Caller, Trouble};
use crate::dialect::{Ask, Class, Dialect, Needs, Open, Started, Step};
use crate::digest::{is_hex_digest, subject_digest};
use crate::exchange::{FORM, below, code, is_reference, not_believed, nothing_expected, post};
use crate::finding::{About, Failure, Finding, Inputs, Outcome};
use crate::notified::{Acknowledgement, CallbackRefusal, Delivery, Notified, Reply};
use crate::settings::{SettingsProblem, address, page, read, word};
use crate::sorted::{Fields, SIGN, epoch_seconds, is_fresh};

use mode::Mode;

/// The result that is success, and the code of a start that is one.
const SUCCESS: &str = "0000";

/// The gateway is out of order.
const OUT_OF_ORDER: &str = "9001";

/// How long the service lets a verification stand open.
const LIFE: Duration = Duration::from_secs(1800);

/// The parameter of the return address.
const VOUCHER: &str = "voucher";

/// The national network identity service.
pub(crate) struct NetworkIdentity {
    base_url: Url,
    org_id: String,
    business_id: String,
    mode: Mode,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    base_url: String,
    org_id: String,
    business_id: String,
    mode: u8,
}

impl NetworkIdentity {
    /// `{base_url, org_id, business_id, mode}`, mode 0 to 3; an RSA key of ours signs, a key of theirs is checked against.
    /// No secret.
    pub(crate) fn new(settings: &Value) -> Result<Self, SettingsProblem> {
        let Settings { base_url, org_id, business_id, mode } = read(settings)?;
        let mode =
            Mode::of(mode).ok_or_else(|| SettingsProblem("settings: mode: must be 0 to 3".to_owned()))?;
        Ok(Self {
            base_url: address("base_url", &base_url)?,
            org_id: word("org_id", org_id)?,
            business_id: word("business_id", business_id)?,
            mode,
        })
    }

    async fn begin(&self, ask: &Ask, caller: &dyn Caller) -> Result<Started, Trouble> {
        let mut fields = self.common(&ask.seq, caller);
        fields.set("mode", self.mode.as_str());
        fields.set("subject_digest", subject_digest(&ask.seq, &ask.subject));
        fields.set("return_url", ask.return_url.as_str());
        let told = self.call("/start", fields, &ask.seq, caller).await?;
        match told.get("code") {
            Some(SUCCESS) => {}
            other => return Err(refusal(other)),
        }
        let reference = told.get("reference").filter(|reference| is_reference(reference));
        let (reference, address) =
            reference.zip(told.get("page")).ok_or_else(|| not_believed("no reference or page"))?;
        Ok(Started {
            reference: reference.to_owned(),
            step: Step::Visit(page(address, &self.base_url)?),
            life: LIFE,
        })
    }

    async fn result(&self, open: &Open, caller: &dyn Caller) -> Result<Outcome, Trouble> {
        // Each use is allowed by the person, and the voucher is how they say so.
        let Some(voucher) = &open.voucher else { return Ok(Outcome::Pending) };
        let mut fields = self.common(&open.ask.seq, caller);
        fields.set("reference", open.reference.as_str());
        fields.set(VOUCHER, voucher.as_str());
        let told = self.call("/query", fields, &open.ask.seq, caller).await?;
        match told.get("result") {
            Some(SUCCESS) => Ok(Outcome::Passed(Box::new(self.found(&told, &open.reference)?))),
            Some(OUT_OF_ORDER) => Err(refusal(Some(OUT_OF_ORDER))),
            Some(other) => Ok(not_passed(other)),
            None => Err(not_believed("no result")),
        }
    }

    fn found(&self, told: &Fields, reference: &str) -> Result<Finding, Trouble> {
        // A weaker mode than the one asked would be taken for the stronger.
        if told.get("mode") != Some(self.mode.as_str()) {
            return Err(not_believed("the mode is not the one asked"));
        }
        let digest = told.get("subject_digest").filter(|digest| is_hex_digest(digest));
        let digest = digest.ok_or_else(|| not_believed("the result is about nobody"))?;
        let name = told.get("network_identity_code").ok_or_else(|| not_believed("no code for the person"))?;
        let inputs = Inputs {
            score_band: told.get("face_band").map(str::to_owned),
            compared: self.mode.compared().iter().map(|word| (*word).to_owned()).collect(),
            network_identity_code: Some(name.to_owned()),
            ..Inputs::default()
        };
        if !inputs.is_sound() {
            return Err(not_believed("a member of the result is not of its form"));
        }
        let [kind] = *self.mode.kinds();
        Ok(Finding {
            kind,
            about: About::Digest(digest.to_owned()),
            openid: None,
            reference: reference.to_owned(),
            at: told.get("timestamp").and_then(epoch_seconds),
            inputs,
        })
    }

    fn common(&self, seq: &str, caller: &dyn Caller) -> Fields {
        let mut fields = Fields::of([
            ("org_id", self.org_id.as_str()),
            ("business_id", self.business_id.as_str()),
            ("biz_seq", seq),
        ]);
        fields.set("timestamp", caller.now().seconds().to_string());
        fields.set("nonce", caller.nonce());
        fields
    }

    async fn call(
        &self,
        path: &str,
        fields: Fields,
        seq: &str,
        caller: &dyn Caller,
    ) -> Result<Fields, Trouble> {
        check_keys(caller)?;
        if !fields.plain() {
            return Err(Trouble::NotSetUp("a value to be sent holds &".to_owned()));
        }
        let form = fields.signed(caller, &[SIGN])?.encode();
        let answer = caller.send(post(below(&self.base_url, path), FORM, form)).await?;
        believed(&accepted(answer)?, seq, caller)
    }
}

/// An answer signed by a live key of the service, made now, to this question.
fn believed(body: &[u8], seq: &str, caller: &dyn Caller) -> Result<Fields, Trouble> {
    let told = Fields::from_json(body).filter(Fields::plain);
    let told = told.ok_or_else(|| not_believed("the answer is not of its form"))?;
    if told.signed_by(caller.their_keys(), &[SIGN]).is_none() {
        return Err(not_believed("the answer is not signed by the service"));
    }
    let at = told.get("timestamp").and_then(epoch_seconds);
    if !at.is_some_and(|at| is_fresh(at, caller.now())) {
        return Err(not_believed("the answer was not made now"));
    }
    if told.get("biz_seq") != Some(seq) {
        return Err(not_believed("the answer is to another question"));
    }
    Ok(told)
}

fn refusal(told: Option<&str>) -> Trouble {
    match told {
        Some(OUT_OF_ORDER) => Trouble::OutOfOrder(OUT_OF_ORDER.to_owned()),
        Some(other) => Trouble::RefusedUs(code(other)),
        None => not_believed("no code"),
    }
}

/// What a result other than success means; one that is not known is no success.
fn not_passed(result: &str) -> Outcome {
    match result {
        "0001" => Outcome::Pending,
        "1001" => Outcome::Failed(Failure::NoMatch),
        "1002" => Outcome::Failed(Failure::OtherFace),
        "1003" => Outcome::Failed(Failure::NotLive),
        "1004" => Outcome::Failed(Failure::DocumentInvalid),
        "1005" => Outcome::Failed(Failure::Deceased),
        "2001" => Outcome::Cancelled,
        "2002" => Outcome::Expired,
        _ => Outcome::Failed(Failure::Refused),
    }
}

impl Dialect for NetworkIdentity {
    fn class(&self) -> Class {
        Class::Query
    }

    fn kinds(&self) -> &[EvidenceKind] {
        self.mode.kinds()
    }

    fn documents(&self) -> &[DocumentType] {
        DocumentType::ALL
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

    fn voucher(&self, query: &[(String, String)]) -> Option<String> {
        let mut given = query.iter().filter(|(name, _)| name == VOUCHER);
        let (_, voucher) = given.next().filter(|(_, voucher)| is_reference(voucher))?;
        given.next().is_none().then(|| voucher.clone())
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
