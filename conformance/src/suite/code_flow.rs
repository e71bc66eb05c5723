//! The code flow as it should go, and the parameters that must not disturb it (OpenID Connect Core 1.0 section
//! 3.1, RFC 6749 section 4.1, RFC 9207).

use super::answers::{told_client, unstored};
use crate::browser::journey::Delivery;
use crate::case::{Step, Suite, case, failed, require, skipped, warned};
use crate::config::{Client, Subjects};
use crate::flow::{Ask, Person};
use crate::world::World;

/// Cases about the code flow.
pub(crate) static SUITE: Suite = Suite {
    name: "code-flow",
    cases: &[
        case!("code-flow.happy-path", "sign-in, code, tokens", "OIDC Core 3.1", happy_path),
        case!(
            "code-flow.token-answer",
            "the token answer has all its members",
            "OIDC Core 3.1.3.3",
            token_answer
        ),
        case!("code-flow.state-echoed", "state comes back letter for letter", "RFC 6749 4.1.2", state_echoed),
        case!("code-flow.state-left-out", "without state none is invented", "RFC 6749 4.1.2", state_left_out),
        case!(
            "code-flow.long-state",
            "a long state comes back whole or is refused",
            "RFC 6749 4.1.2",
            long_state
        ),
        case!("code-flow.iss", "iss in the answer is the issuer", "RFC 9207 2", iss),
        case!("code-flow.code-only", "only a code comes, in the query", "OIDC Core 3.1.2.5", code_only),
        case!("code-flow.code-unguessable", "codes differ and are long", "RFC 6749 10.10", code_unguessable),
        case!("code-flow.post-request", "the request may be a POST", "OIDC Core 3.1.2.1", post_request),
        case!("code-flow.form-post", "form_post answers by a form", "OAuth Form Post 2", form_post),
        case!(
            "code-flow.query-mode",
            "response_mode=query is the default",
            "OAuth Multiple Response Types 2.1",
            query_mode
        ),
        case!("code-flow.unknown-parameter", "an unknown parameter is ignored", "RFC 6749 3.1", w => accepted(w, "extra", "foobar")),
        case!("code-flow.order", "parameters may come in any order", "RFC 6749 3.1", order),
        case!("code-flow.display-page", "display=page is accepted", "OIDC Core 3.1.2.1", w => accepted(w, "display", "page")),
        case!("code-flow.display-popup", "display=popup is accepted", "OIDC Core 3.1.2.1", w => accepted(w, "display", "popup")),
        case!("code-flow.ui-locales", "ui_locales is accepted", "OIDC Core 3.1.2.1", w => accepted(w, "ui_locales", "zh-Hans en tlh")),
        case!("code-flow.claims-locales", "claims_locales is accepted", "OIDC Core 5.2", w => accepted(w, "claims_locales", "zh-Hans en")),
        case!("code-flow.login-hint", "login_hint is accepted", "OIDC Core 3.1.2.1", w => accepted(w, "login_hint", "someone@example.org")),
        case!("code-flow.acr-values", "acr_values is accepted and acr told", "OIDC Core 3.1.2.1", acr_values),
        case!("code-flow.claims-parameter", "claims is honoured", "OIDC Core 5.5", claims_parameter),
        case!(
            "code-flow.unknown-scope",
            "an unknown scope is ignored or refused cleanly",
            "RFC 6749 3.3",
            unknown_scope
        ),
        case!(
            "code-flow.without-openid",
            "without openid no ID token comes",
            "OIDC Core 3.1.2.1",
            without_openid
        ),
        case!("code-flow.public-client", "a public client signs in with PKCE", "RFC 7636 4", w => signs_in(w, w.public())),
        case!("code-flow.second-client", "the session serves a second client", "OIDC Core 3.1", w => signs_in(w, w.second())),
        case!("code-flow.subjects", "subjects are pairwise or public as expected", "OIDC Core 8", subjects),
        case!(
            "code-flow.subject-stable",
            "the subject is the same at each sign-in",
            "OIDC Core 2",
            subject_stable
        ),
        case!("code-flow.two-tabs", "two requests in one browser do not mix", "RFC 9700 4.7", two_tabs),
        case!(
            "code-flow.person-refuses",
            "a person who refuses is believed",
            "OIDC Core 3.1.2.6",
            person_refuses
        ),
    ],
};

async fn happy_path(world: &World) -> Step<()> {
    let mut browser = world.stranger();
    let grant = Ask::new(world, world.main()).grant(&mut browser).await?;
    require!(grant.journey.sign_ins == 1, "a new browser signed in {} times", grant.journey.sign_ins);
    grant.tokens.id_token()?.verify(world.keys().await?)
}

