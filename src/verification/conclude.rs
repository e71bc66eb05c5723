//! The one conclusion of a verification. Three entry points lead here in any order and as often as they like; the first
//! that brings a final outcome concludes, in one transaction with all that follows from it.

use std::sync::Arc;
use std::time::Duration;

use base::{EvidenceId, Fault, Time, VerificationId};
use evidence::kind::EvidenceKind;
use evidence::level::Proved;
use provider::{About, Finding, Inputs, Outcome, Subject, Trouble, subject_digest};
use store::Tx;
use store::account::Account;
use store::evidence::{Evidence, EvidenceStatus};
use store::identifier::{Identifier, IdentifierState, Verified};
use store::session::SessionLevel;
use store::verification::{Verification, VerificationState};

use super::payload::Payload;
use super::{Verifications, is_open};
use crate::account::{open_document, seal_document};
use crate::audit::{self, Entry, Kind};
use crate::notify::Notice;

/// Who brought the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryPoint {
    /// The answer to the first call.
    Answer,
    /// The browser that came back, after asking.
    Return,
    /// A callback.
    Callback,
    /// Our own question.
    Poll,
    /// The person, or the end of its time.
    Person,
}

impl EntryPoint {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Return => "return",
            Self::Callback => "callback",
            Self::Poll => "poll",
            Self::Person => "person",
        }
    }
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Concluded {
    /// It is concluded now.
    Now(VerificationState),
    /// It was concluded before, so.
    Before(VerificationState),
    /// It is not decided.
    Open,
    /// There is no such verification.
    Unknown,
}

/// The level from which on a proof shows that the person was there, and not only that somebody knew the number.
const LIVING: u8 = 4;

/// How far the clock of a provider may be from ours.
const CLOCKS_DIFFER: Duration = Duration::from_secs(300);

/// What is written.
struct Work {
    own: Verifications,
    id: VerificationId,
    outcome: Outcome,
    by: EntryPoint,
    request_id: String,
    told_at: Time,
}

/// What an outcome comes to once it was compared with what was asked.
enum Verdict {
    Passed(Box<Finding>),
    Ended(VerificationState, &'static str),
}

impl Verifications {
    /// Concludes a verification, if the outcome is final and it is still open.
    pub async fn conclude(
        &self,
        id: VerificationId,
        outcome: Outcome,
        (by, request_id): (EntryPoint, &str),
    ) -> Result<Concluded, Fault> {
        self.conclude_told(id, outcome, (by, request_id), self.ground.now()).await
    }

    /// The same with what was told at a moment that may be past: it counts if the verification stood open then.
    pub(super) async fn conclude_told(
        &self,
        id: VerificationId,
        outcome: Outcome,
        (by, request_id): (EntryPoint, &str),
        told_at: Time,
    ) -> Result<Concluded, Fault> {
        if outcome == Outcome::Pending {
            return Ok(Concluded::Open);
        }
        let request_id = request_id.to_owned();
        let work = Arc::new(Work { own: self.clone(), id, outcome, by, request_id, told_at });
        let concluded = self.ground.db.write(move |tx| {
            let work = work.clone();
            Box::pin(async move { work.write(tx).await })
        });
        let concluded = concluded.await?;
        self.parts.notices.wake();
        Ok(concluded)
    }

