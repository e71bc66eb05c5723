//! The published keys (RFC 7517, RFC 7518, OpenID Connect Discovery 1.0 section 3).

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::discovery::readable_anywhere;
use crate::case::{Step, Suite, case, require, warned};
use crate::jose::decode;
use crate::world::World;

/// Cases about the key set.
pub(crate) static SUITE: Suite = Suite {
    name: "keys",
    cases: &[
        case!("keys.document", "the key set is served as JSON and is not empty", "RFC 7517 5", document),
        case!(
            "keys.no-private-members",
            "no private member is published",
            "RFC 7517 9.2",
            no_private_members
        ),
        case!("keys.no-symmetric-key", "no symmetric key is published", "RFC 7517 9.2", no_symmetric_key),
        case!("keys.kids-unique", "each key has its own kid", "RFC 7517 4.5", kids_unique),
        case!("keys.use", "each key says what it is for", "OIDC Discovery 3, jwks_uri", purpose),
        case!("keys.alg", "alg of a key fits its kind", "RFC 7517 4.4", alg_fits),
        case!(
            "keys.every-algorithm",
            "each ID token algorithm has a key",
            "OIDC Discovery 3",
            every_algorithm
        ),
        case!("keys.strength", "RSA moduli have 2048 bits or more", "RFC 7518 3.3", strength),
        case!("keys.coordinates", "EC coordinates have full length", "RFC 7518 6.2.1.2", coordinates),
        case!("keys.cors", "pages of any origin may read them", "OIDC Discovery 4.1", cors),
        case!("keys.cache", "caches are told how long the set lasts", "OIDC Core 10.1.1", cache),
    ],
};

fn text<'k>(key: &'k Map<String, Value>, member: &str) -> &'k str {
    key.get(member).and_then(Value::as_str).unwrap_or_default()
}

async fn document(world: &World) -> Step<()> {
    let answer = world.jwks().await?;
    require!(answer.status == 200, "answered {}", answer.brief());
    let kind = answer.media_type();
    // RFC 7517 section 8.5 registers application/jwk-set+json.
    let json = matches!(kind.as_str(), "application/json" | "application/jwk-set+json");
    require!(json, "Content-Type is {kind:?}");
    require!(world.keys().await?.iter().next().is_some(), "the key set is empty");
    Ok(())
}

async fn no_private_members(world: &World) -> Step<()> {
    for key in world.keys().await?.iter() {
        // RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1; RFC 8037 section 2; "priv" of the AKP kind.
        for member in ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"] {
            require!(!key.contains_key(member), "key {} publishes {member}", text(key, "kid"));
        }
    }
    Ok(())
}

async fn no_symmetric_key(world: &World) -> Step<()> {
    for key in world.keys().await?.iter() {
        require!(text(key, "kty") != "oct", "key {} is symmetric", text(key, "kid"));
    }
    Ok(())
}

async fn kids_unique(world: &World) -> Step<()> {
    let mut seen = BTreeSet::new();
    for key in world.keys().await?.iter() {
        let kid = text(key, "kid");
        require!(!kid.is_empty(), "a key of kind {} has no kid", text(key, "kty"));
        require!(seen.insert(kid), "kid {kid} is used twice");
    }
    Ok(())
}

async fn purpose(world: &World) -> Step<()> {
    for key in world.keys().await?.iter() {
        let (kid, purpose) = (text(key, "kid"), text(key, "use"));
        if purpose.is_empty() && !key.contains_key("key_ops") {
            return Err(warned(format!("key {kid} has neither use nor key_ops")));
        }
        require!(matches!(purpose, "sig" | "enc" | ""), "key {kid} has use {purpose:?}");
    }
    Ok(())
}

async fn alg_fits(world: &World) -> Step<()> {
    for key in world.keys().await?.iter() {
        let (kid, alg) = (text(key, "kid"), text(key, "alg"));
        let wanted = match alg {
            "" => return Err(warned(format!("key {kid} has no alg, so it may be used with several"))),
            "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" => ("RSA", ""),
            "ES256" => ("EC", "P-256"),
            "ES384" => ("EC", "P-384"),
            "ES512" => ("EC", "P-521"),
            "EdDSA" | "Ed25519" => ("OKP", "Ed25519"),
            _ => continue,
        };
        let found = (text(key, "kty"), text(key, "crv"));
        require!(found == wanted, "key {kid} has alg {alg} but kty and crv {found:?}");
    }
    Ok(())
}

async fn every_algorithm(world: &World) -> Step<()> {
    let keys = world.keys().await?;
    let listed = world.metadata().await?.list("id_token_signing_alg_values_supported");
    // HMAC uses the client's secret; algorithms the suite does not know are left to others.
    let known = |alg: &&&str| ["RS", "PS", "ES2", "ES3", "EdDSA"].iter().any(|start| alg.starts_with(start));
    let without: Vec<_> = listed.iter().filter(known).filter(|alg| !keys.serve(alg)).collect();
    require!(without.is_empty(), "no published key for {without:?}");
    Ok(())
}

async fn strength(world: &World) -> Step<()> {
    for key in world.keys().await?.iter().filter(|key| text(key, "kty") == "RSA") {
        let modulus = decode(text(key, "n")).unwrap_or_default();
        let leading = modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
        let bits = (modulus.len() * 8).saturating_sub(leading);
        require!(bits >= 2048, "key {} has {bits} bits", text(key, "kid"));
    }
    Ok(())
}

async fn coordinates(world: &World) -> Step<()> {
    for key in world.keys().await?.iter().filter(|key| text(key, "kty") == "EC") {
        let length = match text(key, "crv") {
            "P-256" => 32,
            "P-384" => 48,
            "P-521" => 66,
            _ => continue,
        };
        for member in ["x", "y"] {
            let found = decode(text(key, member)).map_or(0, |bytes| bytes.len());
            require!(found == length, "{member} of key {} has {found} bytes", text(key, "kid"));
        }
    }
    Ok(())
}

async fn cors(world: &World) -> Step<()> {
    readable_anywhere(world, world.metadata().await?.endpoint("jwks_uri")?).await
}

async fn cache(world: &World) -> Step<()> {
    let answer = world.jwks().await?;
    let said = answer.headers_named("cache-control").join(", ");
    if said.contains("max-age") && !answer.is_unstored() {
        return Ok(());
    }
    Err(warned(format!("Cache-Control is {said:?}: readers cannot tell when to look for a new key")))
}
