//! The inbox of callbacks. A callback is checked over its raw bytes, written down and acknowledged in the provider's own
//! form; what it says is dealt with afterwards, so that a provider never waits for us and a crash in between loses
//! nothing. Written down once: a repetition is acknowledged again, the same id with other content is refused.

use std::time::Duration;

use base::{Fault, Time, VerificationId};
use futures_util::future::join_all;
use keys::SealPurpose;
use provider::{Acknowledgement, CallbackRefusal, Delivery, Notified, Outcome, Reply, Told};
use store::inbox::{Delivery as Row, DeliveryState, Received};

use super::{Concluded, EntryPoint, Provider, Verifications, is_open};
use crate::audit::{self, Entry, Kind};
use crate::risk::{Act, Charge, Source, Subject, Verdict};

/// How many rows one round takes.
const BATCH: u32 = 64;
/// A node that dies with a callback in hand loses it to the others after this.
const LEASE: Duration = Duration::from_secs(40);
/// The longest pause before a callback is dealt with again.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

/// A callback as it came over the wire.
pub struct Arrived<'a> {
    /// `Content-Type`.
    pub content_type: Option<&'a str>,
    /// The raw bytes.
    pub body: &'a [u8],
    /// Where it came from.
    pub source: Source,
    /// The request it came in.
    pub request_id: &'a str,
}

/// A delivery as an administrator sees it.
#[derive(Clone, Debug)]
pub struct DeliveryFacts {
    /// The provider's own name for it.
    pub notify_id: String,
    /// When it came.
    pub received_at: Time,
    /// When it was dealt with, if it was.
    pub processed_at: Option<Time>,
    /// Which verification it speaks of.
    pub verification: Option<VerificationId>,
    /// The key that signed it.
    pub kid: String,
    /// How often it was dealt with.
    pub attempts: u32,
}

impl Verifications {
    /// Takes a callback for a provider; none when there is no such provider.
    pub async fn receive(&self, provider: &str, arrived: Arrived<'_>) -> Result<Option<Reply>, Fault> {
        let Some(provider) = self.parts.providers.find(provider) else {
            return Ok(None);
        };
        let acknowledgement = if provider.is_enabled() {
            self.take(&provider, &arrived).await?
        } else {
            // Nothing counts while it is off, and nothing is lost should it be on again in time.
            Acknowledgement::Later
        };
        Ok(Some(provider.dialect.reply(acknowledgement)))
    }

    async fn take(&self, provider: &Provider, arrived: &Arrived<'_>) -> Result<Acknowledgement, Fault> {
        let delivery = Delivery {
            content_type: arrived.content_type,
            body: arrived.body,
            keys: &provider.their_keys,
            audience: &self.ground.issuer,
            now: self.ground.now(),
        };
        match provider.dialect.callback(&delivery) {
            Ok(notified) => self.keep_delivery(provider, &notified, arrived).await,
            Err(refusal) => {
                self.note_refusal(provider, refusal, arrived).await?;
                Ok(Acknowledgement::Refused(refusal))
            }
        }
    }

    async fn keep_delivery(
        &self,
        provider: &Provider,
        notified: &Notified,
        arrived: &Arrived<'_>,
    ) -> Result<Acknowledgement, Fault> {
        let row = self.row(provider, notified)?;
        let written = self.ground.db.write(move |tx| {
            let row = row.clone();
            Box::pin(async move { store::inbox::receive(tx, &row).await })
        });
        match written.await? {
            Received::New => {
                self.wake.notify_one();
                Ok(Acknowledgement::Taken)
            }
            Received::Again => Ok(Acknowledgement::Taken),
            Received::Different => {
                self.note_conflict(provider, notified, arrived).await?;
                Ok(Acknowledgement::Conflict)
            }
        }
    }

    fn row(&self, provider: &Provider, notified: &Notified) -> Result<Row, Fault> {
        let now = self.ground.now();
        let plain = serde_json::to_vec(notified).map_err(|error| Fault::caused("a callback", error))?;
        let bound = bound_to(&provider.id, &notified.notify_id);
        let sealed = self.ground.keys.seal(SealPurpose::Callback, &bound, &plain);
        Ok(Row {
            provider_id: provider.id.clone(),
            notify_id: notified.notify_id.clone(),
            body_digest: notified.fingerprint,
            content: sealed.map_err(|error| Fault::caused("a callback cannot be sealed", error))?,
            state: DeliveryState::Received,
            verification_id: notified.seq.parse().ok(),
            kid: notified.kid.clone(),
            attempts: 0,
            next_attempt_at: now,
            received_at: now,
            processed_at: None,
        })
    }

    /// Deals with what lies in the inbox and returns how much that was.
    ///
    /// # Errors
    /// A fault of the database when claiming. What goes wrong with one callback is logged, and it is tried again.
    pub async fn process_inbox(&self) -> Result<u32, Fault> {
        let now = self.ground.now();
        let claimed = self
            .ground
            .db
            .write(move |tx| Box::pin(async move { store::inbox::claim_due(tx, now, BATCH, LEASE).await }))
            .await?;
        let count = u32::try_from(claimed.len()).unwrap_or(BATCH);
        let works = claimed.into_iter().map(|row| async move {
            if let Err(fault) = self.process(&row).await {
                tracing::error!(
                    provider.id = row.provider_id,
                    fault = fault.chain(),
                    "a callback could not be dealt with"
                );
            }
        });
        join_all(works).await;
        Ok(count)
    }

