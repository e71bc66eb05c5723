//! Each thing that can be wrong with a record, alone.

use super::*;
use crate::jose::test_keys::TestKey;
use crate::jose::{Jwk, PublicKey};

/// The members a record has problems with.
fn fields(changes: &Value) -> Vec<&'static str> {
    client(changes).check(LoopbackHttp::Refused).iter().map(|problem| problem.field).collect()
}

fn reasons(changes: &Value) -> String {
    let problems = client(changes).check(LoopbackHttp::Refused);
    problems.iter().map(|problem| format!("{}: {}\n", problem.field, problem.reason)).collect()
}

fn key() -> Jwk {
    TestKey::generate(Algorithm::ES256).jwk_named("one")
}

/// A client that signs its assertions, with these changes.
fn by_key(changes: &Value) -> Value {
    let mut merged = json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks": { "keys": [key()] } });
    merged.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    merged
}

fn public(changes: &Value) -> Value {
    let mut merged = json!({ "token_endpoint_auth_method": "none" });
    merged.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    merged
}

const NONE: [&str; 0] = [];

#[test]
fn all_problems_are_told_at_once() {
    let found = fields(&json!({
        "client_id": "a b", "client_name": "", "redirect_uris": ["http://a.example/"], "access_token_seconds": 5,
    }));
    assert_eq!(found, ["client_id", "client_name", "redirect_uris", "access_token_seconds"]);
}

#[test]
fn problem_when_an_identifier_is_not_usable() {
    for id in ["", "a b", "a:b", "杭州", &"a".repeat(129)] {
        assert_eq!(fields(&json!({ "client_id": id })), ["client_id"], "{id}");
        assert_eq!(fields(&json!({ "platform": id })), ["platform"], "{id}");
    }
}

#[test]
fn problem_when_a_name_cannot_be_shown() {
    for name in ["", "  ", "a\nb", &"名".repeat(201)] {
        assert_eq!(fields(&json!({ "client_name": name })), ["client_name"], "{name}");
        assert_eq!(fields(&json!({ "client_names": { "en": name } })), ["client_names"], "{name}");
    }
    assert_eq!(fields(&json!({ "client_names": { "zh_CN": "杭州" } })), ["client_names"]);
}

#[test]
fn problem_when_no_redirect_for_the_code_grant() {
    assert_eq!(fields(&json!({ "redirect_uris": null })), ["redirect_uris"]);
    assert_eq!(fields(&json!({ "redirect_uris": null, "grant_types": ["client_credentials"] })), NONE);
}

#[test]
fn problem_with_each_refused_redirect() {
    let uris = ["https://a.example/", "https://a.example/#", "javascript:alert(1)"];
    assert_eq!(fields(&json!({ "redirect_uris": uris })), ["redirect_uris", "redirect_uris"]);
    assert_eq!(
        fields(&json!({ "post_logout_redirect_uris": ["http://a.example/"] })),
        ["post_logout_redirect_uris"]
    );
}

#[test]
fn problem_when_a_redirect_is_given_twice_or_there_are_too_many() {
    let twice = ["https://hangzhou.example/", "https://hangzhou.example/"];
    assert_eq!(fields(&json!({ "redirect_uris": twice })), ["redirect_uris"]);
    let many: Vec<String> = (0..65).map(|at| format!("https://hangzhou.example/{at}")).collect();
    assert_eq!(fields(&json!({ "redirect_uris": many })), ["redirect_uris"]);
}

#[test]
fn loopback_http_is_a_problem_unless_allowed() {
    let demo = client(&json!({
        "redirect_uris": ["http://127.0.0.1:8081/callback"],
        "backchannel_logout_uri": "http://127.0.0.1:8081/logout/backchannel",
        "initiate_login_uri": "http://127.0.0.1:8081/initiate",
    }));
    assert_eq!(demo.check(LoopbackHttp::Allowed), []);
    assert_eq!(demo.check(LoopbackHttp::Refused).len(), 3);
}

#[test]
fn problem_when_an_address_is_not_https() {
    for field in ["sector_identifier_uri", "backchannel_logout_uri", "initiate_login_uri", "jwks_uri"] {
        assert_eq!(fields(&json!({ field: "https://hangzhou.example/x" })), NONE, "{field}");
        assert_eq!(fields(&json!({ field: "http://hangzhou.example/x" })), [field]);
    }
}

#[test]
fn problem_when_session_is_required_without_logout_address() {
    let required = json!({ "backchannel_logout_session_required": true });
    assert_eq!(fields(&required), ["backchannel_logout_session_required"]);
}

