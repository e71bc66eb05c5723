use super::*;
use crate::testing::{FakeCaller, NOW, TestKey};

fn example() -> Fields {
    Fields::of([("b", "2"), ("a", "1"), ("sign_type", "RSA2"), ("empty", ""), ("name", "演示甲")])
}

#[test]
fn base_string_is_sorted_by_bytes_and_joined() {
    assert_eq!(example().base_string(&[SIGN, SIGN_TYPE]), "a=1&b=2&empty=&name=演示甲");
    assert_eq!(Fields::of([("a", "1"), ("B", "2")]).base_string(&[]), "B=2&a=1");
}

#[test]
fn what_we_sign_is_verified_and_names_the_key() {
    let signed = example().signed(&FakeCaller::new(), &[SIGN]).unwrap();
    let keys = [TestKey::other_rsa().public("next"), TestKey::rsa().public("now")];
    assert_eq!(signed.signed_by(&keys, &[SIGN]), Some("now"));
    assert_eq!(signed.signed_by(&keys, &[SIGN, SIGN_TYPE]), None);
    assert_eq!(signed.signed_by(&keys[..1], &[SIGN]), None);
}

#[test]
fn refused_when_a_field_changed_after_signing() {
    let mut signed = example().signed(&FakeCaller::new(), &[SIGN]).unwrap();
    signed.set("a", "2");
    assert_eq!(signed.signed_by(&[TestKey::rsa().public("now")], &[SIGN]), None);
}

#[test]
fn refused_when_a_field_was_added_after_signing() {
    let mut signed = example().signed(&FakeCaller::new(), &[SIGN]).unwrap();
    signed.set("c", "");
    assert_eq!(signed.signed_by(&[TestKey::rsa().public("now")], &[SIGN]), None);
}

#[test]
fn refused_when_signature_missing_or_not_base64() {
    let keys = [TestKey::rsa().public("now")];
    assert_eq!(example().signed_by(&keys, &[SIGN]), None);
    let signed = example().signed(&FakeCaller::new(), &[SIGN]).unwrap();
    let unpadded = signed.get(SIGN).unwrap().trim_end_matches('=').to_owned();
    let mut broken = signed;
    broken.set(SIGN, unpadded);
    assert_eq!(broken.signed_by(&keys, &[SIGN]), None);
}

#[test]
fn refused_when_signed_by_another_algorithm() {
    let message = example().base_string(&[]);
    let pss = STANDARD.encode(TestKey::rsa().sign(Algorithm::PS256, message.as_bytes()));
    assert_eq!(check_rsa2(&[TestKey::rsa().public("now")], message.as_bytes(), &pss), None);
    let ec = TestKey::ec();
    let own = STANDARD.encode(ec.sign(Algorithm::ES256, message.as_bytes()));
    assert_eq!(check_rsa2(&[ec.public("ec")], message.as_bytes(), &own), None);
}

#[test]
fn nothing_is_signed_without_a_key() {
    let refused = example().signed(&FakeCaller::new().without_our_key(), &[SIGN]);
    assert!(matches!(refused, Err(Trouble::NotSetUp(_))));
}

#[test]
fn values_that_could_read_as_two_fields_are_not_plain() {
    assert!(example().plain());
    assert!(Fields::of([("url", "https://id.example/?a=1")]).plain());
    assert!(!Fields::of([("a", "1&b=2")]).plain());
    assert!(!Fields::of([("a=1&b", "2")]).plain());
}

#[test]
fn form_is_read_and_written() {
    let fields = Fields::from_form(b"name=%E6%BC%94%E7%A4%BA&a=1+2").unwrap();
    assert_eq!((fields.get("name"), fields.get("a")), (Some("演示"), Some("1 2")));
    assert_eq!(Fields::from_form(fields.encode().as_bytes()), Some(fields));
}

#[test]
fn refused_when_a_form_names_a_field_twice_or_is_broken() {
    assert_eq!(Fields::from_form(b"a=1&a=2"), None);
    assert_eq!(Fields::from_form(b"a=%zz"), None);
    assert_eq!(Fields::from_form(b"a=%00"), None);
}

#[test]
fn json_of_texts_is_read() {
    let fields = Fields::from_json(br#"{"a":"1","b":""}"#).unwrap();
    assert_eq!((fields.get("a"), fields.get("b")), (Some("1"), None));
    assert_eq!(fields.base_string(&[]), "a=1&b=");
}

#[test]
fn refused_when_json_holds_more_than_texts_or_a_member_twice() {
    assert_eq!(Fields::from_json(br#"{"a":1}"#), None);
    assert_eq!(Fields::from_json(br#"{"a":"1","a":"1"}"#), None);
    assert_eq!(Fields::from_json(br#"{"a":"1"} x"#), None);
    assert_eq!(Fields::from_json(b"[]"), None);
}

#[test]
fn three_hundred_seconds_either_way_are_fresh() {
    let now = Time::from_seconds(NOW);
    for fresh in [NOW - 300, NOW, NOW + 300] {
        assert!(is_fresh(Time::from_seconds(fresh), now), "{fresh}");
    }
    for stale in [NOW - 301, NOW + 301, 0, i64::MAX] {
        assert!(!is_fresh(Time::from_seconds(stale), now), "{stale}");
    }
}

#[test]
fn epoch_seconds_are_digits_only() {
    assert_eq!(epoch_seconds("1790000000"), Some(Time::from_seconds(NOW)));
    for wrong in ["", "+1790000000", "-1", "1790000000.0", "1790000000000000", " 1"] {
        assert_eq!(epoch_seconds(wrong), None, "{wrong}");
    }
}
