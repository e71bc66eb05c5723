//! The ID token, check by check, as a careful relying party would (OpenID Connect Core 1.0 sections 2 and
//! 3.1.3.7).

use serde_json::Value;

use crate::case::{Step, Suite, case, require, skipped, warned};
use crate::flow::Ask;
use crate::jose::{Jwt, half_hash};
use crate::moment;
use crate::world::World;

/// Clock difference granted, in seconds.
const SKEW: i64 = 60;

/// Cases about the ID token.
pub(crate) static SUITE: Suite = Suite {
    name: "id-token",
    cases: &[
        case!(
            "id-token.signature",
            "the signature verifies with a published key",
            "OIDC Core 3.1.3.7 (6)",
            signature
        ),
        case!("id-token.kid", "the header names the key", "OIDC Core 10.1", kid),
        case!(
            "id-token.header",
            "the header carries no key of its own",
            "RFC 7515 4.1, RFC 8725 3.10",
            header
        ),
        case!("id-token.alg", "alg is the registered one", "OIDC Core 3.1.3.7 (7)", alg),
        case!("id-token.alg-rs256", "a client registered for RS256 gets RS256", "OIDC Core 2", alg_rs256),
        case!("id-token.iss", "iss is the issuer", "OIDC Core 3.1.3.7 (2)", iss),
        case!("id-token.aud", "aud is the client and no other", "OIDC Core 3.1.3.7 (3)", aud),
        case!("id-token.azp", "azp, when there, is the client", "OIDC Core 3.1.3.7 (5)", azp),
        case!("id-token.sub", "sub is ASCII of at most 255 characters", "OIDC Core 2", sub),
        case!("id-token.sub-opaque", "sub is not what the person types", "OIDC Core 17.3", sub_opaque),
        case!("id-token.exp", "exp is ahead", "OIDC Core 3.1.3.7 (9)", exp),
        case!("id-token.iat", "iat is now", "OIDC Core 3.1.3.7 (10)", iat),
        case!("id-token.nonce", "nonce comes back unchanged", "OIDC Core 3.1.3.7 (11)", nonce),
        case!(
            "id-token.nonce-left-out",
            "without nonce none is invented",
            "OIDC Core 3.1.2.1",
            nonce_left_out
        ),
        case!("id-token.at-hash", "at_hash fits the access token", "OIDC Core 3.1.3.8", at_hash),
        case!("id-token.auth-time", "auth_time is a past moment", "OIDC Core 2", auth_time),
        case!("id-token.acr", "acr is a string", "OIDC Core 2", acr),
        case!("id-token.amr", "amr is a list of strings", "RFC 8176 1", amr),
        case!("id-token.sid", "sid is a string", "OIDC Back-Channel Logout 2.1", sid),
        case!("id-token.no-code-secrets", "no token hides inside", "OIDC Core 16.1", no_secrets),
    ],
};

async fn token(world: &World) -> Step<Jwt> {
    world.reference().await?.tokens.id_token()
}

async fn signature(world: &World) -> Step<()> {
    token(world).await?.verify(world.keys().await?)
}

async fn kid(world: &World) -> Step<()> {
    let several = world.keys().await?.iter().count() > 1;
    let named = token(world).await?.header.get("kid").is_some_and(Value::is_string);
    require!(named || !several, "several keys are published and the header has no kid");
    Ok(())
}

async fn header(world: &World) -> Step<()> {
    let token = token(world).await?;
    for member in ["jwk", "jku", "x5u", "crit"] {
        require!(!token.header.contains_key(member), "the header has {member}");
    }
    Ok(())
}

async fn alg(world: &World) -> Step<()> {
    let found = token(world).await?;
    match &world.main().id_token_signed_response_alg {
        Some(registered) => {
            require!(found.alg() == registered, "alg is {}, registered {registered}", found.alg());
        }
        None => {
            let listed = world.metadata().await?.list("id_token_signing_alg_values_supported");
            require!(listed.contains(&found.alg()), "alg is {}, offered {listed:?}", found.alg());
        }
    }
    Ok(())
}

async fn alg_rs256(world: &World) -> Step<()> {
    let Some(client) = &world.config.clients.rs256 else {
        return Err(skipped("the settings have no clients.rs256"));
    };
    let grant = Ask::new(world, client).grant(&mut world.signed_in().await?).await?;
    let token = grant.tokens.id_token()?;
    require!(token.alg() == "RS256", "alg is {}", token.alg());
    token.verify(world.keys().await?)
}

async fn iss(world: &World) -> Step<()> {
    let token = token(world).await?;
    let found = token.text("iss")?;
    require!(found == world.issuer, "iss is {found:?}, expected {:?}", world.issuer);
    Ok(())
}

