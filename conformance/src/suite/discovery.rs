//! The discovery document: what it must say and whether it speaks the truth (OpenID Connect Discovery 1.0,
//! RFC 8414, RFC 9207, RFC 9700).

use reqwest::Method;
use url::Url;

use crate::browser::cookies::is_loopback;
use crate::case::{Step, Suite, case, failed, require, skipped, warned};
use crate::config::Client;
use crate::http::{Answer, Request};
use crate::world::World;

/// Cases about discovery.
pub(crate) static SUITE: Suite = Suite {
    name: "discovery",
    cases: &[
        case!("discovery.document", "the document is served as JSON", "OIDC Discovery 4.2", document),
        case!("discovery.issuer-exact", "issuer is the one it was fetched for", "OIDC Discovery 4.3", issuer),
        case!(
            "discovery.oauth-document",
            "the OAuth document exists and agrees",
            "RFC 8414 3.1",
            oauth_document
        ),
        case!(
            "discovery.required-members",
            "required members are there",
            "OIDC Discovery 3",
            required_members
        ),
        case!("discovery.member-types", "members have their types", "RFC 8414 2", member_types),
        case!(
            "discovery.response-types",
            "only the expected response types",
            "RFC 9700 2.1.2",
            response_types
        ),
        case!("discovery.grant-types", "neither password nor implicit grant", "RFC 9700 2.4", grant_types),
        case!("discovery.s256-only", "PKCE is S256 and nothing else", "RFC 9700 2.1.1", s256_only),
        case!("discovery.iss-parameter", "the iss parameter is announced", "RFC 9207 3", iss_parameter),
        case!("discovery.no-alg-none", "alg none is nowhere offered", "RFC 8725 3.2", no_alg_none),
        case!("discovery.rs256", "RS256 is among the ID token algorithms", "OIDC Discovery 3", rs256),
        case!("discovery.scopes", "scopes_supported lists openid", "OIDC Discovery 3", scopes),
        case!(
            "discovery.endpoints-secure",
            "endpoints are https or loopback",
            "RFC 9700 2.6",
            endpoints_secure
        ),
        case!("discovery.endpoints-answer", "every endpoint named exists", "RFC 8414 2", endpoints_answer),
        case!(
            "discovery.auth-methods",
            "methods of the clients are listed",
            "OIDC Discovery 3",
            auth_methods
        ),
        case!(
            "discovery.request-uri-told",
            "request_uri support is stated",
            "OIDC Discovery 3",
            request_uri_told
        ),
        case!(
            "discovery.logout-members",
            "logout members agree",
            "OIDC Back-Channel Logout 2.1",
            logout_members
        ),
        case!("discovery.cors", "pages of any origin may read it", "OIDC Discovery 4.1", cors),
        case!("discovery.validator", "an unchanged document is answered 304", "RFC 9110 13.1.2", validator),
    ],
};

async fn fetch(world: &World) -> Step<Answer> {
    world.http.send(Request::get(world.discovery_url()?)).await
}

async fn document(world: &World) -> Step<()> {
    let answer = fetch(world).await?;
    require!(answer.status == 200, "answered {}", answer.brief());
    require!(answer.media_type() == "application/json", "Content-Type is {:?}", answer.media_type());
    answer.json().map(|_| ())
}

async fn issuer(world: &World) -> Step<()> {
    let found = world.metadata().await?.text("issuer").unwrap_or_default();
    require!(found == world.issuer, "issuer is {found:?}, expected {:?}", world.issuer);
    Ok(())
}

async fn oauth_document(world: &World) -> Step<()> {
    // RFC 8414 section 3.1: the well-known part goes between host and path of the issuer.
    let mut url = world.issuer_url.clone();
    url.set_path(&format!(
        "/.well-known/oauth-authorization-server{}",
        world.issuer_url.path().trim_end_matches('/')
    ));
    let answer = world.http.send(Request::get(url)).await?;
    if answer.status == 404 {
        return Err(skipped("no OAuth document is published"));
    }
    require!(answer.status == 200, "answered {}", answer.brief());
    let (oauth, openid) = (answer.json()?, world.metadata().await?);
    for name in ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "response_types_supported"]
    {
        require!(oauth.get(name) == openid.member(name), "{name} differs from the OpenID document");
    }
    Ok(())
}