    async fn process(&self, row: &Row) -> Result<(), Fault> {
        let now = self.ground.now();
        let handled = match self.deal_with(row).await {
            Ok(handled) => handled,
            Err(fault) => {
                tracing::warn!(provider.id = row.provider_id, fault = fault.chain(), "a callback waits");
                Handled::Later
            }
        };
        let (provider, notify) = (row.provider_id.clone(), row.notify_id.clone());
        let next = now.plus(pause(row.attempts));
        self.ground
            .db
            .write(move |tx| {
                let (provider, notify) = (provider.clone(), notify.clone());
                Box::pin(async move {
                    match handled {
                        Handled::Done => store::inbox::done(tx, &provider, &notify, now).await.map(drop),
                        Handled::Later => store::inbox::retry(tx, &provider, &notify, next).await.map(drop),
                    }
                })
            })
            .await
    }

    async fn deal_with(&self, row: &Row) -> Result<Handled, Fault> {
        let bound = bound_to(&row.provider_id, &row.notify_id);
        let plain = self.ground.keys.open_sealed(SealPurpose::Callback, &bound, &row.content);
        let plain = plain.map_err(|error| Fault::caused("a callback does not open", error))?;
        let notified: Notified =
            serde_json::from_slice(&plain).map_err(|error| Fault::caused("a callback", error))?;
        let Some(verification) = row.verification_id else {
            return Ok(Handled::Done);
        };
        let Some(known) = self.by_id(verification).await? else {
            return Ok(Handled::Done);
        };
        // A provider speaks of what it was asked, never of what another was.
        if known.provider_id != row.provider_id {
            return Ok(Handled::Done);
        }
        // What is concluded is not asked about again.
        if !is_open(known.state) {
            return Ok(Handled::Done);
        }
        let outcome = match notified.told {
            Told::Outcome(outcome) => outcome,
            Told::Hint => match self.asked(&known, None).await? {
                Some(outcome) => outcome,
                None => return Ok(Handled::Later),
            },
        };
        if outcome == Outcome::Pending {
            return Ok(Handled::Done);
        }
        // It counts as of when it came: nobody loses a proof because nobody was there to deal with it.
        let by = (EntryPoint::Callback, "");
        Ok(match self.conclude_told(verification, outcome, by, row.received_at).await? {
            // Its provider was switched off since: should it be on again in time, nothing is lost.
            Concluded::Open => Handled::Later,
            Concluded::Now(_) | Concluded::Before(_) | Concluded::Unknown => Handled::Done,
        })
    }

    /// The latest deliveries of a provider, newest first.
    pub async fn deliveries(&self, provider: &str, limit: u32) -> Result<Vec<DeliveryFacts>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        let rows = store::inbox::recent(&mut conn, provider, limit).await?;
        let facts = rows.into_iter().map(|row| DeliveryFacts {
            notify_id: row.notify_id,
            received_at: row.received_at,
            processed_at: row.processed_at,
            verification: row.verification_id,
            kid: row.kid,
            attempts: row.attempts,
        });
        Ok(facts.collect())
    }

    /// A refused callback is written down, but for a flood of them: the first of a source's until its budget is full
    /// again.
    async fn note_refusal(
        &self,
        provider: &Provider,
        refusal: CallbackRefusal,
        arrived: &Arrived<'_>,
    ) -> Result<(), Fault> {
        let entry =
            Entry::new(Kind::CallbackRefused, format!("provider:{}", provider.id), arrived.request_id)
                .detail(serde_json::json!({ "provider": provider.id, "reason": refusal.to_string() }));
        tracing::warn!(provider.id = provider.id, reason = %refusal, "a callback was refused");
        let (limits, ground) = (self.parts.limits.clone(), self.ground.clone());
        let charge = Charge::new(Act::FalseCallback, Subject::Source(arrived.source));
        // A flood of them costs reading alone.
        if self.parts.limits.peek(std::slice::from_ref(&charge)).await? != Verdict::Allowed {
            return Ok(());
        }
        self.ground
            .db
            .write(move |tx| {
                let (limits, ground) = (limits.clone(), ground.clone());
                let (entry, charge) = (entry.clone(), charge.clone());
                Box::pin(async move {
                    match limits.take(tx, &[charge]).await? {
                        Verdict::Allowed => audit::record(tx, &ground, entry).await,
                        Verdict::TooMany { .. } => Ok(()),
                    }
                })
            })
            .await
    }

    async fn note_conflict(
        &self,
        provider: &Provider,
        notified: &Notified,
        arrived: &Arrived<'_>,
    ) -> Result<(), Fault> {
        let entry =
            Entry::new(Kind::CallbackConflict, format!("provider:{}", provider.id), arrived.request_id)
                .detail(serde_json::json!({
                    "provider": provider.id,
                    "notify_id": notified.notify_id,
                    "verification": notified.seq,
                    "kid": notified.kid,
                }));
        tracing::warn!(provider.id = provider.id, "the same callback came with other content");
        let ground = self.ground.clone();
        self.ground
            .db
            .write(move |tx| {
                let (ground, entry) = (ground.clone(), entry.clone());
                Box::pin(async move { audit::record(tx, &ground, entry).await })
            })
            .await
    }
}

/// What became of a row of the inbox.
#[derive(Clone, Copy)]
enum Handled {
    Done,
    Later,
}

fn bound_to(provider: &str, notify_id: &str) -> Vec<u8> {
    // A provider's id holds no zero byte: the pair reads in one way only.
    [provider.as_bytes(), b"\0", notify_id.as_bytes()].concat()
}

fn pause(attempts: u32) -> Duration {
    let doubled =
        Duration::from_secs(1).saturating_mul(1_u32.checked_shl(attempts.min(16)).unwrap_or(u32::MAX));
    doubled.min(LONGEST_PAUSE)
}
