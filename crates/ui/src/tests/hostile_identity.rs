//! The pages of proving who one is and of acting for organisations, full of hostile values.

use base::Time;

use super::escaping::hostile;
use crate::{
    Acceptance, ActingForm, ActingPage, ActingRole, Administration, AdministratorRow, AgentRow, AgentState,
    Allows, Asking, Attention, BankCardField, CapacityEntity, CapacityPage, Carried, DocumentKind,
    DocumentRow, DocumentState, EntityRow, EntityState, EvidenceRow, FieldProblem, Frame, GivenOn, Happening,
    History, HistoryRow, IdentityChange, IdentityLevel, IdentityPage, InvitationRow, KnownIdentity, Lasts,
    Link, Looks, Message, OwnName, PhoneField, ProofKind, Proved, RightRow, TriedWay, TypedAdministrator,
    TypedInvite, TypedPerson, VerifiedPage, VerifyOutcome, VerifyPage, VerifyReason, VerifyWay, WaitingPage,
    WayState, WorthReason,
};

const AT: Time = Time::from_seconds(0);
const RUNS: &str = "javascript:alert(1)";

fn runs() -> Option<String> {
    Some(RUNS.to_owned())
}

/// Every such page.
pub(super) fn pages(frame: &Frame) -> Vec<String> {
    let one = acting();
    let several = ActingPage { entities: vec![entity(), entity()], tried: None, ..acting() };
    vec![
        crate::verify(frame, &verify()),
        crate::verify(frame, &VerifyPage { identity: None, tried: None, ..verify() }),
        crate::waiting(frame, &waiting()),
        crate::verified(frame, &verified()),
        crate::capacity(frame, &capacity()),
        crate::identity(frame, &identity()),
        crate::acting(frame, &one),
        crate::acting(frame, &several),
        crate::history(frame, &history()),
        crate::overview(frame, &super::hostile_home::overview_with(vec![invited()])),
    ]
}

fn carried() -> Carried {
    Carried { handle: hostile(), csrf: hostile() }
}

fn asking() -> Option<Asking> {
    Some(Asking { name: hostile(), place: hostile(), logo: Some(hostile()) })
}

