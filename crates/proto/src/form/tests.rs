//! Rules of the form encoding.

use proptest::prelude::*;

use super::*;

fn parse(raw: &str) -> Result<Params, FormError> {
    Params::parse(raw.as_bytes(), &["resource"])
}

fn refusal(raw: &str) -> FormError {
    parse(raw).unwrap_err()
}

#[test]
fn names_and_values_are_decoded() {
    let params = parse("a=b+c&%E5%90%8D=%e4%b8%80&d=1%3D2=3").unwrap();
    assert_eq!(params.get("a"), Some("b c"));
    assert_eq!(params.get("名"), Some("一"));
    assert_eq!(params.get("d"), Some("1=2=3"));
}

#[test]
fn empty_value_counts_as_omitted() {
    let params = parse("a=&b").unwrap();
    assert_eq!((params.get("a"), params.get("b")), (None, None));
    assert_eq!(params.iter().count(), 2);
}

#[test]
fn empty_pieces_are_skipped() {
    assert_eq!(parse("").unwrap().iter().count(), 0);
    assert_eq!(parse("&&a=1&").unwrap().iter().count(), 1);
}

#[test]
fn refused_when_given_twice() {
    assert_eq!(refusal("a=1&a=1"), FormError::Duplicate("a".into()));
    assert_eq!(refusal("a=1&%61=2"), FormError::Duplicate("a".into()));
}

#[test]
fn refused_when_given_twice_though_one_is_empty() {
    assert_eq!(refusal("a=&a=1"), FormError::Duplicate("a".into()));
}

#[test]
fn repeatable_parameter_may_be_given_twice() {
    let params = parse("resource=a&resource=b").unwrap();
    assert_eq!(params.get_all("resource").collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn refused_when_percent_sequence_is_broken() {
    for raw in ["a=%", "a=%4", "a=%zz", "a=%+1", "%=a", "a=%4%31"] {
        assert_eq!(refusal(raw), FormError::Malformed, "{raw}");
    }
}

#[test]
fn refused_when_not_utf_8() {
    assert_eq!(refusal("a=%ff"), FormError::Malformed);
    assert_eq!(refusal("a=%c0%80"), FormError::Malformed);
    assert_eq!(Params::parse(b"a=\xff", &[]).unwrap_err(), FormError::Malformed);
}

#[test]
fn refused_when_name_is_empty() {
    assert_eq!(refusal("=a"), FormError::Malformed);
}

#[test]
fn refused_when_a_nul_is_there() {
    assert_eq!(refusal("a=b%00c"), FormError::NulByte);
    assert_eq!(refusal("a%00=b"), FormError::NulByte);
    assert_eq!(refusal("a=\0"), FormError::NulByte);
}

#[test]
fn refused_when_more_than_64() {
    let form = |count: usize| (0..count).map(|at| format!("p{at}=1")).collect::<Vec<_>>().join("&");
    assert!(parse(&form(64)).is_ok());
    assert_eq!(refusal(&form(65)), FormError::TooMany);
}

#[test]
fn name_is_repeated_in_the_description_only_if_plain() {
    assert_eq!(refusal("state=1&state=2").to_string(), "the parameter state is given more than once");
    assert_eq!(refusal("%3Cb%3E=1&%3Cb%3E=2").to_string(), "a parameter is given more than once");
}

#[test]
fn values_do_not_show_in_debug() {
    let shown = format!("{:?}", parse("client_secret=hidden").unwrap());
    assert_eq!(shown, r#"["client_secret"]"#);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(raw in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Params::parse(&raw, &[]);
    }

    #[test]
    fn encoded_pairs_are_read_back(values in prop::collection::vec("[^\0]{0,20}", 0..10)) {
        let pairs = values.iter().enumerate().map(|(at, value)| (format!("名{at}&="), value.clone()));
        let params = Params::from_pairs(pairs);
        prop_assert_eq!(Params::parse(params.encode().as_bytes(), &[]).unwrap(), params);
    }
}
