//! Proof key for code exchange (RFC 7636, RFC 9700 section 2.1.1).

use serde_json::json;
use testkit::{Ask, RelyingParty, World, on_each_database};

on_each_database! {
    refused_when_the_challenge_is_missing,
    refused_when_the_method_is_plain,
    refused_when_the_challenge_is_malformed,
    refused_when_the_verifier_is_missing,
    refused_when_the_verifier_is_wrong,
    refused_when_the_verifier_is_malformed,
    an_exempt_client_may_go_without,
    refused_when_a_verifier_comes_without_challenge,
    what_an_exempt_client_sends_is_still_checked,
    a_wrong_verifier_does_not_use_the_code_up,
}

async fn refused_when_the_challenge_is_missing(world: World) {
    for record in [json!({}), json!({ "token_endpoint_auth_method": "none", "consent": "required" })] {
        let city = world.party("city", record).await;
        let answer = city.ask().without_pkce().unasked(&mut world.browser()).await;
        assert_eq!(answer.error(), "invalid_request");
    }
}

async fn refused_when_the_method_is_plain(world: World) {
    let city = world.party("city", json!({})).await;
    // RFC 7636 section 4.3: without a method, plain is meant.
    for ask in [
        city.ask().with("code_challenge_method", "plain"),
        city.ask().without("code_challenge_method"),
        city.ask().with("code_challenge_method", "S512"),
        city.ask().with("code_challenge_method", "s256"),
        city.ask().without("code_challenge"),
    ] {
        assert_eq!(ask.unasked(&mut world.browser()).await.error(), "invalid_request");
    }
}

async fn refused_when_the_challenge_is_malformed(world: World) {
    let city = world.party("city", json!({})).await;
    let long = "a".repeat(44);
    for challenge in ["short", long.as_str(), "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!"] {
        let answer = city.ask().with("code_challenge", challenge).unasked(&mut world.browser()).await;
        assert_eq!(answer.error(), "invalid_request", "{challenge}");
    }
}

async fn refused_when_the_verifier_is_missing(world: World) {
    let (city, ask, code) = code(&world, json!({}), RelyingParty::ask).await;
    let [grant, code, redirect, _] = city.redemption(&ask, &code);
    let reply = city.post("/token", &[grant, code, redirect]).await;
    assert_eq!(reply.refusal(), (400, "invalid_grant".to_owned()));
}

async fn refused_when_the_verifier_is_wrong(world: World) {
    let (city, ask, code) = code(&world, json!({}), RelyingParty::ask).await;
    let [grant, code, redirect, _] = city.redemption(&ask, &code);
    let other = city.ask();
    let reply = city.post("/token", &[grant, code, redirect, ("code_verifier", other.verifier())]).await;
    assert_eq!(reply.refusal(), (400, "invalid_grant".to_owned()));
}

async fn refused_when_the_verifier_is_malformed(world: World) {
    let (city, ask, code) = code(&world, json!({}), RelyingParty::ask).await;
    let [grant, code, redirect, _] = city.redemption(&ask, &code);
    let long = "a".repeat(129);
    for verifier in ["short", long.as_str(), "ab cd ef gh ij kl mn op qr st uv wx yz 01 23 45 67"] {
        let reply = city.post("/token", &[grant, code, redirect, ("code_verifier", verifier)]).await;
        assert_eq!(reply.refusal(), (400, "invalid_grant".to_owned()), "{verifier}");
    }
}

async fn an_exempt_client_may_go_without(world: World) {
    let (city, ask, code) = code(&world, json!({ "pkce": "exempt" }), |city| city.ask().without_pkce()).await;
    let [grant, code, redirect, _] = city.redemption(&ask, &code);
    assert_eq!(city.post("/token", &[grant, code, redirect]).await.status, 200);
}

async fn refused_when_a_verifier_comes_without_challenge(world: World) {
    let (city, ask, code) = code(&world, json!({ "pkce": "exempt" }), |city| city.ask().without_pkce()).await;
    let reply = city.redeem(&ask, &code).await;
    assert_eq!(reply.refusal(), (400, "invalid_grant".to_owned()));
}

async fn what_an_exempt_client_sends_is_still_checked(world: World) {
    let (city, ask, code) = code(&world, json!({ "pkce": "exempt" }), RelyingParty::ask).await;
    let [grant, code, redirect, _] = city.redemption(&ask, &code);
    assert_eq!(city.post("/token", &[grant, code, redirect]).await.status, 400);
}

async fn a_wrong_verifier_does_not_use_the_code_up(world: World) {
    let (city, ask, code) = code(&world, json!({}), RelyingParty::ask).await;
    assert_eq!(city.redeem(&city.ask(), &code).await.status, 400);
    assert_eq!(city.redeem(&ask, &code).await.status, 200);
}

async fn code(
    world: &World,
    record: serde_json::Value,
    ask: impl Fn(&RelyingParty) -> Ask,
) -> (RelyingParty, Ask, String) {
    let (city, lin) = (world.party("city", record).await, world.person("lin").await);
    let ask = ask(&city);
    let answer = lin.answer(&mut world.browser(), &ask).await;
    let code = answer.code().to_owned();
    (city, ask, code)
}
