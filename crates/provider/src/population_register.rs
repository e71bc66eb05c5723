//! A population register: one question, one signed answer, at once.
//!
//! Owns the language: a JWS of ours with name and document, a JWS of theirs with what the register says of them. Follows
//! RFC 7515 and RFC 8725; docs/providers.md describes it for registers. There is no callback and nothing to ask later.

use std::time::Duration;

use evidence::document::DocumentType;
use evidence::kind::EvidenceKind;
use futures_util::future::BoxFuture;
use proto::token::{Audience, NumericDate};
use serde::Deserialize;
use serde_json::{Value, json};
use time::{OffsetDateTime, UtcOffset};
use url::Url;

use crate::answer::{accepted, check_keys};
use crate::call::{Call, CallMethod, Caller, Trouble};
use crate::dialect::{Ask, Class, Dialect, Needs, Open, Started, Step};
use crate::finding::{About, Failure, Finding, Inputs, Outcome, date};
use crate::notified::{Acknowledgement, CallbackRefusal, Delivery, Notified, Reply};
use crate::settings::{self, SettingsProblem};
use crate::signed;
use crate::sorted::is_fresh;

/// `typ` of our question.
const QUESTION: &str = "yimen-identity-check+jwt";
/// `typ` of the answer.
const ANSWER: &str = "identity-check-result+jwt";
/// How long our question may be taken for good.
pub(crate) const QUESTION_LIFE: Duration = Duration::from_secs(120);
/// How long the row may stand between the answer and its conclusion.
const LIFE: Duration = Duration::from_secs(300);

/// A register.
pub(crate) struct PopulationRegister {
    url: Url,
    audience: String,
    issuer: String,
    documents: Vec<DocumentType>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    url: String,
    audience: String,
    issuer: String,
    #[serde(default = "resident_id")]
    documents: Vec<DocumentType>,
}

fn resident_id() -> Vec<DocumentType> {
    vec![DocumentType::ResidentId]
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    iat: NumericDate,
    jti: String,
    result: Word,
    household_division: Option<String>,
    valid_until: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    Match,
    NoMatch,
    NotFound,
    Deceased,
}

impl PopulationRegister {
    pub(crate) fn new(settings: &Value) -> Result<Self, SettingsProblem> {
        let settings: Settings = settings::read(settings)?;
        Ok(Self {
            url: settings::address("url", &settings.url)?,
            audience: settings::word("audience", settings.audience)?,
            issuer: settings::word("issuer", settings.issuer)?,
            documents: settings::some("documents", settings.documents)?,
        })
    }

    async fn ask(&self, ask: &Ask, caller: &dyn Caller) -> Result<Started, Trouble> {
        check_keys(caller)?;
        let now = caller.now();
        let question = json!({
            "iss": caller.issuer(),
            "aud": self.audience,
            "iat": now.seconds(),
            "exp": now.plus(QUESTION_LIFE).seconds(),
            "jti": ask.seq,
            "document": { "type": ask.subject.document.as_str(), "number": ask.subject.number },
            "name": ask.subject.name,
        });
        let body = caller.sign_jws(QUESTION, &question)?.into_bytes();
        let jwt = || "application/jwt".to_owned();
        let headers = vec![("content-type", jwt()), ("accept", jwt())];
        let call = Call { method: CallMethod::Post, url: self.url.clone(), headers, body };
        let body = accepted(caller.send(call).await?)?;
        let claims: Claims = signed::claims(&body, ANSWER, caller.their_keys())?;
        self.check(&claims, ask, caller)?;
        let outcome = outcome(claims, ask, caller)?;
        Ok(Started { reference: ask.seq.clone(), step: Step::Done(outcome), life: LIFE })
    }

    fn check(&self, claims: &Claims, ask: &Ask, caller: &dyn Caller) -> Result<(), Trouble> {
        let rules = [
            (claims.iss == self.issuer, "from another issuer"),
            (claims.aud.contains(caller.issuer()), "for another audience"),
            (claims.jti == ask.seq, "about another question"),
            (is_fresh(claims.iat.time(), caller.now()), "its time is too far from now"),
        ];
        match rules.into_iter().find(|(holds, _)| !holds) {
            Some((_, why)) => Err(Trouble::NotBelieved(format!("answer: {why}"))),
            None => Ok(()),
        }
    }
}

fn outcome(claims: Claims, ask: &Ask, caller: &dyn Caller) -> Result<Outcome, Trouble> {
    match claims.result {
        Word::Match => {}
        Word::NoMatch | Word::NotFound => return Ok(Outcome::Failed(Failure::NoMatch)),
        Word::Deceased => return Ok(Outcome::Failed(Failure::Deceased)),
    }
    let inputs = Inputs {
        compared: vec!["name".to_owned(), "number".to_owned()],
        household_division: claims.household_division,
        document_valid_until: claims.valid_until,
        ..Inputs::default()
    };
    if !inputs.is_sound() {
        return Err(Trouble::NotBelieved("answer: a division or a date is none".to_owned()));
    }
    if is_over(&inputs, caller) {
        return Ok(Outcome::Failed(Failure::DocumentInvalid));
    }
    Ok(Outcome::Passed(Box::new(Finding {
        kind: EvidenceKind::TwoElement,
        about: About::Reference(ask.seq.clone()),
        openid: None,
        reference: ask.seq.clone(),
        at: Some(claims.iat.time()),
        inputs,
    })))
}

/// China has one time, eight hours ahead of UTC: a document is valid until the end of its last day there.
const BEIJING_HOURS: i8 = 8;

fn is_over(inputs: &Inputs, caller: &dyn Caller) -> bool {
    let last = inputs.document_valid_until.as_deref().and_then(date);
    let zone = UtcOffset::from_hms(BEIJING_HOURS, 0, 0).unwrap_or(UtcOffset::UTC);
    let now = OffsetDateTime::from_unix_timestamp(caller.now().seconds());
    match (last, now) {
        (Some(last), Ok(now)) => last < now.to_offset(zone).date(),
        (None, _) | (_, Err(_)) => false,
    }
}

impl Dialect for PopulationRegister {
    fn class(&self) -> Class {
        Class::Immediate
    }

    fn kinds(&self) -> &[EvidenceKind] {
        &[EvidenceKind::TwoElement]
    }

    fn documents(&self) -> &[DocumentType] {
        &self.documents
    }

    fn needs(&self) -> Needs {
        Needs::default()
    }

    fn start<'a>(&'a self, ask: &'a Ask, caller: &'a dyn Caller) -> BoxFuture<'a, Result<Started, Trouble>> {
        Box::pin(self.ask(ask, caller))
    }

    /// It has answered before, or never will.
    fn query<'a>(&'a self, _: &'a Open, _: &'a dyn Caller) -> BoxFuture<'a, Result<Outcome, Trouble>> {
        Box::pin(std::future::ready(Ok(Outcome::Pending)))
    }

    fn callback(&self, _: &Delivery<'_>) -> Result<Notified, CallbackRefusal> {
        Err(CallbackRefusal::NoneExpected)
    }

    fn reply(&self, acknowledgement: Acknowledgement) -> Reply {
        Reply::classic(acknowledgement)
    }
}

#[cfg(test)]
mod tests;
