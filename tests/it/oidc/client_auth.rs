//! Secrets of clients (RFC 6749 sections 2.3 and 5.2).

use std::time::Duration;

use serde_json::json;
use testkit::{Call, Proof, RelyingParty, World, on_each_database};

on_each_database! {
    accepted_with_the_right_secret,
    refused_when_the_secret_is_wrong,
    refused_when_the_client_registered_another_method,
    refused_when_two_methods_are_used,
    refused_when_header_and_body_name_two_clients,
    refused_when_the_header_cannot_be_read,
    refused_when_the_header_is_there_twice,
    refused_when_nobody_is_named,
    refused_when_the_client_is_unknown,
    a_public_client_names_itself,
    refused_when_a_public_client_shows_a_secret,
    refused_when_the_client_asks_for_what_needs_a_proof,
    two_secrets_live_side_by_side_until_the_first_ends,
    every_endpoint_for_clients_asks_for_the_proof,
    wrong_secrets_are_counted_for_client_and_source,
}

const ASKED: &[(&str, &str)] = &[("grant_type", "client_credentials")];

async fn service(world: &World, method: &str) -> RelyingParty {
    let record = json!({
        "token_endpoint_auth_method": method, "grant_types": ["client_credentials"], "scope": "records.read",
        "redirect_uris": null, "post_logout_redirect_uris": null, "backchannel_logout_uri": null,
    });
    world.party("service", record).await
}

fn invalid_client() -> (u16, String) {
    (401, "invalid_client".to_owned())
}

async fn accepted_with_the_right_secret(world: World) {
    for method in ["client_secret_basic", "client_secret_post"] {
        let service = service(&world, method).await;
        let reply = service.post("/token", ASKED).await;
        assert_eq!(reply.status, 200, "{method}");
        assert_eq!(reply.text("scope"), "records.read");
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        assert_eq!(reply.json().get("refresh_token"), None);
        assert_eq!(reply.json().get("id_token"), None);
    }
}

async fn refused_when_the_secret_is_wrong(world: World) {
    let party = service(&world, "client_secret_basic").await;
    let long = "x".repeat(3000);
    for secret in ["wrong", "", &party.secret()[1..], long.as_str(), &format!("{} ", party.secret())] {
        let reply = party.proving(Proof::Basic(secret.to_owned())).post("/token", ASKED).await;
        assert_eq!(reply.refusal(), invalid_client(), "{secret}");
        // RFC 6749 section 5.2: the scheme the client used is named.
        assert!(reply.header("www-authenticate").unwrap().starts_with("Basic "));
    }
    let party = service(&world, "client_secret_post").await;
    let reply = party.proving(Proof::Post("wrong".to_owned())).post("/token", ASKED).await;
    assert_eq!(reply.refusal(), invalid_client());
}

async fn refused_when_the_client_registered_another_method(world: World) {
    let basic = service(&world, "client_secret_basic").await;
    let secret = basic.secret().to_owned();
    assert_eq!(basic.proving(Proof::Post(secret)).post("/token", ASKED).await.refusal(), invalid_client());
    assert_eq!(basic.proving(Proof::None).post("/token", ASKED).await.refusal(), invalid_client());
    let post = service(&world, "client_secret_post").await;
    let secret = post.secret().to_owned();
    assert_eq!(post.proving(Proof::Basic(secret)).post("/token", ASKED).await.refusal(), invalid_client());
}

async fn refused_when_two_methods_are_used(world: World) {
    let party = service(&world, "client_secret_basic").await;
    let both = [ASKED, &[("client_id", "service"), ("client_secret", party.secret())]].concat();
    let reply = world.send(Call::post("/token", &both).basic("service", party.secret())).await;
    assert_eq!(reply.refusal(), (400, "invalid_request".to_owned()));
    let lone = [ASKED, &[("client_assertion", "x.y.z")]].concat();
    assert_eq!(party.post("/token", &lone).await.refusal(), (400, "invalid_request".to_owned()));
}

async fn refused_when_header_and_body_name_two_clients(world: World) {
    let party = service(&world, "client_secret_basic").await;
    world.party("city", json!({})).await;
    let other = [ASKED, &[("client_id", "city")]].concat();
    assert_eq!(party.post("/token", &other).await.refusal(), invalid_client());
    let same = [ASKED, &[("client_id", "service")]].concat();
    assert_eq!(party.post("/token", &same).await.status, 200);
}

async fn refused_when_the_header_cannot_be_read(world: World) {
    service(&world, "client_secret_basic").await;
    // No scheme, no base64, no colon, no UTF-8, a broken escape, NUL, another scheme, far too long.
    let long = format!("Basic {}", "QQ".repeat(4000));
    for header in [
        "Basic",
        "Basic !!!",
        "Basic c2VydmljZQ==",
        "Basic //86//8=",
        "Basic JXp6OiV6eg==",
        "Basic AHg6eA==",
        "Basic Onh4",
        "Bearer abc",
        "Negotiate abc",
        long.as_str(),
    ] {
        let reply = world.send(Call::post("/token", ASKED).header("authorization", header)).await;
        assert_eq!(reply.refusal(), invalid_client(), "{header:.40}");
    }
}

