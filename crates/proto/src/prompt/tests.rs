//! Rules of `prompt` and `max_age`.

use super::*;

#[test]
fn values_are_read() {
    let prompts = Prompt::parse(Some("login consent login")).unwrap();
    assert!(prompts.contains(PromptValue::Login) && prompts.contains(PromptValue::Consent));
    assert!(!prompts.contains(PromptValue::SelectAccount) && !prompts.none());
}

#[test]
fn nothing_is_asked_for_when_left_out() {
    assert_eq!(Prompt::parse(None), Ok(Prompt::default()));
}

#[test]
fn none_alone_none() {
    assert!(Prompt::parse(Some("none")).unwrap().none());
    assert!(!Prompt::default().none());
}

#[test]
fn refused_when_none_comes_with_others() {
    for text in ["none login", "login none"] {
        assert_eq!(Prompt::parse(Some(text)), Err(PromptRefusal::NoneWithOthers), "{text}");
    }
    assert!(serde_json::from_str::<Prompt>(r#"["none","login"]"#).is_err());
}

#[test]
fn refused_when_value_unknown() {
    for text in ["", "create", "Login", "login  consent", " login", "login,consent"] {
        assert_eq!(Prompt::parse(Some(text)), Err(PromptRefusal::UnknownValue), "{text}");
    }
}

#[test]
fn what_was_done_is_taken_out() {
    let prompts = Prompt::parse(Some("login consent")).unwrap().without(PromptValue::Login);
    assert_eq!(prompts, Prompt::parse(Some("consent")).unwrap());
    let text = serde_json::to_string(&prompts).unwrap();
    assert_eq!(serde_json::from_str::<Prompt>(&text).unwrap(), prompts);
}

#[test]
fn max_age_is_read() {
    let read = |text| MaxAge::parse(text).unwrap().map(MaxAge::seconds);
    assert_eq!(read(Some("0")), Some(0));
    assert_eq!(read(Some("4294967295")), Some(u32::MAX));
    assert_eq!(read(None), None);
}

#[test]
fn max_age_refused_when_not_a_whole_number() {
    for text in ["", "-1", "+1", "1.5", "1e3", " 1", "4294967296", "abc", "１"] {
        assert_eq!(MaxAge::parse(Some(text)), Err(MaxAgeRefusal), "{text}");
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
