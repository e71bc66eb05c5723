//! Administration of the keys: what `yimen keys …` and the console do.
//!
//! Every change names who acts and why, can be tried without effect, and is audited by the vault in the same
//! transaction. Who may do what is the caller's to check.

mod backup;
mod change;
mod export;
mod import;
mod inspect;
mod jwk_import;

use std::sync::Arc;

use base::{Clock, Rng, Time};
use proto::jose::Algorithm;
use serde_json::json;

pub use backup::Backup;
pub use change::{Change, Mode, Outcome, Who};
pub use export::{Form, Selection};
pub use inspect::{Finding, KeyKind, Problem};
#[cfg(test)]
pub(crate) use jwk_import::to_pkcs8;

use crate::calendar_time::rfc3339;
use crate::custody::{Keeper, KekSource, KeyAction, Safe, Vault};
use crate::error::{KeyError, KeyRefusal};
use crate::keyring::MAX_TRIES;
use crate::record::{KeyInfo, KeyRecord, KeyUse};
use crate::rotation::{Force, KeyState, RotationPolicy};
use change::Draft;

/// The commands, on one vault.
pub struct Admin {
    keeper: Arc<Keeper>,
}

/// A secret that can be replaced without a migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretUse {
    /// The seal key.
    Seal,
    /// The mac key.
    Mac,
}

impl Admin {
    /// Commands on a vault, without a running service.
    pub fn new(vault: Arc<dyn Vault>, kek: KekSource, clock: Arc<dyn Clock>, rng: Arc<dyn Rng>) -> Self {
        Self::with(Arc::new(Keeper::new(vault, kek, clock, rng)))
    }

    pub(crate) const fn with(keeper: Arc<Keeper>) -> Self {
        Self { keeper }
    }

    /// All keys, in the order they came in.
    ///
    /// # Errors
    /// [`KeyRefusal::VaultEmpty`], a wrong key-encryption key, a damaged vault, or a fault; so do all below.
    pub async fn list(&self) -> Result<Vec<KeyInfo>, KeyError> {
        let safe = self.keeper.load_initialised().await?;
        Ok(safe.labels().map(|label| info(&safe, label)).collect())
    }

    /// One key.
    ///
    /// # Errors
    /// [`KeyRefusal::UnknownKey`].
    pub async fn show(&self, kid: &str) -> Result<KeyInfo, KeyError> {
        let safe = self.keeper.load_initialised().await?;
        Ok(info(&safe, safe.label(kid)?))
    }

    /// Makes the next key of an algorithm and publishes it. `bits` chooses the length of an RSA key.
    ///
    /// # Errors
    /// [`KeyRefusal::NotInCalendar`], [`KeyRefusal::NextExists`], [`KeyRefusal::UnsupportedRsa`],
    /// [`KeyRefusal::BitsWithoutChoice`].
    pub async fn generate(
        &self,
        alg: Algorithm,
        bits: Option<u32>,
        who: &Who,
        mode: Mode,
    ) -> Result<Change, KeyError> {
        self.change(who, mode, |safe, now, rng| generated(safe, (alg, bits), now, rng)).await
    }

    /// Makes a next key the one that signs; the one before it goes on verifying for `retire_after`.
    ///
    /// # Errors
    /// [`KeyRefusal::State`] when it is not next, or was published less than `publish_ahead` ago and this is no
    /// emergency; [`KeyRefusal::NoEmergencyReason`].
    pub async fn activate(
        &self,
        kid: &str,
        force: &Force,
        who: &Who,
        mode: Mode,
    ) -> Result<Change, KeyError> {
        has_reason(force)?;
        self.change(who, mode, |safe, now, _| activated(safe, kid, force, now)).await
    }

