//! Revocation (RFC 7009): a client gives back its own tokens; to everybody else nothing happens.

use serde_json::json;
use testkit::{Call, RelyingParty, Tokens, World, on_each_database};

on_each_database! {
    a_refresh_token_takes_its_family_and_access_tokens_along,
    an_access_token_goes_alone,
    an_older_token_of_the_family_revokes_it_too,
    no_effect_by_another_client,
    an_unknown_token_is_answered_the_same,
    a_wrong_hint_does_no_harm,
    refused_without_a_token,
    refused_without_authentication,
    a_public_client_may_revoke_its_own,
    a_token_revoked_again_writes_nothing_more,
}

async fn signed_on(world: &World) -> (RelyingParty, Tokens) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let tokens = lin.tokens(&mut world.browser(), &city.ask()).await;
    (city, tokens)
}

async fn a_refresh_token_takes_its_family_and_access_tokens_along(world: World) {
    let (city, tokens) = signed_on(&world).await;
    assert_eq!(city.revoke(tokens.refresh_token()).await.status, 200);
    assert_eq!(city.refresh(tokens.refresh_token()).await.refusal(), (400, "invalid_grant".to_owned()));
    assert_eq!(city.userinfo(&tokens.access_token).await.status, 401);
}

async fn an_access_token_goes_alone(world: World) {
    let (city, first) = signed_on(&world).await;
    let second = city.refreshed(first.refresh_token()).await;
    assert_eq!(city.revoke(&first.access_token).await.status, 200);
    assert_eq!(city.userinfo(&first.access_token).await.status, 401);
    assert_eq!(city.userinfo(&second.access_token).await.status, 200);
    city.refreshed(second.refresh_token()).await;
}

async fn an_older_token_of_the_family_revokes_it_too(world: World) {
    let (city, first) = signed_on(&world).await;
    let second = city.refreshed(first.refresh_token()).await;
    assert_eq!(city.revoke(first.refresh_token()).await.status, 200);
    assert_eq!(city.refresh(second.refresh_token()).await.status, 400);
}

async fn no_effect_by_another_client(world: World) {
    let (city, tokens) = signed_on(&world).await;
    let town = world.party("town", json!({})).await;
    for token in [tokens.refresh_token(), &tokens.access_token] {
        let reply = town.revoke(token).await;
        assert_eq!((reply.status, reply.body.as_str()), (200, ""));
    }
    assert_eq!(city.userinfo(&tokens.access_token).await.status, 200);
    city.refreshed(tokens.refresh_token()).await;
}

async fn an_unknown_token_is_answered_the_same(world: World) {
    let (city, tokens) = signed_on(&world).await;
    let long = "x".repeat(20_000);
    for token in ["x", "a.b.c", long.as_str(), &testkit::tampered(&tokens.access_token)] {
        let reply = city.revoke(token).await;
        // RFC 7009 section 2.2: the client cannot handle such an error in a reasonable way.
        assert_eq!((reply.status, reply.body.as_str()), (200, ""));
    }
}

async fn a_wrong_hint_does_no_harm(world: World) {
    let (city, tokens) = signed_on(&world).await;
    let pairs = [("token", tokens.refresh_token()), ("token_type_hint", "access_token")];
    assert_eq!(city.post("/revoke", &pairs).await.status, 200);
    assert_eq!(city.refresh(tokens.refresh_token()).await.status, 400);
    let unknown = [("token", tokens.refresh_token()), ("token_type_hint", "unheard_of")];
    assert_eq!(city.post("/revoke", &unknown).await.status, 200);
}

async fn refused_without_a_token(world: World) {
    let (city, _) = signed_on(&world).await;
    assert_eq!(city.post("/revoke", &[]).await.refusal(), (400, "invalid_request".to_owned()));
}

async fn refused_without_authentication(world: World) {
    let (city, tokens) = signed_on(&world).await;
    for pairs in [vec![], vec![("client_id", "city")]] {
        let pairs = [pairs, vec![("token", tokens.refresh_token())]].concat();
        assert_eq!(world.send(Call::post("/revoke", &pairs)).await.status, 401);
    }
    city.refreshed(tokens.refresh_token()).await;
}

async fn a_public_client_may_revoke_its_own(world: World) {
    let record = json!({ "token_endpoint_auth_method": "none", "consent": "required" });
    let (app, lin) = (world.party("app", record).await, world.person("lin").await);
    let tokens = lin.tokens(&mut world.browser(), &app.ask()).await;
    assert_eq!(app.revoke(tokens.refresh_token()).await.status, 200);
    assert_eq!(app.refresh(tokens.refresh_token()).await.status, 400);
}

async fn a_token_revoked_again_writes_nothing_more(world: World) {
    let (city, tokens) = signed_on(&world).await;
    let written = || world.app.ground.db.counters().write_units;
    let before = written();
    assert_eq!(city.revoke(&tokens.access_token).await.status, 200);
    let once = written();
    assert!(once > before);
    assert_eq!(city.revoke(&tokens.access_token).await.status, 200);
    assert_eq!(written(), once);
}
