//! Authorization requests that must be refused (RFC 6749 sections 3.1 and 4.1.2.1, OpenID Connect Core 1.0
//! sections 3.1.2.2 and 6, RFC 9700).

use reqwest::Method;
use serde_json::json;

use super::answers::{error_page, not_granted_with, refused_somehow, told_client};
use crate::browser::journey::Arrival;
use crate::case::{Step, Suite, case, failed, require};
use crate::chance;
use crate::flow::{Ask, Person};
use crate::http::Request;
use crate::jose::unsigned;
use crate::world::World;

// RFC 6749 section 4.1.2.1 and RFC 9700 section 2.1.2.
const NO_RESPONSE_TYPE: &[&str] = &["unsupported_response_type", "unauthorized_client", "invalid_request"];

/// Cases about bad authorization requests.
pub(crate) static SUITE: Suite = Suite {
    name: "errors",
    cases: &[
        case!(
            "errors.response-type-missing",
            "without response_type",
            "RFC 6749 3.1.1",
            response_type_missing
        ),
        case!("errors.response-type-unknown", "an unknown response_type", "RFC 6749 3.1.1", w => response_type(w, "banana")),
        case!("errors.response-type-token", "response_type=token", "RFC 9700 2.1.2", w => response_type(w, "token")),
        case!("errors.response-type-id-token", "response_type=id_token", "RFC 9700 2.1.2", w => response_type(w, "id_token")),
        case!("errors.response-type-id-token-token", "response_type=id_token token", "RFC 9700 2.1.2", w => response_type(w, "id_token token")),
        case!("errors.response-type-code-token", "response_type=code token", "RFC 9700 2.1.2", w => response_type(w, "code token")),
        case!("errors.response-type-code-id-token", "response_type=code id_token", "RFC 9700 2.1.2", w => response_type(w, "code id_token")),
        case!("errors.response-type-none", "response_type=none", "RFC 9700 2.1.2", w => response_type(w, "none")),
        case!(
            "errors.response-mode-unknown",
            "an unknown response_mode",
            "OAuth Multiple Response Types 2.1",
            response_mode
        ),
        case!("errors.client-unknown", "an unknown client", "RFC 6749 4.1.2.1", client_unknown),
        case!("errors.client-missing", "without client_id", "RFC 6749 4.1.2.1", client_missing),
        case!("errors.client-script", "a script as client_id is not run", "RFC 9700 4.16", client_script),
        case!("errors.client-twice", "client_id twice", "RFC 6749 3.1", w => twice(w, "client_id", "other")),
        case!("errors.state-twice", "state twice", "RFC 6749 3.1", w => twice(w, "state", "other")),
        case!("errors.scope-twice", "scope twice", "RFC 6749 3.1", w => twice(w, "scope", "openid email")),
        case!("errors.nonce-twice", "nonce twice", "RFC 6749 3.1", w => twice(w, "nonce", "other")),
        case!("errors.response-type-twice", "response_type twice", "RFC 6749 3.1", w => twice(w, "response_type", "token")),
        case!("errors.challenge-twice", "code_challenge twice", "RFC 6749 3.1", w => twice(w, "code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")),
        case!("errors.prompt-twice", "prompt twice", "RFC 6749 3.1", prompt_twice),
        case!("errors.nul", "a NUL in a parameter is no accident", "RFC 6749 A", nul),
        case!("errors.overlong", "an overlong parameter is no accident", "RFC 9110 15.5.15", overlong),
        case!("errors.bad-percent", "a broken percent sign is no accident", "RFC 3986 2.1", bad_percent),
        case!("errors.claims-not-json", "claims that are no JSON", "OIDC Core 5.5", claims_not_json),
        case!("errors.request-unsigned", "an unsigned request object", "RFC 9101 10.2", request_unsigned),
        case!("errors.request-garbage", "a request object that is none", "OIDC Core 6.1", request_garbage),
        case!(
            "errors.request-uri-inner",
            "request_uri of an inner address is not fetched",
            "RFC 9101 10.4.1",
            request_uri_inner
        ),
        case!("errors.state-and-iss-told", "an error carries state and iss", "RFC 9207 2", state_and_iss),
        case!("errors.put", "PUT is refused", "RFC 9110 15.5.6", w => method(w, Method::PUT)),
        case!("errors.delete", "DELETE is refused", "RFC 9110 15.5.6", w => method(w, Method::DELETE)),
    ],
};

async fn response_type_missing(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).without("response_type");
    let journey = ask.go(&mut world.signed_in().await?, Person::StaysAway).await?;
    not_granted_with(&journey, NO_RESPONSE_TYPE)
}

async fn response_type(world: &World, value: &str) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("response_type", value);
    let journey = ask.go(&mut world.signed_in().await?, Person::StaysAway).await?;
    not_granted_with(&journey, NO_RESPONSE_TYPE)
}

async fn response_mode(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("response_mode", "pigeon");
    let journey = ask.go(&mut world.signed_in().await?, Person::StaysAway).await?;
    not_granted_with(&journey, &["invalid_request", "unsupported_response_mode"])
}

async fn client_unknown(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("client_id", &chance::token());
    error_page(&ask.go(&mut world.signed_in().await?, Person::StaysAway).await?)
}

async fn client_missing(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).without("client_id");
    error_page(&ask.go(&mut world.signed_in().await?, Person::StaysAway).await?)
}

