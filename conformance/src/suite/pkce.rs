//! Proof Key for Code Exchange (RFC 7636, RFC 9700 sections 2.1.1 and 4.8.2).

use super::answers::{not_granted_with, refused};
use crate::case::{Step, Suite, case, require, skipped};
use crate::chance;
use crate::config::{Client, Pkce};
use crate::flow::{Ask, Person};
use crate::world::World;

/// Cases about PKCE.
pub(crate) static SUITE: Suite = Suite {
    name: "pkce",
    cases: &[
        case!("pkce.required", "a request without challenge is refused", "RFC 9700 2.1.1", required),
        case!(
            "pkce.required-of-public",
            "a public client without challenge is refused",
            "RFC 9700 2.1.1",
            required_of_public
        ),
        case!("pkce.plain", "plain is refused", "RFC 9700 2.1.1", plain),
        case!(
            "pkce.method-left-out",
            "a challenge without method means plain and is refused",
            "RFC 7636 4.3",
            method_left_out
        ),
        case!("pkce.method-unknown", "an unknown method is refused", "RFC 7636 4.4.1", w => challenge(w, "code_challenge_method", "S512")),
        case!("pkce.method-in-small-letters", "the method is read letter for letter", "RFC 7636 4.3", w => challenge(w, "code_challenge_method", "s256")),
        case!(
            "pkce.method-without-challenge",
            "a method without challenge is refused",
            "RFC 7636 4.4.1",
            method_alone
        ),
        case!("pkce.challenge-short", "a short challenge is refused", "RFC 7636 4.2", w => challenge(w, "code_challenge", "abc")),
        case!("pkce.challenge-long", "a long challenge is refused", "RFC 7636 4.2", challenge_long),
        case!("pkce.challenge-letters", "a challenge of other letters is refused", "RFC 7636 4.2", w => challenge(w, "code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+c=")),
        case!("pkce.verifier-wrong", "a wrong verifier is refused", "RFC 7636 4.6", verifier_wrong),
        case!(
            "pkce.verifier-missing",
            "a missing verifier is refused (downgrade)",
            "RFC 7636 4.6",
            verifier_missing
        ),
        case!("pkce.verifier-empty", "an empty verifier is refused", "RFC 7636 4.6", w => verifier(w, "")),
        case!("pkce.verifier-short", "a short verifier is refused", "RFC 7636 4.1", w => verifier(w, "short")),
        case!(
            "pkce.verifier-is-challenge",
            "the challenge is no verifier",
            "RFC 7636 4.6",
            verifier_is_challenge
        ),
        case!(
            "pkce.verifier-unasked",
            "a verifier without challenge is refused",
            "RFC 9700 4.8.2",
            verifier_unasked
        ),
        case!(
            "pkce.public-verifier-missing",
            "a public client without verifier is refused",
            "RFC 7636 4.6",
            public_verifier_missing
        ),
        case!(
            "pkce.wrong-verifier-spends-code",
            "a wrong verifier does not leave the code open for guessing",
            "RFC 9700 4.5",
            wrong_then_right
        ),
    ],
};

async fn without_challenge(world: &World, client: &Client) -> Step<()> {
    let ask = Ask::new(world, client).without("code_challenge").without("code_challenge_method");
    let journey = ask.go(&mut world.signed_in().await?, Person::StaysAway).await?;
    not_granted_with(&journey, &["invalid_request"])
}

async fn required(world: &World) -> Step<()> {
    if world.config.expect.pkce == Pkce::Optional {
        return Err(skipped("expect.pkce is optional"));
    }
    without_challenge(world, world.main()).await
}

async fn required_of_public(world: &World) -> Step<()> {
    without_challenge(world, world.public()?).await
}

async fn challenge(world: &World, name: &str, value: &str) -> Step<()> {
    let ask = Ask::new(world, world.main()).with(name, value);
    let journey = ask.go(&mut world.signed_in().await?, Person::StaysAway).await?;
    not_granted_with(&journey, &["invalid_request"])
}

async fn plain(world: &World) -> Step<()> {
    challenge(world, "code_challenge_method", "plain").await
}

async fn method_left_out(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).without("code_challenge_method");
    let journey = ask.go(&mut world.signed_in().await?, Person::StaysAway).await?;
    not_granted_with(&journey, &["invalid_request"])
}

async fn method_alone(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).without("code_challenge");
    let journey = ask.go(&mut world.signed_in().await?, Person::StaysAway).await?;
    not_granted_with(&journey, &["invalid_request"])
}

async fn challenge_long(world: &World) -> Step<()> {
    challenge(world, "code_challenge", &"a".repeat(129)).await
}

/// Redeems a good code with this verifier, or none, and expects a refusal.
async fn redeemed_with(world: &World, client: &Client, verifier: Option<&str>) -> Step<()> {
    let ask = Ask::new(world, client);
    let code = ask.code(&mut world.signed_in().await?).await?;
    let mut form = ask.redemption(&code).to_vec();
    form.retain(|(name, _)| *name != "code_verifier");
    form.extend(verifier.map(|value| ("code_verifier", value)));
    // A verifier that breaks the syntax of RFC 7636 section 4.1 may also be called a bad request.
    refused(&world.ask_token(client, &form).await?, &["invalid_grant", "invalid_request"])
}

async fn verifier(world: &World, value: &str) -> Step<()> {
    redeemed_with(world, world.main(), Some(value)).await
}

async fn verifier_wrong(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main());
    let code = ask.code(&mut world.signed_in().await?).await?;
    let wrong = ask.holding(&chance::token());
    refused(&wrong.redeem(&code).await?, &["invalid_grant"])
}

async fn verifier_missing(world: &World) -> Step<()> {
    redeemed_with(world, world.main(), None).await
}

async fn public_verifier_missing(world: &World) -> Step<()> {
    redeemed_with(world, world.public()?, None).await
}

async fn verifier_is_challenge(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main());
    let code = ask.code(&mut world.signed_in().await?).await?;
    let seen = ask.value("code_challenge").to_owned();
    refused(&ask.holding(&seen).redeem(&code).await?, &["invalid_grant"])
}

async fn verifier_unasked(world: &World) -> Step<()> {
    let Some(client) = &world.config.clients.pkce_exempt else {
        return Err(skipped("the settings have no clients.pkce_exempt"));
    };
    let ask = Ask::new(world, client).without("code_challenge").without("code_challenge_method");
    let code = ask.code(&mut world.signed_in().await?).await?;
    refused(&ask.redeem(&code).await?, &["invalid_grant", "invalid_request"])
}

async fn wrong_then_right(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main());
    let code = ask.code(&mut world.signed_in().await?).await?;
    let wrong = ask.clone().holding(&chance::token());
    for _ in 0..3 {
        refused(&wrong.redeem(&code).await?, &["invalid_grant"])?;
    }
    // Whether the code survives is the provider's choice; it must answer the rightful client cleanly.
    let answer = ask.redeem(&code).await?;
    require!(
        answer.status == 200 || answer.error().as_deref() == Some("invalid_grant"),
        "{}",
        answer.brief()
    );
    Ok(())
}
