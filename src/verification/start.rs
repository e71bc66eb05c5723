//! The beginning of a verification: one row, one call to a provider, and where the person goes next. A provider that
//! does not answer ends its row, and one that may take its place is tried.

use std::sync::Arc;

use base::{Fault, SessionId, Time, VerificationId};
use evidence::kind::EvidenceKind;
use provider::{Ask, Factors, Need, Needs, Open, Started, Step, Subject, Trouble};
use store::account::Account;
use store::verification::{Verification, VerificationState};
use url::Url;

use super::caller::Speaker;
use super::health::{Fitness, Health};
use super::payload::{Payload, subject_mac};
use super::ways::Wanted;
use super::{Outage, Provider, Verifications};
use crate::account::Document;
use crate::audit::{self, Entry, Kind};
use crate::client::Client;
use crate::risk::{self, Act, Charge, Verdict};

/// What a person asks for.
pub struct Starting<'a> {
    /// Whose it is.
    pub account: &'a Account,
    /// In which session.
    pub session: SessionId,
    /// For which platform, if for one.
    pub client: Option<&'a Client>,
    /// The provider that was chosen; one that speaks its language may take its place.
    pub provider: &'a str,
    /// What is to be proved.
    pub kind: EvidenceKind,
    /// The level it is for.
    pub target: u8,
    /// What the person told beside the document.
    pub factors: Factors,
    /// The sealed request to go on with afterwards; empty for the account's home.
    pub resume: &'a str,
    /// The request it comes in.
    pub request_id: &'a str,
}

/// What happens next.
#[derive(Clone, Debug)]
pub enum Begun {
    /// The person goes to the provider.
    Visit(VerificationId, Url),
    /// The person waits.
    Waiting(VerificationId),
    /// It is concluded already.
    Concluded(VerificationId),
}

