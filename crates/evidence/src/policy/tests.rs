//! The policy held to its rules.

use super::*;
use EvidenceKind::{
    BankFourElement, CardRead, Certificate, CounterCheck, Face, NetworkIdentity, NetworkIdentityFace,
    NetworkIdentityPassword, NetworkIdentityPasswordFace, PhoneCode, ProviderRealName, SelfAsserted,
    TelecomElements, TwoElement,
};

const SMALLEST: &str = "version = \"1\"\ndisputed_level = 2\n";

fn problems(more: &str) -> Vec<PolicyProblem> {
    Policy::read(&format!("{SMALLEST}{more}")).unwrap_err()
}

fn at(place: &str) -> String {
    place.to_owned()
}

#[test]
fn the_policy_that_is_built_in_says_what_it_must() {
    let policy = Policy::builtin();
    let table = [
        (PhoneCode, 1, Some(90)),
        (SelfAsserted, 2, None),
        (TwoElement, 3, Some(365)),
        (BankFourElement, 3, Some(180)),
        (TelecomElements, 3, Some(180)),
        (ProviderRealName, 3, Some(365)),
        (Face, 4, Some(730)),
        (NetworkIdentity, 3, Some(730)),
        (NetworkIdentityPassword, 3, Some(730)),
        (NetworkIdentityFace, 4, Some(730)),
        (NetworkIdentityPasswordFace, 4, Some(730)),
        (CardRead, 3, Some(730)),
        (CounterCheck, 5, Some(1826)),
        (Certificate, 5, None),
    ];
    for (kind, level, days) in table {
        let rule = policy.rule(kind).unwrap();
        assert_eq!((rule.level, rule.lasts.map(|lasts| lasts.as_secs() / 86_400)), (level, days), "{kind:?}");
        let second = [BankFourElement, TelecomElements, CardRead].contains(&kind);
        assert_eq!(rule.second == Second::Yes, second, "{kind:?}");
        let alone = if kind == Face { Alone::Session { beyond: 3 } } else { Alone::Always };
        assert_eq!(rule.alone, alone, "{kind:?}");
        let own_end = if kind == Certificate { OwnEnd::Required } else { OwnEnd::Optional };
        assert_eq!(rule.own_end, own_end, "{kind:?}");
    }
    assert_eq!(policy.kinds().collect::<Vec<_>>(), EvidenceKind::ALL);
    assert_eq!((policy.version(), policy.disputed_level()), ("builtin-1", 2));
    assert_eq!(policy.ceiling("anybody"), 5);
}

#[test]
fn the_text_is_kept_as_it_was_read() {
    assert_eq!(Policy::builtin().text(), BUILTIN);
    assert_eq!(Policy::read(BUILTIN), Ok(Policy::builtin()));
}

#[test]
fn a_kind_that_is_left_out_has_no_rule() {
    let policy = Policy::read(SMALLEST).unwrap();
    assert_eq!(policy.rule(Face), None);
    assert_eq!(policy.kinds().count(), 0);
}

#[test]
fn ceilings_are_by_the_name_of_the_provider() {
    let policy = Policy::read(&format!("{SMALLEST}[provider.bank-a]\nceiling = 2\n")).unwrap();
    assert_eq!((policy.ceiling("bank-a"), policy.ceiling("bank-b")), (2, 5));
}

#[test]
fn a_kind_of_the_session_may_be_worth_nothing_beyond_it() {
    let face =
        "[kind.face]\nlevel = 4\ndays = 730\nalone = \"session\"\nsecond = false\nown_end = \"optional\"\n";
    let policy = Policy::read(&format!("{SMALLEST}{face}")).unwrap();
    assert_eq!(policy.rule(Face).unwrap().alone, Alone::Session { beyond: 0 });
}

#[test]
fn all_problems_are_told_at_once() {
    let text = "disputed_level = 3\ncolour = 1\n[kind.palm]\nlevel = 1\n[kind.face]\ndays = 0\nalone = true\n\
                [provider.a]\nceiling = 6\n";
    let expected = [
        PolicyProblem::Missing { at: at("version") },
        PolicyProblem::Range { at: at("disputed_level"), least: 1, most: 2 },
        PolicyProblem::Unknown { at: at("colour") },
        PolicyProblem::Range { at: at("kind.face.days"), least: 1, most: 3660 },
        PolicyProblem::Word { at: at("kind.face.alone"), allowed: "\"always\", \"session\"" },
        PolicyProblem::Missing { at: at("kind.face.level") },
        PolicyProblem::UnknownKind { at: at("kind.palm") },
        PolicyProblem::Range { at: at("provider.a.ceiling"), least: 1, most: 5 },
    ];
    assert_eq!(Policy::read(text).unwrap_err(), expected);
}

