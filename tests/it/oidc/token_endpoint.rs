//! What is thrown at the token endpoint (RFC 6749 sections 3.2 and 5.2): always a clean 4xx, never a 5xx.

use http::Method;
use serde_json::json;
use testkit::{Call, RelyingParty, World, on_each_database};

on_each_database! {
    refused_by_get,
    refused_when_the_body_is_no_form,
    refused_when_the_body_is_empty,
    refused_when_a_parameter_is_there_twice,
    refused_when_a_parameter_cannot_be_read,
    refused_when_the_grant_is_not_offered,
    refused_when_the_grant_is_not_registered,
    refused_when_the_body_is_too_large,
    refused_when_there_are_too_many_parameters,
    parameters_in_the_query_do_not_count,
    a_charset_in_the_content_type_is_fine,
    a_service_gets_no_more_than_it_registered,
    a_service_gets_nothing_about_people,
}

async fn service(world: &World) -> RelyingParty {
    let record = json!({
        "grant_types": ["client_credentials"], "scope": "openid profile records.read records.write",
        "resources": ["https://records.example/"], "redirect_uris": null, "post_logout_redirect_uris": null,
        "backchannel_logout_uri": null,
    });
    world.party("service", record).await
}

async fn refused_by_get(world: World) {
    service(&world).await;
    for path in ["/token", "/par", "/introspect", "/revoke"] {
        for method in [Method::GET, Method::PUT, Method::DELETE, Method::OPTIONS] {
            let reply = world.send(Call::new(method.clone(), path)).await;
            assert_eq!(reply.status, 405, "{method} {path}");
        }
    }
}

async fn refused_when_the_body_is_no_form(world: World) {
    let service = service(&world).await;
    let json = r#"{"grant_type":"client_credentials"}"#;
    for (kind, body) in
        [("application/json", json), ("text/plain", "grant_type=client_credentials"), ("", "x")]
    {
        let call = Call::new(Method::POST, "/token").basic("service", service.secret()).body(kind, body);
        assert_eq!(world.send(call).await.refusal(), (400, "invalid_request".to_owned()), "{kind}");
    }
}

async fn refused_when_the_body_is_empty(world: World) {
    let service = service(&world).await;
    assert_eq!(service.post("/token", &[]).await.refusal(), (400, "invalid_request".to_owned()));
    let bare = Call::new(Method::POST, "/token").basic("service", service.secret());
    assert_eq!(world.send(bare).await.refusal(), (400, "invalid_request".to_owned()));
}

async fn refused_when_a_parameter_is_there_twice(world: World) {
    let service = service(&world).await;
    for twice in [
        &[("grant_type", "client_credentials"), ("grant_type", "client_credentials")][..],
        &[("grant_type", "client_credentials"), ("scope", "records.read"), ("scope", "")],
        &[("grant_type", "client_credentials"), ("unknown", "1"), ("unknown", "2")],
    ] {
        assert_eq!(service.post("/token", twice).await.refusal(), (400, "invalid_request".to_owned()));
    }
}

async fn refused_when_a_parameter_cannot_be_read(world: World) {
    let service = service(&world).await;
    let form = "application/x-www-form-urlencoded";
    for body in ["grant_type=client_credentials&x=%00", "grant_type=%zz", "=x", "grant_type=%ff", "a%00=1"] {
        let call = Call::new(Method::POST, "/token").basic("service", service.secret()).body(form, body);
        assert_eq!(world.send(call).await.refusal(), (400, "invalid_request".to_owned()), "{body}");
    }
}

async fn refused_when_the_grant_is_not_offered(world: World) {
    let service = service(&world).await;
    for grant in [
        "password",
        "implicit",
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "' or '1'='1",
        "client_credentials'; drop table account; --",
        "CLIENT_CREDENTIALS",
        "client_credentials ",
    ] {
        let pairs = [("grant_type", grant), ("username", "lin"), ("password", "a long enough password")];
        let reply = service.post("/token", &pairs).await;
        assert_eq!(reply.refusal(), (400, "unsupported_grant_type".to_owned()), "{grant}");
    }
}

async fn refused_when_the_grant_is_not_registered(world: World) {
    let service = service(&world).await;
    for grant in ["authorization_code", "refresh_token"] {
        let reply =
            service.post("/token", &[("grant_type", grant), ("code", "x"), ("refresh_token", "x")]).await;
        assert_eq!(reply.refusal(), (400, "unauthorized_client".to_owned()), "{grant}");
    }
}

async fn refused_when_the_body_is_too_large(world: World) {
    let service = service(&world).await;
    let large = "x".repeat(100 * 1024);
    let reply = service.post("/token", &[("grant_type", "client_credentials"), ("x", &large)]).await;
    assert_eq!(reply.status, 413);
}

async fn refused_when_there_are_too_many_parameters(world: World) {
    let service = service(&world).await;
    let names: Vec<String> = (0..70).map(|number| format!("p{number}")).collect();
    let pairs: Vec<_> = names.iter().map(|name| (name.as_str(), "1")).collect();
    assert_eq!(service.post("/token", &pairs).await.refusal(), (400, "invalid_request".to_owned()));
}

async fn parameters_in_the_query_do_not_count(world: World) {
    let service = service(&world).await;
    let reply = service.post("/token?grant_type=client_credentials", &[("x", "1")]).await;
    assert_eq!(reply.refusal(), (400, "invalid_request".to_owned()));
}

async fn a_charset_in_the_content_type_is_fine(world: World) {
    let service = service(&world).await;
    let kind = "Application/X-WWW-Form-Urlencoded; charset=UTF-8";
    let call = Call::new(Method::POST, "/token").basic("service", service.secret());
    assert_eq!(world.send(call.body(kind, "grant_type=client_credentials")).await.status, 200);
}

async fn a_service_gets_no_more_than_it_registered(world: World) {
    let service = service(&world).await;
    let ask = |scope: &'static str, resource: &'static str| {
        [("grant_type", "client_credentials"), ("scope", scope), ("resource", resource)]
    };
    let own = service.post("/token", &ask("records.read", "https://records.example/")).await;
    assert_eq!((own.status, own.text("scope").as_str()), (200, "records.read"));
    let scope = service.post("/token", &ask("records.read admin", "https://records.example/")).await;
    assert_eq!(scope.refusal(), (400, "invalid_scope".to_owned()));
    let place = service.post("/token", &ask("records.read", "https://other.example/")).await;
    assert_eq!(place.refusal(), (400, "invalid_target".to_owned()));
}

async fn a_service_gets_nothing_about_people(world: World) {
    let service = service(&world).await;
    let all = service.post("/token", &[("grant_type", "client_credentials")]).await;
    assert_eq!(all.text("scope"), "records.read records.write");
    let person = service.post("/token", &[("grant_type", "client_credentials"), ("scope", "openid")]).await;
    assert_eq!(person.refusal(), (400, "invalid_scope".to_owned()));
    assert_eq!(service.userinfo(&all.text("access_token")).await.status, 403);
}
