//! Client assertions (RFC 7523 section 3, OpenID Connect Core 1.0 section 9): every sound one is taken once, and
//! whatever is wrong with one leaves as `invalid_client`.

use futures_util::future::join_all;
use serde_json::{Value, json};
use testkit::{RelyingParty, TestKey, World, hmac_signed, on_each_database, tampered, unsigned};

on_each_database! {
    accepted_when_sound,
    refused_when_a_claim_is_wrong,
    refused_when_unsigned,
    refused_when_signed_with_the_public_key_as_a_secret,
    refused_when_signed_by_another_clients_key,
    refused_when_tampered_with,
    refused_when_the_header_is_not_ours_to_believe,
    refused_when_replayed,
    of_eight_at_once_one_is_taken,
    two_clients_may_use_the_same_jti,
    refused_when_a_secret_is_registered,
    refused_when_the_algorithm_is_not_the_registered_one,
    refused_when_the_type_is_missing,
    refused_when_the_body_names_another_client,
}

const ASKED: &[(&str, &str)] = &[("grant_type", "client_credentials")];

async fn signer(world: &World, id: &str) -> RelyingParty {
    let record = json!({
        "token_endpoint_auth_method": "private_key_jwt", "grant_types": ["client_credentials"],
        "scope": "records.read", "redirect_uris": null, "post_logout_redirect_uris": null,
        "backchannel_logout_uri": null,
    });
    world.party(id, record).await
}

fn invalid_client() -> (u16, String) {
    (401, "invalid_client".to_owned())
}

fn with(claims: &Value, name: &str, value: Value) -> Value {
    let mut claims = claims.clone();
    claims[name] = value;
    claims
}

fn without(claims: &Value, name: &str) -> Value {
    let mut claims = claims.clone();
    claims.as_object_mut().unwrap().remove(name);
    claims
}

async fn accepted_when_sound(world: World) {
    let signer = signer(&world, "signer").await;
    let issuer = json!(signer.issuer());
    let endpoint = json!(format!("{}/token", signer.issuer()));
    for audience in [issuer.clone(), json!([issuer]), endpoint] {
        let claims = with(&signer.assertion_claims(), "aud", audience.clone());
        let reply = signer.post_asserting("/token", ASKED, &signer.key().sign(&claims)).await;
        assert_eq!(reply.status, 200, "{audience}");
    }
    let typed = json!({ "alg": "ES256", "typ": "client-authentication+jwt", "kid": signer.key().kid() });
    let bare = json!({ "alg": "ES256" });
    for header in [typed, bare] {
        let assertion = signer.key().sign_under(&header, &signer.assertion_claims());
        assert_eq!(signer.post_asserting("/token", ASKED, &assertion).await.status, 200, "{header}");
    }
}

async fn refused_when_a_claim_is_wrong(world: World) {
    let signer = signer(&world, "signer").await;
    let (sound, now) = (signer.assertion_claims(), world.now().seconds());
    let par = format!("{}/par", signer.issuer());
    let wrong = [
        ("aud of several", with(&sound, "aud", json!([signer.issuer(), "https://other.example"]))),
        ("aud of another endpoint", with(&sound, "aud", json!(par))),
        ("aud of another server", with(&sound, "aud", json!("https://other.example"))),
        ("aud with a slash more", with(&sound, "aud", json!(format!("{}/", signer.issuer())))),
        ("no aud", without(&sound, "aud")),
        ("no exp", without(&sound, "exp")),
        ("exp passed", with(&sound, "exp", json!(now - 31))),
        ("exp a year ahead", with(&sound, "exp", json!(now + 31_536_000))),
        ("exp a text", with(&sound, "exp", json!("later"))),
        ("nbf ahead", with(&sound, "nbf", json!(now + 600))),
        ("iat ahead", with(&sound, "iat", json!(now + 600))),
        ("no jti", without(&sound, "jti")),
        ("an endless jti", with(&sound, "jti", json!("j".repeat(300)))),
        ("no iss", without(&sound, "iss")),
        ("no sub", without(&sound, "sub")),
        ("sub of another", with(&sound, "sub", json!("city"))),
        ("iss of nobody", with(&sound, "iss", json!("nobody"))),
    ];
    for (what, claims) in wrong {
        let reply = signer.post_asserting("/token", ASKED, &signer.key().sign(&claims)).await;
        assert_eq!(reply.refusal(), invalid_client(), "{what}");
    }
    assert_eq!(signer.post("/token", ASKED).await.status, 200);
}

