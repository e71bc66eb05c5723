//! Introspection (RFC 7662) and revocation (RFC 7009).

use serde_json::Value;

use super::answers::{refused, refused_somehow};
use crate::case::{Step, Suite, case, require, warned};
use crate::chance;
use crate::config::ForeignIntrospection;
use crate::flow::{Ask, Grant};
use crate::http::{Answer, Request, pairs};
use crate::world::World;

/// Cases about introspection and revocation.
pub(crate) static SUITE: Suite = Suite {
    name: "introspection-revocation",
    cases: &[
        case!(
            "introspection-revocation.active",
            "a live token is active and described",
            "RFC 7662 2.2",
            active
        ),
        case!(
            "introspection-revocation.unknown",
            "an unknown token is inactive and nothing more",
            "RFC 7662 2.2",
            unknown
        ),
        case!(
            "introspection-revocation.unauthenticated",
            "nobody may ask without proof",
            "RFC 7662 2.1",
            introspect_unauthenticated
        ),
        case!(
            "introspection-revocation.secret-wrong",
            "a wrong secret may not ask",
            "RFC 7662 2.3",
            introspect_wrong_secret
        ),
        case!("introspection-revocation.get", "GET is refused", "RFC 7662 2.1", introspect_get),
        case!(
            "introspection-revocation.token-missing",
            "without token it is refused",
            "RFC 7662 2.1",
            introspect_missing
        ),
        case!(
            "introspection-revocation.hint-wrong",
            "a wrong hint changes nothing",
            "RFC 7662 2.1",
            introspect_wrong_hint
        ),
        case!(
            "introspection-revocation.other-client",
            "another client's token is treated as expected",
            "RFC 7662 4",
            introspect_foreign
        ),
        case!(
            "introspection-revocation.no-store",
            "the answer is not kept",
            "RFC 7662 4",
            introspect_no_store
        ),
        case!(
            "introspection-revocation.revoke-refresh",
            "a revoked refresh token is dead",
            "RFC 7009 2.1",
            revoke_refresh
        ),
        case!(
            "introspection-revocation.revoke-refresh-kills-access",
            "and takes its access token along",
            "RFC 7009 2.1",
            revoke_refresh_access
        ),
        case!(
            "introspection-revocation.revoke-access",
            "a revoked access token is dead",
            "RFC 7009 2.1",
            revoke_access
        ),
        case!(
            "introspection-revocation.revoke-unknown",
            "an unknown token is answered 200",
            "RFC 7009 2.2",
            revoke_unknown
        ),
        case!(
            "introspection-revocation.revoke-wrong-hint",
            "a wrong hint changes nothing",
            "RFC 7009 2.1",
            revoke_wrong_hint
        ),
        case!(
            "introspection-revocation.revoke-other-client",
            "another client's token lives on",
            "RFC 7009 2.1",
            revoke_foreign
        ),
        case!(
            "introspection-revocation.revoke-unauthenticated",
            "nobody may revoke without proof",
            "RFC 7009 2.1",
            revoke_unauthenticated
        ),
        case!("introspection-revocation.revoke-get", "GET is refused", "RFC 7009 2.1", revoke_get),
        case!(
            "introspection-revocation.revoke-missing",
            "without token it is refused",
            "RFC 7009 2.2.1",
            revoke_missing
        ),
    ],
};

const INTROSPECTION: &str = "introspection_endpoint";
const REVOCATION: &str = "revocation_endpoint";

async fn introspect(world: &World, form: &[(&str, &str)]) -> Step<Answer> {
    world.ask_as(world.main(), INTROSPECTION, form).await
}

fn is_active(answer: &Answer) -> Step<bool> {
    require!(answer.status == 200, "answered {}", answer.brief());
    let object = answer.json()?;
    let found = object.get("active");
    require!(found.is_some_and(Value::is_boolean), "active is {found:?}");
    Ok(found == Some(&Value::Bool(true)))
}