/// Why nothing begins.
#[derive(Debug, thiserror::Error)]
pub enum StartRefusal {
    /// No document was told that this provider knows.
    #[error("no document was told that this provider knows")]
    NoDocument,
    /// There is no such way here, or not for this platform.
    #[error("there is no such way")]
    UnknownWay,
    /// A telephone number, bank card or name at the provider is missing.
    #[error("something is missing that this provider compares")]
    MissingFactor,
    /// Too many were begun.
    #[error("too many verifications")]
    TooMany,
    /// No provider of this way answers now, or proofing is closed.
    #[error("not possible at the moment")]
    NotNow,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Verifications {
    /// Begins a verification.
    pub async fn start(&self, asked: Starting<'_>) -> Result<Begun, StartRefusal> {
        if self.policy.outage == Outage::NoNew {
            return Err(StartRefusal::NotNow);
        }
        let chosen = self.parts.providers.find(asked.provider).ok_or(StartRefusal::UnknownWay)?;
        let document = self.document(&asked, &chosen).await?;
        let wanted =
            Wanted { client: asked.client, document: Some(document.document_type()), target: asked.target };
        if !self.offers(&chosen, asked.kind, wanted) {
            return Err(StartRefusal::UnknownWay);
        }
        let needs = chosen.dialect.needs();
        // What a provider does not compare it is not told, and what it was not told it cannot answer for.
        let asked = Starting { factors: needed(needs, &asked.factors), ..asked };
        let lacks = |need, value: &Option<String>| need == Need::Yes && value.is_none();
        if lacks(needs.phone, &asked.factors.phone) || lacks(needs.bank_card, &asked.factors.bank_card) {
            return Err(StartRefusal::MissingFactor);
        }
        self.pay(&asked, &document).await?;
        for provider in self.candidates((&chosen.kind, asked.kind), wanted) {
            if let Some(begun) = self.try_one(&asked, &document, &provider).await? {
                return Ok(begun);
            }
        }
        Err(StartRefusal::NotNow)
    }

    fn offers(&self, chosen: &Provider, kind: EvidenceKind, wanted: Wanted<'_>) -> bool {
        let ways = self.ways(&[vec![kind]], wanted);
        ways.iter().any(|way| way.provider.kind == chosen.kind)
    }

    async fn document(&self, asked: &Starting<'_>, chosen: &Provider) -> Result<Document, StartRefusal> {
        let documents = self.parts.accounts.documents(asked.account.id).await?;
        let known = chosen.dialect.documents();
        let mut fit = documents.into_iter().filter(|one| known.contains(&one.document_type()));
        fit.next().ok_or(StartRefusal::NoDocument)
    }

    // Whoever may ask whether a name and a number belong together learns people's numbers by asking often enough: both
    // the account and the number pay.
    async fn pay(&self, asked: &Starting<'_>, document: &Document) -> Result<(), StartRefusal> {
        let index = self.parts.accounts.document_index(&document.number);
        let charges = Arc::new([
            Charge::new(Act::Verify, risk::Subject::Account(asked.account.id)),
            Charge::new(Act::Verify, risk::Subject::Name(&index)),
        ]);
        let limits = self.parts.limits.clone();
        let verdict = self.ground.db.write(move |tx| {
            let (limits, charges) = (limits.clone(), charges.clone());
            Box::pin(async move { limits.take(tx, &*charges).await })
        });
        match verdict.await? {
            Verdict::Allowed => Ok(()),
            Verdict::TooMany { .. } => Err(StartRefusal::TooMany),
        }
    }

    /// One provider: its row, its call, what comes next. None when it is in trouble.
    async fn try_one(
        &self,
        asked: &Starting<'_>,
        document: &Document,
        provider: &Provider,
    ) -> Result<Option<Begun>, StartRefusal> {
        let now = self.ground.now();
        if self.health.fitness(&provider.id, now) == Fitness::Ill {
            return Ok(None);
        }
        let subject = Subject {
            document: document.document_type(),
            number: document.number.as_str().to_owned(),
            name: document.name_to_verify().to_owned(),
        };
        let id = VerificationId::random(&*self.ground.rng);
        let payload = Payload::new(&subject, &asked.factors);
        self.create(asked, document, (id, provider, &payload)).await?;
        let ask = self.ask(id, provider, (subject, asked.factors.clone(), asked.kind))?;
        let speaker = self.speaker(provider);
        let started = provider.dialect.start(&ask, &speaker).await;
        if speaker.has_called() {
            note_health(&self.health, &provider.id, started.as_ref().err(), now);
        }
        match started {
            Ok(started) => self.started((id, ask), payload, started, asked.request_id).await.map(Some),
            Err(trouble) => {
                self.broke(id, &trouble, asked.request_id).await?;
                Ok(None)
            }
        }
    }

    async fn create(
        &self,
        asked: &Starting<'_>,
        document: &Document,
        (id, provider, payload): (VerificationId, &Provider, &Payload),
    ) -> Result<(), Fault> {
        let now = self.ground.now();
        let row = Verification {
            id,
            provider_id: provider.id.clone(),
            account_id: asked.account.id,
            session_id: asked.session,
            client_id: asked.client.map(|client| client.id().to_owned()),
            identifier_id: Some(document.id),
            kind: asked.kind.as_str().to_owned(),
            purpose: if asked.client.is_some() { "platform" } else { "account" }.to_owned(),
            subject_digest: subject_mac(&self.ground, &payload.subject()?),
            payload: payload.seal(&self.ground, id)?,
            resume: asked.resume.to_owned(),
            requested_level: i64::from(asked.target),
            state: VerificationState::Created,
            reason: None,
            created_at: now,
            started_at: None,
            concluded_at: None,
            expires_at: now.plus(self.policy.life),
            next_poll_at: None,
            polls: 0,
            errors: 0,
            last_error: None,
        };
        let mut entry = Entry::new(Kind::VerificationStarted, "account", asked.request_id)
            .account(asked.account.id)
            .session(asked.session)
            .detail(serde_json::json!({
                "verification": id.to_string(),
                "provider": provider.id,
                "kind": row.kind,
                "document": document.document_type().as_str(),
            }));
        entry.client.clone_from(&row.client_id);
        let work = Arc::new((self.ground.clone(), row, entry));
        self.ground
            .db
            .write(move |tx| {
                let work = work.clone();
                Box::pin(async move {
                    store::verification::create(tx, &work.1).await?;
                    audit::record(tx, &work.0, work.2.clone()).await
                })
            })
            .await
    }

    async fn started(
        &self,
        (id, ask): (VerificationId, Ask),
        payload: Payload,
        started: Started,
        request_id: &str,
    ) -> Result<Begun, StartRefusal> {
        let now = self.ground.now();
        let until = ask.expires_at.min(now.plus(started.life));
        let sealed = payload.begun(started.reference).seal(&self.ground, id)?;
        let next_poll = evidence::transaction::next_poll(now, 0, now, until);
        let written = self.ground.db.write(move |tx| {
            let sealed = sealed.clone();
            Box::pin(
                async move { store::verification::start(tx, id, &sealed, (next_poll, until), now).await },
            )
        });
        if !written.await? {
            // A callback was faster.
            return Ok(Begun::Concluded(id));
        }
        Ok(match started.step {
            Step::Visit(page) => Begun::Visit(id, page),
            Step::Wait | Step::Done(provider::Outcome::Pending) => Begun::Waiting(id),
            Step::Done(outcome) => {
                self.conclude(id, outcome, (super::EntryPoint::Answer, request_id)).await?;
                Begun::Concluded(id)
            }
        })
    }

    /// What is asked of a provider.
    pub(super) fn ask(
        &self,
        id: VerificationId,
        provider: &Provider,
        (subject, factors, kind): (Subject, Factors, EvidenceKind),
    ) -> Result<Ask, Fault> {
        let url = |path: String| {
            Url::parse(&self.ground.url(&path)).map_err(|error| Fault::caused("an address of ours", error))
        };
        Ok(Ask {
            seq: id.to_string(),
            subject,
            factors,
            kind,
            return_url: url(format!("/verify/return/{id}"))?,
            notify_url: url(format!("/providers/{}/callback", provider.id))?,
            expires_at: self.ground.now().plus(self.policy.life),
        })
    }

    /// The row of a verification as its provider's language wants it.
    pub(super) fn open(
        &self,
        row: &Verification,
        provider: &Provider,
        voucher: Option<String>,
    ) -> Result<Open, Fault> {
        let payload = Payload::open(&self.ground, row.id, &row.payload)?;
        let kind = EvidenceKind::parse(&row.kind);
        let kind = kind.ok_or_else(|| Fault::new(format!("verification {}: unknown kind", row.id)))?;
        let ask = self.ask(row.id, provider, (payload.subject()?, payload.factors(), kind))?;
        Ok(Open {
            reference: payload.reference.unwrap_or_else(|| ask.seq.clone()),
            ask: Ask { expires_at: row.expires_at, ..ask },
            voucher,
        })
    }

    pub(super) fn speaker<'a>(&'a self, provider: &'a Provider) -> Speaker<'a> {
        Speaker::new(&self.ground, &self.parts.outbound, provider, self.policy.algorithm)
    }
}

/// What a provider compares of what is known.
fn needed(needs: Needs, known: &Factors) -> Factors {
    let of = |need, value: &Option<String>| value.clone().filter(|_| need == Need::Yes);
    Factors {
        phone: of(needs.phone, &known.phone),
        bank_card: of(needs.bank_card, &known.bank_card),
        openid: of(needs.openid, &known.openid),
    }
}

/// Remembers whether a provider answered. One that does not know us answers.
pub(super) fn note_health(health: &Health, provider: &str, trouble: Option<&Trouble>, now: Time) {
    match trouble {
        None | Some(Trouble::RefusedUs(_) | Trouble::NotSetUp(_)) => health.answered(provider),
        Some(Trouble::Unreachable(_) | Trouble::OutOfOrder(_) | Trouble::NotBelieved(_)) => {
            health.failed(provider, now);
        }
    }
    if let Some(trouble) = trouble {
        tracing::warn!(provider.id = provider, reason = %trouble, "a provider is in trouble");
    }
}