async fn token_answer(world: &World) -> Step<()> {
    let grant = world.reference().await?;
    let members = &grant.tokens.members;
    let kind = members.get("token_type").and_then(|v| v.as_str()).unwrap_or_default();
    require!(kind.eq_ignore_ascii_case("bearer"), "token_type is {kind:?}");
    let life = members.get("expires_in").and_then(serde_json::Value::as_i64);
    require!(life.is_some_and(|s| s > 0), "expires_in is {:?}", members.get("expires_in"));
    grant.tokens.raw_id_token()?;
    require!(
        grant.answer.media_type() == "application/json",
        "Content-Type is {:?}",
        grant.answer.media_type()
    );
    unstored(&grant.answer)
}

async fn state_echoed(world: &World) -> Step<()> {
    let state = "A b+C%20d&e=f#g;\"<é 门>/?~";
    let ask = Ask::new(world, world.main()).with("state", state);
    let journey = ask.go(&mut world.signed_in().await?, Person::SignsIn).await?;
    let callback = journey.callback()?;
    callback.code()?;
    require!(callback.get("state") == Some(state), "state came back as {:?}", callback.get("state"));
    Ok(())
}

async fn state_left_out(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).without("state");
    let journey = ask.go(&mut world.signed_in().await?, Person::SignsIn).await?;
    let callback = journey.callback()?;
    callback.code()?;
    require!(callback.get("state").is_none(), "state {:?} was invented", callback.get("state"));
    Ok(())
}

async fn long_state(world: &World) -> Step<()> {
    let state = "s".repeat(1500);
    let ask = Ask::new(world, world.main()).with("state", &state);
    let journey = ask.go(&mut world.signed_in().await?, Person::SignsIn).await?;
    match journey.callback() {
        Ok(callback) => {
            require!(callback.get("state") == Some(&state), "state came back changed");
            Ok(())
        }
        Err(_) => super::answers::error_page(&journey),
    }
}

async fn iss(world: &World) -> Step<()> {
    let found = world.reference().await?.callback.get("iss");
    require!(found == Some(&world.issuer), "iss is {found:?}, expected {:?}", world.issuer);
    Ok(())
}

async fn code_only(world: &World) -> Step<()> {
    let callback = &world.reference().await?.callback;
    require!(callback.delivery == Delivery::Query, "the answer came by {:?}", callback.delivery);
    for name in ["access_token", "id_token", "token_type", "error"] {
        require!(callback.get(name).is_none(), "{name} came by the front channel");
    }
    Ok(())
}

async fn code_unguessable(world: &World) -> Step<()> {
    let first = &world.reference().await?.code;
    let second = Ask::new(world, world.main()).code(&mut world.signed_in().await?).await?;
    require!(*first != second, "the same code came twice");
    // RFC 6749 section 10.10: 128 bits at least, that is 22 characters of base64url.
    require!(second.len() >= 22, "a code has {} characters", second.len());
    Ok(())
}

async fn post_request(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main());
    let journey = ask.go_by_post(&mut world.signed_in().await?, Person::SignsIn).await?;
    ask.finish(journey).await.map(|_| ())
}

async fn form_post(world: &World) -> Step<()> {
    let modes = world.metadata().await?.list("response_modes_supported");
    if !modes.contains(&"form_post") {
        return Err(skipped(format!("form_post is not offered: {modes:?}")));
    }
    let ask = Ask::new(world, world.main()).with("response_mode", "form_post");
    let journey = ask.go(&mut world.signed_in().await?, Person::SignsIn).await?;
    let callback = journey.callback()?;
    require!(callback.delivery == Delivery::FormPost, "the answer came by {:?}", callback.delivery);
    require!(callback.get("state") == Some(ask.value("state")), "state is missing or changed");
    require!(callback.get("iss") == Some(&world.issuer), "iss is {:?}", callback.get("iss"));
    if let Some(hop) = journey.hops.last() {
        unstored(&hop.answer)?;
    }
    ask.finish(journey).await.map(|_| ())
}

async fn query_mode(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("response_mode", "query");
    let journey = ask.go(&mut world.signed_in().await?, Person::SignsIn).await?;
    let callback = journey.callback()?;
    callback.code()?;
    require!(callback.delivery == Delivery::Query, "the answer came by {:?}", callback.delivery);
    Ok(())
}

async fn accepted(world: &World, name: &str, value: &str) -> Step<()> {
    let ask = Ask::new(world, world.main()).with(name, value);
    ask.grant(&mut world.signed_in().await?).await.map(|_| ())
}

async fn order(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).reversed();
    ask.grant(&mut world.signed_in().await?).await.map(|_| ())
}

