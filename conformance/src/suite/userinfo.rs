//! The userinfo endpoint as a protected resource (OpenID Connect Core 1.0 section 5.3, RFC 6750, RFC 9700).

use reqwest::Method;
use serde_json::{Map, Value};
use url::Url;

use super::answers::challenged;
use crate::case::{Step, Suite, case, failed, require, skipped, warned};
use crate::flow::Ask;
use crate::http::{Answer, Request, pairs};
use crate::jose::{Jwt, SigningKey, broken, unsigned};
use crate::world::World;

/// Cases about userinfo.
pub(crate) static SUITE: Suite = Suite {
    name: "userinfo",
    cases: &[
        case!("userinfo.get", "GET with the token in the header", "OIDC Core 5.3.1", get),
        case!("userinfo.post-header", "POST with the token in the header", "OIDC Core 5.3.1", post_header),
        case!("userinfo.post-body", "POST with the token in the body", "RFC 6750 2.2", post_body),
        case!("userinfo.sub", "sub is the one of the ID token", "OIDC Core 5.3.2", sub),
        case!("userinfo.no-store", "the answer is not kept", "RFC 6750 5.3", no_store),
        case!("userinfo.scheme-case", "the scheme may be written in any case", "RFC 9110 11.1", scheme_case),
        case!(
            "userinfo.without-token",
            "without token: a challenge and no error code",
            "RFC 6750 3.1",
            without_token
        ),
        case!("userinfo.garbage", "a token that is none: invalid_token", "RFC 6750 3.1", garbage),
        case!("userinfo.tampered", "a tampered token: invalid_token", "RFC 6750 3.1", tampered),
        case!("userinfo.truncated", "a truncated token: invalid_token", "RFC 6750 3.1", truncated),
        case!("userinfo.unsigned", "a token with alg none: invalid_token", "RFC 8725 3.2", alg_none),
        case!("userinfo.foreign-key", "a token of a foreign key: invalid_token", "RFC 9068 4", foreign_key),
        case!("userinfo.id-token", "an ID token is no access token", "RFC 9068 4", id_token),
        case!("userinfo.refresh-token", "a refresh token is no access token", "RFC 6749 1.5", refresh_token),
        case!("userinfo.token-in-query", "a token in the address is refused", "RFC 9700 4.3.2", in_query),
        case!("userinfo.two-ways", "a token sent twice is refused", "RFC 6750 2", two_ways),
        case!("userinfo.basic", "client credentials are no token", "RFC 6750 3.1", basic),
        case!(
            "userinfo.without-openid",
            "a token without openid is refused",
            "OIDC Core 5.3.1",
            without_openid
        ),
        case!(
            "userinfo.claims-for-scope",
            "claims come only for the scope given",
            "OIDC Core 5.4",
            claims_for_scope
        ),
    ],
};

async fn endpoint(world: &World) -> Step<Url> {
    world.metadata().await?.optional_endpoint("userinfo_endpoint")
}

async fn token(world: &World) -> Step<String> {
    Ok(world.fresh().await?.tokens.access)
}

/// The claims, whether plain or signed.
async fn claims(world: &World, answer: &Answer) -> Step<Map<String, Value>> {
    require!(answer.status == 200, "answered {}", answer.brief());
    match answer.media_type().as_str() {
        "application/json" => answer.json(),
        // OpenID Connect Core 1.0 section 5.3.2: a signed answer is application/jwt and carries iss and aud.
        "application/jwt" => {
            let jwt = Jwt::parse(&answer.body)?;
            jwt.verify(world.keys().await?)?;
            require!(jwt.text("iss")? == world.issuer, "iss is {:?}", jwt.claims.get("iss"));
            require!(jwt.audience() == [world.main().client_id.as_str()], "aud is {:?}", jwt.audience());
            Ok(jwt.claims)
        }
        other => Err(failed(format!("Content-Type is {other:?}"))),
    }
}

async fn get(world: &World) -> Step<()> {
    let answer = world.ask_userinfo(&token(world).await?).await?;
    claims(world, &answer).await.map(|_| ())
}

async fn post_header(world: &World) -> Step<()> {
    let request = Request::new(Method::POST, endpoint(world).await?).bearer(&token(world).await?);
    let answer = world.http.send(request).await?;
    claims(world, &answer).await.map(|_| ())
}

async fn post_body(world: &World) -> Step<()> {
    let form = pairs(&[("access_token", &token(world).await?)]);
    let answer = world.http.send(Request::post(endpoint(world).await?, &form)).await?;
    if answer.is_refusal() {
        // RFC 6750 section 2.2: resource servers may support this method.
        return Err(warned(format!("not supported: {}", answer.brief())));
    }
    claims(world, &answer).await.map(|_| ())
}

async fn sub(world: &World) -> Step<()> {
    let grant = world.fresh().await?;
    let found = claims(world, &world.ask_userinfo(&grant.tokens.access).await?).await?;
    let id_token = grant.tokens.id_token()?;
    require!(found.get("sub") == id_token.claims.get("sub"), "sub differs from the ID token's");
    Ok(())
}

