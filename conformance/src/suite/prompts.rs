//! When the person must be asked and when not: prompt, max_age, id_token_hint (OpenID Connect Core 1.0 sections
//! 3.1.2.1 and 3.1.2.3).

use std::time::Duration;

use serde_json::json;

use super::answers::{not_granted_with, told_client};
use crate::browser::Browser;
use crate::case::{Step, Suite, case, failed, require};
use crate::flow::{Ask, Grant, Person};
use crate::jose::{SigningKey, unsigned};
use crate::moment;
use crate::world::World;

// OpenID Connect Core 1.0 section 3.1.2.6 lists these for a person who would have to be asked.
const MUST_ASK: &[&str] =
    &["login_required", "interaction_required", "consent_required", "account_selection_required"];

/// Cases about asking the person.
pub(crate) static SUITE: Suite = Suite {
    name: "prompts",
    cases: &[
        case!(
            "prompts.none-without-session",
            "prompt=none without session: login_required",
            "OIDC Core 3.1.2.6",
            none_without_session
        ),
        case!(
            "prompts.none-with-session",
            "prompt=none with session asks nothing",
            "OIDC Core 3.1.2.3",
            none_with_session
        ),
        case!(
            "prompts.none-and-login",
            "prompt=none with another value is refused",
            "OIDC Core 3.1.2.1",
            none_and_login
        ),
        case!(
            "prompts.unknown",
            "an unknown prompt is refused or ignored, never an accident",
            "OIDC Core 3.1.2.1",
            unknown_prompt
        ),
        case!("prompts.login", "prompt=login asks again and moves auth_time", "OIDC Core 3.1.2.3", login),
        case!("prompts.consent", "prompt=consent succeeds", "OIDC Core 3.1.2.1", consent),
        case!(
            "prompts.max-age-1",
            "max_age=1 asks again and moves auth_time",
            "OIDC Core 3.1.2.1",
            max_age_passed
        ),
        case!(
            "prompts.max-age-10000",
            "max_age=10000 does not ask and tells auth_time",
            "OIDC Core 3.1.2.1",
            max_age_ahead
        ),
        case!(
            "prompts.max-age-1-silent",
            "max_age passed with prompt=none: login_required",
            "OIDC Core 3.1.2.6",
            max_age_silent
        ),
        case!("prompts.max-age-no-number", "max_age that is no number is refused", "OIDC Core 3.1.2.1", w => bad_max_age(w, "soon")),
        case!("prompts.max-age-negative", "a negative max_age is refused", "OIDC Core 3.1.2.1", w => bad_max_age(w, "-1")),
        case!(
            "prompts.hint-of-session",
            "id_token_hint of the person in session",
            "OIDC Core 3.1.2.1",
            hint_of_session
        ),
        case!("prompts.hint-garbage", "id_token_hint that is no token is refused", "OIDC Core 3.1.2.1", w => bad_hint(w, "garbage")),
        case!(
            "prompts.hint-unsigned",
            "id_token_hint with alg none is refused",
            "OIDC Core 3.1.2.1",
            hint_unsigned
        ),
        case!(
            "prompts.hint-foreign",
            "id_token_hint with a foreign signature is refused",
            "OIDC Core 3.1.2.1",
            hint_foreign
        ),
        case!(
            "prompts.hint-other-person",
            "id_token_hint of another person gets no code of this one",
            "OIDC Core 3.1.2.1",
            hint_other_person
        ),
    ],
};

async fn none_without_session(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("prompt", "none");
    let journey = ask.go(&mut world.stranger(), Person::StaysAway).await?;
    told_client(world, &ask, &journey, &["login_required"]).await
}

async fn none_with_session(world: &World) -> Step<()> {
    let mut browser = world.signed_in().await?;
    let before = Ask::new(world, world.main()).grant(&mut browser).await?.tokens.id_token()?;
    let ask = Ask::new(world, world.main()).with("prompt", "none");
    let journey = ask.go(&mut browser, Person::StaysAway).await?;
    let now = ask.finish(journey).await?.tokens.id_token()?;
    require!(before.text("sub")? == now.text("sub")?, "another subject came");
    if let (Ok(then), Ok(now)) = (before.number("auth_time"), now.number("auth_time")) {
        require!(then == now, "auth_time moved from {then} to {now} without a sign-in");
    }
    Ok(())
}

async fn none_and_login(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("prompt", "none login");
    let journey = ask.go(&mut world.signed_in().await?, Person::StaysAway).await?;
    not_granted_with(&journey, &["invalid_request"])
}

