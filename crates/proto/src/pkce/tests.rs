//! Rules of PKCE; the vector is RFC 7636 appendix B.

use super::*;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn challenge() -> CodeChallenge {
    CodeChallenge::parse(Some(CHALLENGE), Some("S256")).unwrap().unwrap()
}

#[test]
fn example_of_rfc_7636_appendix_b_matches() {
    assert_eq!(challenge().check(Some(VERIFIER)), Ok(()));
}

#[test]
fn nothing_given_is_no_challenge() {
    assert_eq!(CodeChallenge::parse(None, None), Ok(None));
    assert_eq!(check_absent(None), Ok(()));
}

#[test]
fn refused_when_plain() {
    assert_eq!(CodeChallenge::parse(Some(CHALLENGE), Some("plain")), Err(PkceRefusal::PlainRefused));
}

#[test]
fn refused_when_method_missing_since_that_means_plain() {
    assert_eq!(CodeChallenge::parse(Some(CHALLENGE), None), Err(PkceRefusal::PlainRefused));
}

#[test]
fn refused_when_method_unknown() {
    for method in ["S512", "s256", "PLAIN", "S256 "] {
        assert_eq!(
            CodeChallenge::parse(Some(CHALLENGE), Some(method)),
            Err(PkceRefusal::UnknownMethod),
            "{method}"
        );
    }
}

#[test]
fn refused_when_method_comes_without_challenge() {
    assert_eq!(CodeChallenge::parse(None, Some("S256")), Err(PkceRefusal::MethodWithoutChallenge));
}

#[test]
fn refused_when_challenge_is_not_a_hash_in_base64url() {
    let long = format!("{CHALLENGE}A");
    let padded = format!("{CHALLENGE}=");
    let loose_bits = CHALLENGE.replace("cM", "cN");
    for text in ["", "short", &CHALLENGE[1..], &long, &padded, &loose_bits, &CHALLENGE.replace('-', "+")] {
        let parsed = CodeChallenge::parse(Some(text), Some("S256"));
        assert_eq!(parsed, Err(PkceRefusal::MalformedChallenge), "{text}");
    }
}

#[test]
fn refused_when_verifier_missing() {
    assert_eq!(challenge().check(None), Err(PkceRefusal::VerifierMissing));
}

#[test]
fn refused_when_verifier_malformed() {
    let long = "a".repeat(129);
    for verifier in ["", &VERIFIER[1..], &long, &format!("{VERIFIER}+"), &format!("{VERIFIER}一")] {
        assert_eq!(challenge().check(Some(verifier)), Err(PkceRefusal::MalformedVerifier), "{verifier}");
    }
}

#[test]
fn refused_when_verifier_wrong() {
    assert_eq!(challenge().check(Some(&VERIFIER.replace('d', "e"))), Err(PkceRefusal::VerifierWrong));
    assert_eq!(challenge().check(Some(CHALLENGE)), Err(PkceRefusal::VerifierWrong));
}

#[test]
fn refused_when_verifier_sent_though_no_challenge_was_made() {
    assert_eq!(check_absent(Some(VERIFIER)), Err(PkceRefusal::VerifierUnexpected));
}

#[test]
fn challenge_is_refused_at_authorization_and_verifier_at_the_token_endpoint() {
    assert_eq!(PkceRefusal::PlainRefused.code(), ErrorCode::InvalidRequest);
    assert_eq!(PkceRefusal::VerifierMissing.code(), ErrorCode::InvalidGrant);
}

#[test]
fn written_and_read_as_a_text() {
    let text = serde_json::to_string(&challenge()).unwrap();
    assert_eq!(text, format!("{CHALLENGE:?}"));
    assert_eq!(serde_json::from_str::<CodeChallenge>(&text).unwrap(), challenge());
}
