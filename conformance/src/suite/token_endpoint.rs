//! Codes at the token endpoint, and requests that are none (RFC 6749 sections 3.2, 4.1.3 and 5, RFC 9700).

use reqwest::Method;
use tokio::task::JoinSet;

use super::answers::{refused, refused_somehow, unstored};
use crate::case::{Step, Suite, case, failed, require};
use crate::chance;
use crate::config::AuthMethod;
use crate::flow::{Ask, Tokens};
use crate::http::{Answer, Request, encode, pairs};
use crate::world::World;

/// Cases about the token endpoint.
pub(crate) static SUITE: Suite = Suite {
    name: "token-endpoint",
    cases: &[
        case!("token-endpoint.code-twice", "a code is good once", "RFC 6749 4.1.2", code_twice),
        case!(
            "token-endpoint.code-twice-revokes",
            "its second use kills the first tokens",
            "RFC 6749 4.1.2",
            code_twice_revokes
        ),
        case!(
            "token-endpoint.code-at-once",
            "eight redemptions at once give one success at most",
            "RFC 9700 4.5",
            code_at_once
        ),
        case!(
            "token-endpoint.code-of-other-client",
            "another client cannot redeem it",
            "RFC 6749 4.1.3",
            code_of_other_client
        ),
        case!(
            "token-endpoint.code-of-public-client",
            "a code cannot change to a public client",
            "RFC 6749 4.1.3",
            code_to_public
        ),
        case!("token-endpoint.code-unknown", "an unknown code is refused", "RFC 6749 5.2", w => code(w, &chance::token())),
        case!("token-endpoint.code-empty", "an empty code is refused", "RFC 6749 4.1.3", w => code(w, "")),
        case!("token-endpoint.code-changed", "a changed code is refused", "RFC 6749 10.10", code_changed),
        case!(
            "token-endpoint.redirect-differs",
            "another redirect_uri is refused",
            "RFC 6749 4.1.3",
            redirect_differs
        ),
        case!(
            "token-endpoint.redirect-missing",
            "a missing redirect_uri is refused",
            "RFC 6749 4.1.3",
            redirect_missing
        ),
        case!("token-endpoint.no-store", "tokens and errors are not kept", "RFC 6749 5.1", no_store),
        case!("token-endpoint.get", "GET is refused", "RFC 6749 3.2", get),
        case!("token-endpoint.json", "a JSON body is refused", "RFC 6749 3.2", json_body),
        case!("token-endpoint.empty", "an empty body is refused", "RFC 6749 3.2", empty),
        case!("token-endpoint.duplicate", "a parameter twice is refused", "RFC 6749 3.2", duplicate),
        case!("token-endpoint.grant-type-missing", "grant_type missing", "RFC 6749 5.2", grant_type_missing),
        case!("token-endpoint.grant-type-unknown", "grant_type unknown", "RFC 6749 5.2", w => grant_type(w, "urn:example:none")),
        case!("token-endpoint.grant-type-implicit", "grant_type implicit", "RFC 9700 2.1.2", w => grant_type(w, "implicit")),
        case!(
            "token-endpoint.password-grant",
            "the password grant is refused",
            "RFC 9700 2.4",
            password_grant
        ),
        case!("token-endpoint.nul", "a NUL is no accident", "RFC 6749 A", w => code(w, "a\0b")),
        case!("token-endpoint.quotes", "quotes are no accident", "RFC 6749 A", w => code(w, "' OR 1=1; --")),
        case!("token-endpoint.not-utf8", "bytes that are no UTF-8 are no accident", "RFC 6749 B", not_utf8),
        case!("token-endpoint.overlong", "a body of a megabyte is refused", "RFC 9110 15.5.14", overlong),
        case!(
            "token-endpoint.parameters-in-address",
            "parameters in the address are not read",
            "RFC 6749 2.3.1",
            in_address
        ),
    ],
};

