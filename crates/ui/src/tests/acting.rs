//! In whose name somebody is here, and the page about acting for organisations.

use super::forms::{names, tag, values_of};
use super::{sample, tags, test_ids};
use crate::{ActingRole, Conclusion, Happening, IdentityLevel, Locale};

/// Sample and the test ids on it.
const PROMISED: &[(&str, &[&str])] = &[
    (
        "capacity",
        &[
            "capacity-page",
            "account-name",
            "capacity-form",
            "capacity-self",
            "capacity-e1",
            "capacity-e3",
            "submit",
            "to-acting",
            "cancel-link",
        ],
    ),
    ("capacity-problems", &["error-summary", "capacity-problem"]),
    ("capacity-organisations-only", &["no-entities", "to-acting", "cancel-link"]),
    (
        "home-acting",
        &[
            "acting-page",
            "invitation-d1",
            "confirm-d1",
            "decline-d1",
            "raise-d2",
            "decline-d2",
            "entity-e1",
            "administrator-r1",
            "remove-administrator-r1",
            "agent-d3",
            "end-d3",
            "reconfirm-d5",
            "right-d9",
            "leave-d9",
            "invite-form",
            "name-invite",
            "phone-invite",
            "items",
            "regions",
            "last-day",
            "subdelegation",
            "submit-invite",
            "administrator-form",
            "number-administrator",
            "submit-administrator",
            "notice",
        ],
    ),
    ("home-acting-none", &["no-entities", "no-rights"]),
];

#[test]
fn pages_carry_the_test_ids_they_promise() {
    for locale in Locale::ALL {
        for (name, ids) in PROMISED {
            let found = test_ids(&sample(name, locale));
            for id in *ids {
                assert!(found.iter().any(|known| known == id), "{name}: {id} not in {found:?}");
            }
        }
    }
}

#[test]
fn capacity_is_chosen_by_the_person_alone() {
    let page = sample("capacity", Locale::En);
    let tags = tags(&page);
    let radios: Vec<_> = tags.iter().filter(|tag| tag.attribute("type") == Some("radio")).collect();
    let values: Vec<_> = radios.iter().filter_map(|tag| tag.attribute("value")).collect();
    assert_eq!(values, ["self", "e1", "e2", "e3"]);
    assert!(radios.iter().all(|tag| tag.attribute("checked").is_none()));
    assert!(radios.iter().all(|tag| tag.attribute("name") == Some("capacity")));
    assert!(sample("capacity-problems", Locale::En).contains("href=\"#capacity\""));
}

#[test]
fn role_end_and_matters_stand_beside_an_organisation() {
    let page = sample("capacity", Locale::En);
    assert!(page.contains("Legal representative") && page.contains("Administrator"));
    assert!(page.contains("Only for:") && page.contains("until <time datetime=\"2026-02-21"));
}

#[test]
fn nobody_is_asked_to_choose_among_nothing() {
    let ids = test_ids(&sample("capacity-organisations-only", Locale::En));
    assert!(!ids.contains(&"capacity-form".to_owned()));
}

#[test]
fn roles_are_read_back_from_their_words() {
    for role in [ActingRole::LegalRepresentative, ActingRole::Administrator, ActingRole::Agent] {
        assert_eq!(ActingRole::from_word(role.word()), Some(role));
    }
    assert_eq!(ActingRole::from_word("king"), None);
}

#[test]
fn invitation_needs_the_level_first() {
    let ids = test_ids(&sample("home-acting", Locale::En));
    assert!(ids.contains(&"confirm-d1".to_owned()) && !ids.contains(&"confirm-d2".to_owned()));
    assert!(!ids.contains(&"raise-d1".to_owned()));
}

#[test]
fn declining_is_as_near_as_accepting() {
    let page = sample("home-acting", Locale::En);
    let at = |id: &str| page.find(&format!("data-testid=\"{id}\"")).expect(id);
    assert!(at("confirm-d1") < at("decline-d1") && at("decline-d1") < at("invitation-d2"));
}

#[test]
fn only_what_waits_for_it_is_reconfirmed() {
    let ids = test_ids(&sample("home-acting", Locale::En));
    assert!(ids.contains(&"reconfirm-d5".to_owned()));
    assert!(!ids.contains(&"reconfirm-d3".to_owned()) && !ids.contains(&"reconfirm-d4".to_owned()));
    for id in ["end-d3", "end-d4", "end-d5"] {
        assert!(ids.contains(&id.to_owned()), "{id}");
    }
}

#[test]
fn forms_carry_what_they_promise() {
    let page = sample("home-acting", Locale::En);
    let invite = [
        "csrf",
        "entity",
        "name",
        "document_type",
        "number",
        "phone",
        "items",
        "regions",
        "last_day",
        "subdelegation",
    ];
    assert_eq!(names(&page, "invite-form"), invite);
    let administrator = ["csrf", "entity", "name", "document_type", "number"];
    assert_eq!(
        names(&sample("home-acting-administrator-problems", Locale::En), "administrator-form"),
        administrator
    );
}

