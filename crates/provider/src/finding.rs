//! What a provider found, and about whom.

use base::Time;
use evidence::kind::EvidenceKind;
use serde::{Deserialize, Serialize};
use time::Date;
use time::macros::format_description;

use crate::dialect::Subject;

/// What came of a verification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is not decided.
    Pending,
    /// It is so.
    Passed(Box<Finding>),
    /// It is not so, or the provider could not make sure.
    Failed(Failure),
    /// The person left.
    Cancelled,
    /// The provider waited too long for the person.
    Expired,
}

/// Why a verification failed. Pages tell it in plain words; nothing here tells which part did not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// Name, number and the like do not belong together, or nobody has them.
    NoMatch,
    /// No living person was seen.
    NotLive,
    /// The face is not that of the document.
    OtherFace,
    /// The document is no longer valid.
    DocumentInvalid,
    /// The register says that the person has died.
    Deceased,
    /// Another reason of the provider's.
    Refused,
}

impl Failure {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::NoMatch,
        Self::NotLive,
        Self::OtherFace,
        Self::DocumentInvalid,
        Self::Deceased,
        Self::Refused,
    ];

    /// The reason of a word; [`Failure::Refused`] for a word of the provider's own.
    pub fn of_word(word: &str) -> Self {
        Self::ALL.iter().copied().find(|failure| failure.as_str() == word).unwrap_or(Self::Refused)
    }

    /// The word in storage and in the audit log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoMatch => "no_match",
            Self::NotLive => "not_live",
            Self::OtherFace => "other_face",
            Self::DocumentInvalid => "document_invalid",
            Self::Deceased => "deceased",
            Self::Refused => "refused",
        }
    }
}

/// Something that was verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What kind of fact.
    pub kind: EvidenceKind,
    /// About whom: the service compares.
    pub about: About,
    /// Who the person is at the provider, where it says so: the service compares.
    pub openid: Option<String>,
    /// The provider's own name for the proof, for later questions.
    pub reference: String,
    /// When the provider found it, if it says so.
    pub at: Option<Time>,
    /// How it was found.
    pub inputs: Inputs,
}

/// How a provider says whom it verified.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// In full.
    Named(Subject),
    /// By number and name as a digest: SHA-256 in lower-case hexadecimal, as [`subject_digest`](crate::subject_digest)
    /// makes it.
    Digest(String),
    /// By the reference alone: the provider bound the person to it when it began.
    Reference(String),
}

impl std::fmt::Debug for About {
    /// Without the person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Named(_) => "Named",
            Self::Digest(_) => "Digest",
            Self::Reference(_) => "Reference",
        })
    }
}

/// What a proof rested on: kept with the evidence as it is, so that its worth can be worked out anew. No image, no
/// template, no number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    /// How a living person was told from a picture, in the provider's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub liveness: Option<String>,
    /// How alike the faces were: `high`, `medium`; never the score itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score_band: Option<String>,
    /// What was compared: `name`, `number`, `phone`, `bank_card`, `photo`, `password`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compared: Vec<String>,
    /// Where the person's household is registered, GB/T 2260, six digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household_division: Option<String>,
    /// The last day the document is valid, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_valid_until: Option<String>,
    /// The code by which the national network identity service names the person to this deployment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network_identity_code: Option<String>,
}

/// The longest word in inputs, in bytes.
const MAX_WORD_BYTES: usize = 64;
/// What may be compared.
const COMPARED: &[&str] = &["name", "number", "phone", "bank_card", "photo", "password"];
/// How alike faces may be.
const BANDS: &[&str] = &["high", "medium"];

impl Inputs {
    /// Whether every member is of its form: words where words belong, so that nothing larger hides in them.
    pub fn is_sound(&self) -> bool {
        let words = [self.liveness.as_deref(), self.network_identity_code.as_deref()];
        words.into_iter().flatten().all(is_word)
            && self.score_band.as_deref().is_none_or(|band| BANDS.contains(&band))
            && self.compared.len() <= COMPARED.len()
            && self.compared.iter().all(|word| COMPARED.contains(&word.as_str()))
            && self.household_division.as_deref().is_none_or(is_division)
            && self.document_valid_until.as_deref().is_none_or(|text| date(text).is_some())
    }
}

fn is_word(text: &str) -> bool {
    (1..=MAX_WORD_BYTES).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// GB/T 2260: six digits.
fn is_division(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A day of the calendar, `YYYY-MM-DD` (RFC 3339 section 5.6, full-date).
pub(crate) fn date(text: &str) -> Option<Date> {
    let exact = text.len() == "YYYY-MM-DD".len();
    exact.then(|| Date::parse(text, format_description!("[year]-[month]-[day]")).ok()).flatten()
}

#[cfg(test)]
mod tests;
