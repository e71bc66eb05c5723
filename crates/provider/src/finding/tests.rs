use super::*;

fn full() -> Inputs {
    Inputs {
        liveness: Some("action".to_owned()),
        score_band: Some("high".to_owned()),
        compared: vec!["name".to_owned(), "photo".to_owned()],
        household_division: Some("110105".to_owned()),
        document_valid_until: Some("2031-02-28".to_owned()),
        network_identity_code: Some("a1b2".to_owned()),
    }
}

#[test]
fn inputs_of_their_forms_are_sound() {
    assert!(Inputs::default().is_sound());
    assert!(full().is_sound());
}

#[test]
fn unsound_when_a_member_is_not_of_its_form() {
    let text = |value: &str| Some(value.to_owned());
    let image = Some("A".repeat(65));
    assert!(!Inputs { liveness: image.clone(), ..full() }.is_sound());
    assert!(!Inputs { network_identity_code: image, ..full() }.is_sound());
    assert!(!Inputs { liveness: text("two words"), ..full() }.is_sound());
    assert!(!Inputs { score_band: text("98.2"), ..full() }.is_sound());
    assert!(!Inputs { compared: vec!["iris".to_owned()], ..full() }.is_sound());
    assert!(!Inputs { compared: vec!["name".to_owned(); 7], ..full() }.is_sound());
    assert!(!Inputs { household_division: text("1101"), ..full() }.is_sound());
    assert!(!Inputs { document_valid_until: text("2031-02-29"), ..full() }.is_sound());
}

#[test]
fn inputs_with_an_unknown_member_are_not_read() {
    assert!(serde_json::from_str::<Inputs>(r#"{"liveness":"action"}"#).is_ok());
    assert!(serde_json::from_str::<Inputs>(r#"{"image":"/9j/4AAQ"}"#).is_err());
}

#[test]
fn reasons_are_known_by_their_words() {
    for failure in Failure::ALL {
        assert_eq!(Failure::of_word(failure.as_str()), *failure);
    }
    assert_eq!(Failure::of_word("bad_light"), Failure::Refused);
}
