//! Our open language for providers that cannot make signed JSON objects: forms signed over their sorted fields.
//!
//! Owns the messages; the classic exchange carries and signs them, and what they say at the end is a `Conclusion`.
//! docs/providers.md describes it for providers. What a callback says counts.

use std::time::Duration;

use base::Time;
use evidence::document::DocumentType;
use evidence::kind::EvidenceKind;
use futures_util::future::BoxFuture;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::answer::is_name;
use crate::call::{Caller, Trouble};
use crate::classic::{self, REFERENCE, not_believed};
use crate::conclusion::{Conclusion, Flaw, Word};
use crate::dialect::{Ask, Class, Dialect, Needs, Open, Started, Step};
use crate::finding::{Inputs, Outcome};
use crate::notified::{Acknowledgement, CallbackRefusal, Delivery, Notified, Reply, Told};
use crate::settings::{self, Factor, SettingsProblem};
use crate::sorted::Fields;

/// How long a provider may let the person take.
const LIFE: Duration = Duration::from_secs(24 * 3600);

const OUTCOME: &str = "outcome";
/// The one word of [`OUTCOME`] that is no end; in answers only.
const PENDING: &str = "pending";
const REASON: &str = "reason";
const KIND: &str = "kind";
const SUBJECT_DIGEST: &str = "subject_digest";
const OPENID: &str = "openid";
const LIVENESS: &str = "liveness";
const SCORE_BAND: &str = "score_band";
const COMPARED: &str = "compared";
const HOUSEHOLD_DIVISION: &str = "household_division";
const DOCUMENT_VALID_UNTIL: &str = "document_valid_until";
const NETWORK_IDENTITY_CODE: &str = "network_identity_code";

/// What a callback may say.
const SAID: &[&str] = &[
    OUTCOME,
    REASON,
    KIND,
    SUBJECT_DIGEST,
    REFERENCE,
    OPENID,
    LIVENESS,
    SCORE_BAND,
    COMPARED,
    HOUSEHOLD_DIVISION,
    DOCUMENT_VALID_UNTIL,
    NETWORK_IDENTITY_CODE,
];

/// A provider of the sorted language.
pub(crate) struct OpenSorted {
    app_id: String,
    url: Url,
    query_url: Option<Url>,
    kinds: Vec<EvidenceKind>,
    documents: Vec<DocumentType>,
    factors: Vec<Factor>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    app_id: String,
    url: String,
    query_url: Option<String>,
    kinds: Vec<EvidenceKind>,
    #[serde(default = "settings::all_documents")]
    documents: Vec<DocumentType>,
    #[serde(default)]
    needs: Vec<Factor>,
}

impl OpenSorted {
    pub(crate) fn new(settings: &Value) -> Result<Self, SettingsProblem> {
        let settings: Settings = settings::read(settings)?;
        let query_url = settings.query_url.as_deref().map(|url| settings::address("query_url", url));
        Ok(Self {
            app_id: settings::word("app_id", settings.app_id)?,
            url: settings::address("url", &settings.url)?,
            query_url: query_url.transpose()?,
            kinds: settings::kinds(settings.kinds)?,
            documents: settings::some("documents", settings.documents)?,
            factors: settings.needs,
        })
    }

    async fn ask(&self, ask: &Ask, caller: &dyn Caller) -> Result<Started, Trouble> {
        let mut fields = classic::request(&self.app_id, &ask.seq, caller);
        fields.set("document_type", ask.subject.document.as_str());
        fields.set("document_number", &ask.subject.number);
        fields.set("name", &ask.subject.name);
        fields.set(KIND, ask.kind.as_str());
        fields.set("return_url", ask.return_url.as_str());
        fields.set("notify_url", ask.notify_url.as_str());
        fields.set("expires_at", ask.expires_at.seconds().to_string());
        for factor in &self.factors {
            fields.set(factor.as_str(), factor.value(&ask.factors)?);
        }
        let answer = classic::exchange(&self.url, fields, &ask.seq, caller).await?;
        let step = match answer.get("page") {
            Some(page) => Step::Visit(settings::page(page, &self.url)?),
            None => Step::Wait,
        };
        Ok(Started { reference: classic::reference(&answer)?.to_owned(), step, life: LIFE })
    }