    /// One step of a rotation before its time: makes the next key if there is none, makes it active if it was
    /// published long enough, and otherwise says when that will be.
    ///
    /// # Errors
    /// [`KeyRefusal::NotInCalendar`].
    pub async fn rotate(&self, alg: Algorithm, who: &Who, mode: Mode) -> Result<Change, KeyError> {
        self.change(who, mode, |safe, now, rng| {
            let Some(next) = safe.next(alg) else {
                return generated(safe, (alg, safe.usual_bits(alg)), now, rng);
            };
            let (kid, from) = (next.kid.clone(), info(safe, next).not_before);
            if now < from {
                let summary = format!("the next {alg} key {kid} may be used from {}", rfc3339(from));
                return Ok(Draft::nothing(summary).of_key(&kid).usable(from));
            }
            activated(safe, &kid, &Force::No, now)
        })
        .await
    }

    /// Makes a new seal or mac key. It is used once every node has it, a minute later; the old one goes on
    /// opening what it sealed until somebody retires it.
    ///
    /// # Errors
    /// [`KeyRefusal::NextExists`].
    pub async fn rotate_secret(&self, secret: SecretUse, who: &Who, mode: Mode) -> Result<Change, KeyError> {
        let usage = match secret {
            SecretUse::Seal => KeyUse::Seal,
            SecretUse::Mac => KeyUse::Mac,
        };
        self.change(who, mode, |safe, now, rng| {
            if let Some(next) = safe.labels().find(|label| label.usage == usage && label.state.is_next()) {
                return Err(KeyRefusal::NextExists { what: usage.to_string(), kid: next.kid.clone() }.into());
            }
            let state = KeyState::Next { published_at: now };
            let kid = safe.add(KeyRecord::secret(usage, state, now, rng))?;
            let from = now.plus(safe.plan.calendar.ahead_of(usage));
            let summary = format!("a new key for {usage}, used from {}", rfc3339(from));
            Ok(Draft::new(KeyAction::Generated, summary, json!({ "use": usage })).of_key(&kid).usable(from))
        })
        .await
    }

    /// Ends a key: a next key at once, a replaced one when nothing it signed is valid any more. A replaced seal or
    /// mac key has no such moment and needs an emergency's reason: what it made is lost.
    ///
    /// # Errors
    /// [`KeyRefusal::LastActive`], [`KeyRefusal::State`], [`KeyRefusal::IndexKey`],
    /// [`KeyRefusal::NoEmergencyReason`].
    pub async fn retire(&self, kid: &str, force: &Force, who: &Who, mode: Mode) -> Result<Change, KeyError> {
        has_reason(force)?;
        self.change(who, mode, |safe, now, _| {
            safe.retire(kid, force, now)?;
            let detail = safe.particulars(kid, emergency(force));
            let summary = format!("{kid} no longer verifies or opens anything");
            Ok(Draft::new(KeyAction::Retired, summary, detail).of_key(kid))
        })
        .await
    }

    /// Wipes a retired key from the vault. Copies in backups of the database or of the vault remain.
    ///
    /// # Errors
    /// [`KeyRefusal::State`] when it is not retired.
    pub async fn destroy(&self, kid: &str, who: &Who, mode: Mode) -> Result<Change, KeyError> {
        self.change(who, mode, |safe, _, _| {
            let detail = safe.particulars(kid, json!({}));
            safe.destroy(kid)?;
            Ok(Draft::new(KeyAction::Destroyed, format!("{kid} is wiped"), detail).of_key(kid))
        })
        .await
    }

    /// The calendar in force.
    ///
    /// # Errors
    /// As [`Self::list`].
    pub async fn calendar(&self) -> Result<RotationPolicy, KeyError> {
        Ok(self.keeper.load_initialised().await?.plan.calendar)
    }

    /// Sets the calendar. It stands until it is set again or the configuration changes.
    ///
    /// # Errors
    /// [`KeyRefusal::Calendar`].
    pub async fn set_calendar(
        &self,
        calendar: &RotationPolicy,
        who: &Who,
        mode: Mode,
    ) -> Result<Change, KeyError> {
        calendar.check()?;
        self.change(who, mode, |safe, _, _| {
            if safe.plan.calendar == *calendar {
                return Ok(Draft::nothing("the calendar is as asked already".to_owned()));
            }
            let detail = json!({ "before": safe.plan.calendar, "after": calendar });
            safe.plan.calendar = calendar.clone();
            Ok(Draft::new(KeyAction::CalendarChanged, "the calendar is changed".to_owned(), detail))
        })
        .await
    }