async fn unknown_prompt(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("prompt", "dance");
    let journey = ask.go(&mut world.signed_in().await?, Person::StaysAway).await?;
    let callback = journey.callback()?;
    if callback.get("code").is_some() {
        return Ok(());
    }
    told_client(world, &ask, &journey, &["invalid_request"]).await
}

/// A new sign-in, then long enough that the next one bears a later second.
async fn fresh(world: &World) -> Step<(Browser, Grant)> {
    let mut browser = world.stranger();
    let grant = Ask::new(world, world.main()).with("max_age", "10000").grant(&mut browser).await?;
    moment::pass(Duration::from_millis(2100)).await;
    Ok((browser, grant))
}

async fn asks_again(world: &World, name: &str, value: &str) -> Step<()> {
    let (mut browser, before) = fresh(world).await?;
    let ask = Ask::new(world, world.main()).with("max_age", "10000").with(name, value);
    let after = ask.grant(&mut browser).await?;
    require!(after.journey.sign_ins == 1, "the person was not asked to sign in");
    let (before, after) = (before.tokens.id_token()?, after.tokens.id_token()?);
    require!(before.text("sub")? == after.text("sub")?, "another subject came");
    let (then, now) = (before.number("auth_time")?, after.number("auth_time")?);
    require!(now > then, "auth_time was {then} and is {now}");
    Ok(())
}

async fn login(world: &World) -> Step<()> {
    asks_again(world, "prompt", "login").await
}

async fn consent(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("prompt", "consent");
    let grant = ask.grant(&mut world.signed_in().await?).await?;
    require!(grant.journey.sign_ins == 0, "the person had to sign in again");
    Ok(())
}

async fn max_age_passed(world: &World) -> Step<()> {
    asks_again(world, "max_age", "1").await
}

async fn max_age_ahead(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("max_age", "10000");
    let grant = ask.grant(&mut world.signed_in().await?).await?;
    require!(grant.journey.sign_ins == 0, "the person had to sign in again");
    // OpenID Connect Core 1.0 section 2: with max_age, auth_time is required.
    let found = grant.tokens.id_token()?.number("auth_time")?;
    require!(found + 10_000 >= moment::now(), "auth_time {found} is older than max_age");
    Ok(())
}

async fn max_age_silent(world: &World) -> Step<()> {
    let (mut browser, _) = fresh(world).await?;
    let ask = Ask::new(world, world.main()).with("max_age", "1").with("prompt", "none");
    let journey = ask.go(&mut browser, Person::StaysAway).await?;
    told_client(world, &ask, &journey, &["login_required"]).await
}

async fn bad_max_age(world: &World, value: &str) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("max_age", value);
    let journey = ask.go(&mut world.signed_in().await?, Person::StaysAway).await?;
    not_granted_with(&journey, &["invalid_request"])
}

async fn hint_of_session(world: &World) -> Step<()> {
    let reference = world.reference().await?;
    let ask = Ask::new(world, world.main())
        .with("prompt", "none")
        .with("id_token_hint", reference.tokens.raw_id_token()?);
    let journey = ask.go(&mut world.signed_in().await?, Person::StaysAway).await?;
    let found = ask.finish(journey).await?.tokens.id_token()?;
    require!(found.text("sub")? == reference.tokens.id_token()?.text("sub")?, "another subject came");
    Ok(())
}

async fn bad_hint(world: &World, hint: &str) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("prompt", "none").with("id_token_hint", hint);
    let journey = ask.go(&mut world.signed_in().await?, Person::StaysAway).await?;
    let codes: Vec<_> = MUST_ASK.iter().copied().chain(["invalid_request"]).collect();
    not_granted_with(&journey, &codes)
}

async fn hint_unsigned(world: &World) -> Step<()> {
    let claims = world.reference().await?.tokens.id_token()?.claims;
    bad_hint(world, &unsigned(&claims)).await
}

async fn hint_foreign(world: &World) -> Step<()> {
    let token = world.reference().await?.tokens.id_token()?;
    let kid = token.header.get("kid").and_then(|kid| kid.as_str());
    let key = SigningKey::foreign(kid).map_err(failed)?;
    bad_hint(world, &key.sign(&token.claims).map_err(failed)?).await
}

async fn hint_other_person(world: &World) -> Step<()> {
    let mut claims = world.reference().await?.tokens.id_token()?.claims;
    claims.insert("sub".to_owned(), json!("someone-else"));
    bad_hint(world, &unsigned(&claims)).await
}
