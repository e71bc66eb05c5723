//! Rules of client records.

mod problems;

use serde_json::{Value, json};

use super::*;

/// A record without problems, with these changes; null takes a member out.
fn client(changes: &Value) -> ClientMetadata {
    serde_json::from_value(record(changes)).unwrap()
}

fn record(changes: &Value) -> Value {
    let mut record = json!({
        "client_id": "hangzhou-portal",
        "platform": "hangzhou",
        "client_name": "Hangzhou services",
        "redirect_uris": ["https://hangzhou.example/callback"],
    });
    let members = record.as_object_mut().unwrap();
    members.extend(changes.as_object().unwrap().clone());
    members.retain(|_, value| !value.is_null());
    record
}

#[test]
fn what_is_left_out_has_the_safe_default() {
    let client = client(&json!({}));
    assert_eq!(client.token_endpoint_auth_method, AuthMethod::ClientSecretBasic);
    assert_eq!(client.subject_type, SubjectType::Pairwise);
    assert_eq!(client.id_token_signed_response_alg, Algorithm::ES256);
    assert_eq!((client.pkce, client.consent), (PkceRule::Required, ConsentRule::Required));
    assert_eq!(client.grant_types, [GrantType::AuthorizationCode]);
    assert_eq!(client.check(LoopbackHttp::Refused), []);
}

#[test]
fn written_record_is_read_back() {
    let client = client(&json!({
        "client_names": { "zh-Hans": "杭州政务服务" },
        "minimum_acr": "urn:yimen:acr:L2.A1",
        "scope": "openid profile",
        "allowed_claims": { "name": { "legal_basis": "Order 716, article 5", "purpose": "To address you" } },
    }));
    let text = serde_json::to_string(&client).unwrap();
    assert_eq!(serde_json::from_str::<ClientMetadata>(&text).unwrap(), client);
}

#[test]
fn people_come_in_their_own_name_unless_registered_otherwise() {
    let own = client(&json!({}));
    assert_eq!((&own.capacities[..], &own.providers), (&[Capacity::OwnName][..], &None));
    assert_eq!(serde_json::to_value(&own).unwrap().get("capacities"), None);
    let both = client(
        &json!({ "capacities": ["self", "entity"], "providers": ["bank"], "max_evidence_age_seconds": 300 }),
    );
    assert_eq!(both.capacities, [Capacity::OwnName, Capacity::Entity]);
    let text = serde_json::to_string(&both).unwrap();
    assert_eq!(serde_json::from_str::<ClientMetadata>(&text).unwrap(), both);
}

#[test]
fn capacity_is_read_by_its_words_alone() {
    assert_eq!(Capacity::parse("self"), Some(Capacity::OwnName));
    assert_eq!(Capacity::parse("entity"), Some(Capacity::Entity));
    for text in ["", "Self", "self ", "own_name", "self entity"] {
        assert_eq!(Capacity::parse(text), None, "{text}");
    }
}

#[test]
fn refused_when_a_member_is_unknown() {
    let misspelt = record(&json!({ "require_pushed_authorisation_requests": true }));
    assert!(serde_json::from_value::<ClientMetadata>(misspelt).is_err());
}

#[test]
fn refused_when_a_value_is_not_in_the_list() {
    for changes in [
        json!({ "grant_types": ["password"] }),
        json!({ "grant_types": ["implicit"] }),
        json!({ "token_endpoint_auth_method": "client_secret_jwt" }),
        json!({ "id_token_signed_response_alg": "none" }),
        json!({ "id_token_signed_response_alg": "HS256" }),
        json!({ "minimum_acr": "gold" }),
        json!({ "capacities": ["agent"] }),
        json!({ "max_evidence_age_seconds": -1 }),
    ] {
        assert!(serde_json::from_value::<ClientMetadata>(record(&changes)).is_err(), "{changes}");
    }
}

#[test]
fn wire_names_are_those_of_the_record() {
    for method in AuthMethod::ALL {
        assert_eq!(serde_json::to_value(method).unwrap(), method.as_str());
    }
    for grant in GrantType::ALL {
        assert_eq!(serde_json::to_value(grant).unwrap(), grant.as_str());
    }
    for capacity in Capacity::ALL {
        assert_eq!(serde_json::to_value(capacity).unwrap(), capacity.as_str());
    }
    for subject in SubjectType::ALL {
        assert_eq!(serde_json::to_value(subject).unwrap(), subject.as_str());
    }
}