#[test]
fn refused_when_not_toml() {
    let problems = Policy::read("version = ").unwrap_err();
    assert!(matches!(problems.as_slice(), [PolicyProblem::Syntax(_)]), "{problems:?}");
    assert_eq!(problems[0].at(), None);
}

#[test]
fn refused_when_a_setting_is_unknown() {
    for (text, place) in [
        ("[kind.self_asserted]\nlevel = 2\nhours = 3\n", "kind.self_asserted.hours"),
        ("[provider.a]\nceiling = 2\nfloor = 1\n", "provider.a.floor"),
        ("[kinds.face]\nlevel = 2\n", "kinds"),
    ] {
        assert_eq!(problems(text), [PolicyProblem::Unknown { at: at(place) }]);
    }
}

#[test]
fn refused_when_something_is_missing() {
    assert_eq!(
        problems("[kind.self_asserted]\n"),
        [PolicyProblem::Missing { at: at("kind.self_asserted.level") }]
    );
    assert_eq!(problems("[provider.a]\n"), [PolicyProblem::Missing { at: at("provider.a.ceiling") }]);
    assert_eq!(
        Policy::read("version = \"1\""),
        Err(vec![PolicyProblem::Missing { at: at("disputed_level") }])
    );
}

#[test]
fn refused_when_of_another_type() {
    for (text, place, expected) in [
        ("[kind.self_asserted]\nlevel = \"2\"\n", "kind.self_asserted.level", "a whole number"),
        ("[kind.self_asserted]\nlevel = 2\nsecond = 1\n", "kind.self_asserted.second", "true or false"),
        ("[kind]\nface = 4\n", "kind.face", "a table"),
        ("provider = 4\n", "provider", "a table"),
    ] {
        assert_eq!(problems(text), [PolicyProblem::Type { at: at(place), expected }]);
    }
    let number = Policy::read("version = 1\ndisputed_level = 2");
    assert_eq!(number, Err(vec![PolicyProblem::Type { at: at("version"), expected: "a text" }]));
}

#[test]
fn refused_when_the_version_is_no_name() {
    for version in ["", "a b", "一", &"a".repeat(65)] {
        let read = Policy::read(&format!("version = \"{version}\"\ndisputed_level = 1"));
        assert_eq!(read, Err(vec![PolicyProblem::Version { at: at("version") }]));
    }
}

#[test]
fn refused_when_out_of_range() {
    for level in ["0", "6", "-1", "99999999999"] {
        let problem = PolicyProblem::Range { at: at("kind.self_asserted.level"), least: 1, most: 5 };
        assert_eq!(problems(&format!("[kind.self_asserted]\nlevel = {level}\n")), [problem]);
    }
    let days = problems("[kind.two_element]\nlevel = 3\ndays = 3661\n");
    assert_eq!(days, [PolicyProblem::Range { at: at("kind.two_element.days"), least: 1, most: 3660 }]);
}

#[test]
fn refused_when_verified_evidence_never_ends() {
    let face = "[kind.face]\nlevel = 3\n";
    assert_eq!(problems(face), [PolicyProblem::NeverEnds { at: at("kind.face.days") }]);
    assert!(Policy::read(&format!("{SMALLEST}{face}days = 1\n")).is_ok());
    assert!(Policy::read(&format!("{SMALLEST}{face}own_end = \"required\"\n")).is_ok());
}

#[test]
fn refused_when_beyond_session_is_told_of_what_counts_everywhere() {
    let face = "[kind.face]\nlevel = 4\ndays = 1\nbeyond_session = 3\n";
    assert_eq!(problems(face), [PolicyProblem::NotOfSession { at: at("kind.face.beyond_session") }]);
}

#[test]
fn refused_when_worth_as_much_beyond_its_session() {
    let face = "[kind.face]\nlevel = 4\ndays = 1\nalone = \"session\"\nbeyond_session = 4\n";
    assert_eq!(problems(face), [PolicyProblem::NotLower { at: at("kind.face.beyond_session") }]);
}