    /// Seals the vault with another key-encryption key. Running nodes need it too: they go on with the keys in
    /// memory, and read a replaced key file by themselves.
    ///
    /// # Errors
    /// [`KeyRefusal::SameKek`], or what is wrong with the new source.
    pub async fn rewrap(&self, kek: &KekSource, who: &Who, mode: Mode) -> Result<Change, KeyError> {
        who.check()?;
        let summary = "the vault is sealed with another key-encryption key".to_owned();
        let draft = Draft::new(KeyAction::Rewrapped, summary, json!({}));
        for _ in 0..MAX_TRIES {
            let mut safe = self.keeper.load_initialised().await?;
            if mode == Mode::DryRun {
                self.keeper.prepare(&safe, kek)?;
                return Ok(draft.into_change(Outcome::WouldApply));
            }
            if self.keeper.save_rewrapped(&mut safe, kek, draft.act(KeyAction::Rewrapped, who)).await? {
                return Ok(draft.into_change(Outcome::Applied));
            }
        }
        Err(KeyError::Contended)
    }

    /// Load, change, save; again when another was first.
    async fn change(
        &self,
        who: &Who,
        mode: Mode,
        work: impl Fn(&mut Safe, Time, &dyn Rng) -> Result<Draft, KeyError>,
    ) -> Result<Change, KeyError> {
        who.check()?;
        for _ in 0..MAX_TRIES {
            let mut safe = self.keeper.load_initialised().await?;
            let draft = work(&mut safe, self.keeper.now(), &*self.keeper.rng)?;
            let Some(action) = draft.action else { return Ok(draft.into_change(Outcome::Nothing)) };
            if mode == Mode::DryRun {
                return Ok(draft.into_change(Outcome::WouldApply));
            }
            if self.keeper.save(&safe, draft.act(action, who)).await? {
                return Ok(draft.into_change(Outcome::Applied));
            }
        }
        Err(KeyError::Contended)
    }
}

fn info(safe: &Safe, label: &crate::record::Label) -> KeyInfo {
    KeyInfo::new(label, safe.plan.calendar.ahead_of(label.usage))
}

fn generated(
    safe: &mut Safe,
    (alg, bits): (Algorithm, Option<u32>),
    now: Time,
    rng: &dyn Rng,
) -> Result<Draft, KeyError> {
    let kid = safe.generate(alg, bits, now, rng)?;
    let from = now.plus(safe.plan.calendar.publish_ahead);
    let summary = format!("a next {alg} key, published now, usable from {}", rfc3339(from));
    Ok(Draft::new(KeyAction::Generated, summary, json!({ "alg": alg })).of_key(&kid).usable(from))
}

fn activated(safe: &mut Safe, kid: &str, force: &Force, now: Time) -> Result<Draft, KeyError> {
    let replaced = safe.activate(kid, force, now)?.superseded;
    let mut detail = emergency(force);
    if let Some(members) = detail.as_object_mut() {
        members.insert("replaces".to_owned(), json!(replaced));
    }
    let summary = match &replaced {
        Some(old) => format!("{kid} is the active key and {old} is retiring"),
        None => format!("{kid} is the active key"),
    };
    let detail = safe.particulars(kid, detail);
    Ok(Draft::new(KeyAction::Activated, summary, detail).of_key(kid).usable(now))
}

fn has_reason(force: &Force) -> Result<(), KeyRefusal> {
    match force {
        Force::Emergency { reason } if reason.trim().is_empty() => Err(KeyRefusal::NoEmergencyReason),
        Force::Emergency { .. } | Force::No => Ok(()),
    }
}

fn emergency(force: &Force) -> serde_json::Value {
    match force {
        Force::No => json!({}),
        Force::Emergency { reason } => json!({ "emergency": reason }),
    }
}

#[cfg(test)]
mod tests;
