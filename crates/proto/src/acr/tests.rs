//! Rules of levels.

use super::*;

fn acr(text: &str) -> Acr {
    format!("urn:yimen:acr:{text}").parse().unwrap()
}

fn asked(acr_values: &str) -> AcrRequest {
    AcrRequest::read(Some(acr_values), &ClaimsRequest::default()).unwrap()
}

#[test]
fn all_levels_are_written_and_read_back() {
    for level in Acr::ALL {
        assert_eq!(level.to_string().parse(), Ok(level));
    }
    assert_eq!(Acr::ALL.first().unwrap().to_string(), "urn:yimen:acr:L1.A1");
    assert_eq!(Acr::ALL.last().unwrap().to_string(), "urn:yimen:acr:L5.A3");
}

#[test]
fn refused_when_not_a_level() {
    for text in [
        "",
        "L1.A1",
        "urn:yimen:acr:L0.A1",
        "urn:yimen:acr:L6.A1",
        "urn:yimen:acr:L1.A0",
        "urn:yimen:acr:L1.A4",
        "urn:yimen:acr:l1.a1",
        "urn:yimen:acr:L1.A1 ",
        "urn:yimen:acr:L01.A1",
        "urn:yimen:acr:L1",
        "URN:yimen:acr:L1.A1",
    ] {
        assert_eq!(text.parse::<Acr>(), Err(UnknownAcr), "{text}");
    }
}

#[test]
fn level_satisfies_what_is_not_higher_on_either_axis() {
    assert!(acr("L3.A2").satisfies(acr("L3.A2")));
    assert!(acr("L4.A3").satisfies(acr("L3.A2")));
    assert!(!acr("L4.A1").satisfies(acr("L3.A2")));
    assert!(!acr("L2.A3").satisfies(acr("L3.A2")));
}

#[test]
fn any_of_the_levels_asked_for_will_do() {
    let request = asked("urn:yimen:acr:L4.A1 urn:yimen:acr:L2.A3");
    assert!(request.is_met_by(acr("L4.A1")));
    assert!(request.is_met_by(acr("L2.A3")));
    assert!(!request.is_met_by(acr("L3.A2")));
}

#[test]
fn nothing_asked_for_is_met_by_all() {
    assert!(AcrRequest::default().is_met_by(acr("L1.A1")));
    assert!(asked("").is_met_by(acr("L1.A1")));
}

#[test]
fn unknown_values_alone_are_met_by_none() {
    let request = asked("urn:mace:incommon:iap:silver");
    assert!(request.unknown && request.values.is_empty() && !request.is_empty());
    assert!(!request.is_met_by(acr("L5.A3")));
}

#[test]
fn unknown_value_beside_a_known_one_does_no_harm() {
    let request = asked("gold urn:yimen:acr:L1.A1");
    assert!(request.unknown && request.is_met_by(acr("L1.A1")));
}

#[test]
fn acr_values_are_voluntary_and_the_claim_says_for_itself() {
    assert_eq!(asked("urn:yimen:acr:L1.A1").essential, Essential::No);
    let claims =
        ClaimsRequest::parse(r#"{"id_token":{"acr":{"essential":true,"values":["urn:yimen:acr:L2.A1"]}}}"#);
    let request = AcrRequest::read(None, &claims.unwrap()).unwrap();
    assert_eq!((request.essential, request.values), (Essential::Yes, vec![acr("L2.A1")]));
}

#[test]
fn claim_with_values_goes_before_acr_values() {
    let claims = |rule: &str| ClaimsRequest::parse(&format!(r#"{{"id_token":{{"acr":{rule}}}}}"#)).unwrap();
    let values = Some("urn:yimen:acr:L1.A1");
    let named = claims(r#"{"value":"urn:yimen:acr:L3.A1"}"#);
    assert_eq!(AcrRequest::read(values, &named).unwrap().values, [acr("L3.A1")]);
    assert_eq!(AcrRequest::read(values, &claims("null")).unwrap().values, [acr("L1.A1")]);
}

#[test]
fn refused_when_a_value_of_the_claim_is_no_text() {
    for rule in [r#"{"value":7}"#, r#"{"values":["urn:yimen:acr:L1.A1",null]}"#, r#"{"value":["a"]}"#] {
        let claims = ClaimsRequest::parse(&format!(r#"{{"id_token":{{"acr":{rule}}}}}"#)).unwrap();
        assert_eq!(AcrRequest::read(None, &claims), Err(AcrRefusal), "{rule}");
    }
}

#[test]
fn cap_lowers_the_identity_level_alone_and_never_below_the_first() {
    assert_eq!(acr("L4.A2").capped(2), acr("L2.A2"));
    assert_eq!(acr("L2.A3").capped(2), acr("L2.A3"));
    assert_eq!(acr("L2.A3").capped(5), acr("L2.A3"));
    assert_eq!(acr("L3.A1").capped(0), acr("L1.A1"));
}

#[test]
fn written_and_read_as_a_text() {
    assert_eq!(serde_json::to_string(&acr("L2.A1")).unwrap(), r#""urn:yimen:acr:L2.A1""#);
    assert!(serde_json::from_str::<Acr>(r#""L2.A1""#).is_err());
}