fn problems(fields: &[&'static str]) -> Vec<FieldProblem> {
    let message = || Message::WayToPlatform { platform: hostile() };
    fields.iter().map(|field| FieldProblem { field, message: message() }).collect()
}

fn person() -> TypedPerson {
    TypedPerson { document: None, number: hostile(), name: hostile() }
}

fn way(state: WayState) -> VerifyWay {
    VerifyWay {
        provider: hostile(),
        name: hostile(),
        kind: ProofKind::Face,
        step: 1,
        steps: 2,
        phone: PhoneField::Asked,
        bank_card: BankCardField::Asked,
        state,
    }
}

fn verify() -> VerifyPage {
    let known = VerifyWay { phone: PhoneField::Known { masked: hostile() }, ..way(WayState::Now) };
    VerifyPage {
        carried: carried(),
        asking: asking(),
        reason: VerifyReason::Needed,
        level: IdentityLevel::L1,
        needed: IdentityLevel::L4,
        identity: Some(KnownIdentity {
            document: DocumentKind::Passport,
            number: hostile(),
            name: hostile(),
            change: IdentityChange::Offered,
        }),
        typed: person(),
        ways: vec![way(WayState::Now), way(WayState::NotNow), known],
        tried: Some(TriedWay { provider: hostile(), kind: ProofKind::Face, phone: hostile() }),
        problems: problems(&["phone", "bank_card", "face_consent", "number", "name"]),
        skip_href: runs(),
        cancel_href: runs(),
    }
}

fn waiting() -> WaitingPage {
    WaitingPage {
        carried: carried(),
        asking: asking(),
        seq: hostile(),
        provider: hostile(),
        kind: ProofKind::Face,
        provider_href: runs(),
        looks: Looks::Every { seconds: 2, still_href: RUNS.to_owned() },
        wait_href: "//evil.example".to_owned(),
        minutes_left: 1,
    }
}

fn verified() -> VerifiedPage {
    VerifiedPage {
        asking: asking(),
        provider: hostile(),
        outcome: VerifyOutcome::Passed(Proved {
            kind: ProofKind::Face,
            level: IdentityLevel::L4,
            lasts: Lasts::Until(AT),
            step: 1,
            steps: 2,
        }),
        again_href: runs(),
        way_on: Link { href: RUNS.to_owned(), label: Message::WayToPlatform { platform: hostile() } },
    }
}

fn capacity() -> CapacityPage {
    CapacityPage {
        carried: carried(),
        asking: asking(),
        self_name: hostile(),
        own_name: OwnName::Offered,
        entities: vec![CapacityEntity {
            id: hostile(),
            name: hostile(),
            role: ActingRole::Agent,
            until: Some(AT),
            items: vec![hostile()],
        }],
        chosen: Some(hostile()),
        problems: problems(&["capacity"]),
        cancel_href: runs(),
    }
}

fn identity() -> IdentityPage {
    IdentityPage {
        csrf: hostile(),
        level: IdentityLevel::L3,
        until: Some(AT),
        session_level: Some(IdentityLevel::L4),
        documents: vec![DocumentRow {
            kind: DocumentKind::Passport,
            number: hostile(),
            name: hostile(),
            state: DocumentState::Verified { at: AT },
            valid_until: Some(AT),
            new_name: Some(hostile()),
        }],
        evidence: vec![EvidenceRow {
            id: hostile(),
            kind: ProofKind::Face,
            provider: hostile(),
            issued: AT,
            until: Some(AT),
            worth: Some(IdentityLevel::L4),
            why: WorthReason::Counts,
        }],
        raise_href: runs(),
        problems: problems(&[""]),
        notice: Some(Message::AgentInvited { name: hostile() }),
        now: AT,
    }
}

fn allows() -> Allows {
    Allows { items: vec![hostile()], regions: vec![hostile()], last_day: Some(AT) }
}

fn entity() -> EntityRow {
    EntityRow {
        id: hostile(),
        name: hostile(),
        uscc: hostile(),
        role: ActingRole::LegalRepresentative,
        state: EntityState::Active,
        administration: Administration::Open,
        administrators: vec![AdministratorRow { id: hostile(), name: hostile(), since: AT, until: Some(AT) }],
        agents: vec![AgentRow {
            id: hostile(),
            name: hostile(),
            allows: allows(),
            state: AgentState::ToReconfirm { by: AT },
        }],
    }
}

fn acting() -> ActingPage {
    let invitation = |acceptance| InvitationRow {
        id: hostile(),
        entity: hostile(),
        by: hostile(),
        allows: allows(),
        invited: AT,
        acceptance,
    };
    ActingPage {
        csrf: hostile(),
        invitations: vec![
            invitation(Acceptance::Possible),
            invitation(Acceptance::LevelFirst { href: RUNS.to_owned() }),
        ],
        entities: vec![entity()],
        rights: vec![RightRow { id: hostile(), entity: hostile(), allows: allows(), since: AT }],
        invite: TypedInvite {
            entity: hostile(),
            person: person(),
            phone: hostile(),
            items: format!("{}\n</textarea>{}", hostile(), hostile()),
            regions: hostile(),
            last_day: hostile(),
            given_on: GivenOn::Allowed,
        },
        administrator: TypedAdministrator { entity: hostile(), person: person() },
        tried: Some(ActingForm::Invite),
        problems: problems(&["name", "items", "last_day", "subdelegation"]),
        notice: Some(Message::RightLeft { entity: hostile() }),
        now: AT,
    }
}

fn invited() -> Attention {
    Attention::Invited { entity: hostile() }
}

fn history() -> History {
    let entity = Some(hostile());
    let row = HistoryRow {
        at: AT,
        what: Happening::DelegationEnded { entity },
        methods: Vec::new(),
        device: hostile(),
        place: hostile(),
    };
    History { rows: vec![row], older_href: None, newest_href: None, now: AT }
}
