//! Made-up content for the page about acting for organisations, in its states.

use super::Sample;
use super::identity_samples::items;
use super::samples::{account_name, words};
use crate::moment::{example_ago, example_ahead, example_now};
use crate::{
    Acceptance, ActingForm, ActingPage, ActingRole, Administration, AdministratorRow, AgentRow, AgentState,
    Allows, DocumentKind, EntityRow, EntityState, FieldProblem, Frame, GivenOn, InvitationRow, Message,
    RightRow, TypedAdministrator, TypedInvite, TypedPerson,
};

/// Every sample, in the order of the list.
pub(super) const ALL: &[Sample] = &[
    ("home-acting", |frame| crate::acting(frame, &acting(frame))),
    ("home-acting-none", |frame| crate::acting(frame, &acting_none(frame))),
    ("home-acting-one", |frame| crate::acting(frame, &acting_one(frame))),
    ("home-acting-invite-problems", |frame| crate::acting(frame, &invite_problems(frame))),
    ("home-acting-administrator-problems", |frame| crate::acting(frame, &administrator_problems(frame))),
];

const DAY: u64 = 24 * 60;

fn works(frame: &Frame) -> String {
    words(frame, "云江精密机械制造有限公司", "Yunjiang Precision Works Ltd").to_owned()
}

fn shop(frame: &Frame) -> String {
    words(frame, "云江海屿茶叶店", "Haiyu Tea Shop").to_owned()
}

fn allows(frame: &Frame) -> Allows {
    Allows {
        items: items(frame),
        regions: vec!["44".to_owned(), "440100".to_owned()],
        last_day: Some(example_ahead(90 * DAY)),
    }
}

const EVERYTHING: Allows = Allows { items: Vec::new(), regions: Vec::new(), last_day: None };

fn acting(frame: &Frame) -> ActingPage {
    ActingPage {
        csrf: "sample".to_owned(),
        invitations: invitations(frame),
        entities: entities(frame),
        rights: vec![RightRow {
            id: "d9".to_owned(),
            entity: words(frame, "邻江物流集团", "Linjiang Logistics").to_owned(),
            allows: allows(frame),
            since: example_ago(30 * DAY),
        }],
        invite: TypedInvite::default(),
        administrator: TypedAdministrator::default(),
        tried: None,
        problems: Vec::new(),
        notice: Some(Message::AgentInvited { name: words(frame, "李明", "Li Ming").to_owned() }),
        now: example_now(),
    }
}

fn invitations(frame: &Frame) -> Vec<InvitationRow> {
    let row = |id: &str, entity: &str, acceptance| InvitationRow {
        id: id.to_owned(),
        entity: entity.to_owned(),
        by: words(frame, "王芳", "Wang Fang").to_owned(),
        allows: allows(frame),
        invited: example_ago(40),
        acceptance,
    };
    let level = Acceptance::LevelFirst { href: "/ui/verify".to_owned() };
    vec![
        row("d1", words(frame, "海屿旅行社", "Haiyu Travel Agency"), Acceptance::Possible),
        row("d2", words(frame, "云江种子公司", "Yunjiang Seeds"), level),
    ]
}

fn entities(frame: &Frame) -> Vec<EntityRow> {
    let agent = |id: &str, name: &str, allows, state| AgentRow {
        id: id.to_owned(),
        name: name.to_owned(),
        allows,
        state,
    };
    let administrator = |id: &str, name: &str| AdministratorRow {
        id: id.to_owned(),
        name: name.to_owned(),
        since: example_ago(300 * DAY),
        until: None,
    };
    let waiting = AgentState::Invited { at: example_ago(2 * DAY) };
    let ending = AgentState::ToReconfirm { by: example_ahead(20 * DAY) };
    let holding = AgentState::Active { since: example_ago(100 * DAY) };
    vec![
        EntityRow {
            administrators: vec![
                administrator("r1", words(frame, "赵敏", "Zhao Min")),
                AdministratorRow {
                    until: Some(example_ahead(20 * DAY)),
                    ..administrator("r2", words(frame, "孙涛", "Sun Tao"))
                },
            ],
            agents: vec![
                agent("d3", words(frame, "李明", "Li Ming"), allows(frame), waiting),
                agent("d4", words(frame, "陈静", "Chen Jing"), allows(frame), holding),
                agent("d5", words(frame, "周强", "Zhou Qiang"), EVERYTHING, ending),
            ],
            ..entity("e1", shop(frame), ActingRole::LegalRepresentative)
        },
        EntityRow {
            administration: Administration::NotTheirs,
            administrators: vec![administrator("r2", &account_name(frame))],
            ..entity("e2", works(frame), ActingRole::Administrator)
        },
        EntityRow {
            administration: Administration::NotTheirs,
            agents: vec![agent("d6", words(frame, "吴磊", "Wu Lei"), allows(frame), holding)],
            ..entity("d9", words(frame, "邻江物流集团", "Linjiang Logistics").to_owned(), ActingRole::Agent)
        },
    ]
}

fn entity(id: &str, name: String, role: ActingRole) -> EntityRow {
    EntityRow {
        id: id.to_owned(),
        name,
        uscc: "91350100M000100Y40".to_owned(),
        role,
        state: EntityState::Active,
        administration: Administration::Open,
        administrators: Vec::new(),
        agents: Vec::new(),
    }
}

fn acting_none(frame: &Frame) -> ActingPage {
    ActingPage {
        invitations: Vec::new(),
        entities: Vec::new(),
        rights: Vec::new(),
        notice: None,
        ..acting(frame)
    }
}

/// One organisation that stands, full of administrators, and one that is gone.
fn acting_one(frame: &Frame) -> ActingPage {
    let full = EntityRow {
        administration: Administration::Full,
        ..entity("e1", shop(frame), ActingRole::LegalRepresentative)
    };
    let gone =
        EntityRow { state: EntityState::Gone, ..entity("e2", works(frame), ActingRole::LegalRepresentative) };
    ActingPage { entities: vec![full, gone], ..acting_none(frame) }
}

fn person(number: &str) -> TypedPerson {
    TypedPerson {
        document: Some(DocumentKind::HkMacaoPermit),
        number: number.to_owned(),
        name: String::new(),
    }
}

fn invite_problems(frame: &Frame) -> ActingPage {
    let several = [
        ("name", Message::PersonNameMissing),
        ("number", Message::DocumentNumberLength),
        ("phone", Message::PhoneShape),
        ("items", Message::ItemsMissing),
        ("regions", Message::RegionsShape),
        ("last_day", Message::LastDayPast),
        ("subdelegation", Message::RightNotOnceMore),
    ];
    ActingPage {
        invite: TypedInvite {
            entity: "e2".to_owned(),
            person: person("H1234"),
            phone: "138".to_owned(),
            items: String::new(),
            regions: words(frame, "广东", "Guangdong").to_owned(),
            last_day: "2024-01-31".to_owned(),
            given_on: GivenOn::Allowed,
        },
        tried: Some(ActingForm::Invite),
        problems: several.map(|(field, message)| FieldProblem { field, message }).to_vec(),
        notice: None,
        ..acting(frame)
    }
}

fn administrator_problems(frame: &Frame) -> ActingPage {
    ActingPage {
        administrator: TypedAdministrator { entity: "e1".to_owned(), person: person("H12345678") },
        tried: Some(ActingForm::Administrator),
        problems: vec![
            FieldProblem { field: "name", message: Message::PersonNameMissing },
            FieldProblem { field: "", message: Message::PersonUnknown },
        ],
        notice: None,
        ..acting(frame)
    }
}
