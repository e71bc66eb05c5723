//! Our open language for providers: signed JSON objects to begin and to ask, a security event token at the end.
//!
//! Owns the messages. Follows RFC 8417 (security event tokens), RFC 8935 (their delivery by HTTP push) and RFC 8725.
//! docs/providers.md describes it for providers. What a callback says counts.

use std::time::Duration;

use base::Time;
use evidence::document::DocumentType;
use evidence::kind::EvidenceKind;
use futures_util::future::BoxFuture;
use proto::set::{self, Expect, SKEW, SetRefusal};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::answer::{accepted, check_keys, is_name, trouble};
use crate::call::{Answer, Call, CallMethod, Caller, Trouble};
use crate::conclusion::Conclusion;
use crate::dialect::{Ask, Class, Dialect, Needs, Open, Started, Step};
use crate::digest::sha256;
use crate::finding::Outcome;
use crate::notified::{Acknowledgement, CallbackRefusal, Delivery, Notified, Reply, TheirKey, Told};
use crate::settings::{self, Factor, SettingsProblem};
use crate::signed;

/// `typ` of what begins a verification.
const REQUEST: &str = "yimen-verification-request+jwt";
/// `typ` of what asks for its outcome.
const QUERY: &str = "yimen-verification-query+jwt";
/// Media type of a security event token.
const SET_MEDIA_TYPE: &str = "application/secevent+jwt";
/// The one event there is.
const CONCLUDED: &str = "urn:yimen:event:verification-concluded";

/// How long our requests may be taken for good.
const REQUEST_LIFE: Duration = Duration::from_secs(120);
/// How long a provider may let the person take.
const LIFE: Duration = Duration::from_secs(24 * 3600);

/// A provider of the open language.
pub(crate) struct OpenSet {
    url: Url,
    query_url: Option<Url>,
    audience: String,
    issuer: String,
    kinds: Vec<EvidenceKind>,
    documents: Vec<DocumentType>,
    factors: Vec<Factor>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    url: String,
    query_url: Option<String>,
    audience: String,
    issuer: String,
    kinds: Vec<EvidenceKind>,
    #[serde(default = "settings::all_documents")]
    documents: Vec<DocumentType>,
    #[serde(default)]
    needs: Vec<Factor>,
}

/// What a provider answers when a verification has begun.
#[derive(Deserialize)]
struct Begun {
    reference: String,
    page: Option<String>,
}

/// A security event token that is all it should be.
struct Set {
    jti: String,
    kid: String,
    conclusion: Conclusion,
    outcome: Outcome,
}

impl OpenSet {
    pub(crate) fn new(settings: &Value) -> Result<Self, SettingsProblem> {
        let settings: Settings = settings::read(settings)?;
        let query_url = settings.query_url.as_deref().map(|url| settings::address("query_url", url));
        Ok(Self {
            url: settings::address("url", &settings.url)?,
            query_url: query_url.transpose()?,
            audience: settings::word("audience", settings.audience)?,
            issuer: settings::word("issuer", settings.issuer)?,
            kinds: settings::kinds(settings.kinds)?,
            documents: settings::some("documents", settings.documents)?,
            factors: settings.needs,
        })
    }

    async fn ask(&self, ask: &Ask, caller: &dyn Caller) -> Result<Started, Trouble> {
        let mut members = vec![
            ("document", json!({ "type": ask.subject.document.as_str(), "number": ask.subject.number })),
            ("name", ask.subject.name.as_str().into()),
            ("kind", ask.kind.as_str().into()),
            ("return_url", ask.return_url.as_str().into()),
            ("notify_url", ask.notify_url.as_str().into()),
            ("expires_at", ask.expires_at.seconds().into()),
        ];
        for factor in &self.factors {
            members.push((factor.as_str(), factor.value(&ask.factors)?.into()));
        }
        let request = self.claims(&ask.seq, members, caller);
        let call = (&self.url, "application/json");
        let body = accepted(self.send(call, (REQUEST, &request), caller).await?)?;
        let begun: Begun = serde_json::from_slice(&body)
            .map_err(|_| Trouble::NotBelieved("answer: not the JSON object agreed".to_owned()))?;
        if !is_name(&begun.reference) {
            return Err(Trouble::NotBelieved("answer: no reference".to_owned()));
        }
        let step = match begun.page {
            Some(page) => Step::Visit(settings::page(&page, &self.url)?),
            None => Step::Wait,
        };
        Ok(Started { reference: begun.reference, step, life: LIFE })
    }

    async fn ask_again(&self, open: &Open, caller: &dyn Caller) -> Result<Outcome, Trouble> {
        let Some(url) = &self.query_url else { return Ok(Outcome::Pending) };
        check_keys(caller)?;
        let members =
            vec![("out_seq_no", open.ask.seq.as_str().into()), ("reference", open.reference.as_str().into())];
        let query = self.claims(&caller.nonce(), members, caller);
        let answer = self.send((url, SET_MEDIA_TYPE), (QUERY, &query), caller).await?;
        match answer.status {
            200 => {}
            204 => return Ok(Outcome::Pending),
            status => return Err(trouble(status)),
        }
        let set = self.read(&answer.body, caller.their_keys(), (caller.issuer(), caller.now()));
        let set = set.map_err(|refusal| Trouble::NotBelieved(format!("answer: {refusal}")))?;
        if set.conclusion.out_seq_no != open.ask.seq {
            return Err(Trouble::NotBelieved("answer: about another verification".to_owned()));
        }
        Ok(set.outcome)
    }

