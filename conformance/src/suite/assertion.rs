//! Client assertions (RFC 7523 section 3, OpenID Connect Core 1.0 section 9, RFC 8725). As with secrets, the code
//! does not exist: `invalid_grant` means that the assertion was believed.

use serde_json::{Map, Value, json};

use super::answers::refused;
use crate::case::{Step, Suite, case, failed, require, skipped, warned};
use crate::client::{ASSERTION_TYPE, assertion_claims};
use crate::config::Client;
use crate::flow::Ask;
use crate::http::{Answer, Request, pairs};
use crate::jose::{SigningKey, broken, hs256, unsigned};
use crate::moment;
use crate::world::World;

/// Cases about client assertions.
pub(crate) static SUITE: Suite = Suite {
    name: "assertion",
    cases: &[
        case!("assertion.happy-path", "private_key_jwt brings tokens", "OIDC Core 9", happy_path),
        case!("assertion.control", "a correct assertion is believed", "RFC 7523 3", control),
        case!("assertion.replayed", "the same jti twice is refused", "RFC 7523 3 (7)", replayed),
        case!("assertion.unsigned", "alg none is refused", "RFC 8725 3.2", no_signature),
        case!(
            "assertion.signature-broken",
            "a broken signature is refused",
            "RFC 7523 3 (9)",
            signature_broken
        ),
        case!(
            "assertion.signature-empty",
            "an empty signature is refused",
            "RFC 7523 3 (9)",
            signature_empty
        ),
        case!("assertion.key-foreign", "a foreign key is refused", "RFC 7523 3 (9)", key_foreign),
        case!(
            "assertion.hs256-with-public-key",
            "HS256 with the public key is refused",
            "RFC 8725 3.1",
            confused
        ),
        case!("assertion.iss-other", "iss of another client is refused", "RFC 7523 3 (1)", w => changed(w, "iss", json!("other"))),
        case!("assertion.iss-missing", "without iss it is refused", "RFC 7523 3 (1)", w => missing(w, "iss")),
        case!("assertion.sub-other", "sub of another client is refused", "RFC 7523 3 (2)", w => changed(w, "sub", json!("other"))),
        case!("assertion.sub-missing", "without sub it is refused", "RFC 7523 3 (2)", w => missing(w, "sub")),
        case!("assertion.aud-other", "another audience is refused", "RFC 7523 3 (3)", w => changed(w, "aud", json!("https://other.example"))),
        case!("assertion.aud-missing", "without aud it is refused", "RFC 7523 3 (3)", w => missing(w, "aud")),
        case!(
            "assertion.aud-token-endpoint",
            "the token endpoint is no audience",
            "FAPI 2.0 5.3.2.1",
            aud_token_endpoint
        ),
        case!(
            "assertion.aud-shared",
            "an audience shared with another server is refused",
            "FAPI 2.0 5.3.2.1",
            aud_shared
        ),
        case!("assertion.exp-missing", "without exp it is refused", "RFC 7523 3 (4)", w => missing(w, "exp")),
        case!("assertion.expired", "an expired one is refused", "RFC 7523 3 (4)", w => moved(w, "exp", -300)),
        case!("assertion.exp-far", "one that lives for a year is refused", "RFC 7523 3 (4)", exp_far),
        case!("assertion.nbf-ahead", "one not yet valid is refused", "RFC 7523 3 (5)", w => moved(w, "nbf", 600)),
        case!("assertion.jti-missing", "without jti it is refused", "OIDC Core 9", w => missing(w, "jti")),
        case!("assertion.type-wrong", "another client_assertion_type is refused", "RFC 7521 4.2", type_wrong),
        case!(
            "assertion.type-missing",
            "without client_assertion_type it is refused",
            "RFC 7521 4.2",
            type_missing
        ),
        case!(
            "assertion.client-id-other",
            "client_id of another client is refused",
            "RFC 7521 4.2",
            client_id_other
        ),
        case!("assertion.garbage", "something that is no JWT is refused", "RFC 7523 3", garbage),
        case!("assertion.with-secret", "an assertion and a header are refused", "RFC 6749 2.3", with_secret),
    ],
};

const WHO: &[&str] = &["invalid_client"];
const WHO_OR_WHAT: &[&str] = &["invalid_client", "invalid_request"];

fn parts(world: &World) -> Step<(&Client, &SigningKey, Map<String, Value>)> {
    let client = world.assertion()?;
    let key = client.key().ok_or_else(|| skipped("clients.assertion has no key"))?;
    Ok((client, key, assertion_claims(&world.issuer, client)))
}

/// A token request for a code that does not exist, with these parameters about the client.
async fn request(world: &World, about: &[(&str, &str)]) -> Step<Request> {
    let ask = Ask::new(world, world.assertion()?);
    let mut form = pairs(&ask.redemption("no-such-code"));
    form.extend(pairs(about));
    Ok(Request::post(world.token_endpoint().await?, &form))
}

async fn present(world: &World, assertion: &str) -> Step<Answer> {
    let about = [("client_assertion_type", ASSERTION_TYPE), ("client_assertion", assertion)];
    world.http.send(request(world, &about).await?).await
}

async fn signed(world: &World, claims: &Map<String, Value>) -> Step<Answer> {
    let (_, key, _) = parts(world)?;
    present(world, &key.sign(claims).map_err(failed)?).await
}

