//! The access token as a resource meets it (RFC 9068): signed by us for this use, whole, in time, or worth nothing.

use std::time::Duration;

use proto::token::{AccessTokenClaims, Audience};
use serde_json::{Value, json};
use testkit::{RelyingParty, TestKey, Tokens, World, on_each_database, tampered, unsigned};

on_each_database! {
    says_what_rfc_9068_asks_for,
    accepted_until_it_expires,
    refused_when_expired,
    refused_when_unsigned,
    refused_when_truncated,
    refused_when_tampered_with,
    refused_when_signed_by_a_stranger,
    refused_when_it_is_another_kind_of_token,
    its_life_may_be_the_clients_own,
    refused_after_the_session_ended,
    it_does_not_name_the_account,
}

async fn signed_on(world: &World, record: Value) -> (RelyingParty, Tokens) {
    let (city, lin) = (world.party("city", record).await, world.person("lin").await);
    let tokens = lin.tokens(&mut world.browser(), &city.ask()).await;
    (city, tokens)
}

fn invalid_token() -> (u16, String) {
    (401, "invalid_token".to_owned())
}

async fn says_what_rfc_9068_asks_for(world: World) {
    let (city, tokens) = signed_on(&world, json!({})).await;
    let header = proto::jose::UnverifiedJws::parse(&tokens.access_token).unwrap();
    assert!(header.header().has_type("at+jwt"));
    let claims: AccessTokenClaims = city.verified(&tokens.access_token).await;
    assert_eq!((claims.iss.as_str(), claims.client_id.as_str()), (world.issuer(), "city"));
    assert_eq!(claims.aud, Audience::from(world.issuer()));
    assert_eq!(claims.sub, tokens.claims().sub);
    assert_eq!((claims.auth_time, claims.acr), (tokens.claims().auth_time, tokens.claims().acr));
    assert_eq!(claims.scope.to_string(), "openid profile");
    assert_eq!(claims.exp.seconds() - claims.iat.seconds(), 300);
}

async fn accepted_until_it_expires(world: World) {
    let (city, tokens) = signed_on(&world, json!({})).await;
    world.advance(Duration::from_secs(299));
    assert_eq!(city.userinfo(&tokens.access_token).await.status, 200);
}

async fn refused_when_expired(world: World) {
    let (city, tokens) = signed_on(&world, json!({})).await;
    world.advance(Duration::from_secs(300));
    let reply = city.userinfo(&tokens.access_token).await;
    assert_eq!(reply.refusal(), invalid_token());
    assert!(reply.header("www-authenticate").unwrap().contains("error=\"invalid_token\""));
}

async fn refused_when_unsigned(world: World) {
    let (city, tokens) = signed_on(&world, json!({})).await;
    let claims: Value = city.verified(&tokens.access_token).await;
    let (input, _) = tokens.access_token.rsplit_once('.').unwrap();
    for token in [unsigned(&claims), format!("{input}."), input.to_owned()] {
        assert_eq!(city.userinfo(&token).await.refusal(), invalid_token());
    }
}

async fn refused_when_truncated(world: World) {
    let (city, tokens) = signed_on(&world, json!({})).await;
    let whole = tokens.access_token.as_str();
    for end in [80, whole.len() / 2, whole.len() - 2, whole.len() - 1] {
        assert_eq!(city.userinfo(&whole[..end]).await.refusal(), invalid_token(), "{end}");
    }
    assert_eq!(city.userinfo(&format!("{whole}A")).await.refusal(), invalid_token());
}

async fn refused_when_tampered_with(world: World) {
    let (city, tokens) = signed_on(&world, json!({})).await;
    assert_eq!(city.userinfo(&tampered(&tokens.access_token)).await.refusal(), invalid_token());
    let mut claims: Value = city.verified(&tokens.access_token).await;
    claims["scope"] = json!("openid profile email");
    let body = unsigned(&claims);
    let parts: Vec<_> = tokens.access_token.split('.').collect();
    let grown = format!("{}.{}.{}", parts[0], body.split('.').nth(1).unwrap(), parts[2]);
    assert_eq!(city.userinfo(&grown).await.refusal(), invalid_token());
}

async fn refused_when_signed_by_a_stranger(world: World) {
    let (city, tokens) = signed_on(&world, json!({})).await;
    let claims: Value = city.verified(&tokens.access_token).await;
    let own = proto::jose::UnverifiedJws::parse(&tokens.access_token).unwrap();
    let stranger = TestKey::new(own.header().kid.as_deref().unwrap());
    let header = json!({ "alg": "ES256", "typ": "at+jwt", "kid": stranger.kid() });
    let forged = stranger.sign_under(&header, &claims);
    assert_eq!(city.userinfo(&forged).await.refusal(), invalid_token());
    let with_key = json!({ "alg": "ES256", "typ": "at+jwt", "jwk": stranger.public_jwk() });
    let forged = stranger.sign_under(&with_key, &claims);
    assert_eq!(city.userinfo(&forged).await.refusal(), invalid_token());
}

async fn refused_when_it_is_another_kind_of_token(world: World) {
    let (city, tokens) = signed_on(&world, json!({})).await;
    for token in [tokens.id_token(), tokens.refresh_token()] {
        assert_eq!(city.userinfo(token).await.refusal(), invalid_token());
    }
}

async fn its_life_may_be_the_clients_own(world: World) {
    let (city, tokens) = signed_on(&world, json!({ "access_token_seconds": 60 })).await;
    world.advance(Duration::from_secs(59));
    assert_eq!(city.userinfo(&tokens.access_token).await.status, 200);
    world.advance(Duration::from_secs(1));
    assert_eq!(city.userinfo(&tokens.access_token).await.refusal(), invalid_token());
}

async fn refused_after_the_session_ended(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let mut browser = world.browser();
    let tokens = lin.tokens(&mut browser, &city.ask()).await;
    browser.get(&world.url("/")).await.unwrap();
    browser.press("sign-out").await.unwrap();
    world.catch_up().await;
    assert_eq!(city.userinfo(&tokens.access_token).await.refusal(), invalid_token());
}

async fn it_does_not_name_the_account(world: World) {
    let (city, tokens) = signed_on(&world, json!({})).await;
    let (account, profile) = world.app.accounts.page(None, 1).await.unwrap().remove(0);
    for token in [&tokens.access_token, tokens.id_token()] {
        let claims: Value = city.verified(token).await;
        let text = claims.to_string();
        assert!(!text.contains(&account.id.to_string()) && !text.contains(&profile.username), "{text}");
    }
}
