//! Every route says who may call it, and is tried without that right.

use std::collections::BTreeMap;

use http::Method;
use serde_json::json;
use testkit::{Browser, Call, Reply, World, on_each_database};
use yimen::http::routes::{Access, ROUTES};

use crate::source::workspace;

on_each_database! {
    public_routes_answer_anybody,
    client_routes_refuse_whoever_proves_nothing,
    token_routes_refuse_whoever_has_no_token,
    own_forms_are_refused_from_elsewhere,
    forms_of_a_session_are_refused_without_it,
    methods_without_a_row_are_refused,
}

fn with(access: Access) -> impl Iterator<Item = (Method, String)> {
    let rows = ROUTES.iter().filter(move |(_, _, own)| *own == access);
    rows.map(|(method, path, _)| (method.parse().unwrap(), filled(path)))
}

/// A template with its parts filled in.
fn filled(path: &str) -> String {
    path.replace("{id}", &"0".repeat(32)).replace("{client}", "city").replace("{name}", "none.css")
}

async fn bare(world: &World, method: Method, path: &str) -> Reply {
    let form = "application/x-www-form-urlencoded";
    let call = Call::new(method.clone(), path);
    let call =
        if method == Method::POST { call.body(form, "decision=allow&token=x&grant_type=x") } else { call };
    world.send(call).await
}

async fn public_routes_answer_anybody(world: World) {
    for (method, path) in with(Access::Public) {
        let reply = bare(&world, method.clone(), &path).await;
        assert!(
            reply.status < 500 && ![401, 403, 405].contains(&reply.status),
            "{method} {path}: {}",
            reply.status
        );
    }
}

async fn client_routes_refuse_whoever_proves_nothing(world: World) {
    for (method, path) in with(Access::Client) {
        let reply = bare(&world, method.clone(), &path).await;
        assert_eq!(reply.refusal(), (401, "invalid_client".to_owned()), "{method} {path}");
    }
}

async fn token_routes_refuse_whoever_has_no_token(world: World) {
    for (method, path) in with(Access::AccessToken) {
        let reply = bare(&world, method.clone(), &path).await;
        assert_eq!(reply.status, 401, "{method} {path}");
        assert!(reply.headers.contains_key("www-authenticate"), "{method} {path}");
    }
}

async fn own_forms_are_refused_from_elsewhere(world: World) {
    for (method, path) in with(Access::OwnForm) {
        let reply = bare(&world, method.clone(), &path).await;
        assert_eq!(reply.status, 403, "{method} {path}");
    }
}

async fn forms_of_a_session_are_refused_without_it(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let mut browser = world.browser();
    lin.tokens(&mut browser, &city.ask()).await;
    let cookies = session_cookies(&world, &browser);
    for (method, path) in with(Access::OwnFormWithSession) {
        let nobody = bare(&world, method.clone(), &path).await;
        let sent_away =
            nobody.status == 303 && nobody.header("location").is_some_and(|to| to.starts_with("/sign-in"));
        assert!(nobody.status == 403 || sent_away, "{method} {path}: {}", nobody.status);
        let forged = Call::post(path.clone(), &[("csrf", "AAAA"), ("decision", "allow")]).cookies(&cookies);
        assert_eq!(world.send(forged).await.status, 403, "{method} {path}");
    }
    city.ask().with("prompt", "none").unasked(&mut browser).await.code();
}

fn session_cookies(world: &World, browser: &Browser) -> String {
    let living = browser.jar().living(world.now()).filter(|cookie| cookie.host == "127.0.0.1");
    living.map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect::<Vec<_>>().join("; ")
}

async fn methods_without_a_row_are_refused(world: World) {
    for (_, path, _) in ROUTES {
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let has_row = ROUTES.iter().any(|(own, at, _)| at == path && *own == method.as_str());
            if !has_row {
                let reply = bare(&world, method.clone(), &filled(path)).await;
                assert_eq!(reply.status, 405, "{method} {path}");
            }
        }
    }
}

#[test]
fn every_route_of_the_router_has_a_row() {
    let text = std::fs::read_to_string(workspace().join("src/http/routes.rs")).unwrap();
    let mounted = mounted(&text);
    let mut rows: Vec<_> = ROUTES.iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    rows.sort();
    assert_eq!(mounted, rows);
}

/// What the router mounts, read from its source: `METHOD PATH`, sorted.
fn mounted(text: &str) -> Vec<String> {
    let constants = text.lines().filter_map(|line| line.strip_prefix("pub(crate) const "));
    let named: BTreeMap<_, _> =
        constants.filter_map(|line| Some((line.split(':').next()?, line.split('"').nth(1)?))).collect();
    let mut found = Vec::new();
    for route in text.split(".route(").skip(1) {
        let (path, handlers) = route.split_once(',').unwrap();
        let path = named.get(path.trim()).copied().unwrap_or_else(|| path.trim().trim_matches('"'));
        for method in ["get", "post", "put", "patch", "delete", "any"] {
            let handlers = handlers.split(".with_state").next().unwrap();
            if handlers.contains(&format!(" {method}(")) || handlers.contains(&format!(".{method}(")) {
                found.push(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    found.sort();
    found
}