async fn acr_values(world: &World) -> Step<()> {
    let wanted = &world.config.expect.acr_values;
    if wanted.is_empty() {
        return Err(skipped("the settings have no expect.acr_values"));
    }
    let ask = Ask::new(world, world.main()).with("acr_values", wanted);
    let grant = ask.grant(&mut world.signed_in().await?).await?;
    let token = grant.tokens.id_token()?;
    if !token.claims.contains_key("acr") {
        // OpenID Connect Core 1.0 section 5.5.1.1: asked for by acr_values, acr is a voluntary claim.
        return Err(warned("acr was asked for by acr_values and is not told"));
    }
    token.text("acr").map(|_| ())
}

async fn claims_parameter(world: &World) -> Step<()> {
    if !world.metadata().await?.says("claims_parameter_supported") {
        return Err(skipped("claims_parameter_supported is not true"));
    }
    let claims = r#"{"id_token":{"auth_time":{"essential":true}}}"#;
    let ask = Ask::new(world, world.main()).with("claims", claims);
    let grant = ask.grant(&mut world.signed_in().await?).await?;
    grant.tokens.id_token()?.number("auth_time").map(|_| ())
}

async fn unknown_scope(world: &World) -> Step<()> {
    let scope = format!("{} no-such-scope", world.main().scope);
    let ask = Ask::new(world, world.main()).with("scope", &scope);
    let journey = ask.go(&mut world.signed_in().await?, Person::SignsIn).await?;
    if journey.callback()?.get("error").is_some() {
        return told_client(world, &ask, &journey, &["invalid_scope"]).await;
    }
    let grant = ask.finish(journey).await?;
    let given = grant.tokens.members.get("scope").and_then(|v| v.as_str());
    // RFC 6749 section 5.1: scope is told when it is not what was asked for.
    let told =
        given.ok_or_else(|| failed("the scope given differs from the one asked for and is not told"))?;
    require!(!told.contains("no-such-scope"), "the unknown scope was given");
    Ok(())
}

async fn without_openid(world: &World) -> Step<()> {
    let scope = world.main().scope.split(' ').filter(|one| *one != "openid").collect::<Vec<_>>().join(" ");
    let ask = Ask::new(world, world.main()).with("scope", if scope.is_empty() { "profile" } else { &scope });
    let journey = ask.go(&mut world.signed_in().await?, Person::SignsIn).await?;
    if journey.callback()?.get("error").is_some() {
        return told_client(world, &ask, &journey, &["invalid_scope", "invalid_request"]).await;
    }
    let grant = ask.finish(journey).await?;
    require!(grant.tokens.id.is_none(), "an ID token came for a request that is not OpenID Connect");
    Ok(())
}

async fn signs_in(world: &World, client: Step<&Client>) -> Step<()> {
    let grant = Ask::new(world, client?).grant(&mut world.signed_in().await?).await?;
    require!(grant.journey.sign_ins == 0, "the person had to sign in again");
    grant.tokens.id_token()?.verify(world.keys().await?)
}

async fn subjects(world: &World) -> Step<()> {
    let Some(expected) = world.config.expect.subjects else {
        return Err(skipped("the settings have no expect.subjects"));
    };
    let first = world.reference().await?.tokens.id_token()?;
    let other =
        Ask::new(world, world.second()?).grant(&mut world.signed_in().await?).await?.tokens.id_token()?;
    let same = first.text("sub")? == other.text("sub")?;
    match expected {
        Subjects::Pairwise => require!(!same, "two sectors see the same subject"),
        Subjects::Public => require!(same, "two clients see different subjects"),
    }
    Ok(())
}

async fn subject_stable(world: &World) -> Step<()> {
    let first = world.reference().await?.tokens.id_token()?;
    let again =
        Ask::new(world, world.main()).grant(&mut world.signed_in().await?).await?.tokens.id_token()?;
    require!(first.text("sub")? == again.text("sub")?, "the subject changed");
    Ok(())
}

async fn two_tabs(world: &World) -> Step<()> {
    let mut browser = world.stranger();
    let (first, second) = (Ask::new(world, world.main()), Ask::new(world, world.main()));
    let left_open = first.go(&mut browser, Person::StaysAway).await?;
    let other_tab = second.go(&mut browser, Person::StaysAway).await?;
    for (ask, tab) in [(&first, left_open), (&second, other_tab)] {
        let journey = ask.resume(&mut browser, tab.page()?, Person::SignsIn).await?;
        let callback = journey.callback()?;
        require!(callback.get("state") == Some(ask.value("state")), "a tab got the answer of the other");
        ask.finish(journey).await?;
    }
    Ok(())
}

async fn person_refuses(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("prompt", "consent");
    let journey = ask.go(&mut world.signed_in().await?, Person::Refuses).await?;
    if journey.consents == 0 {
        return Err(match journey.callback() {
            Ok(_) => warned("prompt=consent did not ask the person"),
            Err(_) => skipped(format!("no consent form that can be refused was found: {}", journey.brief())),
        });
    }
    told_client(world, &ask, &journey, &["access_denied"]).await
}
