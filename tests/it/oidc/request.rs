//! Authorization requests that are not sound (RFC 6749 section 4.1.2.1, OpenID Connect Core 1.0 section 3.1.2.6).

use serde_json::json;
use testkit::{Answer, Call, World, on_each_database};

on_each_database! {
    refused_when_a_parameter_is_there_twice,
    refused_when_response_type_is_missing,
    refused_when_response_type_is_not_code,
    refused_when_the_client_has_no_code_grant,
    refused_when_response_mode_is_unknown,
    refused_when_the_client_is_unknown,
    a_client_id_is_never_reflected_as_markup,
    refused_when_a_request_object_is_given,
    refused_when_registration_is_given,
    a_request_uri_is_never_followed,
    refused_when_claims_cannot_be_read,
    refused_when_an_essential_claim_has_no_legal_basis,
    refused_when_scope_is_not_registered,
    refused_when_resource_is_not_registered,
    refused_when_state_or_nonce_are_too_long,
    refused_when_a_parameter_holds_nul,
    unknown_parameters_are_ignored,
    a_request_may_come_by_post,
    offline_access_that_may_not_be_had_is_left_out,
}

async fn refused_when_a_parameter_is_there_twice(world: World) {
    let city = world.party("city", json!({})).await;
    let ask = city.ask().with("prompt", "login").with("max_age", "100").with("acr_values", "x");
    for (name, value) in ask.pairs() {
        for second in [value, "", "other"] {
            let twice = ask.clone().also(name, second);
            let reply = world.send(Call::get(twice.url())).await;
            assert_eq!((reply.status, reply.header("location")), (400, None), "{name}={second}");
        }
    }
    let resources = ask.also("resource", "https://a.example/").also("resource", "https://b.example/");
    // RFC 8707 section 2: the one that may be there more than once.
    assert_eq!(world.send(Call::get(resources.url())).await.status, 303);
}

async fn refused_when_response_type_is_missing(world: World) {
    let city = world.party("city", json!({})).await;
    let answer = city.ask().without("response_type").unasked(&mut world.browser()).await;
    assert_eq!(answer.error(), "invalid_request");
}

async fn refused_when_response_type_is_not_code(world: World) {
    let city = world.party("city", json!({})).await;
    for response_type in ["token", "id_token", "code token", "code id_token", "none", "CODE", "code code"] {
        let ask = city.ask().with("response_type", response_type);
        let answer = ask.unasked(&mut world.browser()).await;
        assert_eq!(answer.error(), "unsupported_response_type", "{response_type}");
    }
}

async fn refused_when_the_client_has_no_code_grant(world: World) {
    let record = json!({ "grant_types": ["client_credentials"], "scope": "openid profile" });
    let city = world.party("city", record).await;
    assert_eq!(city.ask().unasked(&mut world.browser()).await.error(), "unauthorized_client");
}

async fn refused_when_response_mode_is_unknown(world: World) {
    let city = world.party("city", json!({})).await;
    for mode in ["fragment", "web_message", "jwt"] {
        let reply = world.send(Call::get(city.ask().with("response_mode", mode).url())).await;
        assert_eq!((reply.status, reply.header("location")), (400, None), "{mode}");
    }
}

async fn refused_when_the_client_is_unknown(world: World) {
    let city = world.party("city", json!({})).await;
    for ask in [city.ask().with("client_id", "nobody"), city.ask().without("client_id")] {
        let reply = world.send(Call::get(ask.url())).await;
        assert_eq!((reply.status, reply.header("location")), (400, None));
    }
}

async fn a_client_id_is_never_reflected_as_markup(world: World) {
    let city = world.party("city", json!({})).await;
    let script = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    for name in ["client_id", "redirect_uri", "state", "response_mode", "request_uri"] {
        let reply = world.send(Call::get(city.ask().with("client_id", "x").with(name, script).url())).await;
        assert_eq!(reply.status, 400);
        assert!(!reply.body.contains("<script>alert") && !reply.body.contains("<img src=x"), "{name}");
    }
}

async fn refused_when_a_request_object_is_given(world: World) {
    let city = world.party("city", json!({})).await;
    let object = testkit::unsigned(&json!({ "redirect_uri": "https://evil.example/" }));
    let answer = city.ask().with("request", &object).unasked(&mut world.browser()).await;
    assert_eq!(answer.error(), "request_not_supported");
}

async fn refused_when_registration_is_given(world: World) {
    let city = world.party("city", json!({})).await;
    let answer = city.ask().with("registration", "{}").unasked(&mut world.browser()).await;
    assert_eq!(answer.error(), "registration_not_supported");
}