async fn fresh_code(world: &World) -> Step<(Ask<'_>, String)> {
    let ask = Ask::new(world, world.main());
    let code = ask.code(&mut world.signed_in().await?).await?;
    Ok((ask, code))
}

async fn code_twice(world: &World) -> Step<()> {
    let (ask, code) = fresh_code(world).await?;
    Tokens::read(&ask.redeem(&code).await?)?;
    refused(&ask.redeem(&code).await?, &["invalid_grant"])
}

async fn code_twice_revokes(world: &World) -> Step<()> {
    let (ask, code) = fresh_code(world).await?;
    let tokens = Tokens::read(&ask.redeem(&code).await?)?;
    let before = world.ask_userinfo(&tokens.access).await?;
    require!(before.status == 200, "userinfo answers {} before the second use", before.brief());
    refused(&ask.redeem(&code).await?, &["invalid_grant"])?;
    let after = world.ask_userinfo(&tokens.access).await?;
    require!(after.status == 401, "userinfo still answers {} after the second use", after.brief());
    Ok(())
}

async fn code_at_once(world: &World) -> Step<()> {
    let (ask, code) = fresh_code(world).await?;
    let url = world.token_endpoint().await?;
    let mut running = JoinSet::new();
    for _ in 0..8 {
        let request = world.as_client(world.main(), url.clone(), &ask.redemption(&code))?;
        let http = world.http.clone();
        running.spawn(async move { http.send(request).await });
    }
    let mut successes = 0;
    while let Some(answer) = running.join_next().await {
        let answer = answer.map_err(|e| failed(e.to_string()))??;
        match answer.status {
            200 => successes += 1,
            _ => refused_somehow(&answer)?,
        }
    }
    require!(successes <= 1, "{successes} of eight redemptions succeeded");
    Ok(())
}

async fn code_of_other_client(world: &World) -> Step<()> {
    let (ask, code) = fresh_code(world).await?;
    let thief = world.second()?;
    refused(&world.ask_token(thief, &ask.redemption(&code)).await?, &["invalid_grant"])?;
    // RFC 6749 section 4.1.3 binds the code to its client; a thief's attempt may also spend it.
    let owner = ask.redeem(&code).await?;
    require!(owner.status == 200 || owner.error().as_deref() == Some("invalid_grant"), "{}", owner.brief());
    Ok(())
}

async fn code_to_public(world: &World) -> Step<()> {
    let (ask, code) = fresh_code(world).await?;
    refused(&world.ask_token(world.public()?, &ask.redemption(&code)).await?, &["invalid_grant"])
}

/// A token request that is good but for its code.
async fn bogus(world: &World, code: &str) -> Step<Answer> {
    Ask::new(world, world.main()).redeem(code).await
}

async fn code(world: &World, code: &str) -> Step<()> {
    refused(&bogus(world, code).await?, &["invalid_grant", "invalid_request"])
}

async fn code_changed(world: &World) -> Step<()> {
    let (ask, code) = fresh_code(world).await?;
    refused(&ask.redeem(&crate::jose::broken(&code)).await?, &["invalid_grant"])
}

async fn redirect_differs(world: &World) -> Step<()> {
    let (ask, code) = fresh_code(world).await?;
    let mut form = ask.redemption(&code);
    let other = format!("{}/other", ask.value("redirect_uri"));
    form[2].1 = &other;
    refused(&world.ask_token(world.main(), &form).await?, &["invalid_grant", "invalid_request"])
}

async fn redirect_missing(world: &World) -> Step<()> {
    let (ask, code) = fresh_code(world).await?;
    let mut form = ask.redemption(&code).to_vec();
    form.retain(|(name, _)| *name != "redirect_uri");
    refused(&world.ask_token(world.main(), &form).await?, &["invalid_grant", "invalid_request"])
}

async fn no_store(world: &World) -> Step<()> {
    unstored(&world.reference().await?.answer)?;
    unstored(&bogus(world, "no-such-code").await?)
}