#[test]
fn problem_when_no_grant_or_one_twice() {
    assert_eq!(fields(&json!({ "grant_types": [] })), ["grant_types"]);
    assert_eq!(
        fields(&json!({ "grant_types": ["authorization_code", "authorization_code"] })),
        ["grant_types"]
    );
}

#[test]
fn problem_when_refresh_comes_without_the_code_grant() {
    assert_eq!(fields(&json!({ "grant_types": ["refresh_token"] })), ["grant_types"]);
    assert_eq!(fields(&json!({ "grant_types": ["authorization_code", "refresh_token"] })), NONE);
}

#[test]
fn problem_when_a_public_client_wants_client_credentials() {
    assert_eq!(fields(&json!({ "grant_types": ["client_credentials"] })), NONE);
    assert_eq!(fields(&public(&json!({ "grant_types": ["client_credentials"] }))), ["grant_types"]);
}

#[test]
fn problem_when_offline_access_comes_without_refresh() {
    let scope = "openid offline_access";
    assert_eq!(fields(&json!({ "scope": scope })), ["scope"]);
    assert_eq!(
        fields(&json!({ "scope": scope, "grant_types": ["authorization_code", "refresh_token"] })),
        NONE
    );
}

#[test]
fn problem_when_a_native_client_has_a_secret() {
    let native = |method: &str| json!({ "application_type": "native", "token_endpoint_auth_method": method });
    assert_eq!(fields(&native("client_secret_basic")), ["token_endpoint_auth_method"]);
    assert_eq!(fields(&native("client_secret_post")), ["token_endpoint_auth_method"]);
    assert_eq!(fields(&native("none")), NONE);
}

#[test]
fn problem_when_signing_algorithm_is_given_without_assertions() {
    let algorithm = json!({ "token_endpoint_auth_signing_alg": "ES256" });
    assert_eq!(fields(&algorithm), ["token_endpoint_auth_signing_alg"]);
    assert_eq!(fields(&by_key(&algorithm)), NONE);
}

#[test]
fn problem_when_a_public_client_is_exempt_from_pkce() {
    assert_eq!(fields(&json!({ "pkce": "exempt" })), NONE);
    assert_eq!(fields(&public(&json!({ "pkce": "exempt" }))), ["pkce"]);
}

#[test]
fn problem_when_both_jwks_and_jwks_uri() {
    assert_eq!(fields(&by_key(&json!({ "jwks_uri": "https://hangzhou.example/jwks" }))), ["jwks"]);
}

