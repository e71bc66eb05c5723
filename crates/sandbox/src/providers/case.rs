//! One verification as a house sees it.

use std::time::Duration;

use base::Time;
use url::Url;

use super::people::{Factors, Subject};
use super::push::Notice;
use super::voice::{About, Voice};

/// A verification at a house.
#[derive(Clone)]
pub(super) struct Case {
    /// The number the issuer gave it.
    pub(super) seq: String,
    /// What the house calls it.
    pub(super) reference: String,
    pub(super) subject: Subject,
    pub(super) factors: Factors,
    /// The kind of proof wanted, in the word of the language; a mode where the language has modes.
    pub(super) kind: String,
    /// Where the browser goes after the decision.
    pub(super) return_url: Option<Url>,
    /// What it brings along there, a voucher for instance.
    pub(super) return_query: Vec<(String, String)>,
    /// How the house calls back.
    pub(super) notice: Option<Notice>,
    pub(super) opened_at: Time,
    pub(super) expires_at: Time,
    pub(super) decided: Option<Decision>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) verdict: Verdict,
    pub(super) at: Time,
}

/// What a tester can decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the person.
    Pass,
    /// It is not.
    Fail,
    /// The person left.
    Cancel,
    /// The person took too long.
    TimeOut,
    /// Somebody passed, and it is another person than asked about.
    WrongSubject,
}

impl Verdict {
    pub(super) const ALL: [Self; 5] =
        [Self::Pass, Self::Fail, Self::Cancel, Self::TimeOut, Self::WrongSubject];

    /// The word in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Cancel => "cancel",
            Self::TimeOut => "time-out",
            Self::WrongSubject => "wrong-subject",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == word)
    }

    /// What a liar says instead.
    pub(super) const fn opposite(self) -> Self {
        match self {
            Self::Pass | Self::WrongSubject => Self::Fail,
            Self::Fail | Self::Cancel | Self::TimeOut => Self::Pass,
        }
    }
}

impl Case {
    /// A verification that has just begun, without page, callback and further facts.
    pub(super) fn new(seq: &str, reference: &str, subject: Subject, now: Time, life: Duration) -> Self {
        Self {
            seq: seq.to_owned(),
            reference: reference.to_owned(),
            subject,
            factors: Factors::default(),
            kind: String::new(),
            return_url: None,
            return_query: Vec::new(),
            notice: None,
            opened_at: now,
            expires_at: now.plus(life),
            decided: None,
        }
    }

    /// What came of it; out of time is a decision too.
    pub(super) fn verdict(&self, now: Time) -> Option<Verdict> {
        match self.decided {
            Some(decision) => Some(decision.verdict),
            None => (self.expires_at <= now).then_some(Verdict::TimeOut),
        }
    }

    /// What the house says came of it: what was decided, unless it lies.
    pub(super) fn told(&self, voice: &Voice, now: Time) -> Option<Verdict> {
        voice.verdict.or_else(|| self.verdict(now))
    }

    /// Whom the house says it verified: whom it was asked about, unless somebody else passed or it lies.
    pub(super) fn about(&self, voice: &Voice, now: Time) -> Subject {
        match (voice.about, self.verdict(now)) {
            (About::Another, _) | (_, Some(Verdict::WrongSubject)) => self.subject.another(),
            (About::Asked, _) => self.subject.clone(),
        }
    }

    /// Where the browser goes after the decision.
    pub(super) fn way_back(&self) -> Option<Url> {
        let mut url = self.return_url.clone()?;
        if !self.return_query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.return_query);
        }
        Some(url)
    }
}
