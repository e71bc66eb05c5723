//! What came of a verification, in plain words, and the way on. Says what was proved and until when it counts, never
//! which of the things compared did not fit.
//!
//! Posts nothing. Test ids: `verified-page` (with `data-outcome`: `passed`, `failed`, `cancelled`, `expired`, `broke`,
//! and where it failed `data-reason`), `proved`, `level`, `until`, `steps`, `again-link`, `way-on`, `hall`.

use std::borrow::Cow;

use askama::Template;
use base::Time;

use super::home::levels::IdentityLevel;
use super::proof::ProofKind;
use crate::catalogue::Words;
use crate::component::{Shell, Timestamp, html};
use crate::href::safe;
use crate::visible::visible;
use crate::{Asking, Frame, Link};

/// What the page shows after a verification.
#[derive(Clone, Debug)]
pub struct VerifiedPage {
    /// The platform that asks; none when the person came on their own.
    pub asking: Option<Asking>,
    /// The provider's name in the page's language.
    pub provider: String,
    /// What came of it.
    pub outcome: VerifyOutcome,
    /// The page with the ways, to try again or to take another; none where that is no use.
    pub again_href: Option<String>,
    /// The way on: after a pass the next step, otherwise the way that does without it.
    pub way_on: Link,
}

/// What came of a verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VerifyOutcome {
    /// It is proved.
    Passed(Proved),
    /// It is not so, or the provider could not make sure.
    Failed(FailReason),
    /// The person left.
    Cancelled,
    /// It took too long.
    Expired,
    /// Something of the provider's or of ours failed.
    Broke,
}

/// What was proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// What.
    pub kind: ProofKind,
    /// What is known of the person now, in this session.
    pub level: IdentityLevel,
    /// How long the proof counts.
    pub lasts: Lasts,
    /// Which of the proofs the level takes this was, from 1.
    pub step: u32,
    /// How many it takes.
    pub steps: u32,
}

/// How long a proof counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasts {
    /// Until it is withdrawn.
    Always,
    /// Until a moment.
    Until(Time),
    /// Until the person signs out: for more, another kind of proof is needed beside it.
    ThisSession,
}

/// Why a verification failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailReason {
    /// What was told does not belong together: `no_match`.
    NoMatch,
    /// No living person was seen: `not_live`.
    NotLive,
    /// The face is not that of the document: `other_face`.
    OtherFace,
    /// The document is no longer valid: `document_invalid`.
    DocumentInvalid,
    /// The register says that the person has died: `deceased`.
    Deceased,
    /// Another reason of the provider's: `refused`.
    Refused,
    /// Somebody else than asked for was verified: `subject_mismatch`.
    SubjectMismatch,
    /// The document belongs to another account: `elsewhere`.
    Elsewhere,
}

impl FailReason {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::NoMatch,
        Self::NotLive,
        Self::OtherFace,
        Self::DocumentInvalid,
        Self::Deceased,
        Self::Refused,
        Self::SubjectMismatch,
        Self::Elsewhere,
    ];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoMatch => "no_match",
            Self::NotLive => "not_live",
            Self::OtherFace => "other_face",
            Self::DocumentInvalid => "document_invalid",
            Self::Deceased => "deceased",
            Self::Refused => "refused",
            Self::SubjectMismatch => "subject_mismatch",
            Self::Elsewhere => "elsewhere",
        }
    }

    /// From its word; reasons that say nothing to a person count as [`Self::Refused`].
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|reason| reason.word() == word).unwrap_or(Self::Refused)
    }

    /// The keys of the heading and of what can be done.
    const fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::NoMatch => ("failed-heading", "failed-no-match"),
            Self::NotLive => ("failed-heading", "failed-not-live"),
            Self::OtherFace => ("failed-heading", "failed-other-face"),
            Self::DocumentInvalid => ("failed-document-heading", "failed-document-invalid"),
            Self::Deceased => ("failed-document-heading", "failed-deceased"),
            Self::Refused => ("failed-heading", "failed-refused"),
            Self::SubjectMismatch => ("failed-heading", "failed-subject-mismatch"),
            Self::Elsewhere => ("failed-elsewhere-heading", "failed-elsewhere"),
        }
    }
}

impl VerifyOutcome {
    /// Its word in `data-outcome`, and the keys of heading and text.
    const fn told(&self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Passed(_) => ("passed", "passed-heading", "passed-lead"),
            Self::Failed(reason) => {
                let (heading, text) = reason.keys();
                ("failed", heading, text)
            }
            Self::Cancelled => ("cancelled", "cancelled-heading", "cancelled-lead"),
            Self::Expired => ("expired", "expired-heading", "expired-lead"),
            Self::Broke => ("broke", "broke-heading", "broke-lead"),
        }
    }

    const fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Failed(reason) => Some(reason.word()),
            Self::Passed(_) | Self::Cancelled | Self::Expired | Self::Broke => None,
        }
    }
}

/// The page that says what came of a verification.
pub fn verified(frame: &Frame, view: &VerifiedPage) -> String {
    let t = Words(frame.locale);
    let (name, heading, text) = view.outcome.told();
    let heading = t.say(heading);
    let body = Body {
        t,
        view,
        name,
        reason: view.outcome.reason(),
        heading: &heading,
        text: t.say(text),
        proof: match &view.outcome {
            VerifyOutcome::Passed(proved) => Some(Proof::new(t, proved)),
            VerifyOutcome::Failed(_)
            | VerifyOutcome::Cancelled
            | VerifyOutcome::Expired
            | VerifyOutcome::Broke => None,
        },
        provider: visible(&view.provider),
        again_href: view.again_href.as_deref().map(safe),
        way_href: safe(&view.way_on.href),
        way_label: view.way_on.label.text(frame.locale),
    };
    Shell::new(frame, &heading, &body).asked_by(view.asking.as_ref()).html()
}

#[derive(Template)]
#[template(path = "page/verified.html")]
struct Body<'a> {
    t: Words,
    view: &'a VerifiedPage,
    name: &'static str,
    reason: Option<&'static str>,
    heading: &'a str,
    text: Cow<'static, str>,
    proof: Option<Proof>,
    provider: Cow<'a, str>,
    again_href: Option<&'a str>,
    way_href: &'a str,
    way_label: String,
}

html!(Body<'_>);

/// What was proved, ready to be shown.
struct Proof {
    name: Cow<'static, str>,
    level: String,
    meaning: Cow<'static, str>,
    lasts: Lasts,
    until: Option<Timestamp>,
    steps: Option<String>,
}

impl Proof {
    fn new(t: Words, proved: &Proved) -> Self {
        Self {
            name: t.say(proved.kind.name()),
            level: proved.level.on_scale(t),
            meaning: t.say(proved.level.meaning()),
            lasts: proved.lasts,
            until: match proved.lasts {
                Lasts::Until(at) => Some(Timestamp::day(t, at)),
                Lasts::Always | Lasts::ThisSession => None,
            },
            steps: (proved.step < proved.steps).then(|| t.part("passed-step", proved.step, proved.steps)),
        }
    }
}