#[test]
fn only_a_registered_redirect_matches() {
    let client = client(&json!({ "redirect_uris": ["https://a.example/one", "https://a.example/two"] }));
    assert_eq!(client.match_redirect("https://a.example/two").unwrap().as_str(), "https://a.example/two");
    assert_eq!(client.match_redirect("https://a.example/three"), None);
    assert_eq!(client.match_redirect(""), None);
}

#[test]
fn native_redirect_keeps_the_port_of_the_request() {
    let changes = json!({
        "application_type": "native", "token_endpoint_auth_method": "none", "redirect_uris": ["http://127.0.0.1/cb"],
    });
    let asked = "http://127.0.0.1:51004/cb";
    assert_eq!(client(&changes).match_redirect(asked).unwrap().as_str(), asked);
}

#[test]
fn redirect_after_sign_out_is_matched_against_its_own_list() {
    let client = client(&json!({ "post_logout_redirect_uris": ["https://hangzhou.example/bye"] }));
    assert!(client.match_post_logout_redirect("https://hangzhou.example/bye").is_some());
    assert_eq!(client.match_post_logout_redirect("https://hangzhou.example/callback"), None);
    assert_eq!(client.match_redirect("https://hangzhou.example/bye"), None);
}

#[test]
fn redirect_is_allowed_only_if_registered() {
    let client = client(&json!({}));
    assert!(client.allows_redirect("https://hangzhou.example/callback"));
    assert!(!client.allows_redirect("https://hangzhou.example/callback/"));
}

#[test]
fn claim_is_had_only_with_a_legal_basis() {
    let permission = json!({ "legal_basis": "Order 716, article 5", "purpose": "To address you" });
    let client = client(&json!({ "allowed_claims": { "name": permission } }));
    assert!(client.may_have_claim("name") && !client.may_have_claim("birthdate"));
}

#[test]
fn refresh_offline_needs_both_the_grant_and_the_scope() {
    let both =
        json!({ "grant_types": ["authorization_code", "refresh_token"], "scope": "openid offline_access" });
    assert!(client(&both).may_refresh_offline());
    let without_scope = json!({ "grant_types": ["authorization_code", "refresh_token"], "scope": "openid" });
    assert!(!client(&without_scope).may_refresh_offline());
    assert!(!client(&json!({ "scope": "openid offline_access" })).may_refresh_offline());
}

#[test]
fn assertions_may_use_the_registered_algorithm_only() {
    let registered = json!({ "token_endpoint_auth_signing_alg": "PS256" });
    assert_eq!(client(&registered).assertion_algorithms(), [Algorithm::PS256]);
    assert_eq!(client(&json!({})).assertion_algorithms(), Algorithm::ALL);
}

#[test]
fn name_is_of_the_tag_else_of_its_language_else_the_plain_one() {
    let client =
        client(&json!({ "client_names": { "zh-Hans": "杭州", "zh-Hant": "杭州市", "fr": "Services" } }));
    assert_eq!(client.name_in("zh-Hant"), "杭州市");
    assert_eq!(client.name_in("zh"), "杭州");
    assert_eq!(client.name_in("fr-CA"), "Services");
    assert_eq!(client.name_in("en"), "Hangzhou services");
}

#[test]
fn sector_is_the_host_of_the_redirects() {
    let uris = json!({ "redirect_uris": ["https://a.example/one", "https://a.example:8443/two"] });
    assert_eq!(client(&uris).sector(), "a.example");
}

#[test]
fn sector_identifier_uri_goes_before_the_redirects() {
    let uri = json!({ "sector_identifier_uri": "https://zhejiang.example/sector.json" });
    assert_eq!(client(&uri).sector(), "zhejiang.example");
}

#[test]
fn sector_is_the_client_where_no_host_tells() {
    for uri in ["http://127.0.0.1:8081/cb", "http://[::1]/cb", "com.example.app:/cb", "http://localhost:1/cb"]
    {
        let changes = json!({ "application_type": "native", "redirect_uris": [uri] });
        assert_eq!(client(&changes).sector(), "client:hangzhou-portal", "{uri}");
    }
}