async fn active(world: &World) -> Step<()> {
    let grant = world.fresh().await?;
    let answer = introspect(world, &[("token", &grant.tokens.access)]).await?;
    require!(is_active(&answer)?, "a live token is called inactive");
    let object = answer.json()?;
    let text = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
    let client = text("client_id");
    require!(client.as_deref().is_none_or(|id| id == world.main().client_id), "client_id is {client:?}");
    let iss = text("iss");
    require!(iss.as_deref().is_none_or(|iss| iss == world.issuer), "iss is {iss:?}");
    let sub = text("sub");
    let id_token = grant.tokens.id_token()?;
    require!(sub.as_deref().is_none_or(|sub| Ok(sub) == id_token.text("sub")), "sub is {sub:?}");
    require!(object.get("exp").is_some_and(Value::is_i64), "exp is {:?}", object.get("exp"));
    Ok(())
}

fn only_inactive(answer: &Answer) -> Step<()> {
    require!(!is_active(answer)?, "called active");
    let members = answer.json()?;
    // RFC 7662 section 2.2: nothing more is said about an inactive token, not even why.
    require!(members.len() == 1, "more is said: {:?}", members.keys().collect::<Vec<_>>());
    Ok(())
}

async fn unknown(world: &World) -> Step<()> {
    only_inactive(&introspect(world, &[("token", &chance::token())]).await?)
}

/// A POST of a token without any proof of who asks.
async fn anonymous(world: &World, endpoint: &str, token: &str) -> Step<Answer> {
    let url = world.metadata().await?.optional_endpoint(endpoint)?;
    world.http.send(Request::post(url, &pairs(&[("token", token)]))).await
}

async fn introspect_unauthenticated(world: &World) -> Step<()> {
    let answer = anonymous(world, INTROSPECTION, &world.fresh().await?.tokens.access).await?;
    require!(!answer.body.contains("\"active\":true"), "a stranger learned about a token");
    refused_somehow(&answer)?;
    if answer.status != 401 {
        return Err(warned(format!("401 is expected, saw {}", answer.brief())));
    }
    Ok(())
}

async fn introspect_wrong_secret(world: &World) -> Step<()> {
    let url = world.metadata().await?.optional_endpoint(INTROSPECTION)?;
    let form = pairs(&[("token", &world.fresh().await?.tokens.access)]);
    let request = Request::post(url, &form).basic(&world.main().client_id, "wrong-secret-of-some-length");
    let answer = world.http.send(request).await?;
    require!(answer.status == 401, "answered {}", answer.brief());
    Ok(())
}

async fn by_get(world: &World, endpoint: &str) -> Step<()> {
    let mut url = world.metadata().await?.optional_endpoint(endpoint)?;
    url.query_pairs_mut().append_pair("token", &world.fresh().await?.tokens.access);
    let client = world.main();
    let secret = client.client_secret.as_deref().unwrap_or_default();
    refused_somehow(&world.http.send(Request::get(url).basic(&client.client_id, secret)).await?)
}

async fn introspect_get(world: &World) -> Step<()> {
    by_get(world, INTROSPECTION).await
}

async fn introspect_missing(world: &World) -> Step<()> {
    refused(&introspect(world, &[]).await?, &["invalid_request"])
}

async fn introspect_wrong_hint(world: &World) -> Step<()> {
    let token = &world.fresh().await?.tokens.access;
    let answer = introspect(world, &[("token", token), ("token_type_hint", "refresh_token")]).await?;
    require!(is_active(&answer)?, "a live token is called inactive because of a wrong hint");
    Ok(())
}

async fn introspect_foreign(world: &World) -> Step<()> {
    let token = &world.fresh().await?.tokens.access;
    let answer = world.ask_as(world.second()?, INTROSPECTION, &[("token", token)]).await?;
    match world.config.expect.foreign_introspection {
        ForeignIntrospection::Inactive => only_inactive(&answer),
        ForeignIntrospection::Active => {
            require!(is_active(&answer)?, "called inactive");
            Ok(())
        }
    }
}

async fn introspect_no_store(world: &World) -> Step<()> {
    let token = &world.fresh().await?.tokens.access;
    super::answers::unstored(&introspect(world, &[("token", token)]).await?)
}