async fn required_members(world: &World) -> Step<()> {
    let metadata = world.metadata().await?;
    let missing: Vec<_> = [
        "issuer",
        "authorization_endpoint",
        "token_endpoint",
        "jwks_uri",
        "response_types_supported",
        "subject_types_supported",
        "id_token_signing_alg_values_supported",
    ]
    .into_iter()
    .filter(|name| metadata.member(name).is_none())
    .collect();
    require!(missing.is_empty(), "missing: {}", missing.join(", "));
    Ok(())
}

async fn member_types(world: &World) -> Step<()> {
    for (name, value) in world.metadata().await?.iter() {
        if name.ends_with("_supported") && value.is_array() {
            let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
            // RFC 8414 section 3.2: a claim with zero elements is left out.
            require!(!items.is_empty(), "{name} is an empty list");
            require!(
                items.iter().all(serde_json::Value::is_string),
                "{name} holds something that is no string"
            );
        }
        if name.ends_with("_endpoint") || name.ends_with("_uri") {
            require!(value.is_string(), "{name} is not a string");
        }
    }
    Ok(())
}

async fn response_types(world: &World) -> Step<()> {
    let mut found = world.metadata().await?.list("response_types_supported");
    let mut wanted: Vec<_> = world.config.expect.response_types.iter().map(String::as_str).collect();
    found.sort_unstable();
    wanted.sort_unstable();
    require!(found == wanted, "response_types_supported is {found:?}, expected {wanted:?}");
    Ok(())
}

async fn grant_types(world: &World) -> Step<()> {
    let metadata = world.metadata().await?;
    // RFC 8414 section 2: left out, it means authorization_code and implicit.
    require!(
        metadata.member("grant_types_supported").is_some(),
        "left out, which means that implicit is offered"
    );
    let found = metadata.list("grant_types_supported");
    require!(found.contains(&"authorization_code"), "authorization_code is not listed: {found:?}");
    for banned in ["password", "implicit"] {
        require!(!found.contains(&banned), "{banned} is listed");
    }
    Ok(())
}

async fn s256_only(world: &World) -> Step<()> {
    let found = world.metadata().await?.list("code_challenge_methods_supported");
    require!(found == ["S256"], "code_challenge_methods_supported is {found:?}");
    Ok(())
}

async fn iss_parameter(world: &World) -> Step<()> {
    let told = world.metadata().await?.says("authorization_response_iss_parameter_supported");
    require!(told, "authorization_response_iss_parameter_supported is not true");
    Ok(())
}

async fn no_alg_none(world: &World) -> Step<()> {
    for (name, value) in world.metadata().await?.iter() {
        let lists_none = value.as_array().is_some_and(|items| items.iter().any(|item| item == "none"));
        let about_algorithms = name.contains("_alg_values");
        require!(!(about_algorithms && lists_none), "{name} lists none");
    }
    Ok(())
}

async fn rs256(world: &World) -> Step<()> {
    let found = world.metadata().await?.list("id_token_signing_alg_values_supported");
    require!(found.contains(&"RS256"), "id_token_signing_alg_values_supported is {found:?}");
    Ok(())
}

async fn scopes(world: &World) -> Step<()> {
    let metadata = world.metadata().await?;
    if metadata.member("scopes_supported").is_none() {
        return Err(warned("scopes_supported is left out although it is recommended"));
    }
    let found = metadata.list("scopes_supported");
    require!(found.contains(&"openid"), "scopes_supported is {found:?}");
    Ok(())
}

