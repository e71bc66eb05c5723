//! Asking: when the browser comes back, when a callback hints, and by itself on a schedule until the provider's time or
//! ours is over.

use std::time::Duration;

use base::{Fault, Time, VerificationId};
use futures_util::future::join_all;
use provider::{Class, Outcome, Trouble};
use store::verification::{Verification, VerificationState};

use super::health::{Fitness, Turn};
use super::start::note_health;
use super::{Concluded, EntryPoint, Verifications, is_open};

/// How many rows one round takes.
const BATCH: u32 = 32;
/// Longer than the longest call and the transaction after it.
const LEASE: Duration = Duration::from_secs(40);

/// What a question came to.
enum Asked {
    Outcome(Outcome),
    /// Nobody was asked: too early, off, or left alone.
    Nobody,
    Trouble(Trouble),
}

impl Verifications {
    /// A browser came back from a provider. What it brought is a hint: the provider is asked.
    pub async fn returned(
        &self,
        id: VerificationId,
        query: &[(String, String)],
        request_id: &str,
    ) -> Result<Concluded, Fault> {
        let Some(row) = self.by_id(id).await? else {
            return Ok(Concluded::Unknown);
        };
        if !is_open(row.state) {
            return Ok(Concluded::Before(row.state));
        }
        let voucher = self.parts.providers.find(&row.provider_id).and_then(|one| one.dialect.voucher(query));
        match self.asked(&row, voucher).await? {
            Some(outcome) => self.conclude(id, outcome, (EntryPoint::Return, request_id)).await,
            None => Ok(Concluded::Open),
        }
    }

    /// The person gives up.
    pub async fn cancel(&self, id: VerificationId, request_id: &str) -> Result<Concluded, Fault> {
        self.conclude(id, Outcome::Cancelled, (EntryPoint::Person, request_id)).await
    }

    /// Asks the provider of an open verification; none when nobody could be asked.
    pub(super) async fn asked(
        &self,
        row: &Verification,
        voucher: Option<String>,
    ) -> Result<Option<Outcome>, Fault> {
        match self.question(row, voucher).await? {
            Asked::Outcome(outcome) => Ok(Some(outcome)),
            Asked::Nobody | Asked::Trouble(_) => Ok(None),
        }
    }

    async fn question(&self, row: &Verification, voucher: Option<String>) -> Result<Asked, Fault> {
        let now = self.ground.now();
        let Some(provider) = self.parts.providers.find(&row.provider_id) else {
            return Ok(Asked::Nobody);
        };
        let silent = matches!(provider.dialect.class(), Class::Immediate);
        if silent || !provider.is_enabled() || row.state != VerificationState::Started {
            return Ok(Asked::Nobody);
        }
        if self.health.may_ask(&provider.id, now) == Turn::Later
            || self.health.fitness(&provider.id, now) == Fitness::Ill
        {
            return Ok(Asked::Nobody);
        }
        let open = self.open(row, &provider, voucher)?;
        let speaker = self.speaker(&provider);
        let answer = provider.dialect.query(&open, &speaker).await;
        // A language without questions is no sign of life.
        if speaker.has_called() {
            note_health(&self.health, &provider.id, answer.as_ref().err(), now);
        }
        Ok(match answer {
            Ok(outcome) => Asked::Outcome(outcome),
            Err(trouble) => Asked::Trouble(trouble),
        })
    }

    /// Asks what is due and ends what is overdue; returns how much that was.
    ///
    /// # Errors
    /// A fault of the database when claiming.
    pub async fn poll_due(&self) -> Result<u32, Fault> {
        let now = self.ground.now();
        let mut overdue = self.overdue(now).await?;
        if !overdue.is_empty() {
            // A callback that came in time counts, though nobody was there to deal with it.
            self.process_inbox().await?;
            overdue = self.overdue(now).await?;
        }
        for row in &overdue {
            self.conclude(row.id, Outcome::Expired, (EntryPoint::Person, "")).await?;
        }
        let claimed = self
            .ground
            .db
            .write(move |tx| {
                Box::pin(async move { store::verification::claim_due(tx, now, BATCH, LEASE).await })
            })
            .await?;
        let count = claimed.len() + overdue.len();
        let polls = claimed.into_iter().map(|row| async move {
            if let Err(fault) = self.poll(&row).await {
                tracing::error!(verification.id = %row.id, fault = fault.chain(), "asking a provider failed");
            }
        });
        join_all(polls).await;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    async fn overdue(&self, now: Time) -> Result<Vec<Verification>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        store::verification::overdue(&mut conn, now, BATCH).await
    }

    async fn poll(&self, row: &Verification) -> Result<(), Fault> {
        let asked = self.question(row, None).await?;
        let (now, id) = (self.ground.now(), row.id);
        let (polls, errors, last_error) = match asked {
            Asked::Outcome(Outcome::Pending) => (row.polls + 1, 0, None),
            Asked::Outcome(outcome) => {
                return self.conclude(id, outcome, (EntryPoint::Poll, "")).await.map(drop);
            }
            Asked::Nobody => (row.polls, row.errors, row.last_error.clone()),
            Asked::Trouble(trouble) => (row.polls + 1, row.errors + 1, Some(trouble.to_string())),
        };
        let began = row.started_at.unwrap_or(row.created_at);
        let next = evidence::transaction::next_poll(began, polls, now, row.expires_at);
        self.ground
            .db
            .write(move |tx| {
                let last_error = last_error.clone();
                Box::pin(async move {
                    store::verification::poll_later(tx, id, next, (polls, errors), last_error.as_deref())
                        .await
                        .map(drop)
                })
            })
            .await
    }
}