    /// Ends one that a provider did not even take.
    pub(super) async fn broke(
        &self,
        id: VerificationId,
        trouble: &Trouble,
        request_id: &str,
    ) -> Result<(), Fault> {
        let (own, now) = (self.clone(), self.ground.now());
        let entry = ended_entry(id, (VerificationState::Error, "trouble"), (EntryPoint::Answer, request_id))
            .detail(serde_json::json!({
                "verification": id.to_string(),
                "state": VerificationState::Error.as_str(),
                "reason": trouble_word(trouble),
            }));
        let written = self.ground.db.write(move |tx| {
            let (own, entry) = (own.clone(), entry.clone());
            Box::pin(async move {
                let state = VerificationState::Error;
                match store::verification::conclude(tx, id, (state, Some("trouble")), now).await? {
                    Some(row) => {
                        let entry = entry.account(row.account_id).session(row.session_id);
                        audit::record(tx, &own.ground, entry).await
                    }
                    None => Ok(()),
                }
            })
        });
        written.await
    }
}

impl Work {
    async fn write(&self, tx: &mut Tx) -> Result<Concluded, Fault> {
        let Some(row) = store::verification::by_id(tx, self.id).await? else {
            return Ok(Concluded::Unknown);
        };
        // Everything below rests on the account's rows: who concludes for it at the same time waits here.
        let account = store::account::hold(tx, row.account_id).await?;
        let row = store::verification::by_id(tx, self.id).await?.unwrap_or(row);
        if !is_open(row.state) {
            return Ok(Concluded::Before(row.state));
        }
        // Whoever was switched off since is not believed, whatever it said before: the row waits for its end.
        if self.by != EntryPoint::Person && !self.own.is_on(&row.provider_id) {
            return Ok(Concluded::Open);
        }
        let usable = account.filter(|one| crate::account::may_sign_in(one.status));
        // Whoever left, or was made to leave, is not verified behind their back.
        let session = store::session::by_id(tx, row.session_id).await?;
        let left = session.is_none_or(|session| session.ended_at.is_some());
        let verdict = match (&self.outcome, &usable) {
            (Outcome::Pending, _) => return Ok(Concluded::Open),
            (_, None) => Verdict::Ended(VerificationState::Failed, "no_account"),
            (Outcome::Passed(_), _) if left => Verdict::Ended(VerificationState::Failed, "session_ended"),
            (Outcome::Passed(_), _) if row.expires_at <= self.told_at => {
                Verdict::Ended(VerificationState::Expired, "expired")
            }
            (Outcome::Passed(finding), _) if !self.is_of_now(&row, finding) => {
                Verdict::Ended(VerificationState::Failed, "another_time")
            }
            (Outcome::Passed(finding), Some(_)) => self.judge(&row, finding)?,
            (Outcome::Failed(failure), Some(_)) => {
                Verdict::Ended(VerificationState::Failed, failure.as_str())
            }
            (Outcome::Cancelled, Some(_)) => Verdict::Ended(VerificationState::Cancelled, "cancelled"),
            (Outcome::Expired, Some(_)) => Verdict::Ended(VerificationState::Expired, "expired"),
        };
        match (verdict, usable) {
            (Verdict::Passed(finding), Some(account)) => self.pass(tx, &row, &account, &finding).await,
            (Verdict::Passed(_), None) => Ok(Concluded::Unknown),
            (Verdict::Ended(state, reason), _) => self.end(tx, &row, (state, reason)).await,
        }
    }

    /// Whether a provider found it while it was asked, as far as its clock and ours agree: an older finding is another
    /// act.
    fn is_of_now(&self, row: &Verification, finding: &Finding) -> bool {
        let (from, to) = (row.created_at.minus(CLOCKS_DIFFER), self.own.ground.now().plus(CLOCKS_DIFFER));
        finding.at.is_none_or(|at| from <= at && at <= to)
    }

    /// Whether a finding is about the one who was asked for, of the kind that was asked for: else anybody could pass with
    /// their own face for another's number.
    fn judge(&self, row: &Verification, finding: &Finding) -> Result<Verdict, Fault> {
        let payload = Payload::open(&self.own.ground, row.id, &row.payload)?;
        let subject = payload.subject()?;
        let about = match &finding.about {
            About::Named(named) => same_person(named, &subject),
            About::Digest(digest) => *digest == subject_digest(&row.id.to_string(), &subject),
            About::Reference(reference) => payload.reference.as_deref() == Some(reference),
        };
        let openid = match (&finding.openid, payload.factors().openid) {
            (Some(told), Some(ours)) => *told == ours,
            (Some(_) | None, None) => true,
            (None, Some(_)) => matches!(finding.about, About::Reference(_)),
        };
        Ok(match (about && openid, finding.kind.as_str() == row.kind) {
            (true, true) => Verdict::Passed(Box::new(finding.clone())),
            (false, _) => Verdict::Ended(VerificationState::Failed, "subject_mismatch"),
            (true, false) => Verdict::Ended(VerificationState::Failed, "kind_mismatch"),
        })
    }

    async fn pass(
        &self,
        tx: &mut Tx,
        row: &Verification,
        account: &Account,
        finding: &Finding,
    ) -> Result<Concluded, Fault> {
        let document = match row.identifier_id {
            Some(id) => store::identifier::by_id(tx, id).await?,
            None => None,
        };
        // Another number of the same kind may have been told since.
        let Some(document) = document.filter(|one| one.state != IdentifierState::Retired) else {
            return self.end(tx, row, (VerificationState::Failed, "document_gone")).await;
        };
        if !self.own.make_room(tx, &document, row, &self.request_id).await? {
            return self.end(tx, row, (VerificationState::Failed, "elsewhere")).await;
        }
        let now = self.own.ground.now();
        match store::verification::conclude(tx, row.id, (VerificationState::Passed, None), now).await? {
            Some(_) => self.keep(tx, row, account, (finding, &document)).await?,
            None => return Ok(Concluded::Before(row.state)),
        }
        Ok(Concluded::Now(VerificationState::Passed))
    }

