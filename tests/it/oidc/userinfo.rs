//! UserInfo (OpenID Connect Core 1.0 section 5.3, RFC 6750).

use serde_json::{Value, json};
use testkit::{Call, RelyingParty, Tokens, World, on_each_database};

on_each_database! {
    tells_what_the_scope_covers_and_no_more,
    tells_nothing_without_a_legal_basis,
    the_token_may_come_in_a_form,
    refused_without_a_token,
    refused_when_the_token_is_in_the_query,
    refused_when_the_token_is_there_twice,
    refused_when_the_header_is_odd,
    an_answer_may_be_signed,
    claims_not_verified_say_so,
    refused_after_the_account_was_frozen,
    a_token_for_another_resource_alone_is_refused,
    a_claim_whose_legal_basis_was_removed_is_told_no_more,
}

async fn signed_on(world: &World, record: Value) -> (RelyingParty, Tokens) {
    let (city, lin) = (world.party("city", record).await, world.person("lin").await);
    let tokens = lin.tokens(&mut world.browser(), &city.ask().with("scope", "openid profile email")).await;
    (city, tokens)
}

async fn tells_what_the_scope_covers_and_no_more(world: World) {
    let (city, tokens) = signed_on(&world, json!({})).await;
    let told = city.userinfo(&tokens.access_token).await;
    assert_eq!(told.header("cache-control"), Some("no-store"));
    let told = told.json();
    assert_eq!(told["email"], json!("lin@mail.example"));
    let lin_again = city.ask().with("scope", "openid");
    let lin = testkit::Person { username: "lin".to_owned(), password: "a long enough password".to_owned() };
    let fewer = lin.tokens(&mut world.browser(), &lin_again).await;
    let told = city.userinfo(&fewer.access_token).await.json();
    let names: Vec<_> = told.as_object().unwrap().keys().collect();
    assert_eq!(names, ["aal", "acr", "capacity", "ial", "sub"]);
}

async fn tells_nothing_without_a_legal_basis(world: World) {
    let basis = json!({ "name": { "legal_basis": "a test", "purpose": "to be tested" } });
    let (city, tokens) = signed_on(&world, json!({ "allowed_claims": basis })).await;
    let told = city.userinfo(&tokens.access_token).await.json();
    assert_eq!(told["name"], json!("lin 某"));
    for name in ["email", "birthdate", "preferred_username"] {
        assert_eq!(told.get(name), None, "{name}");
    }
}

async fn the_token_may_come_in_a_form(world: World) {
    let (city, tokens) = signed_on(&world, json!({})).await;
    let by_form = world.send(Call::post("/userinfo", &[("access_token", &tokens.access_token)])).await;
    assert_eq!(by_form.text("sub"), tokens.claims().sub);
    let by_header = world.send(Call::post("/userinfo", &[]).bearer(&tokens.access_token)).await;
    assert_eq!(by_header.text("sub"), tokens.claims().sub);
    let lower = Call::get("/userinfo").header("authorization", &format!("bearer {}", tokens.access_token));
    assert_eq!(city.send(lower).await.status, 200);
}

async fn refused_without_a_token(world: World) {
    for call in [Call::get("/userinfo"), Call::post("/userinfo", &[])] {
        let reply = world.send(call).await;
        assert_eq!(reply.status, 401);
        // RFC 6750 section 3.1: no error code for a request that shows no token.
        let challenge = reply.header("www-authenticate").unwrap();
        assert!(challenge.starts_with("Bearer") && !challenge.contains("error"), "{challenge}");
    }
}

