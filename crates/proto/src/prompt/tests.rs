//! Rules of `prompt` and `max_age`.

use super::*;

#[test]
fn values_are_read() {
    let prompts = Prompts::parse("login consent login").unwrap();
    assert!(prompts.contains(Prompt::Login) && prompts.contains(Prompt::Consent));
    assert!(!prompts.contains(Prompt::SelectAccount) && !prompts.forbids_interaction());
}

#[test]
fn none_alone_forbids_interaction() {
    assert!(Prompts::parse("none").unwrap().forbids_interaction());
    assert!(!Prompts::default().forbids_interaction());
}

#[test]
fn refused_when_none_comes_with_others() {
    for text in ["none login", "login none"] {
        assert_eq!(Prompts::parse(text), Err(PromptRefusal::NoneWithOthers), "{text}");
    }
    assert!(serde_json::from_str::<Prompts>(r#"["none","login"]"#).is_err());
}

#[test]
fn refused_when_value_unknown() {
    for text in ["", "create", "Login", "login  consent", " login", "login,consent"] {
        assert_eq!(Prompts::parse(text), Err(PromptRefusal::UnknownValue), "{text}");
    }
}

#[test]
fn what_was_done_is_taken_out() {
    let prompts = Prompts::parse("login consent").unwrap().without(Prompt::Login);
    assert_eq!(prompts, Prompts::parse("consent").unwrap());
    let text = serde_json::to_string(&prompts).unwrap();
    assert_eq!(serde_json::from_str::<Prompts>(&text).unwrap(), prompts);
}

#[test]
fn max_age_is_read() {
    assert_eq!(MaxAge::parse("0").unwrap().seconds(), 0);
    assert_eq!(MaxAge::parse("4294967295").unwrap().seconds(), u32::MAX);
}

#[test]
fn max_age_refused_when_not_a_whole_number() {
    for text in ["", "-1", "+1", "1.5", "1e3", " 1", "4294967296", "abc", "１"] {
        assert_eq!(MaxAge::parse(text), Err(MaxAgeRefusal), "{text}");
    }
}

#[test]
fn sign_in_is_fresh_until_max_age_has_passed() {
    let signed_in = Time::from_seconds(1_000);
    let max_age = MaxAge::from_seconds(60);
    assert!(max_age.is_fresh(signed_in, Time::from_seconds(1_060)));
    assert!(!max_age.is_fresh(signed_in, Time::from_micros(1_060_000_001)));
}

#[test]
fn max_age_zero_asks_for_a_sign_in_made_for_the_request() {
    let requested = Time::from_seconds(1_000);
    assert!(!MaxAge::from_seconds(0).is_fresh(Time::from_micros(999_999_999), requested));
    assert!(MaxAge::from_seconds(0).is_fresh(Time::from_seconds(1_005), requested));
}