async fn no_store(world: &World) -> Step<()> {
    let answer = world.ask_userinfo(&token(world).await?).await?;
    let said = answer.headers_named("cache-control").join(", ");
    let kept_from_others = answer.is_unstored() || said.contains("private");
    require!(kept_from_others, "Cache-Control is {said:?}");
    Ok(())
}

async fn scheme_case(world: &World) -> Step<()> {
    let header = format!("bEaReR {}", token(world).await?);
    let request = Request::get(endpoint(world).await?).header("authorization", header);
    let answer = world.http.send(request).await?;
    require!(answer.status == 200, "answered {}", answer.brief());
    Ok(())
}

async fn without_token(world: &World) -> Step<()> {
    let answer = world.http.send(Request::get(endpoint(world).await?)).await?;
    require!(answer.status != 400, "400 for a request without a token; expected 401");
    challenged(&answer, None)?;
    let challenge = answer.headers_named("www-authenticate").join(", ");
    if challenge.contains("error=") {
        return Err(warned(format!("the challenge names an error although no token was sent: {challenge}")));
    }
    Ok(())
}

async fn refused_token(world: &World, token: &str) -> Step<()> {
    challenged(&world.ask_userinfo(token).await?, Some("invalid_token"))
}

async fn garbage(world: &World) -> Step<()> {
    for token in ["x", "a.b.c", "....", "e30.e30.e30", "%00"] {
        refused_token(world, token).await?;
    }
    Ok(())
}

async fn tampered(world: &World) -> Step<()> {
    refused_token(world, &broken(&token(world).await?)).await
}

async fn truncated(world: &World) -> Step<()> {
    let whole = token(world).await?;
    for kept in [whole.len().saturating_sub(1), whole.len() / 2] {
        refused_token(world, whole.get(..kept).unwrap_or_default()).await?;
    }
    Ok(())
}

async fn forged_claims(world: &World) -> Step<Jwt> {
    Jwt::parse(&token(world).await?).map_err(|_| skipped("access tokens are opaque here"))
}

async fn alg_none(world: &World) -> Step<()> {
    refused_token(world, &unsigned(&forged_claims(world).await?.claims)).await
}

async fn foreign_key(world: &World) -> Step<()> {
    let genuine = forged_claims(world).await?;
    let kid = genuine.header.get("kid").and_then(Value::as_str);
    let key = SigningKey::foreign(kid).map_err(failed)?;
    refused_token(world, &key.sign(&genuine.claims).map_err(failed)?).await
}

async fn id_token(world: &World) -> Step<()> {
    refused_token(world, world.fresh().await?.tokens.raw_id_token()?).await
}

async fn refresh_token(world: &World) -> Step<()> {
    let grant = Ask::offline(world, world.main()).grant(&mut world.signed_in().await?).await?;
    refused_token(world, grant.tokens.refresh_token()?).await
}

async fn in_query(world: &World) -> Step<()> {
    let mut url = endpoint(world).await?;
    url.query_pairs_mut().append_pair("access_token", &token(world).await?);
    let answer = world.http.send(Request::get(url)).await?;
    require!(answer.is_refusal(), "answered {}", answer.brief());
    Ok(())
}

async fn two_ways(world: &World) -> Step<()> {
    let token = token(world).await?;
    let form = pairs(&[("access_token", &token)]);
    let answer = world.http.send(Request::post(endpoint(world).await?, &form).bearer(&token)).await?;
    // RFC 6750 section 3.1: more than one method in a request is invalid_request, 400.
    require!(answer.status == 400, "answered {}", answer.brief());
    Ok(())
}

async fn basic(world: &World) -> Step<()> {
    let client = world.main();
    let secret = client.client_secret.as_deref().unwrap_or_default();
    let request = Request::get(endpoint(world).await?).basic(&client.client_id, secret);
    let answer = world.http.send(request).await?;
    require!(matches!(answer.status, 400 | 401), "answered {}", answer.brief());
    Ok(())
}

async fn without_openid(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("scope", "profile");
    let journey = ask.go(&mut world.signed_in().await?, crate::flow::Person::SignsIn).await?;
    if journey.callback()?.get("code").is_none() {
        return Err(skipped("a request without openid is refused here"));
    }
    let grant = ask.finish(journey).await?;
    let answer = world.ask_userinfo(&grant.tokens.access).await?;
    // RFC 6750 section 3.1: insufficient_scope is 403; a token made for elsewhere is invalid here, 401.
    require!(matches!(answer.status, 401 | 403), "answered {}", answer.brief());
    Ok(())
}

async fn claims_for_scope(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("scope", "openid");
    let grant = ask.grant(&mut world.signed_in().await?).await?;
    let found = claims(world, &world.ask_userinfo(&grant.tokens.access).await?).await?;
    for claim in ["name", "email", "phone_number", "address", "birthdate", "preferred_username"] {
        require!(!found.contains_key(claim), "{claim} came for scope openid alone");
    }
    Ok(())
}
