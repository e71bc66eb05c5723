//! The logout token the provider sends by the back channel (OpenID Connect Back-Channel Logout 1.0 sections 2.4
//! to 2.6), checked as a relying party must.

use serde_json::Value;

use crate::case::{Step, Suite, case, failed, require, skipped, warned};
use crate::jose::Jwt;
use crate::listener::Heard;
use crate::moment;
use crate::world::World;

/// Clock difference granted, in seconds.
const SKEW: i64 = 60;
/// The event a logout token is about (OpenID Connect Back-Channel Logout 1.0 section 2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Cases about the logout token.
pub(crate) static SUITE: Suite = Suite {
    name: "logout-token",
    cases: &[
        case!("logout-token.sent", "a logout token arrives by POST", "OIDC Back-Channel Logout 2.5", sent),
        case!(
            "logout-token.form",
            "it is the form parameter logout_token",
            "OIDC Back-Channel Logout 2.5",
            form
        ),
        case!(
            "logout-token.signature",
            "it is signed with a published key",
            "OIDC Back-Channel Logout 2.6 (2)",
            signature
        ),
        case!("logout-token.alg", "it is signed like the ID token", "OIDC Back-Channel Logout 2.6 (2)", alg),
        case!("logout-token.typ", "its type is logout+jwt", "OIDC Back-Channel Logout 2.4", typ),
        case!("logout-token.iss", "iss is the issuer", "OIDC Back-Channel Logout 2.6 (3)", iss),
        case!("logout-token.aud", "aud is the client", "OIDC Back-Channel Logout 2.6 (3)", aud),
        case!("logout-token.times", "iat is now and exp is near", "OIDC Back-Channel Logout 2.6 (3)", times),
        case!("logout-token.jti", "jti is there", "OIDC Back-Channel Logout 2.4", jti),
        case!("logout-token.who", "sub or sid is the session's", "OIDC Back-Channel Logout 2.6 (4)", who),
        case!(
            "logout-token.events",
            "events names the logout event",
            "OIDC Back-Channel Logout 2.6 (5)",
            events
        ),
        case!("logout-token.no-nonce", "nonce is not there", "OIDC Back-Channel Logout 2.6 (6)", no_nonce),
    ],
};

async fn heard(world: &World) -> Step<&Heard> {
    if world.main().backchannel_logout_uri.is_none() {
        return Err(skipped("clients.main has no backchannel_logout_uri"));
    }
    let wait = world.config.listener.wait_seconds;
    world.ended().await?.told().ok_or_else(|| failed(format!("no logout token arrived within {wait} s")))
}

async fn token(world: &World) -> Step<Jwt> {
    let text =
        heard(world).await?.form("logout_token").ok_or_else(|| failed("no logout_token in the body"))?;
    Jwt::parse(&text)
}

async fn sent(world: &World) -> Step<()> {
    let heard = heard(world).await?;
    require!(heard.method == "POST", "it came by {}", heard.method);
    Ok(())
}

async fn form(world: &World) -> Step<()> {
    let heard = heard(world).await?;
    let kind = &heard.content_type;
    require!(kind.starts_with("application/x-www-form-urlencoded"), "Content-Type is {kind:?}");
    token(world).await.map(|_| ())
}

async fn signature(world: &World) -> Step<()> {
    token(world).await?.verify(world.keys().await?)
}

async fn alg(world: &World) -> Step<()> {
    let (found, id_token) = (token(world).await?, world.ended().await?.id_token()?);
    require!(found.alg() == id_token.alg(), "alg is {}, the ID token's {}", found.alg(), id_token.alg());
    Ok(())
}

async fn typ(world: &World) -> Step<()> {
    let token = token(world).await?;
    match token.header.get("typ").and_then(Value::as_str) {
        Some(typ) if typ.eq_ignore_ascii_case("logout+jwt") => Ok(()),
        // The type is recommended, not required.
        other => Err(warned(format!("typ is {other:?}"))),
    }
}

async fn iss(world: &World) -> Step<()> {
    let token = token(world).await?;
    require!(token.text("iss")? == world.issuer, "iss is {:?}", token.claims.get("iss"));
    Ok(())
}

async fn aud(world: &World) -> Step<()> {
    let token = token(world).await?;
    require!(token.audience() == [world.main().client_id.as_str()], "aud is {:?}", token.audience());
    Ok(())
}

async fn times(world: &World) -> Step<()> {
    let token = token(world).await?;
    let (iat, exp) = (token.number("iat")?, token.number("exp")?);
    require!((iat - moment::now()).abs() <= 15 * SKEW, "iat is {iat}");
    require!(exp > iat, "exp {exp} is not after iat {iat}");
    // Section 4 recommends two minutes at most, so that the token cannot be used for anything else.
    if exp - iat > 10 * SKEW {
        return Err(warned(format!("it lives {} s", exp - iat)));
    }
    Ok(())
}

async fn jti(world: &World) -> Step<()> {
    let token = token(world).await?;
    require!(token.text("jti")?.len() >= 8, "jti is {:?}", token.claims.get("jti"));
    Ok(())
}

async fn who(world: &World) -> Step<()> {
    let (token, id_token) = (token(world).await?, world.ended().await?.id_token()?);
    let named = ["sub", "sid"].into_iter().filter(|claim| token.claims.contains_key(*claim));
    let named: Vec<_> = named.collect();
    require!(!named.is_empty(), "neither sub nor sid is there");
    for claim in named {
        let same = token.claims.get(claim) == id_token.claims.get(claim);
        require!(same, "{claim} is not the one of the ID token");
    }
    if world.metadata().await?.says("backchannel_logout_session_supported") {
        require!(token.claims.contains_key("sid"), "sid is promised in discovery and not there");
    }
    Ok(())
}

async fn events(world: &World) -> Step<()> {
    let token = token(world).await?;
    let event = token.claims.get("events").and_then(|events| events.get(EVENT));
    require!(event.is_some_and(Value::is_object), "events is {:?}", token.claims.get("events"));
    Ok(())
}

async fn no_nonce(world: &World) -> Step<()> {
    require!(!token(world).await?.claims.contains_key("nonce"), "nonce is there");
    Ok(())
}