async fn endpoints(world: &World) -> Step<Vec<(String, Url)>> {
    let metadata = world.metadata().await?;
    let named = metadata.iter().filter(|(name, _)| name.ends_with("_endpoint") || *name == "jwks_uri");
    named.map(|(name, _)| Ok((name.clone(), metadata.endpoint(name)?))).collect()
}

async fn endpoints_secure(world: &World) -> Step<()> {
    for (name, url) in endpoints(world).await? {
        let host = url.host_str().unwrap_or_default();
        let safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(host));
        require!(safe, "{name} is {url}");
        require!(url.fragment().is_none(), "{name} has a fragment: {url}");
    }
    Ok(())
}

async fn endpoints_answer(world: &World) -> Step<()> {
    for (name, url) in endpoints(world).await? {
        let by_get = world.http.send(Request::get(url.clone())).await?;
        require!(by_get.status < 500, "GET {name} answers {}", by_get.brief());
        if by_get.status == 404 {
            let by_post = world.http.send(Request::new(Method::POST, url)).await?;
            require!(by_post.status != 404, "{name} answers 404 to GET and POST");
            require!(by_post.status < 500, "POST {name} answers {}", by_post.brief());
        }
    }
    Ok(())
}

async fn auth_methods(world: &World) -> Step<()> {
    let listed = world.metadata().await?.list("token_endpoint_auth_methods_supported");
    let clients = &world.config.clients;
    let roles = [&clients.second, &clients.public, &clients.post, &clients.assertion];
    let all: Vec<&Client> = roles.into_iter().flatten().chain([&clients.main]).collect();
    for client in all {
        let method = client.auth_method.name();
        require!(listed.contains(&method), "{method} is used by {} but not listed", client.client_id);
    }
    Ok(())
}

async fn request_uri_told(world: &World) -> Step<()> {
    // OpenID Connect Discovery 1.0 section 3: request_uri_parameter_supported is true when left out.
    let told = world.metadata().await?.member("request_uri_parameter_supported").is_some();
    require!(told, "request_uri_parameter_supported is left out, which promises that request_uri works");
    Ok(())
}

async fn logout_members(world: &World) -> Step<()> {
    let metadata = world.metadata().await?;
    if metadata.says("backchannel_logout_session_supported") {
        require!(
            metadata.says("backchannel_logout_supported"),
            "sid is promised without back-channel logout"
        );
    }
    if world.main().backchannel_logout_uri.is_some() {
        require!(metadata.says("backchannel_logout_supported"), "back-channel logout is not announced");
    }
    if world.main().post_logout_redirect_uri.is_some() {
        metadata.endpoint("end_session_endpoint")?;
    }
    Ok(())
}

async fn cors(world: &World) -> Step<()> {
    readable_anywhere(world, world.discovery_url()?).await
}

/// Whether scripts of any origin may read a public document, without credentials.
pub(super) async fn readable_anywhere(world: &World, url: Url) -> Step<()> {
    let request = Request::get(url).header("origin", "https://app.example");
    let answer = world.http.send(request).await?;
    let allowed = answer.header("access-control-allow-origin").unwrap_or_default();
    require!(matches!(allowed, "*" | "https://app.example"), "Access-Control-Allow-Origin is {allowed:?}");
    let credentials = answer.header("access-control-allow-credentials");
    require!(credentials.is_none(), "Access-Control-Allow-Credentials is {credentials:?}");
    Ok(())
}

async fn validator(world: &World) -> Step<()> {
    let Some(tag) = fetch(world).await?.header("etag").map(str::to_owned) else {
        return Err(warned("no ETag is given, so every reader fetches the whole document again"));
    };
    require!(!tag.starts_with("W/"), "the ETag is weak: {tag}");
    let request = Request::get(world.discovery_url()?).header("if-none-match", tag.clone());
    let again = world.http.send(request).await?;
    if again.status != 304 {
        return Err(failed(format!("If-None-Match {tag} is answered {}", again.brief())));
    }
    require!(again.body.is_empty(), "304 carries a body");
    Ok(())
}
