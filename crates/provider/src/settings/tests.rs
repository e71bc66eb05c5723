use serde_json::json;

use super::*;

#[test]
fn every_kind_speaks_from_its_example_as_it_is_listed() {
    for facts in KINDS {
        let example = serde_json::from_str(facts.example).unwrap();
        let made =
            dialect(facts.word, &example).unwrap_or_else(|problem| panic!("{}: {problem}", facts.word));
        assert_eq!(made.class(), facts.class, "{}", facts.word);
        assert!(!made.kinds().is_empty() && !made.documents().is_empty());
        assert_eq!(super::facts(facts.word).map(|one| one.word), Some(facts.word));
    }
}

#[test]
fn every_member_of_an_example_is_required() {
    for facts in KINDS {
        let example: Value = serde_json::from_str(facts.example).unwrap();
        for name in example.as_object().unwrap().keys() {
            let mut without = example.clone();
            without.as_object_mut().unwrap().remove(name);
            assert!(dialect(facts.word, &without).is_err(), "{} without {name}", facts.word);
        }
    }
}

#[test]
fn refused_when_a_setting_is_unknown() {
    for facts in KINDS {
        let mut example: Value = serde_json::from_str(facts.example).unwrap();
        example["app_secret_typed_here"] = json!("x");
        assert!(dialect(facts.word, &example).is_err(), "{}", facts.word);
    }
}

#[test]
fn refused_when_there_is_no_such_kind() {
    let problem = dialect("horoscope", &json!({})).err().unwrap();
    assert_eq!(problem.to_string(), "there is no kind of provider called horoscope");
    assert!(facts("horoscope").is_none());
}

#[test]
fn addresses_are_https_or_loopback() {
    assert!(address("url", "https://bank.example/v").is_ok());
    assert!(address("url", "http://127.0.0.1:8080/v").is_ok());
    for wrong in
        ["http://bank.example/v", "bank.example", "https://u:p@bank.example/", "https://b.example/#x"]
    {
        assert!(address("url", wrong).is_err(), "{wrong}");
    }
}

#[test]
fn pages_are_on_loopback_only_beside_their_provider() {
    let (outside, inside) = ("https://p.example/".parse().unwrap(), "http://127.0.0.1:1/".parse().unwrap());
    assert!(page("https://face.example/?a=1", &outside).is_ok());
    assert!(page("http://127.0.0.1:1/p", &inside).is_ok());
    assert!(page("http://127.0.0.1:1/p", &outside).is_err());
    assert!(page("http://face.example/", &inside).is_err());
}

#[test]
fn words_are_printable_and_bounded() {
    assert_eq!(word("app_id", "yimen-1".to_owned()), Ok("yimen-1".to_owned()));
    for wrong in [String::new(), "a b".to_owned(), "a&b".to_owned(), "a=b".to_owned(), "a".repeat(257)] {
        assert!(word("app_id", wrong).is_err());
    }
}

#[test]
fn kinds_are_those_a_provider_can_find() {
    assert!(kinds(vec![EvidenceKind::Face, EvidenceKind::CardRead]).is_ok());
    assert!(kinds(vec![]).is_err());
    assert!(kinds(vec![EvidenceKind::Face, EvidenceKind::Face]).is_err());
    assert!(kinds(vec![EvidenceKind::SelfAsserted]).is_err());
    assert!(kinds(vec![EvidenceKind::PhoneCode]).is_err());
}

#[test]
fn factors_are_needed_or_not() {
    let needs = Factor::needs(&[Factor::Phone]);
    assert_eq!((needs.phone, needs.bank_card, needs.openid), (Need::Yes, Need::No, Need::No));
    let known = Factors { phone: Some("1".to_owned()), ..Factors::default() };
    assert_eq!(Factor::Phone.value(&known), Ok("1"));
    assert!(matches!(Factor::BankCard.value(&known), Err(Trouble::NotSetUp(_))));
}