async fn get(world: &World) -> Step<()> {
    let (ask, code) = fresh_code(world).await?;
    let mut url = world.token_endpoint().await?;
    url.query_pairs_mut().extend_pairs(ask.redemption(&code));
    let client = world.main();
    let secret = client.client_secret.as_deref().unwrap_or_default();
    refused_somehow(&world.http.send(Request::get(url).basic(&client.client_id, secret)).await?)
}

/// A POST to the token endpoint by the main client with this body in place of a form.
async fn body(world: &World, content_type: &str, body: Vec<u8>) -> Step<Answer> {
    let client = world.main();
    let request = Request::new(Method::POST, world.token_endpoint().await?).body(content_type, body);
    let secret = client.client_secret.as_deref().unwrap_or_default();
    world.http.send(request.basic(&client.client_id, secret)).await
}

async fn json_body(world: &World) -> Step<()> {
    let (ask, code) = fresh_code(world).await?;
    let members: serde_json::Map<String, serde_json::Value> =
        ask.redemption(&code).into_iter().map(|(n, v)| (n.to_owned(), v.into())).collect();
    let text = serde_json::Value::Object(members).to_string();
    refused_somehow(&body(world, "application/json", text.into_bytes()).await?)
}

const FORM: &str = "application/x-www-form-urlencoded";

async fn empty(world: &World) -> Step<()> {
    refused_somehow(&body(world, FORM, Vec::new()).await?)
}

async fn duplicate(world: &World) -> Step<()> {
    for name in ["grant_type", "code", "redirect_uri", "code_verifier"] {
        let (ask, code) = fresh_code(world).await?;
        let form = ask.redemption(&code);
        let second = form.iter().copied().filter(|(key, _)| *key == name);
        let form: Vec<_> = form.iter().copied().chain(second).collect();
        let answer = world.ask_token(world.main(), &form).await?;
        refused(&answer, &["invalid_request"])
            .map_err(|e| failed(format!("{name} twice: {}", e.reason())))?;
    }
    Ok(())
}

async fn grant_type_missing(world: &World) -> Step<()> {
    refused(&world.ask_token(world.main(), &[("code", "x")]).await?, &["invalid_request"])
}

async fn grant_type(world: &World, value: &str) -> Step<()> {
    refused(&world.ask_token(world.main(), &[("grant_type", value)]).await?, &["unsupported_grant_type"])
}

async fn password_grant(world: &World) -> Step<()> {
    let person = &world.config.person;
    let form = [
        ("grant_type", "password"),
        ("username", person.username.as_str()),
        ("password", person.password.as_str()),
        ("scope", "openid"),
    ];
    let answer = world.ask_token(world.main(), &form).await?;
    refused(&answer, &["unsupported_grant_type", "unauthorized_client"])
}

async fn not_utf8(world: &World) -> Step<()> {
    let text = b"grant_type=authorization_code&code=%ff%fe\xff\xfe&redirect_uri=%zz".to_vec();
    refused_somehow(&body(world, FORM, text).await?)
}

async fn overlong(world: &World) -> Step<()> {
    let long = "a".repeat(1024 * 1024);
    let text = encode(&pairs(&[("grant_type", "authorization_code"), ("code", &long)]));
    // A server may also close the connection on a body it will not read.
    match body(world, FORM, text.into_bytes()).await {
        Ok(answer) => refused_somehow(&answer),
        Err(_) => bogus(world, "still-there").await.map(|_| ()),
    }
}

async fn in_address(world: &World) -> Step<()> {
    let client = world.main();
    if client.auth_method == AuthMethod::PrivateKeyJwt {
        return Err(crate::case::skipped("clients.main has no secret to put in the address"));
    }
    let (ask, code) = fresh_code(world).await?;
    let mut url = world.token_endpoint().await?;
    let secret = client.client_secret.as_deref().unwrap_or_default();
    url.query_pairs_mut().append_pair("client_id", &client.client_id).append_pair("client_secret", secret);
    refused_somehow(&world.http.send(Request::post(url, &pairs(&ask.redemption(&code)))).await?)
}
