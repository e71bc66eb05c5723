//! The binding of answers to attempts, the issuer's name in answers, and what may be wished for.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use base::{ManualClock, SeededRng, Time};
use serde_json::json;

use super::*;
use crate::Environment;
use crate::platform::PlatformOptions;

const ISSUER: &str = "http://127.0.0.1:8080";

fn platform() -> RelyingParty {
    let options = PlatformOptions {
        name_zh: "浙里办".into(),
        name_en: "Hangzhou".into(),
        division_code: "330100".into(),
        issuer: ISSUER.into(),
        client_id: "hangzhou".into(),
        client_secret: String::new(),
        public_url: "http://127.0.0.1:8081".into(),
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
    };
    let environment = Environment {
        clock: Arc::new(ManualClock::new(Time::from_seconds(1_800_000_000))),
        rng: Arc::new(SeededRng::new(1)),
        trusted: Vec::new(),
    };
    RelyingParty::new(options, SocketAddr::from((Ipv4Addr::LOCALHOST, 8081)), environment).unwrap()
}

fn with_attempt(rp: &RelyingParty) {
    let attempt = Attempt {
        browser: Secret::from("mine"),
        nonce: "n".into(),
        code_verifier: Secret::from("v"),
        begun: rp.now(),
        freshness: Freshness::Any,
        acr_values: Vec::new(),
        demand: None,
        presence: Presence::Visible,
        return_to: OwnPath::home(),
    };
    rp.ledger().attempts.insert("s".into(), attempt, rp.now());
}

fn answer(state: Option<&str>) -> UncheckedAnswer {
    UncheckedAnswer { state: state.map(str::to_owned), ..UncheckedAnswer::default() }
}

fn refusal(rp: &RelyingParty, state: Option<&str>, browser: Option<&str>) -> Option<AnswerRefusal> {
    attempt_of(rp, &answer(state), browser).err()
}

#[test]
fn accepted_in_the_browser_that_began_it_and_once_only() {
    let rp = platform();
    with_attempt(&rp);
    assert_eq!(refusal(&rp, Some("s"), Some("mine")), None);
    assert_eq!(refusal(&rp, Some("s"), Some("mine")), Some(AnswerRefusal::StateUnknown));
}

#[test]
fn refused_without_state() {
    let rp = platform();
    with_attempt(&rp);
    assert_eq!(refusal(&rp, None, Some("mine")), Some(AnswerRefusal::StateMissing));
}

#[test]
fn refused_with_unknown_state() {
    let rp = platform();
    with_attempt(&rp);
    assert_eq!(refusal(&rp, Some("other"), Some("mine")), Some(AnswerRefusal::StateUnknown));
}

#[test]
fn refused_in_another_browser_without_using_up_the_attempt() {
    let rp = platform();
    with_attempt(&rp);
    assert_eq!(refusal(&rp, Some("s"), Some("theirs")), Some(AnswerRefusal::OtherBrowser));
    assert_eq!(refusal(&rp, Some("s"), None), Some(AnswerRefusal::OtherBrowser));
    assert_eq!(refusal(&rp, Some("s"), Some("mine")), None);
}

fn metadata(iss_promised: Option<bool>) -> Metadata {
    let mut metadata = json!({
        "issuer": ISSUER,
        "authorization_endpoint": format!("{ISSUER}/authorize"),
        "jwks_uri": format!("{ISSUER}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256"],
    });
    if let Some(promised) = iss_promised {
        metadata["authorization_response_iss_parameter_supported"] = json!(promised);
    }
    serde_json::from_value(metadata).unwrap()
}

fn issuer_check(iss: Option<&str>, promised: Option<bool>) -> Result<(), AnswerRefusal> {
    let answer = UncheckedAnswer { iss: iss.map(str::to_owned), ..UncheckedAnswer::default() };
    check_issuer(&answer, &metadata(promised))
}

#[test]
fn accepted_when_the_answer_names_the_issuer() {
    assert_eq!(issuer_check(Some(ISSUER), Some(true)), Ok(()));
}

#[test]
fn refused_when_the_answer_names_another_issuer() {
    for iss in ["http://127.0.0.1:8080/", "http://127.0.0.1:9", "HTTP://127.0.0.1:8080"] {
        assert_eq!(issuer_check(Some(iss), Some(true)), Err(AnswerRefusal::IssuerDiffers), "{iss}");
        assert_eq!(issuer_check(Some(iss), None), Err(AnswerRefusal::IssuerDiffers), "{iss}");
    }
}

#[test]
fn refused_when_the_promised_issuer_is_missing() {
    assert_eq!(issuer_check(None, Some(true)), Err(AnswerRefusal::IssuerMissing));
}

#[test]
fn accepted_without_issuer_when_it_is_not_promised() {
    assert_eq!(issuer_check(None, Some(false)), Ok(()));
    assert_eq!(issuer_check(None, None), Ok(()));
}

fn wish(query: &str) -> Result<Wish, WishRefusal> {
    Wish::parse(&Params::parse(query).unwrap(), &platform())
}

#[test]
fn a_wish_is_read_from_the_query() {
    let wish = wish("prompt=login+consent&acr_values=a+b&max_age=5&claims=%7B%7D&return_to=/x").unwrap();
    assert_eq!(wish.prompts, [CoreAuthPrompt::Login, CoreAuthPrompt::Consent]);
    assert_eq!(wish.acr_values, ["a", "b"]);
    assert_eq!((wish.freshness(), wish.presence()), (Freshness::Within(5), Presence::Visible));
    assert_eq!((wish.claims.as_deref(), wish.return_to.as_str()), (Some("{}"), "/x"));
}

#[test]
fn a_wish_that_breaks_a_rule_is_refused() {
    let long = format!("login_hint={}", "x".repeat(LONGEST_WISH + 1));
    for (query, refusal) in [
        ("prompt=create", WishRefusal::PromptUnknown),
        ("prompt=none+login", WishRefusal::PromptNoneNotAlone),
        ("max_age=soon", WishRefusal::MaxAgeNotANumber),
        ("claims=%5B%5D", WishRefusal::ClaimsNotAnObject),
        ("return_to=//evil.example", WishRefusal::TargetElsewhere),
        (long.as_str(), WishRefusal::TooLong),
    ] {
        assert_eq!(wish(query).unwrap_err(), refusal, "{query}");
    }
}

fn initiated(query: &str) -> Result<Wish, WishRefusal> {
    Wish::initiated(&Params::parse(query).unwrap(), &platform())
}

#[test]
fn a_login_is_initiated_for_our_issuer_and_our_pages() {
    let wish =
        initiated("iss=http://127.0.0.1:8080&login_hint=h&target_link_uri=http://127.0.0.1:8081/events");
    let wish = wish.unwrap();
    assert_eq!((wish.login_hint.as_deref(), wish.return_to.as_str()), (Some("h"), "/events"));
}

#[test]
fn a_login_for_another_issuer_or_page_is_not_initiated() {
    for (query, refusal) in [
        ("", WishRefusal::IssuerDiffers),
        ("iss=http://127.0.0.1:8080/", WishRefusal::IssuerDiffers),
        ("iss=http://127.0.0.1:8080&target_link_uri=https://evil.example/", WishRefusal::TargetElsewhere),
    ] {
        assert_eq!(initiated(query).unwrap_err(), refusal, "{query}");
    }
}