    /// Writes down what was proved and what it comes to.
    async fn keep(
        &self,
        tx: &mut Tx,
        row: &Verification,
        account: &Account,
        (finding, document): (&Finding, &Identifier),
    ) -> Result<(), Fault> {
        let (own, now) = (&self.own, self.own.ground.now());
        own.verify_document(tx, document, row, finding).await?;
        store::evidence::record(tx, &own.evidence(row, finding)?).await?;
        let before = account.standing.level;
        let stored = own.parts.assurance.renew(tx, row.account_id).await?;
        let (here, providers) = own.parts.assurance.in_session(tx, row.account_id, row.session_id).await?;
        if here.level > stored.level {
            let level = SessionLevel {
                level: here.level,
                until: here.unchanged_until,
                evidence_at: here.evidence_at,
                provider: Some(providers.join(" ")),
            };
            store::session::raise(tx, row.session_id, &level).await?;
        }
        if stored.level != before {
            own.parts.accounts.tell_in(tx, account, Notice::LevelChanged).await?;
        }
        let entry = ended_entry(row.id, (VerificationState::Passed, ""), (self.by, &self.request_id))
            .account(row.account_id)
            .session(row.session_id)
            .detail(serde_json::json!({
                "verification": row.id.to_string(),
                "state": VerificationState::Passed.as_str(),
                "by": self.by.as_str(),
                "provider": row.provider_id,
                "kind": row.kind,
                "level": stored.level,
                "level_in_session": here.level,
                "policy": own.parts.assurance.policy().version(),
                "seconds": now.since(row.created_at).as_secs(),
            }));
        audit::record(tx, &own.ground, Entry { client: row.client_id.clone(), ..entry }).await
    }

    async fn end(
        &self,
        tx: &mut Tx,
        row: &Verification,
        (state, reason): (VerificationState, &'static str),
    ) -> Result<Concluded, Fault> {
        let (own, now) = (&self.own, self.own.ground.now());
        if store::verification::conclude(tx, row.id, (state, Some(reason)), now).await?.is_none() {
            return Ok(Concluded::Before(row.state));
        }
        let entry = ended_entry(row.id, (state, reason), (self.by, &self.request_id))
            .account(row.account_id)
            .session(row.session_id)
            .detail(serde_json::json!({
                "verification": row.id.to_string(),
                "state": state.as_str(),
                "reason": reason,
                "by": self.by.as_str(),
                "provider": row.provider_id,
                "kind": row.kind,
            }));
        audit::record(tx, &own.ground, Entry { client: row.client_id.clone(), ..entry }).await?;
        Ok(Concluded::Now(state))
    }
}

impl Verifications {
    fn is_on(&self, provider: &str) -> bool {
        self.parts.providers.find(provider).is_some_and(|one| one.is_enabled())
    }

    /// Whether a document may become this account's. A number somebody else proved is theirs, but for one case: they
    /// only knew it, and this proof shows that its owner was here. Then it goes over, and they are told.
    async fn make_room(
        &self,
        tx: &mut Tx,
        document: &Identifier,
        row: &Verification,
        request_id: &str,
    ) -> Result<bool, Fault> {
        let open = open_document(&self.ground, document)?;
        let indexes = self.parts.accounts.document_candidates(&open.number);
        let holders = store::identifier::holders(tx, &indexes).await?;
        let Some(holder) = holders.into_iter().find(|one| one.account_id != document.account_id) else {
            return Ok(true);
        };
        // By what counts beyond a session: a face alone, which the policy does not believe for longer, moves nothing.
        let policy = self.parts.assurance.policy();
        let moment = self.parts.assurance.moment(None);
        let ours = crate::assurance::proofs_of(tx, document.account_id).await?;
        let proved = EvidenceKind::parse(&row.kind).map(|kind| Proved { kind, provider: &row.provider_id });
        let ours = ours.with((policy, &moment), Some(document.id), proved.as_slice());
        let theirs = crate::assurance::proofs_of(tx, holder.account_id).await?;
        let theirs = theirs.with((policy, &moment), Some(holder.id), &[]);
        if ours < LIVING || ours <= theirs {
            return Ok(false);
        }
        self.take_from(tx, &holder, request_id).await.map(|()| true)
    }