async fn refused_when_the_header_is_there_twice(world: World) {
    let party = service(&world, "client_secret_basic").await;
    let call = Call::post("/token", ASKED).basic("service", party.secret()).basic("service", party.secret());
    assert_eq!(world.send(call).await.status, 400);
}

async fn refused_when_nobody_is_named(world: World) {
    assert_eq!(world.send(Call::post("/token", ASKED)).await.refusal(), invalid_client());
}

async fn refused_when_the_client_is_unknown(world: World) {
    let known = service(&world, "client_secret_basic").await;
    let wrong = known.proving(Proof::Basic("wrong".to_owned())).post("/token", ASKED).await;
    let unknown = world.send(Call::post("/token", ASKED).basic("nobody", "wrong")).await;
    // Which names exist does not show.
    assert_eq!((unknown.status, unknown.body), (wrong.status, wrong.body));
}

async fn a_public_client_names_itself(world: World) {
    let record = json!({ "token_endpoint_auth_method": "none", "consent": "required" });
    let (app, lin) = (world.party("app", record).await, world.person("lin").await);
    lin.tokens(&mut world.browser(), &app.ask()).await;
}

async fn refused_when_a_public_client_shows_a_secret(world: World) {
    let record = json!({ "token_endpoint_auth_method": "none", "consent": "required" });
    let app = world.party("app", record).await;
    for proof in [Proof::Basic(String::new()), Proof::Basic("x".to_owned()), Proof::Post("x".to_owned())] {
        let reply = app.proving(proof).post("/token", &[("grant_type", "authorization_code")]).await;
        assert_eq!(reply.refusal(), invalid_client());
    }
}

async fn refused_when_the_client_asks_for_what_needs_a_proof(world: World) {
    let record = json!({ "token_endpoint_auth_method": "none", "consent": "required" });
    let app = world.party("app", record).await;
    assert_eq!(app.post("/token", ASKED).await.refusal(), (400, "unauthorized_client".to_owned()));
    assert_eq!(app.post("/introspect", &[("token", "x")]).await.refusal(), invalid_client());
}

async fn two_secrets_live_side_by_side_until_the_first_ends(world: World) {
    let first = service(&world, "client_secret_basic").await;
    let overlap = Duration::from_secs(3600);
    let second = world.app.clients.rotate_secret("service", overlap, "test").await.unwrap();
    world.catch_up().await;
    let second = first.proving(Proof::Basic(second.text.expose().clone()));
    assert_eq!(first.post("/token", ASKED).await.status, 200);
    assert_eq!(second.post("/token", ASKED).await.status, 200);
    world.advance(overlap);
    assert_eq!(first.post("/token", ASKED).await.refusal(), invalid_client());
    assert_eq!(second.post("/token", ASKED).await.status, 200);
}

async fn every_endpoint_for_clients_asks_for_the_proof(world: World) {
    let party = service(&world, "client_secret_basic").await;
    for path in ["/token", "/par", "/introspect", "/revoke"] {
        let wrong = party.proving(Proof::Basic("wrong".to_owned())).post(path, &[("token", "x")]).await;
        assert_eq!(wrong.refusal(), invalid_client(), "{path}");
        let right = party.post(path, &[("token", "x")]).await;
        assert_ne!(right.status, 401, "{path}");
    }
}

async fn wrong_secrets_are_counted_for_client_and_source(world: World) {
    let service = service(&world, "client_secret_basic").await;
    let change = |config: &mut config::Config| {
        config.abuse.client_secret = config::Rate { burst: 3, per_hour: 3 };
        config.listen.public.behind_proxy = vec!["127.0.0.1/32".parse().unwrap()];
    };
    let node = world.node_with(change).await;
    let guess = |from: &str, secret: &str| {
        Call::post("/token", ASKED).basic("service", secret).header("x-forwarded-for", from)
    };
    for _ in 0..3 {
        assert_eq!(node.send(guess("203.0.113.7", "wrong")).await.refusal(), invalid_client());
    }
    let stopped = node.send(guess("203.0.113.7", "wrong")).await;
    assert_eq!((stopped.status, stopped.header("retry-after").is_some()), (429, true));
    // Guesses from elsewhere are counted apart, and the right secret is never kept out.
    assert_eq!(node.send(guess("203.0.113.8", "wrong")).await.refusal(), invalid_client());
    assert_eq!(node.send(guess("203.0.113.7", service.secret())).await.status, 200);
}
