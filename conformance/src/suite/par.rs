//! Pushed authorization requests (RFC 9126).

use serde_json::Value;

use super::answers::{not_granted, refused, refused_somehow, unstored};
use crate::browser::Browser;
use crate::browser::journey::Journey;
use crate::case::{Step, Suite, case, failed, require, warned};
use crate::chance;
use crate::config::{Client, Pkce};
use crate::flow::{Ask, Person};
use crate::http::{Answer, Request};
use crate::world::World;

/// Cases about pushed requests.
pub(crate) static SUITE: Suite = Suite {
    name: "par",
    cases: &[
        case!("par.happy-path", "a pushed request brings tokens", "RFC 9126 1", happy_path),
        case!("par.answer", "201, request_uri and expires_in", "RFC 9126 2.2", answer),
        case!("par.unguessable", "each request_uri is another, and long", "RFC 9126 2.2", unguessable),
        case!("par.single-use", "a request_uri is good for one sign-in", "RFC 9126 4", single_use),
        case!("par.reload", "the page may be loaded again before the end", "RFC 9126 4", reload),
        case!("par.other-client", "another client cannot use it", "RFC 9126 2.2", other_client),
        case!("par.unknown", "an unknown request_uri is refused", "RFC 9126 4", unknown),
        case!(
            "par.front-channel-ignored",
            "the address cannot change what was pushed",
            "RFC 9126 4, RFC 9101 6.3",
            front_channel
        ),
        case!("par.request-uri-inside", "request_uri inside is refused", "RFC 9126 2.1", request_uri_inside),
        case!(
            "par.unauthenticated",
            "without client authentication it is refused",
            "RFC 9126 2.1",
            unauthenticated
        ),
        case!("par.secret-wrong", "a wrong secret: 401", "RFC 9126 2.3", secret_wrong),
        case!(
            "par.client-id-other",
            "client_id of another client is refused",
            "RFC 9126 2.1",
            client_id_other
        ),
        case!("par.get", "GET is refused", "RFC 9126 2.3", get),
        case!(
            "par.redirect-unregistered",
            "an unregistered redirect_uri is refused",
            "RFC 9126 2.4",
            redirect
        ),
        case!(
            "par.response-type",
            "a response type that is not offered is refused",
            "RFC 9126 2.3",
            response_type
        ),
        case!("par.pkce-missing", "without challenge it is refused", "RFC 9700 2.1.1", pkce_missing),
        case!("par.pkce-plain", "plain is refused", "RFC 9700 2.1.1", pkce_plain),
        case!("par.duplicate", "a parameter twice is refused", "RFC 6749 3.1", duplicate),
    ],
};

const ENDPOINT: &str = "pushed_authorization_request_endpoint";

async fn push(world: &World, client: &Client, ask: &Ask<'_>) -> Step<Answer> {
    let form: Vec<(&str, &str)> = ask.parameters().iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    world.ask_as(client, ENDPOINT, &form).await
}

async fn pushed(world: &World, ask: &Ask<'_>) -> Step<String> {
    let answer = push(world, ask.client, ask).await?;
    require!(answer.status == 201, "pushing is answered {}", answer.brief());
    let found = answer.json()?.get("request_uri").and_then(Value::as_str).map(str::to_owned);
    found.ok_or_else(|| failed("the answer has no request_uri"))
}

/// Sends a browser with nothing but client and request_uri, and what else is given.
async fn go(
    world: &World,
    ask: &Ask<'_>,
    browser: &mut Browser,
    about: &[(&str, &str)],
    person: Person,
) -> Step<Journey> {
    let mut url = world.metadata().await?.endpoint("authorization_endpoint")?;
    url.query_pairs_mut().extend_pairs(about);
    ask.follow(browser, Request::get(url), person).await
}

async fn happy_path(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main());
    let uri = pushed(world, &ask).await?;
    let about = [("client_id", ask.client.client_id.as_str()), ("request_uri", &uri)];
    let journey = go(world, &ask, &mut world.signed_in().await?, &about, Person::SignsIn).await?;
    require!(journey.callback()?.get("state") == Some(ask.value("state")), "state is not the one pushed");
    let grant = ask.finish(journey).await?;
    require!(grant.tokens.id_token()?.text("nonce")? == ask.value("nonce"), "nonce is not the one pushed");
    Ok(())
}

async fn answer(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main());
    let answer = push(world, world.main(), &ask).await?;
    require!(answer.status == 201, "answered {}", answer.brief());
    let object = answer.json()?;
    let uri = object.get("request_uri").and_then(Value::as_str).unwrap_or_default();
    require!(uri.starts_with("urn:ietf:params:oauth:request_uri:"), "request_uri is {:.40}", uri);
    let life = object.get("expires_in").and_then(Value::as_i64);
    require!(life.is_some_and(|s| s > 0), "expires_in is {:?}", object.get("expires_in"));
    unstored(&answer)?;
    // RFC 9126 section 2.2: usually between 5 and 600 seconds.
    match life {
        Some(seconds) if seconds > 600 => Err(warned(format!("a request_uri lives {seconds} s"))),
        Some(_) | None => Ok(()),
    }
}

async fn unguessable(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main());
    let (first, second) = (pushed(world, &ask).await?, pushed(world, &ask).await?);
    require!(first != second, "the same request_uri came twice");
    let secret = second.rsplit(':').next().unwrap_or_default();
    require!(secret.len() >= 20, "the secret part has {} characters", secret.len());
    Ok(())
}