    /// The claims of a request of ours.
    fn claims(&self, jti: &str, members: Vec<(&str, Value)>, caller: &dyn Caller) -> Value {
        let now = caller.now();
        let mut claims = json!({
            "iss": caller.issuer(),
            "aud": self.audience,
            "iat": now.seconds(),
            "exp": now.plus(REQUEST_LIFE).seconds(),
            "jti": jti,
        });
        if let Some(object) = claims.as_object_mut() {
            object.extend(members.into_iter().map(|(name, value)| (name.to_owned(), value)));
        }
        claims
    }

    async fn send(
        &self,
        (url, accept): (&Url, &str),
        (typ, claims): (&str, &Value),
        caller: &dyn Caller,
    ) -> Result<Answer, Trouble> {
        let body = caller.sign_jws(typ, claims)?.into_bytes();
        let headers = vec![("content-type", "application/jwt".to_owned()), ("accept", accept.to_owned())];
        caller.send(Call { method: CallMethod::Post, url: url.clone(), headers, body }).await
    }

    /// Reads a security event token. That its time must be of now, and the ids that are remembered, cover together every
    /// token that is taken; one that waited longer is signed anew.
    fn read(
        &self,
        body: &[u8],
        keys: &[TheirKey],
        (audience, now): (&str, Time),
    ) -> Result<Set, CallbackRefusal> {
        let compact = signed::text(body)?;
        let (_, key) = signed::named(compact, keys)?;
        let expect = Expect { issuer: &self.issuer, audience, event: CONCLUDED, now, skew: SKEW };
        let claims = set::verify(compact, std::slice::from_ref(&key.key), &expect).map_err(refusal)?;
        let conclusion: Conclusion =
            serde_json::from_value(claims.event).map_err(|_| CallbackRefusal::Malformed)?;
        if !is_name(&claims.jti) {
            return Err(CallbackRefusal::Malformed);
        }
        let outcome = conclusion.outcome(&self.kinds, &claims.jti, claims.iat)?;
        Ok(Set { jti: claims.jti, kid: key.kid.clone(), conclusion, outcome })
    }
}

/// Why a token is not taken, in the words all dialects share.
const fn refusal(refusal: SetRefusal) -> CallbackRefusal {
    match refusal {
        SetRefusal::Form(_)
        | SetRefusal::Malformed
        | SetRefusal::NoJti
        | SetRefusal::JtiTooLong
        | SetRefusal::NoIssuedAt
        | SetRefusal::EventNotObject => CallbackRefusal::Malformed,
        SetRefusal::Algorithm => CallbackRefusal::Algorithm,
        SetRefusal::Key => CallbackRefusal::Key,
        SetRefusal::Signature => CallbackRefusal::Signature,
        SetRefusal::Issuer => CallbackRefusal::Issuer,
        SetRefusal::Audience => CallbackRefusal::Audience,
        SetRefusal::TooOld | SetRefusal::InFuture | SetRefusal::Expired => CallbackRefusal::Time,
        SetRefusal::WrongType | SetRefusal::NoEvent | SetRefusal::OtherEvent => CallbackRefusal::Kind,
    }
}

/// The code of a refusal, RFC 8935 section 2.4.
const fn code(refusal: CallbackRefusal) -> &'static str {
    match refusal {
        CallbackRefusal::NoneExpected
        | CallbackRefusal::ContentType
        | CallbackRefusal::Malformed
        | CallbackRefusal::Time
        | CallbackRefusal::Kind => "invalid_request",
        CallbackRefusal::Key | CallbackRefusal::Algorithm => "invalid_key",
        CallbackRefusal::Signature => "authentication_failed",
        CallbackRefusal::Issuer => "invalid_issuer",
        CallbackRefusal::Audience | CallbackRefusal::Party => "invalid_audience",
    }
}

/// RFC 8935 section 2.3: the reason as JSON, and the language of its description in the header.
fn told(status: u16, err: &str, description: &str) -> Reply {
    Reply::json(status, &json!({ "err": err, "description": description })).in_english()
}

impl Dialect for OpenSet {
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
        // RFC 8935 section 2.1: the content type is application/secevent+jwt.
        if !delivery.has_type(SET_MEDIA_TYPE) {
            return Err(CallbackRefusal::ContentType);
        }
        let set = self.read(delivery.body, delivery.keys, (delivery.audience, delivery.now))?;
        let said = serde_json::to_vec(&set.conclusion).map_err(|_| CallbackRefusal::Malformed)?;
        Ok(Notified {
            notify_id: set.jti,
            seq: set.conclusion.out_seq_no,
            told: Told::Outcome(set.outcome),
            kid: set.kid,
            fingerprint: sha256(&said),
        })
    }

    fn reply(&self, acknowledgement: Acknowledgement) -> Reply {
        match acknowledgement {
            // RFC 8935 section 2.2: 202 and an empty body.
            Acknowledgement::Taken => Reply::empty(202),
            Acknowledgement::Refused(refusal) => told(400, code(refusal), &refusal.to_string()),
            Acknowledgement::Conflict => {
                told(409, "invalid_request", "this jti was used before for another event")
            }
            Acknowledgement::Later => Reply::empty(503),
        }
    }
}

#[cfg(test)]
mod tests;
