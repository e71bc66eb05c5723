//! Banks and telecom operators: whether name, number and what else they know of a customer belong together.
//!
//! Owns the language both share, over the classic exchange: a signed form asks, a signed answer says `matched`,
//! `not_matched` or `processing`; a callback hints that it is worth asking again. docs/providers.md describes it.

use std::time::Duration;

use evidence::document::DocumentType;
use evidence::kind::EvidenceKind;
use futures_util::future::BoxFuture;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::call::{Caller, Trouble};
use crate::classic::{self, REFERENCE, not_believed};
use crate::dialect::{Ask, Class, Dialect, Need, Needs, Open, Started, Step};
use crate::finding::{About, Failure, Finding, Inputs, Outcome};
use crate::notified::{Acknowledgement, CallbackRefusal, Delivery, Notified, Reply, Told};
use crate::settings::{self, SettingsProblem};
use crate::sorted::Fields;

/// How long such a provider may take: batch systems of banks answer within the day.
const LIFE: Duration = Duration::from_secs(24 * 3600);

const STATUS: &str = "status";

/// In what the two differ.
pub(crate) struct Facts {
    pub(crate) kind: EvidenceKind,
    pub(crate) needs: Needs,
    /// What is compared, in the words of [`Inputs::compared`].
    pub(crate) compared: &'static [&'static str],
}

/// One bank or operator.
pub(crate) struct FourElement {
    facts: &'static Facts,
    app_id: String,
    url: Url,
    query_url: Url,
    documents: Vec<DocumentType>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    app_id: String,
    url: String,
    query_url: String,
    #[serde(default = "settings::all_documents")]
    documents: Vec<DocumentType>,
}

/// What a provider says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    Matched,
    NotMatched,
    Processing,
}

impl Status {
    fn of(fields: &Fields) -> Option<Self> {
        match fields.get(STATUS)? {
            "matched" => Some(Self::Matched),
            "not_matched" => Some(Self::NotMatched),
            "processing" => Some(Self::Processing),
            _ => None,
        }
    }
}

impl FourElement {
    pub(crate) fn new(facts: &'static Facts, settings: &Value) -> Result<Self, SettingsProblem> {
        let settings: Settings = settings::read(settings)?;
        Ok(Self {
            facts,
            app_id: settings::word("app_id", settings.app_id)?,
            url: settings::address("url", &settings.url)?,
            query_url: settings::address("query_url", &settings.query_url)?,
            documents: settings::some("documents", settings.documents)?,
        })
    }

    async fn ask(&self, ask: &Ask, caller: &dyn Caller) -> Result<Started, Trouble> {
        let mut fields = classic::request(&self.app_id, &ask.seq, caller);
        fields.set("document_type", ask.subject.document.as_str());
        fields.set("document_number", &ask.subject.number);
        fields.set("name", &ask.subject.name);
        fields.set("notify_url", ask.notify_url.as_str());
        let factors = [
            (self.facts.needs.phone, "phone", &ask.factors.phone),
            (self.facts.needs.bank_card, "bank_card", &ask.factors.bank_card),
        ];
        for (need, name, value) in factors {
            if need == Need::Yes {
                let value = value.as_deref();
                fields.set(name, value.ok_or_else(|| Trouble::NotSetUp(format!("no {name} to compare")))?);
            }
        }
        let answer = classic::exchange(&self.url, fields, &ask.seq, caller).await?;
        let reference = classic::reference(&answer)?.to_owned();
        let outcome = self.outcome(&answer, &reference)?;
        let step = if outcome == Outcome::Pending { Step::Wait } else { Step::Done(outcome) };
        Ok(Started { reference, step, life: LIFE })
    }

    async fn ask_again(&self, open: &Open, caller: &dyn Caller) -> Result<Outcome, Trouble> {
        let mut fields = classic::request(&self.app_id, &open.ask.seq, caller);
        fields.set(REFERENCE, &open.reference);
        let answer = classic::exchange(&self.query_url, fields, &open.ask.seq, caller).await?;
        classic::check_reference(&answer, &open.reference)?;
        self.outcome(&answer, &open.reference)
    }

    fn outcome(&self, answer: &Fields, reference: &str) -> Result<Outcome, Trouble> {
        let status = Status::of(answer).ok_or_else(|| not_believed("no status"))?;
        Ok(match status {
            Status::Processing => Outcome::Pending,
            Status::NotMatched => Outcome::Failed(Failure::NoMatch),
            Status::Matched => Outcome::Passed(Box::new(Finding {
                kind: self.facts.kind,
                // What is compared was in the signed question under this number, and nowhere else.
                about: About::Reference(reference.to_owned()),
                openid: None,
                reference: reference.to_owned(),
                at: None,
                inputs: Inputs {
                    compared: self.facts.compared.iter().map(|word| (*word).to_owned()).collect(),
                    ..Inputs::default()
                },
            })),
        })
    }
}

impl Dialect for FourElement {
    fn class(&self) -> Class {
        Class::PushAndQuery
    }

    fn kinds(&self) -> &[EvidenceKind] {
        std::slice::from_ref(&self.facts.kind)
    }

    fn documents(&self) -> &[DocumentType] {
        &self.documents
    }

    fn needs(&self) -> Needs {
        self.facts.needs
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

    /// A hint and no more: what it says of the status is not used.
    fn callback(&self, delivery: &Delivery<'_>) -> Result<Notified, CallbackRefusal> {
        let signed = classic::callback(delivery, &[STATUS])?;
        Status::of(&signed.fields).ok_or(CallbackRefusal::Kind)?;
        Ok(Notified {
            notify_id: signed.notify_id,
            seq: signed.seq,
            told: Told::Hint,
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