async fn happy_path(world: &World) -> Step<()> {
    let (client, ..) = parts(world)?;
    Ask::new(world, client).grant(&mut world.signed_in().await?).await.map(|_| ())
}

async fn control(world: &World) -> Step<()> {
    let (_, _, claims) = parts(world)?;
    refused(&signed(world, &claims).await?, &["invalid_grant"])
}

async fn replayed(world: &World) -> Step<()> {
    let (_, _, claims) = parts(world)?;
    refused(&signed(world, &claims).await?, &["invalid_grant"])?;
    refused(&signed(world, &claims).await?, WHO)
}

async fn no_signature(world: &World) -> Step<()> {
    let (_, _, claims) = parts(world)?;
    refused(&present(world, &unsigned(&claims)).await?, WHO)
}

async fn signature_broken(world: &World) -> Step<()> {
    let (_, key, claims) = parts(world)?;
    refused(&present(world, &broken(&key.sign(&claims).map_err(failed)?)).await?, WHO)
}

async fn signature_empty(world: &World) -> Step<()> {
    let (_, key, claims) = parts(world)?;
    let jwt = key.sign(&claims).map_err(failed)?;
    let front = jwt.rsplit_once('.').map_or(jwt.as_str(), |(front, _)| front);
    refused(&present(world, &format!("{front}.")).await?, WHO_OR_WHAT)
}

async fn key_foreign(world: &World) -> Step<()> {
    let (_, key, claims) = parts(world)?;
    let foreign = SigningKey::foreign(key.kid()).map_err(failed)?;
    refused(&present(world, &foreign.sign(&claims).map_err(failed)?).await?, WHO)
}

async fn confused(world: &World) -> Step<()> {
    let (_, key, claims) = parts(world)?;
    refused(&present(world, &hs256(&claims, &key.public_bytes(), key.kid())).await?, WHO)
}

async fn changed(world: &World, claim: &str, value: Value) -> Step<()> {
    let (_, _, mut claims) = parts(world)?;
    claims.insert(claim.to_owned(), value);
    refused(&signed(world, &claims).await?, WHO_OR_WHAT)
}

async fn missing(world: &World, claim: &str) -> Step<()> {
    let (_, _, mut claims) = parts(world)?;
    claims.remove(claim);
    refused(&signed(world, &claims).await?, WHO_OR_WHAT)
}

async fn moved(world: &World, claim: &str, seconds: i64) -> Step<()> {
    changed(world, claim, json!(moment::now() + seconds)).await
}

/// For what a stricter text forbids and RFC 7523 leaves open: believed means a warning.
async fn better_refused(world: &World, claim: &str, value: Value) -> Step<()> {
    let (_, _, mut claims) = parts(world)?;
    claims.insert(claim.to_owned(), value);
    let answer = signed(world, &claims).await?;
    require!(answer.is_refusal(), "answered {}", answer.brief());
    match answer.error().as_deref() {
        Some("invalid_grant") => Err(warned("believed, as RFC 7523 allows")),
        _ => refused(&answer, WHO_OR_WHAT),
    }
}

async fn aud_token_endpoint(world: &World) -> Step<()> {
    let endpoint = world.token_endpoint().await?.to_string();
    better_refused(world, "aud", json!(endpoint)).await
}

async fn aud_shared(world: &World) -> Step<()> {
    better_refused(world, "aud", json!([world.issuer, "https://other.example"])).await
}

async fn exp_far(world: &World) -> Step<()> {
    better_refused(world, "exp", json!(moment::now() + 365 * 24 * 3600)).await
}

async fn valid(world: &World) -> Step<String> {
    let (_, key, claims) = parts(world)?;
    key.sign(&claims).map_err(failed)
}

async fn type_wrong(world: &World) -> Step<()> {
    let about = [
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"),
        ("client_assertion", &valid(world).await?),
    ];
    refused(&world.http.send(request(world, &about).await?).await?, WHO_OR_WHAT)
}

async fn type_missing(world: &World) -> Step<()> {
    let about = [("client_assertion", valid(world).await?)];
    let about = about.each_ref().map(|(name, value)| (*name, value.as_str()));
    refused(&world.http.send(request(world, &about).await?).await?, WHO_OR_WHAT)
}

async fn client_id_other(world: &World) -> Step<()> {
    let assertion = valid(world).await?;
    let about = [
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", assertion.as_str()),
        ("client_id", world.main().client_id.as_str()),
    ];
    refused(&world.http.send(request(world, &about).await?).await?, WHO_OR_WHAT)
}

async fn garbage(world: &World) -> Step<()> {
    for text in ["", "x", "a.b.c", "....", "e30.e30.e30"] {
        refused(&present(world, text).await?, WHO_OR_WHAT)?;
    }
    Ok(())
}

async fn with_secret(world: &World) -> Step<()> {
    let assertion = valid(world).await?;
    let about = [("client_assertion_type", ASSERTION_TYPE), ("client_assertion", assertion.as_str())];
    let client = world.main();
    let secret = client.client_secret.as_deref().unwrap_or("x");
    let request = request(world, &about).await?.basic(&client.client_id, secret);
    refused(&world.http.send(request).await?, WHO_OR_WHAT)
}
