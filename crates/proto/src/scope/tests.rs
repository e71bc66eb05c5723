//! Rules of scope.

use proptest::prelude::*;

use super::*;

fn scope(text: &str) -> Scope {
    text.parse().unwrap()
}

#[test]
fn order_is_kept_and_repetition_dropped() {
    assert_eq!(scope("openid profile openid").to_string(), "openid profile");
}

#[test]
fn order_does_not_matter_for_equality() {
    assert_eq!(scope("a b"), scope("b a"));
    assert_ne!(scope("a b"), scope("a"));
    assert_ne!(scope("a"), scope("A"));
}

#[test]
fn empty_text_is_the_empty_scope() {
    assert!(scope("").is_empty());
    assert_eq!(scope("").to_string(), "");
}

#[test]
fn refused_when_a_character_is_outside_the_set() {
    for text in ["a\"", "a\\b", "a\tb", "a\u{7f}", "范围", "a\n", "a\0"] {
        assert_eq!(text.parse::<Scope>().unwrap_err(), ScopeRefusal::Malformed, "{text}");
    }
    assert!("!#[]~".parse::<Scope>().is_ok());
}

#[test]
fn refused_when_spaces_are_not_single() {
    for text in [" ", " a", "a ", "a  b"] {
        assert_eq!(text.parse::<Scope>().unwrap_err(), ScopeRefusal::Malformed, "{text}");
    }
}

#[test]
fn refused_when_too_many_values_or_bytes() {
    let many =
        |count: usize| (0..count).map(|at| format!("s{at}")).collect::<Vec<_>>().join(" ").parse::<Scope>();
    assert!(many(64).is_ok());
    assert_eq!(many(65).unwrap_err(), ScopeRefusal::TooLong);
    assert!("a".repeat(4096).parse::<Scope>().is_ok());
    assert_eq!("a".repeat(4097).parse::<Scope>().unwrap_err(), ScopeRefusal::TooLong);
}

#[test]
fn subset_intersection_and_without() {
    let wide = scope("openid profile offline_access");
    assert!(scope("profile openid").is_subset_of(&wide));
    assert!(!scope("openid admin").is_subset_of(&wide));
    assert!(scope("").is_subset_of(&scope("")));
    assert_eq!(scope("admin profile openid").intersection(&wide).to_string(), "profile openid");
    assert_eq!(wide.without("offline_access").to_string(), "openid profile");
}

#[test]
fn written_and_read_as_a_text() {
    assert_eq!(serde_json::to_string(&scope("a b")).unwrap(), r#""a b""#);
    assert_eq!(serde_json::from_str::<Scope>(r#""a b""#).unwrap(), scope("a b"));
    assert!(serde_json::from_str::<Scope>(r#""a  b""#).is_err());
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_and_what_is_read_comes_back(text in ".{0,100}") {
        if let Ok(scope) = text.parse::<Scope>() {
            prop_assert_eq!(scope.to_string().parse::<Scope>().unwrap(), scope);
        }
    }
}
