//! Where answers may go: exactly where the client registered, and nowhere else (RFC 9700 sections 2.1 and 4.1).

use serde_json::json;
use testkit::{Call, World, on_each_database};

on_each_database! {
    accepted_as_registered,
    refused_on_a_page_when_it_differs_in_anything,
    refused_when_left_out,
    refused_when_left_out_though_two_are_registered,
    a_native_client_may_choose_its_port,
    a_web_client_may_not_choose_its_port,
    refused_when_of_another_client,
}

async fn accepted_as_registered(world: World) {
    let city = world.party("city", json!({})).await;
    let reply = world.send(Call::get(city.ask().url())).await;
    assert_eq!(reply.status, 303);
    assert!(reply.header("location").unwrap().starts_with("/sign-in?"));
}

async fn refused_on_a_page_when_it_differs_in_anything(world: World) {
    let city = world.party("city", json!({})).await;
    let own = city.redirect_uri().to_owned();
    let host = own.trim_start_matches("http://").trim_end_matches("/city/back").to_owned();
    let altered = [
        world.outside().west("/city/back"),
        format!("{own}x"),
        format!("{own}/extra"),
        format!("{own}/../back"),
        format!("{own}/.."),
        own.replace("/city/", "/city/%2e%2e/city/"),
        format!("{own}?more=1"),
        format!("{own}?"),
        format!("{own}#part"),
        format!("{own}/"),
        format!("{own} "),
        format!(" {own}"),
        format!("{own}\r\nX-Injected: 1"),
        format!("{own}\\"),
        format!("{own}%2f"),
        own.replace("/city/back", "%2fcity%2fback"),
        own.replace("/city", "/City"),
        own.replace("http://", "HTTP://"),
        own.replace("http://", "https://"),
        own.replace("http:", ""),
        own.replace("http://", "http://somebody@"),
        own.replace("http://", "http://evil.example@"),
        format!("http://{host}.evil.example/city/back"),
        format!("http://evil.example/{host}/city/back"),
        format!("http://evil.example\\@{host}/city/back"),
        "javascript:alert(1)".to_owned(),
        "data:text/html,x".to_owned(),
        "/city/back".to_owned(),
        "*".to_owned(),
    ];
    for uri in altered {
        let reply = world.send(Call::get(city.ask().with("redirect_uri", &uri).url())).await;
        assert_eq!((reply.status, reply.header("location")), (400, None), "{uri:?}");
        assert!(!reply.headers.contains_key("x-injected"), "{uri:?}");
    }
}

async fn refused_when_left_out(world: World) {
    let city = world.party("city", json!({})).await;
    for ask in [city.ask().without("redirect_uri"), city.ask().with("redirect_uri", "")] {
        let reply = world.send(Call::get(ask.url())).await;
        assert_eq!((reply.status, reply.header("location")), (400, None));
    }
}

async fn refused_when_left_out_though_two_are_registered(world: World) {
    let two = [world.outside().east("/city/back"), world.outside().east("/city/other")];
    let city = world.party("city", json!({ "redirect_uris": two })).await;
    let reply = world.send(Call::get(city.ask().without("redirect_uri").url())).await;
    assert_eq!((reply.status, reply.header("location")), (400, None));
    for uri in two {
        let reply = world.send(Call::get(city.ask().with("redirect_uri", &uri).url())).await;
        assert_eq!(reply.status, 303);
    }
}

async fn a_native_client_may_choose_its_port(world: World) {
    let app = json!({
        "application_type": "native", "token_endpoint_auth_method": "none", "consent": "required",
        "redirect_uris": ["http://127.0.0.1/back", "http://[::1]/back"],
        "post_logout_redirect_uris": null, "backchannel_logout_uri": null,
    });
    let app = world.party("app", app).await;
    // RFC 8252 section 7.3: only the port, and only of the loopback addresses that were registered.
    for uri in ["http://127.0.0.1:51004/back", "http://127.0.0.1/back", "http://[::1]:4/back"] {
        let reply = world.send(Call::get(app.ask().with("redirect_uri", uri).url())).await;
        assert_eq!(reply.status, 303, "{uri}");
    }
    for uri in [
        "http://127.0.0.1:51004/other",
        "http://127.0.0.1:51004/back?x=1",
        "http://127.0.0.2:51004/back",
        "http://localhost:51004/back",
        "https://127.0.0.1:51004/back",
        "http://127.0.0.1:99999/back",
        "http://127.0.0.1:0/back",
        "http://127.0.0.1:1@evil.example/back",
    ] {
        let reply = world.send(Call::get(app.ask().with("redirect_uri", uri).url())).await;
        assert_eq!((reply.status, reply.header("location")), (400, None), "{uri}");
    }
}

async fn a_web_client_may_not_choose_its_port(world: World) {
    let city = world.party("city", json!({ "redirect_uris": ["http://127.0.0.1:4000/back"] })).await;
    let other = city.ask().with("redirect_uri", "http://127.0.0.1:4001/back");
    assert_eq!(world.send(Call::get(other.url())).await.status, 400);
    assert_eq!(world.send(Call::get(city.ask().url())).await.status, 303);
}

async fn refused_when_of_another_client(world: World) {
    let city = world.party("city", json!({})).await;
    let town = world.party("town", json!({})).await;
    let ask = city.ask().with("redirect_uri", town.redirect_uri());
    assert_eq!(world.send(Call::get(ask.url())).await.status, 400);
}