async fn refused_when_the_token_is_in_the_query(world: World) {
    let (_, tokens) = signed_on(&world, json!({})).await;
    let address = format!("/userinfo?access_token={}", tokens.access_token);
    for call in [
        Call::get(address.clone()),
        Call::get(address.clone()).bearer(&tokens.access_token),
        Call::post(address, &[]).bearer(&tokens.access_token),
    ] {
        let reply = world.send(call).await;
        assert_eq!(reply.refusal(), (400, "invalid_request".to_owned()));
    }
    let escaped = format!("/userinfo?access%5ftoken={}", tokens.access_token);
    assert!(world.send(Call::get(escaped)).await.status >= 400);
}

async fn refused_when_the_token_is_there_twice(world: World) {
    let (_, tokens) = signed_on(&world, json!({})).await;
    let token = tokens.access_token.as_str();
    for call in [
        Call::post("/userinfo", &[("access_token", token)]).bearer(token),
        Call::get("/userinfo").bearer(token).bearer(token),
        Call::post("/userinfo", &[("access_token", token), ("access_token", token)]),
    ] {
        assert_eq!(world.send(call).await.refusal(), (400, "invalid_request".to_owned()));
    }
}

async fn refused_when_the_header_is_odd(world: World) {
    let (_, tokens) = signed_on(&world, json!({})).await;
    for header in ["Bearer", "Bearer ", "Basic eDp5", &format!("Token {}", tokens.access_token)] {
        let reply = world.send(Call::get("/userinfo").header("authorization", header)).await;
        assert!((400..=401).contains(&reply.status), "{header}: {}", reply.status);
        assert!(reply.headers.contains_key("www-authenticate"), "{header}");
    }
}

async fn an_answer_may_be_signed(world: World) {
    let (city, tokens) = signed_on(&world, json!({ "userinfo_signed_response_alg": "EdDSA" })).await;
    let reply = city.userinfo(&tokens.access_token).await;
    assert_eq!(reply.header("content-type"), Some("application/jwt"));
    let told: Value = city.verified(&reply.body).await;
    assert_eq!(told["sub"], json!(tokens.claims().sub));
    assert_eq!((&told["iss"], &told["aud"]), (&json!(world.issuer()), &json!("city")));
}

async fn claims_not_verified_say_so(world: World) {
    let (city, tokens) = signed_on(&world, json!({})).await;
    let told = city.userinfo(&tokens.access_token).await.json();
    assert_eq!(told["email_verified"], json!(false));
}

async fn refused_after_the_account_was_frozen(world: World) {
    let (city, tokens) = signed_on(&world, json!({})).await;
    let (account, _) = world.app.accounts.page(None, 1).await.unwrap().remove(0);
    let frozen = store::account::AccountStatus::Frozen;
    world.app.accounts.set_status(account.id, frozen, "test").await.unwrap();
    assert_eq!(city.userinfo(&tokens.access_token).await.refusal(), (401, "invalid_token".to_owned()));
}

async fn a_token_for_another_resource_alone_is_refused(world: World) {
    let records = "https://records.example/";
    let (city, lin) =
        (world.party("city", json!({ "resources": [records] })).await, world.person("lin").await);
    let mut browser = world.browser();
    let elsewhere = lin.tokens(&mut browser, &city.ask().with("resource", records)).await;
    assert_eq!(city.userinfo(&elsewhere.access_token).await.status, 403);
    let here = lin.tokens(&mut browser, &city.ask().with("resource", world.issuer())).await;
    assert_eq!(city.userinfo(&here.access_token).await.status, 200);
}

async fn a_claim_whose_legal_basis_was_removed_is_told_no_more(world: World) {
    let (city, tokens) = signed_on(&world, json!({})).await;
    let before = city.userinfo(&tokens.access_token).await.json();
    assert_eq!(before["email"], json!("lin@mail.example"));
    let basis = json!({ "name": { "legal_basis": "a test", "purpose": "to be tested" } });
    world.redeclare("city", json!({ "allowed_claims": basis })).await;
    world.catch_up().await;
    let after = city.userinfo(&tokens.access_token).await.json();
    assert_eq!((&after["name"], after.get("email")), (&json!("lin 某"), None));
}
