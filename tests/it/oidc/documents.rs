//! Discovery and key set (OpenID Connect Discovery 1.0, RFC 8414, RFC 7517): what they say, who may read them from
//! a script, how long they may be kept.

use http::Method;
use serde_json::{Value, json};
use testkit::{Call, World, on_each_database};

on_each_database! {
    discovery_says_what_works_and_no_more,
    both_addresses_serve_one_document,
    every_endpoint_named_answers,
    documents_are_cached_by_their_etag,
    scripts_may_read_documents_and_nothing_else,
    the_key_set_holds_public_keys_only,
}

async fn discovery_says_what_works_and_no_more(world: World) {
    let metadata = world.metadata().await;
    assert_eq!(metadata["issuer"], json!(world.issuer()));
    assert_eq!(metadata["response_types_supported"], json!(["code"]));
    assert_eq!(metadata["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(metadata["authorization_response_iss_parameter_supported"], json!(true));
    for name in ["request_parameter_supported", "request_uri_parameter_supported"] {
        assert_eq!(metadata[name], json!(false), "{name}");
    }
    let text = metadata.to_string();
    for refused in ["implicit", "password", "plain", "none\",\"RS", "HS256", "fragment"] {
        assert!(!text.contains(refused), "{refused}");
    }
}

async fn both_addresses_serve_one_document(world: World) {
    let one = world.get("/.well-known/openid-configuration").await;
    let other = world.get("/.well-known/oauth-authorization-server").await;
    assert_eq!(one.body, other.body);
    assert_eq!(one.header("content-type"), Some("application/json"));
}

async fn every_endpoint_named_answers(world: World) {
    let metadata = world.metadata().await;
    let addresses = metadata.as_object().unwrap().iter();
    let named = addresses.filter(|(name, _)| name.ends_with("_endpoint") || *name == "jwks_uri");
    let mut count = 0;
    for (name, address) in named {
        let address = address.as_str().unwrap();
        assert!(address.starts_with(world.issuer()), "{name}");
        let reply = world.send(Call::get(address)).await;
        assert!(reply.status != 404 && reply.status < 500, "{name}: {}", reply.status);
        count += 1;
    }
    assert_eq!(count, 8);
}

async fn documents_are_cached_by_their_etag(world: World) {
    for path in ["/.well-known/openid-configuration", "/jwks"] {
        let first = world.get(path).await;
        let etag = first.header("etag").unwrap();
        assert!(first.header("cache-control").unwrap().starts_with("public, max-age="), "{path}");
        let again = world.send(Call::get(path).header("if-none-match", etag)).await;
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{path}");
        let other = world.send(Call::get(path).header("if-none-match", "\"x\"")).await;
        assert_eq!(other.status, 200, "{path}");
    }
    // A key set may never be kept longer than a key is published ahead.
    let kept = world.get("/jwks").await.header("cache-control").unwrap().replace("public, max-age=", "");
    assert!((1..=3600).contains(&kept.parse::<u32>().unwrap()));
}

async fn scripts_may_read_documents_and_nothing_else(world: World) {
    let city = world.party("city", json!({})).await;
    let origin = "https://evil.example";
    for path in ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/jwks"] {
        let reply = world.send(Call::get(path).header("origin", origin)).await;
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"), "{path}");
        assert_eq!(reply.header("access-control-allow-credentials"), None, "{path}");
    }
    // RFC 9700 section 2.6: no CORS at the authorization endpoint.
    for path in [city.ask().url(), city.url("/sign-in"), city.url("/"), city.url("/end-session")] {
        for method in [Method::GET, Method::OPTIONS] {
            let call = Call::new(method, path.as_str()).header("origin", origin);
            let reply = world.send(call.header("access-control-request-method", "POST")).await;
            assert_eq!(reply.header("access-control-allow-origin"), None, "{path}");
        }
    }
}

async fn the_key_set_holds_public_keys_only(world: World) {
    let reply = world.get("/jwks").await;
    let keys = reply.json()["keys"].clone();
    for key in keys.as_array().unwrap() {
        for name in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
            assert_eq!(key.get(name), None, "{name}");
        }
        assert_eq!(key["use"], json!("sig"));
        assert!(key["kid"].as_str().is_some_and(|kid| !kid.is_empty()));
        assert!(matches!(key["alg"], Value::String(_)));
    }
}