async fn single_use(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main());
    let uri = pushed(world, &ask).await?;
    let about = [("client_id", ask.client.client_id.as_str()), ("request_uri", &uri)];
    let mut browser = world.signed_in().await?;
    go(world, &ask, &mut browser, &about, Person::SignsIn).await?.callback()?.code()?;
    not_granted(&go(world, &ask, &mut browser, &about, Person::StaysAway).await?)
}

async fn reload(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main());
    let uri = pushed(world, &ask).await?;
    let about = [("client_id", ask.client.client_id.as_str()), ("request_uri", &uri)];
    let mut browser = world.stranger();
    go(world, &ask, &mut browser, &about, Person::StaysAway).await?.page()?;
    let journey = go(world, &ask, &mut browser, &about, Person::SignsIn).await?;
    journey.callback()?.code().map(|_| ()).map_err(|e| {
        warned(format!("a person who reloads the page before signing in is turned away: {}", e.reason()))
    })
}

async fn other_client(world: &World) -> Step<()> {
    let thief = world.second()?;
    let ask = Ask::new(world, world.main());
    let uri = pushed(world, &ask).await?;
    let about = [("client_id", thief.client_id.as_str()), ("request_uri", &uri)];
    // An error may go to the thief's own redirect URI; a code to the owner's would be the mistake.
    let theft = Ask::new(world, thief);
    not_granted(&go(world, &theft, &mut world.signed_in().await?, &about, Person::StaysAway).await?)
}

async fn unknown(world: &World) -> Step<()> {
    world.metadata().await?.optional_endpoint(ENDPOINT)?;
    let ask = Ask::new(world, world.main());
    let uri = format!("urn:ietf:params:oauth:request_uri:{}", chance::token());
    let about = [("client_id", ask.client.client_id.as_str()), ("request_uri", &uri)];
    not_granted(&go(world, &ask, &mut world.signed_in().await?, &about, Person::StaysAway).await?)
}

async fn front_channel(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main());
    let uri = pushed(world, &ask).await?;
    let about = [
        ("client_id", ask.client.client_id.as_str()),
        ("request_uri", &uri),
        ("state", "forged"),
        ("nonce", "forged"),
        ("redirect_uri", "https://evil.example/cb"),
    ];
    let journey = go(world, &ask, &mut world.signed_in().await?, &about, Person::SignsIn).await?;
    if journey.callback().is_ok_and(|callback| callback.get("code").is_some()) {
        require!(journey.callback()?.get("state") == Some(ask.value("state")), "the address changed state");
        let token = ask.finish(journey).await?.tokens.id_token()?;
        require!(token.text("nonce")? == ask.value("nonce"), "the address changed nonce");
        return Ok(());
    }
    not_granted(&journey)
}

async fn request_uri_inside(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("request_uri", "urn:ietf:params:oauth:request_uri:x");
    refused(&push(world, world.main(), &ask).await?, &["invalid_request", "request_uri_not_supported"])
}

async fn unauthenticated(world: &World) -> Step<()> {
    let url = world.metadata().await?.optional_endpoint(ENDPOINT)?;
    let ask = Ask::new(world, world.main());
    let answer = world.http.send(Request::post(url, ask.parameters())).await?;
    refused(&answer, &["invalid_client", "invalid_request"])
}

async fn secret_wrong(world: &World) -> Step<()> {
    let url = world.metadata().await?.optional_endpoint(ENDPOINT)?;
    let ask = Ask::new(world, world.main());
    let request =
        Request::post(url, ask.parameters()).basic(&world.main().client_id, "wrong-secret-of-some-length");
    let answer = world.http.send(request).await?;
    require!(answer.status == 401, "answered {}", answer.brief());
    refused(&answer, &["invalid_client"])
}

async fn client_id_other(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("client_id", &world.second()?.client_id);
    refused(
        &push(world, world.main(), &ask).await?,
        &["invalid_client", "invalid_request", "unauthorized_client"],
    )
}

async fn get(world: &World) -> Step<()> {
    let mut url = world.metadata().await?.optional_endpoint(ENDPOINT)?;
    url.query_pairs_mut().extend_pairs(Ask::new(world, world.main()).parameters());
    let client = world.main();
    let secret = client.client_secret.as_deref().unwrap_or_default();
    let answer = world.http.send(Request::get(url).basic(&client.client_id, secret)).await?;
    require!(!answer.body.contains("\"request_uri\""), "a GET pushed a request");
    refused_somehow(&answer)
}

/// Pushes a changed request and expects a refusal with one of these codes.
async fn refuses(world: &World, ask: Ask<'_>, codes: &[&str]) -> Step<()> {
    refused(&push(world, world.main(), &ask).await?, codes)
}

async fn redirect(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("redirect_uri", "https://evil.example/cb");
    refuses(world, ask, &["invalid_request", "invalid_redirect_uri"]).await
}

async fn response_type(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("response_type", "token");
    refuses(world, ask, &["unsupported_response_type", "unauthorized_client", "invalid_request"]).await
}

async fn pkce_missing(world: &World) -> Step<()> {
    if world.config.expect.pkce == Pkce::Optional {
        return Err(crate::case::skipped("expect.pkce is optional"));
    }
    let ask = Ask::new(world, world.main()).without("code_challenge").without("code_challenge_method");
    refuses(world, ask, &["invalid_request"]).await
}

async fn pkce_plain(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("code_challenge_method", "plain");
    refuses(world, ask, &["invalid_request"]).await
}

async fn duplicate(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).also("scope", "openid email");
    refuses(world, ask, &["invalid_request"]).await
}