    async fn take_from(&self, tx: &mut Tx, holder: &Identifier, request_id: &str) -> Result<(), Fault> {
        let now = self.ground.now();
        let account = store::account::hold(tx, holder.account_id).await?;
        store::identifier::retire(tx, holder.id, now).await?;
        for row in store::evidence::of_account(tx, holder.account_id).await? {
            if row.identifier_id == Some(holder.id) && row.status == EvidenceStatus::Valid {
                let (from, to) = (EvidenceStatus::Valid, EvidenceStatus::Revoked);
                let which = (row.id, holder.account_id);
                store::evidence::set_status(tx, which, (from, to), "elsewhere", now).await?;
            }
        }
        self.parts.assurance.renew(tx, holder.account_id).await?;
        store::session::lower_all(tx, holder.account_id).await?;
        if let Some(account) = &account {
            self.parts.accounts.tell_in(tx, account, Notice::LevelChanged).await?;
        }
        let entry = Entry::new(Kind::IdentityMoved, "system", request_id)
            .account(holder.account_id)
            .detail(serde_json::json!({ "document": holder.document_type }));
        audit::record(tx, &self.ground, entry).await
    }

    /// The document is verified, with the name that was.
    async fn verify_document(
        &self,
        tx: &mut Tx,
        document: &Identifier,
        row: &Verification,
        finding: &Finding,
    ) -> Result<(), Fault> {
        let now = self.ground.now();
        let mut open = open_document(&self.ground, document)?;
        let payload = Payload::open(&self.ground, row.id, &row.payload)?;
        open.facts.confirm_name(&payload.subject()?.name, now);
        if finding.inputs.household_division.is_some() {
            open.facts.household_division.clone_from(&finding.inputs.household_division);
        }
        let content = seal_document(&self.ground, document.id, &open.facts)?;
        let index = self.parts.accounts.document_index(&open.number);
        store::identifier::update_content(tx, document.id, &content, index, now).await?;
        match store::identifier::verify(tx, document.id, now).await? {
            Verified::Done => Ok(()),
            // The holder was looked for in this transaction: only a race brings us here, and the loser tries again.
            Verified::Taken(_) => Err(Fault::new("a document was verified for another account meanwhile")),
        }
    }

    fn evidence(&self, row: &Verification, finding: &Finding) -> Result<Evidence, Fault> {
        let now = self.ground.now();
        let issued_at = finding.at.map_or(now, |at| at.max(row.created_at).min(now));
        let id = EvidenceId::ordered(now, &*self.ground.rng);
        // By what names the provider and the state know the person is sealed; the rest tells nothing of who it is.
        let Inputs { network_identity_code, .. } = &finding.inputs;
        let names = serde_json::json!({
            "reference": finding.reference,
            "network_identity_code": network_identity_code,
        });
        let plain = names.to_string();
        let sealed = self.ground.keys.seal(keys::SealPurpose::Evidence, id.as_bytes(), plain.as_bytes());
        let inputs = Inputs { network_identity_code: None, ..finding.inputs.clone() };
        let inputs = serde_json::to_string(&inputs);
        Ok(Evidence {
            id,
            account_id: Some(row.account_id),
            entity_id: None,
            kind: finding.kind.as_str().to_owned(),
            method: finding.inputs.compared.join(" "),
            provider_id: row.provider_id.clone(),
            reference: Some(sealed.map_err(|error| Fault::caused("a reference cannot be sealed", error))?),
            verification_id: Some(row.id),
            inputs: inputs.map_err(|error| Fault::caused("what a proof rested on", error))?,
            issued_at,
            expires_at: end_of_document(finding),
            status: EvidenceStatus::Valid,
            session_id: Some(row.session_id),
            identifier_id: row.identifier_id,
            recorded_at: now,
            ended_at: None,
            end_reason: None,
        })
    }
}

fn same_person(told: &Subject, asked: &Subject) -> bool {
    told.document == asked.document && told.number == asked.number && told.name == asked.name
}

/// A proof never outlives the document it is about: to the end of its last day in China, which has one time.
fn end_of_document(finding: &Finding) -> Option<Time> {
    let day = finding.inputs.document_valid_until.as_deref()?;
    let format = time::macros::format_description!("[year]-[month]-[day]");
    let day = time::Date::parse(day, format).ok()?.next_day()?;
    let end = day.midnight().assume_offset(time::macros::offset!(+8));
    Some(Time::from_seconds(end.unix_timestamp()))
}

const fn trouble_word(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Unreachable(_) => "unreachable",
        Trouble::OutOfOrder(_) => "out_of_order",
        Trouble::RefusedUs(_) => "refused_us",
        Trouble::NotBelieved(_) => "not_believed",
        Trouble::NotSetUp(_) => "not_set_up",
    }
}

fn ended_entry(
    id: VerificationId,
    (state, reason): (VerificationState, &str),
    (by, request_id): (EntryPoint, &str),
) -> Entry {
    let detail = serde_json::json!({
        "verification": id.to_string(),
        "state": state.as_str(),
        "reason": reason,
        "by": by.as_str(),
    });
    Entry::new(Kind::VerificationConcluded, "system", request_id).detail(detail)
}
