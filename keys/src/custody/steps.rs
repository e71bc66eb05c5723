//! The steps keys take in an unlocked vault, for the calendar and for the operator alike.

use base::{Rng, Time};
use proto::jose::Algorithm;
use serde_json::{Value, json};

use super::safe::Safe;
use super::vault::KeyAction;
use crate::error::{KeyError, KeyRefusal};
use crate::record::{KeyRecord, KeyUse, Label};
use crate::rotation::{Due, Force, KeyState};

/// What a step did.
pub(crate) struct Step {
    pub(crate) action: KeyAction,
    pub(crate) kid: String,
    pub(crate) why: &'static str,
    pub(crate) detail: Value,
}

/// A key that became active, and the one it replaced.
pub(crate) struct Activated {
    pub(crate) superseded: Option<String>,
}

impl Safe {
    /// Does what the calendar says is due.
    pub(crate) fn apply(&mut self, due: Due, now: Time, rng: &dyn Rng) -> Result<Step, KeyError> {
        match due {
            Due::Generate(alg) => {
                let kid = self.generate(alg, self.usual_bits(alg), now, rng)?;
                let why = "the next key is due";
                Ok(Step { action: KeyAction::Generated, kid, why, detail: json!({ "alg": alg }) })
            }
            Due::Activate(kid) => {
                let replaced = self.activate(&kid, &Force::No, now)?.superseded;
                let detail = self.particulars(&kid, json!({ "replaces": replaced }));
                Ok(Step { action: KeyAction::Activated, kid, why: "the period of use begins", detail })
            }
            Due::Supersede(kid) => {
                self.supersede(&kid, now)?;
                let detail = self.particulars(&kid, json!({}));
                Ok(Step { action: KeyAction::Rotated, kid, why: "the algorithm left the calendar", detail })
            }
            Due::Retire(kid) => {
                self.retire(&kid, &Force::No, now)?;
                let detail = self.particulars(&kid, json!({}));
                Ok(Step {
                    action: KeyAction::Retired,
                    kid,
                    why: "nothing it signed is valid any more",
                    detail,
                })
            }
        }
    }

    /// Makes the next key of an algorithm.
    pub(crate) fn generate(
        &mut self,
        alg: Algorithm,
        bits: Option<u32>,
        now: Time,
        rng: &dyn Rng,
    ) -> Result<String, KeyError> {
        self.admits_next(alg)?;
        let record = KeyRecord::generate(alg, bits, KeyState::Next { published_at: now }, now, rng)?;
        self.add(record)
    }

    /// Whether a next key of this algorithm may come in.
    pub(crate) fn admits_next(&self, alg: Algorithm) -> Result<(), KeyRefusal> {
        if !self.plan.calendar.algorithms.contains(&alg) {
            return Err(KeyRefusal::NotInCalendar(alg));
        }
        match self.next(alg) {
            Some(next) => Err(KeyRefusal::NextExists { what: alg.to_string(), kid: next.kid.clone() }),
            None => Ok(()),
        }
    }

    pub(crate) fn add(&mut self, record: KeyRecord) -> Result<String, KeyError> {
        let kid = record.label.kid.clone();
        if self.find(&kid).is_some() {
            return Err(KeyRefusal::AlreadyPresent { kid }.into());
        }
        self.records.push(record);
        Ok(kid)
    }

    /// Makes a next key active and the active key of the same kind retiring.
    pub(crate) fn activate(&mut self, kid: &str, force: &Force, now: Time) -> Result<Activated, KeyRefusal> {
        let label = self.label(kid)?;
        let ahead = self.plan.calendar.ahead_of(label.usage);
        let state =
            label.state.activate(now, ahead, force).map_err(|refusal| KeyRefusal::state(kid, refusal))?;
        let kind = (label.usage, label.alg);
        let old = self.labels().find(|label| (label.usage, label.alg) == kind && label.state.is_active());
        let superseded = old.map(|label| label.kid.clone());
        if let Some(old) = &superseded {
            self.supersede(old, now)?;
        }
        self.set_state(kid, state);
        Ok(Activated { superseded })
    }

    /// Makes an active key retiring.
    pub(crate) fn supersede(&mut self, kid: &str, now: Time) -> Result<(), KeyRefusal> {
        let label = self.label(kid)?;
        let until = match label.usage {
            KeyUse::Signing => Some(now.plus(self.plan.calendar.retire_after)),
            // What was sealed or hashed rests in the database without an end we could know here.
            KeyUse::Seal | KeyUse::Mac | KeyUse::Index => None,
        };
        let state = label.state.supersede(now, until).map_err(|refusal| KeyRefusal::state(kid, refusal))?;
        self.set_state(kid, state);
        Ok(())
    }

    /// Ends a key's use.
    pub(crate) fn retire(&mut self, kid: &str, force: &Force, now: Time) -> Result<(), KeyRefusal> {
        let label = self.label(kid)?;
        if label.usage == KeyUse::Index {
            return Err(KeyRefusal::IndexKey { kid: kid.to_owned() });
        }
        // One key of a kind is active at a time, so an active key is always the last.
        if label.state.is_active() {
            let what = label.alg.map_or_else(|| label.usage.to_string(), |alg| alg.to_string());
            return Err(KeyRefusal::LastActive { kid: kid.to_owned(), what });
        }
        let state = label.state.retire(now, force).map_err(|refusal| KeyRefusal::state(kid, refusal))?;
        self.set_state(kid, state);
        Ok(())
    }

    /// Wipes a retired key. Saving the vault removes its blob.
    pub(crate) fn destroy(&mut self, kid: &str) -> Result<(), KeyRefusal> {
        self.label(kid)?.state.destroy().map_err(|refusal| KeyRefusal::state(kid, refusal))?;
        self.records.retain(|record| record.label.kid != kid);
        Ok(())
    }

    /// A key's length stays what it was unless somebody chooses another.
    pub(crate) fn usual_bits(&self, alg: Algorithm) -> Option<u32> {
        match alg {
            Algorithm::RS256 | Algorithm::PS256 => self.active(alg).map(|label| label.bits),
            Algorithm::ES256 | Algorithm::ES384 | Algorithm::EdDSA => None,
        }
    }

    pub(crate) fn label(&self, kid: &str) -> Result<&Label, KeyRefusal> {
        let record = self.find(kid).ok_or_else(|| KeyRefusal::UnknownKey { kid: kid.to_owned() })?;
        Ok(&record.label)
    }

    /// Use and algorithm of a key, for the audit log, with what else there is to say.
    pub(crate) fn particulars(&self, kid: &str, mut detail: Value) -> Value {
        if let (Some(record), Some(members)) = (self.find(kid), detail.as_object_mut()) {
            members.insert("use".to_owned(), json!(record.label.usage));
            if let Some(alg) = record.label.alg {
                members.insert("alg".to_owned(), json!(alg));
            }
        }
        detail
    }

    fn set_state(&mut self, kid: &str, state: KeyState) {
        if let Some(record) = self.records.iter_mut().find(|record| record.label.kid == kid) {
            record.label.state = state;
        }
    }
}