#[test]
fn organisation_is_asked_only_where_there_are_several() {
    let several = sample("home-acting", Locale::En);
    let places = ["e1", "e2", "d9"].map(str::to_owned);
    assert!(values_of(&several, "option").starts_with(&places));
    let one = sample("home-acting-one", Locale::En);
    assert!(!values_of(&one, "option").contains(&"e1".to_owned()));
    assert_eq!(names(&one, "invite-form").iter().filter(|name| *name == "entity").count(), 1);
}

#[test]
fn administrators_are_added_only_where_there_is_room_and_by_whom_it_behoves() {
    let one = sample("home-acting-one", Locale::En);
    assert!(!test_ids(&one).contains(&"administrator-form".to_owned()));
    assert!(one.contains("as many administrators as there may be"));
    assert!(sample("home-acting", Locale::En).contains("Only the legal representative adds"));
}

#[test]
fn a_right_is_given_on_only_where_that_is_ticked() {
    let box_of = |page: &str| tag(page, "subdelegation").attribute("checked").is_some();
    assert!(!box_of(&sample("home-acting", Locale::En)));
    let again = sample("home-acting-invite-problems", Locale::En);
    assert!(box_of(&again) && again.contains("id=\"subdelegation-problem\""));
}

#[test]
fn an_administrator_who_must_be_named_again_says_until_when() {
    let page = sample("home-acting", Locale::En);
    let at = |id: &str| page.find(&format!("data-testid=\"{id}\"")).expect(id);
    let told = page.find("Add again, or it ends on").expect("the end is told");
    assert!(at("administrator-r2") < told && told < at("remove-administrator-r2"));
}

#[test]
fn whoever_gives_a_right_on_sees_none_of_the_organisations_own_people() {
    let page = sample("home-acting", Locale::En);
    let row = page.split("data-testid=\"entity-d9\"").nth(1).expect("the row");
    let row = row.split("data-testid=\"invite\"").next().expect("the row ends");
    assert!(row.contains("agent-d6") && !row.contains("Administrators"));
}

#[test]
fn nobody_invites_for_an_organisation_that_is_gone() {
    let one = sample("home-acting-one", Locale::En);
    assert_eq!(tag(&one, "entity-e2").attribute("data-state"), Some("gone"));
    assert!(!test_ids(&sample("home-acting-none", Locale::En)).contains(&"invite-form".to_owned()));
}

#[test]
fn what_was_typed_survives_a_mistake() {
    let page = sample("home-acting-invite-problems", Locale::En);
    assert_eq!(tag(&page, "number-invite").attribute("value"), Some("H1234"));
    assert_eq!(tag(&page, "last-day").attribute("value"), Some("2024-01-31"));
    assert!(page.contains(r#"value="hk_macao_permit" selected"#) && page.contains(r#"value="e2" selected"#));
    assert!(tag(&page, "invite").attribute("open").is_some());
    assert!(tag(&page, "add-administrator").attribute("open").is_none());
    assert_eq!(tag(&page, "number-administrator").attribute("value"), Some(""));
}

#[test]
fn browser_offers_nothing_of_the_persons_own_for_somebody_else() {
    let page = sample("home-acting", Locale::En);
    for id in ["name-invite", "phone-invite", "number-invite", "name-administrator"] {
        assert_eq!(tag(&page, id).attribute("autocomplete"), Some("off"), "{id}");
    }
    let own = sample("verify-identity", Locale::En);
    assert_eq!(tag(&own, "name-identity").attribute("autocomplete"), Some("name"));
}

/// The text of a history of one row.
fn told(what: Happening) -> String {
    let row = crate::HistoryRow {
        at: base::Time::from_seconds(0),
        what,
        methods: Vec::new(),
        device: String::new(),
        place: String::new(),
    };
    let view = crate::History {
        rows: vec![row],
        older_href: None,
        newest_href: None,
        now: base::Time::from_seconds(0),
    };
    crate::history(&super::frame(Locale::En), &view)
}

#[test]
fn history_tells_how_a_check_ended() {
    let ended = |conclusion| told(Happening::VerificationConcluded { conclusion });
    assert!(ended(Conclusion::Passed).contains("Identity check passed"));
    assert!(ended(Conclusion::Failed).contains("Identity check not passed"));
    assert!(ended(Conclusion::Unfinished).contains("Identity check not finished"));
}

#[test]
fn history_names_what_it_knows_and_no_more() {
    let invited = |entity| told(Happening::DelegationInvited { entity });
    assert!(invited(Some("Haiyu Tea Shop".to_owned())).contains("act for \u{2068}Haiyu Tea Shop"));
    assert!(invited(None).contains("act for \u{2068}an organisation"));
    assert!(told(Happening::LevelChanged { level: Some(IdentityLevel::L4) }).contains("level is now 4"));
    assert!(told(Happening::LevelChanged { level: None }).contains("Identity level changed"));
}

#[test]
fn every_event_of_identity_has_words() {
    let events = [
        Happening::IdentityTold,
        Happening::IdentityVerified,
        Happening::IdentityMoved,
        Happening::VerificationStarted,
        Happening::EvidenceDisputed,
        Happening::DelegationConfirmed { entity: None },
        Happening::DelegationEnded { entity: None },
    ];
    for event in events {
        let page = told(event.clone());
        assert!(!page.contains("event-"), "{event:?}");
    }
}