async fn refused_when_unsigned(world: World) {
    let signer = signer(&world, "signer").await;
    let claims = signer.assertion_claims();
    let signed = signer.key().sign(&claims);
    let (input, _) = signed.rsplit_once('.').unwrap();
    for assertion in
        [unsigned(&claims), format!("{input}."), input.to_owned(), "x".to_owned(), "a.b.c".to_owned()]
    {
        let reply = signer.post_asserting("/token", ASKED, &assertion).await;
        assert_eq!(reply.refusal(), invalid_client(), "{assertion}");
    }
}

async fn refused_when_signed_with_the_public_key_as_a_secret(world: World) {
    let signer = signer(&world, "signer").await;
    let jwk = signer.key().public_jwk().to_string();
    for key in [signer.key().public_bytes(), jwk.into_bytes()] {
        let assertion = hmac_signed(&signer.assertion_claims(), &key);
        assert_eq!(signer.post_asserting("/token", ASKED, &assertion).await.refusal(), invalid_client());
    }
}

async fn refused_when_signed_by_another_clients_key(world: World) {
    let (own, other) = (signer(&world, "signer").await, signer(&world, "other").await);
    let assertion = other.key().sign(&own.assertion_claims());
    assert_eq!(own.post_asserting("/token", ASKED, &assertion).await.refusal(), invalid_client());
    let stranger = TestKey::new("first").sign(&own.assertion_claims());
    assert_eq!(own.post_asserting("/token", ASKED, &stranger).await.refusal(), invalid_client());
}

async fn refused_when_tampered_with(world: World) {
    let signer = signer(&world, "signer").await;
    let signed = signer.key().sign(&signer.assertion_claims());
    let zeros = format!("{}.{}", signed.rsplit_once('.').unwrap().0, "A".repeat(86));
    let claims = unsigned(&with(&signer.assertion_claims(), "iss", json!("signer")));
    let moved = format!("{}.{}", claims.trim_end_matches('.'), signed.rsplit_once('.').unwrap().1);
    for assertion in [tampered(&signed), zeros, moved, format!("{signed}AA"), format!("{signed}=")] {
        let reply = signer.post_asserting("/token", ASKED, &assertion).await;
        assert_eq!(reply.refusal(), invalid_client());
    }
}

async fn refused_when_the_header_is_not_ours_to_believe(world: World) {
    let signer = signer(&world, "signer").await;
    let (thief, place) = (TestKey::new("thief"), world.outside().east("/thief.json"));
    world.outside().answer("/thief.json", 200, &json!({ "keys": [thief.public_jwk()] }));
    let headers = [
        json!({ "alg": "ES256", "jwk": thief.public_jwk() }),
        json!({ "alg": "ES256", "jku": place, "kid": "thief" }),
        json!({ "alg": "ES256", "x5u": place, "kid": "thief" }),
        json!({ "alg": "ES256", "x5c": ["MIIB"], "kid": "thief" }),
        json!({ "alg": "ES256", "kid": "../../etc/passwd" }),
        json!({ "alg": "ES256", "kid": "' or 1=1 --" }),
        json!({ "alg": "ES256", "kid": "unheard of" }),
        json!({ "alg": "ES384", "kid": "first" }),
        json!({ "alg": "RS256", "kid": "first" }),
        json!({ "kid": "first" }),
    ];
    for header in headers {
        for key in [&thief, signer.key()] {
            let assertion = key.sign_under(&header, &signer.assertion_claims());
            let reply = signer.post_asserting("/token", ASKED, &assertion).await;
            assert_eq!(reply.refusal(), invalid_client(), "{header}");
        }
    }
    for extra in [
        json!({ "alg": "ES256", "kid": "first", "crit": ["exp"] }),
        json!({ "alg": "ES256", "kid": "first", "b64": false }),
        json!({ "alg": "ES256", "kid": "first", "zip": "DEF" }),
        json!({ "alg": "ES256", "kid": "first", "typ": "at+jwt" }),
    ] {
        let assertion = signer.key().sign_under(&extra, &signer.assertion_claims());
        let reply = signer.post_asserting("/token", ASKED, &assertion).await;
        assert_eq!(reply.refusal(), invalid_client(), "{extra}");
    }
    assert_eq!(world.outside().heard("/thief.json"), []);
}

