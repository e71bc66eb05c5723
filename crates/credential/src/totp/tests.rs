//! RFC 6238 Appendix B, RFC 4648 section 10, and what must not work.

use base::SeededRng;

use super::*;

const NEVER: i64 = i64::MIN;

/// RFC 6238 Appendix B: "12345678901234567890" for SHA-1.
fn rfc_secret() -> TotpSecret {
    TotpSecret::from_bytes(b"12345678901234567890").unwrap()
}

fn at(seconds: i64) -> Time {
    Time::from_seconds(seconds)
}

#[test]
fn codes_of_the_rfc_are_right() {
    // Time and the last six of the eight digits of the appendix.
    let table = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];
    for (seconds, code) in table {
        assert_eq!(rfc_secret().check(code, at(seconds), NEVER), Some(seconds / 30), "{seconds}");
    }
}

#[test]
fn step_before_and_step_after_are_right() {
    assert_eq!(rfc_secret().check("287082", at(59 + 30), NEVER), Some(1));
    assert_eq!(rfc_secret().check("287082", at(59 - 30), NEVER), Some(1));
}

#[test]
fn refused_two_steps_away() {
    assert_eq!(rfc_secret().check("287082", at(59 + 31), NEVER), None);
    assert_eq!(rfc_secret().check("287082", at(-1), NEVER), None);
}

#[test]
fn refused_when_wrong() {
    assert_eq!(rfc_secret().check("287083", at(59), NEVER), None);
}

#[test]
fn refused_when_its_step_was_used() {
    assert_eq!(rfc_secret().check("287082", at(59), 0), Some(1));
    assert_eq!(rfc_secret().check("287082", at(59), 1), None);
}

#[test]
fn refused_when_a_later_step_was_used() {
    assert_eq!(rfc_secret().check("287082", at(59), 2), None);
}

#[test]
fn refused_when_not_six_digits() {
    for code in ["28708", "94287082", "28708a", ""] {
        assert_eq!(rfc_secret().check(code, at(59), NEVER), None, "{code}");
    }
}

#[test]
fn spaces_and_wide_digits_do_not_matter() {
    assert_eq!(rfc_secret().check("２８７ 082", at(59), NEVER), Some(1));
}

#[test]
fn base32_of_the_rfc() {
    let table = [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ")];
    for (plain, encoded) in table {
        assert_eq!(base32(plain.as_bytes()), encoded);
    }
    assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
}

#[test]
fn address_names_issuer_and_label_and_all_parameters() {
    assert_eq!(
        rfc_secret().uri("一门", "zhang:wei@例").expose(),
        "otpauth://totp/%E4%B8%80%E9%97%A8:zhang%20wei%40%E4%BE%8B?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
         &issuer=%E4%B8%80%E9%97%A8&algorithm=SHA1&digits=6&period=30"
    );
}

#[test]
fn kept_bytes_are_the_same_secret() {
    let secret = TotpSecret::generate(&SeededRng::new(1));
    assert_eq!(secret.expose().len(), 20);
    let kept = TotpSecret::from_bytes(secret.expose()).unwrap();
    assert_eq!(kept.code(7), secret.code(7));
    assert_ne!(secret.expose(), TotpSecret::generate(&SeededRng::new(2)).expose());
}

#[test]
fn refused_when_too_short_or_too_long_to_be_a_secret() {
    assert_eq!(TotpSecret::from_bytes(&[1; 15]).err(), Some(TotpSecretLength));
    assert_eq!(TotpSecret::from_bytes(&[1; 65]).err(), Some(TotpSecretLength));
}