async fn offline(world: &World) -> Step<Grant> {
    let grant = Ask::offline(world, world.main()).grant(&mut world.signed_in().await?).await?;
    grant.tokens.refresh_token()?;
    Ok(grant)
}

async fn revoke(world: &World, form: &[(&str, &str)]) -> Step<()> {
    let answer = world.ask_as(world.main(), REVOCATION, form).await?;
    require!(answer.status == 200, "revocation answers {}", answer.brief());
    Ok(())
}

async fn refresh_with(world: &World, grant: &Grant) -> Step<Answer> {
    let form = [("grant_type", "refresh_token"), ("refresh_token", grant.tokens.refresh_token()?)];
    world.ask_token(world.main(), &form).await
}

async fn revoke_refresh(world: &World) -> Step<()> {
    let grant = offline(world).await?;
    revoke(world, &[("token", grant.tokens.refresh_token()?), ("token_type_hint", "refresh_token")]).await?;
    refused(&refresh_with(world, &grant).await?, &["invalid_grant"])
}

async fn revoke_refresh_access(world: &World) -> Step<()> {
    let grant = offline(world).await?;
    revoke(world, &[("token", grant.tokens.refresh_token()?)]).await?;
    let answer = world.ask_userinfo(&grant.tokens.access).await?;
    // RFC 7009 section 2.1: SHOULD, where access tokens can be revoked at all.
    if answer.status == 200 {
        return Err(warned("the access token lives on after its refresh token was revoked"));
    }
    require!(answer.status == 401, "userinfo answers {}", answer.brief());
    Ok(())
}

async fn revoke_access(world: &World) -> Step<()> {
    let grant = Ask::new(world, world.main()).grant(&mut world.signed_in().await?).await?;
    let form = [("token", grant.tokens.access.as_str()), ("token_type_hint", "access_token")];
    let answer = world.ask_as(world.main(), REVOCATION, &form).await?;
    if answer.error().as_deref() == Some("unsupported_token_type") {
        // RFC 7009 section 2: only refresh tokens must be revocable.
        return Err(warned("access tokens cannot be revoked"));
    }
    require!(answer.status == 200, "revocation answers {}", answer.brief());
    let userinfo = world.ask_userinfo(&grant.tokens.access).await?;
    require!(userinfo.status == 401, "userinfo answers {} to a revoked token", userinfo.brief());
    Ok(())
}

async fn revoke_unknown(world: &World) -> Step<()> {
    revoke(world, &[("token", &chance::token())]).await
}

async fn revoke_wrong_hint(world: &World) -> Step<()> {
    let grant = offline(world).await?;
    revoke(world, &[("token", grant.tokens.refresh_token()?), ("token_type_hint", "access_token")]).await?;
    refused(&refresh_with(world, &grant).await?, &["invalid_grant"])
}

async fn revoke_foreign(world: &World) -> Step<()> {
    let thief = world.second()?;
    let grant = offline(world).await?;
    let answer = world.ask_as(thief, REVOCATION, &[("token", grant.tokens.refresh_token()?)]).await?;
    require!(answer.status == 200 || answer.is_refusal(), "answered {}", answer.brief());
    let after = refresh_with(world, &grant).await?;
    require!(after.status == 200, "another client revoked the token: {}", after.brief());
    Ok(())
}

async fn revoke_unauthenticated(world: &World) -> Step<()> {
    let grant = offline(world).await?;
    refused_somehow(&anonymous(world, REVOCATION, grant.tokens.refresh_token()?).await?)?;
    let after = refresh_with(world, &grant).await?;
    require!(after.status == 200, "a stranger revoked the token: {}", after.brief());
    Ok(())
}

async fn revoke_get(world: &World) -> Step<()> {
    by_get(world, REVOCATION).await
}

async fn revoke_missing(world: &World) -> Step<()> {
    refused(&world.ask_as(world.main(), REVOCATION, &[]).await?, &["invalid_request"])
}
