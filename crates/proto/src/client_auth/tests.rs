//! Rules of Basic credentials.

use super::*;

fn header(credentials: &str) -> String {
    format!("Basic {}", STANDARD.encode(credentials))
}

fn read(credentials: &str) -> Result<(String, String), BasicRefusal> {
    parse_basic(&header(credentials)).map(|(id, secret)| (id, secret.expose().clone()))
}

fn pair(id: &str, secret: &str) -> Result<(String, String), BasicRefusal> {
    Ok((id.to_owned(), secret.to_owned()))
}

#[test]
fn id_and_secret_are_read() {
    assert_eq!(read("s6BhdRkqt3:7Fjfp0ZBr1KtDRbnfVdmIw"), pair("s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw"));
}

#[test]
fn both_halves_are_form_decoded() {
    assert_eq!(read("a%3Ab:c%2B+d%E4%B8%80"), pair("a:b", "c+ d一"));
}

#[test]
fn secret_may_hold_a_colon_or_be_empty() {
    assert_eq!(read("a:b:c"), pair("a", "b:c"));
    assert_eq!(read("a:"), pair("a", ""));
}

#[test]
fn scheme_is_read_without_regard_to_case() {
    assert!(parse_basic("bAsIc   YTpi").is_ok());
}

#[test]
fn refused_when_another_scheme() {
    for value in ["", "Basic", "Bearer YTpi", "BasicYTpi"] {
        assert_eq!(parse_basic(value).unwrap_err(), BasicRefusal::NotBasic, "{value}");
    }
}

#[test]
fn refused_when_too_long() {
    assert_eq!(read(&format!("a:{}", "b".repeat(4096))), Err(BasicRefusal::TooLong));
}

#[test]
fn refused_when_not_base64() {
    for value in ["Basic YTp", "Basic YTpi=", "Basic YT_i", "Basic YTpi ", "Basic a:b"] {
        assert_eq!(parse_basic(value).unwrap_err(), BasicRefusal::NotBase64, "{value}");
    }
}

#[test]
fn refused_when_not_utf_8() {
    let value = format!("Basic {}", STANDARD.encode(b"a:\xff"));
    assert_eq!(parse_basic(&value).unwrap_err(), BasicRefusal::NotUtf8);
}

#[test]
fn refused_when_no_colon() {
    assert_eq!(read("ab"), Err(BasicRefusal::NoColon));
}

#[test]
fn refused_when_not_form_encoded() {
    assert_eq!(read("a:100%"), Err(BasicRefusal::NotFormEncoded));
    assert_eq!(read("a%zz:b"), Err(BasicRefusal::NotFormEncoded));
    assert_eq!(read("a:%ff"), Err(BasicRefusal::NotFormEncoded));
}

#[test]
fn refused_when_a_control_character_is_there() {
    for credentials in ["a:b%0A", "a\tb:c", "a:%00", "a%7F:b"] {
        assert_eq!(read(credentials), Err(BasicRefusal::ControlCharacter), "{credentials}");
    }
}

#[test]
fn refused_when_no_id() {
    assert_eq!(read(":secret"), Err(BasicRefusal::EmptyId));
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,80}", scheme in "(Basic )?") {
        let _ = parse_basic(&format!("{scheme}{text}"));
        let _ = read(&text);
    }
}
