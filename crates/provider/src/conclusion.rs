//! What a provider of the open languages says at the end, whichever of the two it speaks.
//!
//! Owns the event `verification-concluded`, its rules and what it comes to. Does not own how it is signed or carried.
//! Nothing but what is named here can be said: an event with another member is refused, so that no picture, template or
//! number can come along by mistake.

use base::Time;
use evidence::kind::EvidenceKind;
use serde::{Deserialize, Serialize};

use crate::answer::is_name;
use crate::digest::{is_hex_digest, is_seq};
use crate::finding::{About, Failure, Finding, Inputs, Outcome};
use crate::notified::CallbackRefusal;

/// The event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Conclusion {
    pub(crate) out_seq_no: String,
    pub(crate) outcome: Word,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<EvidenceKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subject_digest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) openid: Option<String>,
    #[serde(default)]
    pub(crate) inputs: Inputs,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Word {
    Passed,
    Failed,
    Cancelled,
    Expired,
}

impl Word {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "passed" => Some(Self::Passed),
            "failed" => Some(Self::Failed),
            "cancelled" => Some(Self::Cancelled),
            "expired" => Some(Self::Expired),
            _ => None,
        }
    }
}

/// Why an event is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// A member is missing or not of its form.
    Malformed,
    /// It speaks of a kind of proof this provider is not registered for.
    Kind,
}

impl From<Flaw> for CallbackRefusal {
    fn from(flaw: Flaw) -> Self {
        match flaw {
            Flaw::Malformed => Self::Malformed,
            Flaw::Kind => Self::Kind,
        }
    }
}

impl Conclusion {
    /// What it comes to, for a provider that may find `kinds`. `reference` is its name for the proof, `at` when it says
    /// that it found it.
    pub(crate) fn outcome(&self, kinds: &[EvidenceKind], reference: &str, at: Time) -> Result<Outcome, Flaw> {
        let texts = self.openid.as_deref().is_none_or(is_name) && self.reason.as_deref().is_none_or(is_name);
        if !is_seq(&self.out_seq_no) || !texts || !self.inputs.is_sound() {
            return Err(Flaw::Malformed);
        }
        match self.outcome {
            Word::Passed => self.finding(kinds, reference, at).map(|one| Outcome::Passed(Box::new(one))),
            Word::Failed => {
                let reason = self.reason.as_deref();
                Ok(Outcome::Failed(reason.map_or(Failure::Refused, Failure::of_word)))
            }
            Word::Cancelled => Ok(Outcome::Cancelled),
            Word::Expired => Ok(Outcome::Expired),
        }
    }

    fn finding(&self, kinds: &[EvidenceKind], reference: &str, at: Time) -> Result<Finding, Flaw> {
        let kind = self.kind.ok_or(Flaw::Malformed)?;
        if !kinds.contains(&kind) {
            return Err(Flaw::Kind);
        }
        let digest = self.subject_digest.clone().filter(|text| is_hex_digest(text));
        Ok(Finding {
            kind,
            about: About::Digest(digest.ok_or(Flaw::Malformed)?),
            openid: self.openid.clone(),
            reference: reference.to_owned(),
            at: Some(at),
            inputs: self.inputs.clone(),
        })
    }
}

#[cfg(test)]
mod tests;
