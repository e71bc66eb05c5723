//! What is known of the person and what it rests on: the level in plain words, the documents, every proof with what it
//! is worth and why, and "this was not me" for each.
//!
//! Posts: `/home/identity/evidence/ID/dispute`. `/verify` by a link.
//! Test ids: `identity-page`, `identity-level`, `level-until`, `session-level`, `raise`, `document` (with `data-kind`,
//! `data-state`), `no-documents`, `evidence-ID` (with `data-kind`, `data-why`), `worth-ID`, `dispute-ID`,
//! `no-evidence`, `hall`, `notice`.

use std::borrow::Cow;

use askama::Template;
use base::Time;

use super::levels::{IdentityLevel, identity as level};
use crate::catalogue::Words;
use crate::component::{Head, Level, Shell, Timestamp, html};
use crate::href::safe;
use crate::pages::proof::{DocumentKind, ProofKind};
use crate::visible::visible;
use crate::{FieldProblem, Frame, Message};

/// What the page about the person's identity shows.
#[derive(Clone, Debug)]
pub struct IdentityPage {
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
    /// What is known of the person, whatever session they are in.
    pub level: IdentityLevel,
    /// When that falls by itself; none: it does not.
    pub until: Option<Time>,
    /// What counts in this session only, where that is more.
    pub session_level: Option<IdentityLevel>,
    /// The documents, verified ones first.
    pub documents: Vec<DocumentRow>,
    /// The proofs, newest first.
    pub evidence: Vec<EvidenceRow>,
    /// Where the level is raised; none where it cannot be.
    pub raise_href: Option<String>,
    /// What was wrong with what was just tried, with an empty field name.
    pub problems: Vec<FieldProblem>,
    /// What was just done, if anything.
    pub notice: Option<Message>,
    /// The present, for "ten minutes ago".
    pub now: Time,
}

/// An identity document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRow {
    /// Its kind.
    pub kind: DocumentKind,
    /// Its number, masked.
    pub number: String,
    /// The name in it, masked or not.
    pub name: String,
    /// Whether it was verified.
    pub state: DocumentState,
    /// The last day it is valid, if that is known: any moment of that day.
    pub valid_until: Option<Time>,
    /// A name told since then that is not verified, masked or not.
    pub new_name: Option<String>,
}

/// Whether a document was verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentState {
    /// The person told of it; nobody has checked it.
    Told,
    /// It was verified.
    Verified {
        /// When.
        at: Time,
    },
}

/// A proof about the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceRow {
    /// Its id.
    pub id: String,
    /// What was proved.
    pub kind: ProofKind,
    /// By whom, in the page's language; empty where it was the person.
    pub provider: String,
    /// When.
    pub issued: Time,
    /// Until when it counts for what it does; none: it has no end, or counts for nothing.
    pub until: Option<Time>,
    /// The level it counts for now; none: nothing.
    pub worth: Option<IdentityLevel>,
    /// Why that and no more.
    pub why: WorthReason,
}

/// Why a proof counts for what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorthReason {
    /// It counts in full.
    Counts,
    /// It counts in full, in this session only.
    OnlyInItsSession,
    /// It would count for more with another kind of proof beside it.
    NeedsSecondKind,
    /// Its time is over.
    Expired,
    /// The person said that it was not them.
    Disputed,
    /// It would count for more if nothing else were disputed.
    BesideDisputed,
    /// It was withdrawn.
    Revoked,
    /// It would count for more from another provider.
    CappedByProvider,
    /// It is older than what was asked for.
    TooOld,
    /// Nothing is built on proofs of this kind here.
    NoRule,
}