async fn a_request_uri_is_never_followed(world: World) {
    let city = world.party("city", json!({})).await;
    let inner = world.outside().inner("/object");
    for address in [inner.as_str(), "http://169.254.169.254/latest", "file:///etc/passwd", "urn:other:1"] {
        let reply = world.send(Call::get(city.ask().with("request_uri", address).url())).await;
        assert_eq!((reply.status, reply.header("location")), (400, None), "{address}");
    }
    // Not to the places that may be called either.
    let near = world.outside().east("/object");
    assert_eq!(world.send(Call::get(city.ask().with("request_uri", &near).url())).await.status, 400);
    assert!(!world.outside().inner_was_asked());
    assert_eq!(world.outside().heard("/object"), []);
}

async fn refused_when_claims_cannot_be_read(world: World) {
    let city = world.party("city", json!({})).await;
    let deep = format!("{}1{}", "{\"id_token\":".repeat(60), "}".repeat(60));
    for claims in [
        "{",
        "[]",
        "1",
        r#"{"id_token":[]}"#,
        r#"{"id_token":{"name":1}}"#,
        r#"{"id_token":{"name":{"essential":"yes"}}}"#,
        r#"{"id_token":{"name":null,"name":null}}"#,
        deep.as_str(),
    ] {
        let answer = city.ask().with("claims", claims).unasked(&mut world.browser()).await;
        assert_eq!(answer.error(), "invalid_request", "{claims}");
    }
    let sound = city.ask().with("claims", r#"{"id_token":{"name":null},"other":{}}"#);
    assert_eq!(world.send(Call::get(sound.url())).await.status, 303);
}

async fn refused_when_an_essential_claim_has_no_legal_basis(world: World) {
    let city = world.party("city", json!({})).await;
    let demanded = city.ask().with("claims", r#"{"userinfo":{"phone_number":{"essential":true}}}"#);
    assert_eq!(demanded.unasked(&mut world.browser()).await.error(), "invalid_request");
    let wished = city.ask().with("claims", r#"{"userinfo":{"phone_number":null}}"#);
    assert!(wished.open(&mut world.browser()).await.has("sign-in-form"));
}

async fn refused_when_scope_is_not_registered(world: World) {
    let city = world.party("city", json!({})).await;
    for scope in ["openid phone", "openid unheard_of", "openid \"", "openid  profile"] {
        let answer = city.ask().with("scope", scope).unasked(&mut world.browser()).await;
        assert_eq!(answer.error(), "invalid_scope", "{scope}");
    }
}

async fn refused_when_resource_is_not_registered(world: World) {
    let own = "https://records.example/";
    let city = world.party("city", json!({ "resources": [own] })).await;
    let foreign = city.ask().with("resource", own).also("resource", "https://other.example/");
    assert_eq!(foreign.unasked(&mut world.browser()).await.error(), "invalid_target");
    assert!(city.ask().with("resource", own).open(&mut world.browser()).await.has("sign-in-form"));
}

async fn refused_when_state_or_nonce_are_too_long(world: World) {
    let city = world.party("city", json!({})).await;
    let state = city.ask().with("state", &"s".repeat(5000));
    assert_eq!(world.send(Call::get(state.url())).await.status, 400);
    let nonce = city.ask().with("nonce", &"n".repeat(2000));
    assert_eq!(nonce.unasked(&mut world.browser()).await.error(), "invalid_request");
    let fair = city.ask().with("state", &"s".repeat(1000)).with("nonce", &"n".repeat(1000));
    assert!(fair.open(&mut world.browser()).await.has("sign-in-form"));
}

async fn refused_when_a_parameter_holds_nul(world: World) {
    let city = world.party("city", json!({})).await;
    for part in ["&login_hint=a%00b", "&x%00y=1", "&login_hint=%zz", "&login_hint=%ff"] {
        let reply = world.send(Call::get(format!("{}{part}", city.ask().url()))).await;
        assert_eq!((reply.status, reply.header("location")), (400, None), "{part}");
    }
}

async fn unknown_parameters_are_ignored(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let ask = city.ask().with("utm_source", "poster").with("display", "page").with("claims_locales", "zh");
    lin.answer(&mut world.browser(), &ask).await.code();
}

async fn a_request_may_come_by_post(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (mut browser, ask) = (world.browser(), city.ask());
    lin.answer(&mut browser, &ask).await;
    let ask = city.ask();
    let page = browser.post(&city.url("/authorize"), &ask.pairs()).await.unwrap();
    Answer::of(&page, &ask).unwrap().code();
    let twice = Call::post("/authorize", &[ask.pairs(), vec![("state", "again")]].concat());
    assert_eq!(world.send(twice).await.status, 400);
}

async fn offline_access_that_may_not_be_had_is_left_out(world: World) {
    let (city, lin) =
        (world.party("city", json!({ "scope": "openid profile" })).await, world.person("lin").await);
    let ask = city.ask().with("scope", "openid offline_access");
    let tokens = lin.tokens(&mut world.browser(), &ask).await;
    assert_eq!(tokens.scope, "openid");
}
