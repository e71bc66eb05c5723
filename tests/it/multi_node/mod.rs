//! Two nodes over one database answer as one.

use futures_util::future::join_all;
use serde_json::{Value, json};
use store::client::ClientStatus;
use testkit::{Node, RelyingParty, World, on_each_database};

on_each_database! {
    a_session_of_one_node_is_known_to_the_other,
    a_code_of_one_node_is_redeemed_at_the_other,
    a_code_redeemed_at_one_node_is_spent_at_the_other,
    of_eight_redemptions_at_two_nodes_one_wins,
    a_request_pushed_to_one_node_is_answered_by_the_other_once,
    a_refresh_turned_at_one_node_is_turned_at_the_other,
    a_revocation_at_one_node_reaches_the_other,
    the_end_of_a_session_reaches_the_other,
    an_assertion_spent_at_one_node_is_spent_at_the_other,
    a_client_changed_at_one_node_is_changed_at_the_other,
    a_key_turned_at_one_node_signs_at_the_other,
}

async fn service(world: &World, method: &str) -> RelyingParty {
    let record = json!({
        "token_endpoint_auth_method": method, "grant_types": ["client_credentials"], "scope": "records.read",
        "redirect_uris": null, "post_logout_redirect_uris": null, "backchannel_logout_uri": null,
    });
    world.party("service", record).await
}

/// A second node that has looked for changes since.
async fn second(world: &World) -> Node {
    let node = world.second_node().await;
    node.catch_up().await;
    node
}

async fn a_session_of_one_node_is_known_to_the_other(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let mut browser = world.browser();
    lin.tokens(&mut browser, &city.ask()).await;
    let other = second(&world).await;
    let there = city.at(&other);
    // Their ports differ; cookies do not know ports.
    there.ask().unasked(&mut browser).await.code();
}

async fn a_code_of_one_node_is_redeemed_at_the_other(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let ask = city.ask();
    let answer = lin.answer(&mut world.browser(), &ask).await;
    let other = second(&world).await;
    let tokens = city.at(&other).tokens(&ask, answer.code()).await;
    assert_eq!(city.userinfo(&tokens.access_token).await.status, 200);
}

async fn a_code_redeemed_at_one_node_is_spent_at_the_other(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let ask = city.ask();
    let answer = lin.answer(&mut world.browser(), &ask).await;
    let other = second(&world).await;
    let tokens = city.tokens(&ask, answer.code()).await;
    assert_eq!(
        city.at(&other).redeem(&ask, answer.code()).await.refusal(),
        (400, "invalid_grant".to_owned())
    );
    // The node that saw the reuse knows at once, the other within its next look.
    assert_eq!(city.at(&other).userinfo(&tokens.access_token).await.status, 401);
    world.catch_up().await;
    assert_eq!(city.userinfo(&tokens.access_token).await.status, 401);
}

async fn of_eight_redemptions_at_two_nodes_one_wins(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let ask = city.ask();
    let answer = lin.answer(&mut world.browser(), &ask).await;
    let other = second(&world).await;
    let (here, there) = (city.clone(), city.at(&other));
    let at = |number: usize| if number.is_multiple_of(2) { &here } else { &there };
    let replies = join_all((0..8).map(|number| at(number).redeem(&ask, answer.code()))).await;
    let won = replies.iter().filter(|reply| reply.status == 200).count();
    let lost = replies.iter().filter(|reply| reply.status == 400).count();
    assert_eq!((won, lost), (1, 7));
}

async fn a_request_pushed_to_one_node_is_answered_by_the_other_once(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let mut browser = world.browser();
    lin.tokens(&mut browser, &city.ask()).await;
    let other = second(&world).await;
    let ask = city.ask();
    let reference = city.push(&ask).await.text("request_uri");
    let page = browser.get(&city.at(&other).pushed_url(&reference)).await.unwrap();
    let answer = testkit::Answer::of(&page, &ask).unwrap();
    assert_eq!(answer.get("state"), ask.value("state"));
    assert_eq!(browser.get(&city.pushed_url(&reference)).await.unwrap().status, 400);
}

async fn a_refresh_turned_at_one_node_is_turned_at_the_other(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let other = second(&world).await;
    let first = lin.tokens(&mut world.browser(), &city.ask()).await;
    let second = city.at(&other).refreshed(first.refresh_token()).await;
    world.advance(std::time::Duration::from_secs(11));
    assert_eq!(city.refresh(first.refresh_token()).await.status, 400);
    assert_eq!(city.at(&other).refresh(second.refresh_token()).await.status, 400);
}

async fn a_revocation_at_one_node_reaches_the_other(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let other = second(&world).await;
    let there = city.at(&other);
    let tokens = lin.tokens(&mut world.browser(), &city.ask()).await;
    city.revoke(tokens.refresh_token()).await;
    assert_eq!(there.refresh(tokens.refresh_token()).await.status, 400);
    other.catch_up().await;
    assert_eq!(there.userinfo(&tokens.access_token).await.status, 401);
    assert_eq!(there.introspect(&tokens.access_token).await, json!({ "active": false }));
}

async fn the_end_of_a_session_reaches_the_other(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let other = second(&world).await;
    let mut browser = world.browser();
    let tokens = lin.tokens(&mut browser, &city.ask()).await;
    let mut copy = browser.clone();
    browser.get(&world.url("/")).await.unwrap();
    browser.press("sign-out").await.unwrap();
    let there = city.at(&other);
    let silent = there.ask().with("prompt", "none").unasked(&mut copy).await;
    assert_eq!(silent.error(), "login_required");
    other.catch_up().await;
    assert_eq!(there.userinfo(&tokens.access_token).await.status, 401);
}

async fn an_assertion_spent_at_one_node_is_spent_at_the_other(world: World) {
    let signer = service(&world, "private_key_jwt").await;
    let other = second(&world).await;
    let assertion = signer.key().sign(&signer.assertion_claims());
    let asked = [("grant_type", "client_credentials")];
    assert_eq!(signer.post_asserting("/token", &asked, &assertion).await.status, 200);
    assert_eq!(signer.at(&other).post_asserting("/token", &asked, &assertion).await.status, 401);
}

async fn a_client_changed_at_one_node_is_changed_at_the_other(world: World) {
    let service = service(&world, "client_secret_basic").await;
    let other = second(&world).await;
    let there = service.at(&other);
    let asked = [("grant_type", "client_credentials")];
    assert_eq!(there.post("/token", &asked).await.status, 200);
    world.set_client("service", ClientStatus::Disabled).await;
    other.catch_up().await;
    assert_eq!(there.post("/token", &asked).await.status, 401);
}

async fn a_key_turned_at_one_node_signs_at_the_other(world: World) {
    use keys::admin::{Mode, Who};
    let service = service(&world, "client_secret_basic").await;
    let other = second(&world).await;
    let there = service.at(&other);
    let who = Who { who: "test".to_owned(), why: "a test".to_owned() };
    let admin = world.app.ground.keys.admin();
    admin.rotate(proto::jose::Algorithm::ES256, &who, Mode::Apply).await.unwrap();
    world.advance(std::time::Duration::from_secs(24 * 3600));
    admin.rotate(proto::jose::Algorithm::ES256, &who, Mode::Apply).await.unwrap();
    world.catch_up().await;
    let token = service.post("/token", &[("grant_type", "client_credentials")]).await.text("access_token");
    other.catch_up().await;
    let _: Value = there.verified(&token).await;
    assert_eq!(there.introspect(&token).await["active"], json!(true));
}