impl WorthReason {
    /// Its word in `data-why`, and the key of its text.
    const fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::Counts => ("counts", "worth-counts"),
            Self::OnlyInItsSession => ("only-in-its-session", "worth-session"),
            Self::NeedsSecondKind => ("needs-second-kind", "worth-second-kind"),
            Self::Expired => ("expired", "worth-expired"),
            Self::Disputed => ("disputed", "worth-disputed"),
            Self::BesideDisputed => ("beside-disputed", "worth-beside-disputed"),
            Self::Revoked => ("revoked", "worth-revoked"),
            Self::CappedByProvider => ("capped-by-provider", "worth-capped"),
            Self::TooOld => ("too-old", "worth-too-old"),
            Self::NoRule => ("no-rule", "worth-no-rule"),
        }
    }

    /// What is disputed or withdrawn already needs no word from the person.
    const fn may_be_disputed(self) -> bool {
        !matches!(self, Self::Disputed | Self::Revoked)
    }
}

/// The page about the person's identity.
pub fn identity(frame: &Frame, view: &IdentityPage) -> String {
    let t = Words(frame.locale);
    let head = Head::new(frame, t.say("identity-heading"))
        .lead(t.say("identity-lead"))
        .problems(&view.problems)
        .done(view.notice.as_ref());
    let heading = head.heading().to_owned();
    let body = Body {
        t,
        view,
        head,
        level: level(t, view.level),
        until: view.until.map(|at| Timestamp::day(t, at)),
        session: view.session_level.map(|higher| higher.on_scale(t)),
        documents: view.documents.iter().map(|row| Document::new(t, row)).collect(),
        evidence: view.evidence.iter().map(|row| Evidence::new(t, row, view.now)).collect(),
        raise_href: view.raise_href.as_deref().map(safe),
    };
    let shell = Shell::new(frame, &heading, &body).tells_account();
    if view.problems.is_empty() { shell.html() } else { shell.with_problems(&heading).html() }
}

#[derive(Template)]
#[template(path = "page/home/identity.html")]
struct Body<'a> {
    t: Words,
    view: &'a IdentityPage,
    head: Head<'a>,
    level: Level,
    until: Option<Timestamp>,
    session: Option<String>,
    documents: Vec<Document<'a>>,
    evidence: Vec<Evidence<'a>>,
    raise_href: Option<&'a str>,
}

html!(Body<'_>);

/// A document, ready to be shown.
struct Document<'a> {
    kind: &'static str,
    name: Cow<'static, str>,
    number: Cow<'a, str>,
    person: Cow<'a, str>,
    verified: Option<Timestamp>,
    valid_until: Option<Timestamp>,
    new_name: Option<String>,
}

impl<'a> Document<'a> {
    fn new(t: Words, row: &'a DocumentRow) -> Self {
        Self {
            kind: row.kind.word(),
            name: t.say(row.kind.name()),
            number: visible(&row.number),
            person: visible(&row.name),
            verified: match row.state {
                DocumentState::Told => None,
                DocumentState::Verified { at } => Some(Timestamp::day(t, at)),
            },
            valid_until: row.valid_until.map(|at| Timestamp::day(t, at)),
            new_name: row.new_name.as_deref().map(|name| t.about("document-new-name", name)),
        }
    }
}

/// A proof, ready to be shown.
struct Evidence<'a> {
    id: &'a str,
    kind: &'static str,
    name: Cow<'static, str>,
    provider: Cow<'a, str>,
    issued: Timestamp,
    until: Option<Timestamp>,
    worth: String,
    counts: bool,
    why: &'static str,
    reason: Cow<'static, str>,
    may_be_disputed: bool,
}

impl<'a> Evidence<'a> {
    fn new(t: Words, row: &'a EvidenceRow, now: Time) -> Self {
        let (why, reason) = row.why.told();
        Self {
            id: &row.id,
            kind: row.kind.word(),
            name: t.say(row.kind.name()),
            provider: visible(&row.provider),
            issued: Timestamp::relative(t, row.issued, now),
            until: row.until.map(|at| Timestamp::day(t, at)),
            worth: match row.worth {
                Some(level) => t.count("worth-level", u32::from(level.number())),
                None => t.say("worth-nothing").into_owned(),
            },
            counts: row.worth.is_some(),
            why,
            reason: t.say(reason),
            may_be_disputed: row.why.may_be_disputed(),
        }
    }
}