async fn aud(world: &World) -> Step<()> {
    let token = token(world).await?;
    let found = token.audience();
    require!(found == [world.main().client_id.as_str()], "aud is {found:?}");
    Ok(())
}

async fn azp(world: &World) -> Step<()> {
    let token = token(world).await?;
    if token.claims.contains_key("azp") {
        require!(token.text("azp")? == world.main().client_id, "azp is {:?}", token.claims.get("azp"));
    }
    Ok(())
}

async fn sub(world: &World) -> Step<()> {
    let token = token(world).await?;
    let found = token.text("sub")?;
    let short = !found.is_empty() && found.len() <= 255;
    require!(short && found.is_ascii(), "sub has {} bytes or is not ASCII", found.len());
    Ok(())
}

async fn sub_opaque(world: &World) -> Step<()> {
    if token(world).await?.text("sub")? == world.config.person.username {
        return Err(warned("sub is the user name, which ties the person's doings at all clients together"));
    }
    Ok(())
}

async fn exp(world: &World) -> Step<()> {
    let token = token(world).await?;
    let (iat, exp) = (token.number("iat")?, token.number("exp")?);
    require!(exp > iat, "exp {exp} is not after iat {iat}");
    require!(exp > moment::now() - SKEW, "exp {exp} has passed");
    if exp - iat > 24 * 3600 {
        return Err(warned(format!("an ID token lives {} s", exp - iat)));
    }
    Ok(())
}

async fn iat(world: &World) -> Step<()> {
    let before = moment::now();
    let grant = Ask::new(world, world.main()).grant(&mut world.signed_in().await?).await?;
    let found = grant.tokens.id_token()?.number("iat")?;
    require!((before - SKEW..=moment::now() + SKEW).contains(&found), "iat is {found}, now is {before}");
    Ok(())
}

async fn nonce(world: &World) -> Step<()> {
    let grant = world.reference().await?;
    let token = grant.tokens.id_token()?;
    require!(token.text("nonce")? == grant.nonce, "nonce is {:?}", token.claims.get("nonce"));
    Ok(())
}

async fn nonce_left_out(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).without("nonce");
    let token = ask.grant(&mut world.signed_in().await?).await?.tokens.id_token()?;
    require!(!token.claims.contains_key("nonce"), "nonce {:?} was invented", token.claims.get("nonce"));
    Ok(())
}

/// The claim, or the right end of the case when it is not there.
fn optional<'t>(world: &World, token: &'t Jwt, claim: &str) -> Step<&'t Value> {
    if let Some(value) = token.claims.get(claim) {
        return Ok(value);
    }
    let expected = world.config.expect.id_token_claims.iter().any(|name| name == claim);
    require!(!expected, "{claim} is missing");
    Err(skipped(format!("{claim} is optional, not there, and not in expect.id_token_claims")))
}

async fn at_hash(world: &World) -> Step<()> {
    let grant = world.reference().await?;
    let token = grant.tokens.id_token()?;
    let found = optional(world, &token, "at_hash")?;
    let wanted = half_hash(token.alg(), &grant.tokens.access);
    require!(
        found.as_str() == wanted.as_deref(),
        "at_hash is {found}, computed {wanted:?} for {}",
        token.alg()
    );
    Ok(())
}

async fn auth_time(world: &World) -> Step<()> {
    let token = token(world).await?;
    optional(world, &token, "auth_time")?;
    let (found, iat) = (token.number("auth_time")?, token.number("iat")?);
    require!(found <= iat + SKEW, "auth_time {found} is after iat {iat}");
    require!(found > 1_000_000_000, "auth_time {found} is not a moment in Unix seconds");
    Ok(())
}

async fn acr(world: &World) -> Step<()> {
    let token = token(world).await?;
    let found = optional(world, &token, "acr")?;
    require!(found.as_str().is_some_and(|acr| !acr.is_empty()), "acr is {found}");
    Ok(())
}

async fn amr(world: &World) -> Step<()> {
    let token = token(world).await?;
    let found = optional(world, &token, "amr")?;
    let strings = found.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_string));
    require!(strings, "amr is {found}");
    Ok(())
}

async fn sid(world: &World) -> Step<()> {
    let token = token(world).await?;
    let found = optional(world, &token, "sid")?;
    require!(found.as_str().is_some_and(|sid| !sid.is_empty()), "sid is {found}");
    Ok(())
}

async fn no_secrets(world: &World) -> Step<()> {
    let grant = world.reference().await?;
    let all = Value::Object(grant.tokens.id_token()?.claims).to_string();
    require!(!all.contains(&grant.tokens.access), "the access token is inside");
    require!(!all.contains(&world.config.person.password), "the password is inside");
    Ok(())
}