async fn refused_when_replayed(world: World) {
    let signer = signer(&world, "signer").await;
    let assertion = signer.key().sign(&signer.assertion_claims());
    assert_eq!(signer.post_asserting("/token", ASKED, &assertion).await.status, 200);
    assert_eq!(signer.post_asserting("/token", ASKED, &assertion).await.refusal(), invalid_client());
    // Also at another endpoint.
    let elsewhere = signer.post_asserting("/introspect", &[("token", "x")], &assertion).await;
    assert_eq!(elsewhere.refusal(), invalid_client());
}

async fn of_eight_at_once_one_is_taken(world: World) {
    let signer = signer(&world, "signer").await;
    let assertion = signer.key().sign(&signer.assertion_claims());
    let replies = join_all((0..8).map(|_| signer.post_asserting("/token", ASKED, &assertion))).await;
    let taken = replies.iter().filter(|reply| reply.status == 200).count();
    let refused = replies.iter().filter(|reply| reply.status == 401).count();
    assert_eq!((taken, refused), (1, 7));
}

async fn two_clients_may_use_the_same_jti(world: World) {
    for id in ["one", "other"] {
        let signer = signer(&world, id).await;
        let claims = with(&signer.assertion_claims(), "jti", json!("the same"));
        let reply = signer.post_asserting("/token", ASKED, &signer.key().sign(&claims)).await;
        assert_eq!(reply.status, 200, "{id}");
    }
}

async fn refused_when_a_secret_is_registered(world: World) {
    let city =
        world.party("city", json!({ "grant_types": ["client_credentials"] , "scope": "records.read" })).await;
    let by_secret = hmac_signed(&city.assertion_claims(), city.secret().as_bytes());
    assert_eq!(city.post_asserting("/token", ASKED, &by_secret).await.refusal(), invalid_client());
    let by_key = TestKey::new("first").sign(&city.assertion_claims());
    assert_eq!(city.post_asserting("/token", ASKED, &by_key).await.refusal(), invalid_client());
}

async fn refused_when_the_algorithm_is_not_the_registered_one(world: World) {
    let signer = signer(&world, "signer").await;
    world.redeclare("signer", json!({ "token_endpoint_auth_signing_alg": "ES256" })).await;
    assert_eq!(signer.post("/token", ASKED).await.status, 200);
    let fields = world.client_problems(
        "signer",
        json!({
            "token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "RS256",
            "jwks": { "keys": [signer.key().public_jwk()] },
        }),
    );
    // A record none of whose keys could ever sign is not taken.
    assert_eq!(fields.await, ["jwks"]);
}

async fn refused_when_the_type_is_missing(world: World) {
    let signer = signer(&world, "signer").await;
    let assertion = signer.key().sign(&signer.assertion_claims());
    for kind in [None, Some("urn:ietf:params:oauth:client-assertion-type:saml2-bearer"), Some("")] {
        let mut pairs = [ASKED, &[("client_assertion", assertion.as_str())]].concat();
        pairs.extend(kind.map(|kind| ("client_assertion_type", kind)));
        let reply = world.send(testkit::Call::post("/token", &pairs)).await;
        assert_eq!(reply.refusal(), (400, "invalid_request".to_owned()), "{kind:?}");
    }
}

async fn refused_when_the_body_names_another_client(world: World) {
    let signer = signer(&world, "signer").await;
    world.party("city", json!({})).await;
    let other = [ASKED, &[("client_id", "city")]].concat();
    assert_eq!(signer.post("/token", &other).await.refusal(), invalid_client());
}