async fn client_script(world: &World) -> Step<()> {
    let script = "\"><script>alert(1)</script>";
    for name in ["client_id", "redirect_uri", "response_type", "scope"] {
        let ask = Ask::new(world, world.main()).with(name, script).with("state", script);
        let journey = ask.go(&mut world.signed_in().await?, Person::StaysAway).await?;
        for hop in &journey.hops {
            require!(!hop.answer.body.contains("<script>alert(1)"), "{name} is echoed as markup");
        }
    }
    Ok(())
}

/// Never the first one checked and the last one used: refused, by page or by redirect.
async fn twice(world: &World, name: &str, second: &str) -> Step<()> {
    let ask = Ask::new(world, world.main()).also(name, second);
    let journey = ask.go(&mut world.signed_in().await?, Person::StaysAway).await?;
    not_granted_with(&journey, &["invalid_request"])
}

async fn prompt_twice(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("prompt", "login").also("prompt", "none");
    let journey = ask.go(&mut world.signed_in().await?, Person::StaysAway).await?;
    not_granted_with(&journey, &["invalid_request"])
}

/// Answered at all, without 5xx: a code, an error or a page.
async fn no_accident(world: &World, ask: &Ask<'_>) -> Step<()> {
    let journey = ask.go(&mut world.signed_in().await?, Person::StaysAway).await?;
    if let Some(hop) = journey.hops.iter().find(|hop| hop.answer.status >= 500) {
        return Err(failed(format!("answered {}", hop.answer.brief())));
    }
    let away = matches!(journey.arrival, Arrival::Elsewhere(_));
    require!(!away, "the browser was {}", journey.brief());
    Ok(())
}

async fn nul(world: &World) -> Step<()> {
    for name in ["scope", "nonce", "state", "client_id", "login_hint", "acr_values"] {
        no_accident(world, &Ask::new(world, world.main()).with(name, "openid\0x")).await?;
    }
    Ok(())
}

async fn overlong(world: &World) -> Step<()> {
    let long = "x".repeat(20_000);
    for name in ["nonce", "scope", "login_hint"] {
        no_accident(world, &Ask::new(world, world.main()).with(name, &long)).await?;
    }
    Ok(())
}

async fn bad_percent(world: &World) -> Step<()> {
    let mut url = Ask::new(world, world.main()).url().await?;
    let query = format!("{}&login_hint=%zz%ff%C3", url.query().unwrap_or_default());
    url.set_query(Some(&query));
    let answer = world.signed_in().await?.look(url).await?;
    require!(answer.status < 500, "answered {}", answer.brief());
    Ok(())
}

async fn claims_not_json(world: &World) -> Step<()> {
    if !world.metadata().await?.says("claims_parameter_supported") {
        return Err(crate::case::skipped("claims_parameter_supported is not true"));
    }
    for claims in ["{", "[]", "7", r#"{"id_token":[]}"#] {
        let ask = Ask::new(world, world.main()).with("claims", claims);
        let journey = ask.go(&mut world.signed_in().await?, Person::StaysAway).await?;
        not_granted_with(&journey, &["invalid_request"])
            .map_err(|e| failed(format!("claims={claims}: {}", e.reason())))?;
    }
    Ok(())
}

async fn request_unsigned(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main());
    let mut claims = serde_json::Map::new();
    for (name, value) in ask.parameters() {
        claims.insert(name.clone(), json!(value));
    }
    claims.insert("iss".to_owned(), json!(world.main().client_id));
    claims.insert("aud".to_owned(), json!(world.issuer));
    let ask = ask.with("request", &unsigned(&claims));
    let journey = ask.go(&mut world.signed_in().await?, Person::StaysAway).await?;
    not_granted_with(&journey, &["request_not_supported", "invalid_request_object", "invalid_request"])
}

async fn request_garbage(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("request", "not.a.request");
    let journey = ask.go(&mut world.signed_in().await?, Person::StaysAway).await?;
    not_granted_with(&journey, &["request_not_supported", "invalid_request_object", "invalid_request"])
}

async fn request_uri_inner(world: &World) -> Step<()> {
    let path = format!("/request-object-{}", chance::token());
    let ask = Ask::new(world, world.main()).with("request_uri", &world.listener.url(&path));
    let journey = ask.go(&mut world.signed_in().await?, Person::StaysAway).await?;
    not_granted_with(&journey, &["request_uri_not_supported", "invalid_request_uri", "invalid_request"])?;
    let fetched = world.listener.heard(|one| one.path.starts_with(&path));
    require!(fetched.is_empty(), "the provider fetched an address of a stranger's choice");
    Ok(())
}

async fn state_and_iss(world: &World) -> Step<()> {
    let ask = Ask::new(world, world.main()).with("prompt", "none").with("state", "s&t=é/\"");
    let journey = ask.go(&mut world.stranger(), Person::StaysAway).await?;
    told_client(world, &ask, &journey, &["login_required", "interaction_required"]).await?;
    let iss = journey.callback()?.get("iss").map(str::to_owned);
    require!(iss.as_deref() == Some(&world.issuer), "iss is {iss:?}");
    Ok(())
}

async fn method(world: &World, method: Method) -> Step<()> {
    let url = Ask::new(world, world.main()).url().await?;
    refused_somehow(&world.http.send(Request::new(method, url)).await?)
}
