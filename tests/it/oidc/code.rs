//! The authorization code: once, by its client, in time (RFC 6749 section 4.1.2, RFC 9700 section 4.5).

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use store::account::AccountStatus;
use testkit::{Ask, Browser, RelyingParty, World, on_each_database};

on_each_database! {
    a_second_use_is_refused_and_kills_what_the_first_gave,
    of_eight_redemptions_at_once_one_wins,
    refused_to_another_client,
    accepted_until_it_expires,
    refused_when_expired,
    refused_when_redirect_uri_is_missing,
    refused_when_redirect_uri_differs,
    refused_when_altered,
    refused_after_the_session_ended,
    refused_after_the_account_was_frozen,
    refused_after_consent_was_withdrawn,
    a_code_of_another_session_does_not_carry_our_nonce,
    resources_may_be_narrowed_and_not_widened,
}

struct Given {
    city: RelyingParty,
    ask: Ask,
    code: String,
    browser: Browser,
}

async fn given(world: &World, record: Value) -> Given {
    let (city, lin) = (world.party("city", record).await, world.person("lin").await);
    let (mut browser, ask) = (world.browser(), city.ask());
    let code = lin.answer(&mut browser, &ask).await.code().to_owned();
    Given { city, ask, code, browser }
}

fn invalid_grant() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}

async fn a_second_use_is_refused_and_kills_what_the_first_gave(world: World) {
    let Given { city, ask, code, .. } = given(&world, json!({})).await;
    let tokens = city.tokens(&ask, &code).await;
    assert_eq!(city.userinfo(&tokens.access_token).await.status, 200);
    assert_eq!(city.redeem(&ask, &code).await.refusal(), invalid_grant());
    assert_eq!(city.userinfo(&tokens.access_token).await.status, 401);
    assert_eq!(city.introspect(&tokens.access_token).await, json!({ "active": false }));
    assert_eq!(city.refresh(tokens.refresh_token()).await.refusal(), invalid_grant());
}

async fn of_eight_redemptions_at_once_one_wins(world: World) {
    let Given { city, ask, code, .. } = given(&world, json!({})).await;
    let replies = join_all((0..8).map(|_| city.redeem(&ask, &code))).await;
    let won = replies.iter().filter(|reply| reply.status == 200).count();
    let lost = replies.iter().filter(|reply| reply.status == 400).count();
    assert_eq!((won, lost), (1, 7));
}

async fn refused_to_another_client(world: World) {
    let Given { city, ask, code, .. } = given(&world, json!({})).await;
    let town = world.party("town", json!({ "redirect_uris": [city.redirect_uri()] })).await;
    assert_eq!(town.redeem(&ask, &code).await.refusal(), invalid_grant());
    // The attempt of a stranger takes nothing from its owner.
    assert_eq!(city.redeem(&ask, &code).await.status, 200);
}

async fn accepted_until_it_expires(world: World) {
    let Given { city, ask, code, .. } = given(&world, json!({})).await;
    world.advance(Duration::from_secs(59));
    assert_eq!(city.redeem(&ask, &code).await.status, 200);
}

async fn refused_when_expired(world: World) {
    let Given { city, ask, code, .. } = given(&world, json!({})).await;
    world.advance(Duration::from_secs(60));
    assert_eq!(city.redeem(&ask, &code).await.refusal(), invalid_grant());
}

async fn refused_when_redirect_uri_is_missing(world: World) {
    let Given { city, ask, code, .. } = given(&world, json!({})).await;
    let [grant, code, _, verifier] = city.redemption(&ask, &code);
    assert_eq!(city.post("/token", &[grant, code, verifier]).await.refusal(), invalid_grant());
}

async fn refused_when_redirect_uri_differs(world: World) {
    let two = [world.outside().east("/city/back"), world.outside().east("/city/other")];
    let Given { city, ask, code, .. } = given(&world, json!({ "redirect_uris": two })).await;
    let other = city.returning_to(&two[1]);
    assert_eq!(other.redeem(&ask, &code).await.refusal(), invalid_grant());
    assert_eq!(city.redeem(&ask, &code).await.status, 200);
}

async fn refused_when_altered(world: World) {
    let Given { city, ask, code, .. } = given(&world, json!({})).await;
    let flipped = if code.ends_with('A') { 'B' } else { 'A' };
    let shorter = &code[..code.len() - 1];
    let altered = [
        shorter.to_owned(),
        format!("{shorter}{flipped}"),
        format!("{code}A"),
        "x".repeat(30_000),
        "x".into(),
    ];
    for altered in altered {
        assert_eq!(city.redeem(&ask, &altered).await.refusal(), invalid_grant());
    }
    let [grant, _, redirect, verifier] = city.redemption(&ask, &code);
    let reply = city.post("/token", &[grant, redirect, verifier]).await;
    assert_eq!(reply.refusal(), (400, "invalid_request".to_owned()));
}

async fn refused_after_the_session_ended(world: World) {
    let Given { city, ask, code, mut browser } = given(&world, json!({})).await;
    browser.get(&world.url("/")).await.unwrap();
    browser.press("sign-out").await.unwrap();
    assert_eq!(city.redeem(&ask, &code).await.refusal(), invalid_grant());
}

async fn refused_after_the_account_was_frozen(world: World) {
    let Given { city, ask, code, .. } = given(&world, json!({})).await;
    let (account, _) = world.app.accounts.page(None, 1).await.unwrap().remove(0);
    world.app.accounts.set_status(account.id, AccountStatus::Frozen, "test").await.unwrap();
    assert_eq!(city.redeem(&ask, &code).await.refusal(), invalid_grant());
}

async fn refused_after_consent_was_withdrawn(world: World) {
    let Given { city, ask, code, mut browser } = given(&world, json!({ "consent": "required" })).await;
    browser.get(&world.url("/home/consents")).await.unwrap();
    browser.press("withdraw-city").await.unwrap();
    assert_eq!(city.redeem(&ask, &code).await.refusal(), invalid_grant());
}

async fn a_code_of_another_session_does_not_carry_our_nonce(world: World) {
    // RFC 9700 section 4.5: a stolen code put into another session of the same client.
    let Given { city, ask, code, .. } = given(&world, json!({ "pkce": "exempt" })).await;
    let attacked = city.ask();
    assert_eq!(city.redeem(&attacked, &code).await.refusal(), invalid_grant());
    let claims = city.tokens(&ask, &code).await.claims().clone();
    assert_ne!(claims.nonce.as_deref(), attacked.value("nonce"));
}

async fn resources_may_be_narrowed_and_not_widened(world: World) {
    let (one, other) = ("https://one.example/", "https://other.example/");
    let (city, lin) =
        (world.party("city", json!({ "resources": [one, other] })).await, world.person("lin").await);
    let mut browser = world.browser();
    let ask = city.ask().with("resource", one);
    let code = lin.answer(&mut browser, &ask).await.code().to_owned();
    let wider = [city.redemption(&ask, &code).as_slice(), &[("resource", other)]].concat();
    assert_eq!(city.post("/token", &wider).await.refusal(), (400, "invalid_target".to_owned()));
    let same = [city.redemption(&ask, &code).as_slice(), &[("resource", one)]].concat();
    let reply = city.post("/token", &same).await;
    let claims: Value = city.verified(&reply.text("access_token")).await;
    assert_eq!(claims["aud"], json!(one));
}