    async fn ask_again(&self, open: &Open, caller: &dyn Caller) -> Result<Outcome, Trouble> {
        let Some(url) = &self.query_url else { return Ok(Outcome::Pending) };
        let mut fields = classic::request(&self.app_id, &open.ask.seq, caller);
        fields.set(REFERENCE, &open.reference);
        let answer = classic::exchange(url, fields, &open.ask.seq, caller).await?;
        classic::check_reference(&answer, &open.reference)?;
        if answer.get(OUTCOME) == Some(PENDING) {
            return Ok(Outcome::Pending);
        }
        let outcome = self.outcome(&answer, &open.ask.seq, caller.now());
        outcome.map_err(|_| not_believed("its outcome is not one this provider may give"))
    }

    fn outcome(&self, fields: &Fields, seq: &str, now: Time) -> Result<Outcome, Flaw> {
        let reference = fields.get(REFERENCE).filter(|text| is_name(text)).ok_or(Flaw::Malformed)?;
        conclusion(fields, seq)?.outcome(&self.kinds, reference, now)
    }
}

/// The flat fields as the event they stand for.
fn conclusion(fields: &Fields, seq: &str) -> Result<Conclusion, Flaw> {
    let text = |name| fields.get(name).map(str::to_owned);
    let compared = fields.get(COMPARED).map(|list| list.split(',').map(str::to_owned).collect());
    let kind = fields.get(KIND).map(|word| EvidenceKind::parse(word).ok_or(Flaw::Malformed));
    Ok(Conclusion {
        out_seq_no: seq.to_owned(),
        outcome: fields.get(OUTCOME).and_then(Word::parse).ok_or(Flaw::Malformed)?,
        reason: text(REASON),
        kind: kind.transpose()?,
        subject_digest: text(SUBJECT_DIGEST),
        openid: text(OPENID),
        inputs: Inputs {
            liveness: text(LIVENESS),
            score_band: text(SCORE_BAND),
            compared: compared.unwrap_or_default(),
            household_division: text(HOUSEHOLD_DIVISION),
            document_valid_until: text(DOCUMENT_VALID_UNTIL),
            network_identity_code: text(NETWORK_IDENTITY_CODE),
        },
    })
}

impl Dialect for OpenSorted {
    fn class(&self) -> Class {
        Class::Push
    }

    fn kinds(&self) -> &[EvidenceKind] {
        &self.kinds
    }

    fn documents(&self) -> &[DocumentType] {
        &self.documents
    }

    fn needs(&self) -> Needs {
        Factor::needs(&self.factors)
    }

    fn start<'a>(&'a self, ask: &'a Ask, caller: &'a dyn Caller) -> BoxFuture<'a, Result<Started, Trouble>> {
        Box::pin(self.ask(ask, caller))
    }

    fn query<'a>(
        &'a self,
        open: &'a Open,
        caller: &'a dyn Caller,
    ) -> BoxFuture<'a, Result<Outcome, Trouble>> {
        Box::pin(self.ask_again(open, caller))
    }

    fn callback(&self, delivery: &Delivery<'_>) -> Result<Notified, CallbackRefusal> {
        let signed = classic::callback(delivery, SAID)?;
        let outcome = self.outcome(&signed.fields, &signed.seq, delivery.now)?;
        Ok(Notified {
            notify_id: signed.notify_id,
            seq: signed.seq,
            told: Told::Outcome(outcome),
            kid: signed.kid,
            fingerprint: signed.fingerprint,
        })
    }

    fn reply(&self, acknowledgement: Acknowledgement) -> Reply {
        Reply::classic(acknowledgement)
    }
}

#[cfg(test)]
mod tests;