#[test]
fn problem_when_assertions_have_no_keys() {
    let bare = json!({ "token_endpoint_auth_method": "private_key_jwt" });
    assert_eq!(fields(&bare), ["token_endpoint_auth_method"]);
    let published =
        json!({ "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "https://a.example/jwks" });
    assert_eq!(fields(&published), NONE);
}

#[test]
fn problem_when_no_key_fits_the_assertions() {
    assert_eq!(fields(&by_key(&json!({ "token_endpoint_auth_signing_alg": "PS256" }))), ["jwks"]);
}

#[test]
fn problem_when_a_key_is_weak() {
    let weak = Jwk {
        key: PublicKey::Rsa { n: vec![0xff; 128], e: vec![1, 0, 1] },
        ..TestKey::generate(Algorithm::ES256).jwk()
    };
    let text = reasons(&by_key(&json!({ "jwks": { "keys": [key(), weak] } })));
    assert_eq!(text, "jwks: key number 2: the RSA modulus is shorter than 2048 bits\n");
}

#[test]
fn problem_when_two_keys_have_one_kid() {
    assert_eq!(fields(&by_key(&json!({ "jwks": { "keys": [key(), key()] } }))), ["jwks"]);
}

#[test]
fn problem_when_no_key_is_of_a_supported_type() {
    assert_eq!(fields(&json!({ "jwks": { "keys": [{ "kty": "AKP" }] } })), ["jwks"]);
}

#[test]
fn problem_when_public_subject_has_no_legal_basis() {
    assert_eq!(fields(&json!({ "subject_type": "public" })), ["public_subject_legal_basis"]);
    let basis = json!({ "subject_type": "public", "public_subject_legal_basis": "Order 716, article 5" });
    assert_eq!(fields(&basis), NONE);
}

#[test]
fn problem_when_pairwise_subject_has_a_basis_for_public() {
    let basis = json!({ "public_subject_legal_basis": "Order 716, article 5" });
    assert_eq!(fields(&basis), ["public_subject_legal_basis"]);
}

#[test]
fn problem_when_hosts_differ_and_no_sector_is_named() {
    let uris = ["https://a.example/", "https://b.example/"];
    assert_eq!(fields(&json!({ "redirect_uris": uris })), ["sector_identifier_uri"]);
    let named = json!({ "redirect_uris": uris, "sector_identifier_uri": "https://a.example/sector.json" });
    assert_eq!(fields(&named), NONE);
    let public =
        json!({ "redirect_uris": uris, "subject_type": "public", "public_subject_legal_basis": "Order 716" });
    assert_eq!(fields(&public), NONE);
}

#[test]
fn problem_when_a_default_level_is_below_the_minimum() {
    let levels = |default: &str| json!({ "minimum_acr": "urn:yimen:acr:L3.A2", "default_acr_values": [format!("urn:yimen:acr:{default}")] });
    assert_eq!(fields(&levels("L4.A2")), NONE);
    assert_eq!(fields(&levels("L4.A1")), ["default_acr_values"]);
}

#[test]
fn problem_when_a_claim_has_no_reason() {
    let claim = |basis: &str, purpose: &str| json!({ "allowed_claims": { "name": { "legal_basis": basis, "purpose": purpose } } });
    assert_eq!(fields(&claim("Order 716", "To address you")), NONE);
    assert_eq!(reasons(&claim("", "To address you")), "allowed_claims: name: legal_basis is missing\n");
    assert_eq!(reasons(&claim("Order 716", " ")), "allowed_claims: name: purpose is missing\n");
}

#[test]
fn problem_when_a_claim_is_the_protocols() {
    let claim = |name: &str| json!({ "allowed_claims": { name: { "legal_basis": "Order 716", "purpose": "To address you" } } });
    assert_eq!(fields(&claim("phone_number")), NONE);
    for name in ["sub", "acr", "aud", "", "a b"] {
        assert_eq!(fields(&claim(name)), ["allowed_claims"], "{name}");
    }
}

#[test]
fn problem_when_a_resource_is_no_absolute_uri() {
    assert_eq!(fields(&json!({ "resources": ["https://api.example/", "urn:example:api"] })), NONE);
    assert_eq!(fields(&json!({ "resources": ["api"] })), ["resources"]);
    assert_eq!(fields(&json!({ "resources": ["https://api.example/#a"] })), ["resources"]);
}

#[test]
fn problem_when_nobody_is_asked_and_anybody_may_catch_the_answer() {
    let app = |uri: &str| {
        public(&json!({ "application_type": "native", "consent": "implicit", "redirect_uris": [uri] }))
    };
    assert_eq!(fields(&app("https://app.example/cb")), NONE);
    assert_eq!(fields(&app("com.example.app:/cb")), ["consent"]);
    assert_eq!(fields(&app("http://127.0.0.1/cb")), ["consent"]);
}

#[test]
fn problem_when_a_lifetime_is_out_of_range() {
    assert_eq!(fields(&json!({ "access_token_seconds": 3600 })), NONE);
    assert_eq!(fields(&json!({ "access_token_seconds": 3601 })), ["access_token_seconds"]);
    assert_eq!(fields(&json!({ "refresh_idle_seconds": 29 })), ["refresh_idle_seconds"]);
    assert_eq!(
        fields(&json!({ "refresh_absolute_seconds": 400 * 86_400 + 1 })),
        ["refresh_absolute_seconds"]
    );
}

#[test]
fn problem_when_idle_time_is_longer_than_the_whole_life() {
    let lives = |idle: u32| json!({ "refresh_idle_seconds": idle, "refresh_absolute_seconds": 600 });
    assert_eq!(fields(&lives(600)), NONE);
    assert_eq!(fields(&lives(601)), ["refresh_idle_seconds"]);
}

#[test]
fn problem_when_evidence_must_be_too_fresh_or_may_be_older_than_any() {
    for seconds in [300, 31_536_000, 157_766_400] {
        assert_eq!(fields(&json!({ "max_evidence_age_seconds": seconds })), NONE, "{seconds}");
    }
    for seconds in [0, 299, 157_766_401] {
        let problems = fields(&json!({ "max_evidence_age_seconds": seconds }));
        assert_eq!(problems, ["max_evidence_age_seconds"], "{seconds}");
    }
}

#[test]
fn problem_when_no_capacity_or_one_twice() {
    assert_eq!(fields(&json!({ "capacities": ["entity"] })), NONE);
    assert_eq!(fields(&json!({ "capacities": [] })), ["capacities"]);
    assert_eq!(fields(&json!({ "capacities": ["self", "self"] })), ["capacities"]);
}

#[test]
fn problem_when_providers_are_none_twice_or_no_identifiers() {
    assert_eq!(fields(&json!({ "providers": ["bank", "population-register"] })), NONE);
    assert_eq!(fields(&json!({ "providers": [] })), ["providers"]);
    assert_eq!(fields(&json!({ "providers": ["bank", "bank"] })), ["providers"]);
    assert_eq!(fields(&json!({ "providers": ["b/k"] })), ["providers"]);
}
