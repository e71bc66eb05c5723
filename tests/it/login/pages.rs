//! What surrounds every page: who may frame it, who may keep it, what its address gives away (RFC 9700 sections
//! 4.2, 4.12 and 4.16).

use serde_json::json;
use testkit::{Browser, Call, World, on_each_database};

on_each_database! {
    no_page_can_be_framed_kept_or_referred_from,
    after_a_form_comes_a_303,
    a_password_is_never_shown_again,
    pages_speak_the_language_asked_for,
    a_language_choice_leads_back_to_this_site_only,
    a_platforms_name_is_text_and_never_markup,
    assets_are_served_and_nothing_beside_them,
    an_unknown_path_is_a_page_of_its_own,
}

fn session(world: &World, browser: &Browser) -> String {
    let living = browser.jar().living(world.now());
    living.map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect::<Vec<_>>().join("; ")
}

async fn no_page_can_be_framed_kept_or_referred_from(world: World) {
    let lin = world.person("lin").await;
    let city = world.party("city", json!({ "consent": "required" })).await;
    let (mut browser, ask) = (world.browser(), city.ask());
    let sign_in = ask.open(&mut browser).await;
    let consent = lin.sign_in_on(&mut browser, &sign_in).await;
    let mut pages = vec![sign_in.headers, consent.headers];
    let cookies = session(&world, &browser);
    for path in
        ["/sign-in", "/register", "/home", "/end-session", "/nowhere", "/authorize", "/authorize?client_id=x"]
    {
        pages.push(world.send(Call::get(path).cookies(&cookies)).await.headers);
    }
    pages.push(world.send(Call::post("/sign-in", &[])).await.headers);
    for headers in pages {
        let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let policy = value("content-security-policy");
        assert!(
            policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'none'"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(value("x-frame-options"), "DENY");
        assert_eq!(value("cache-control"), "no-store");
        assert_eq!(value("referrer-policy"), "no-referrer");
        assert_eq!(value("x-content-type-options"), "nosniff");
    }
}

async fn after_a_form_comes_a_303(world: World) {
    let lin = world.person("lin").await;
    let city = world.party("city", json!({})).await;
    let mut browser = world.browser();
    let page = city.ask().open(&mut browser).await;
    let form = page.form("sign-in-form").unwrap();
    let value = |name: &str| form.control(name).unwrap().value.clone();
    let (request, csrf) = (value("request"), value("csrf"));
    let pairs =
        [("request", request.as_str()), ("csrf", &csrf), ("username", "lin"), ("password", &lin.password)];
    let reply = world.send(Call::post("/sign-in", &pairs).cookies(&session(&world, &browser))).await;
    assert_eq!(reply.status, 303);
    assert!(!reply.header("location").unwrap().contains("password"));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
}

async fn a_password_is_never_shown_again(world: World) {
    let city = world.party("city", json!({})).await;
    let mut browser = world.browser();
    city.ask().open(&mut browser).await;
    let secret = "neither shown nor kept";
    let page = browser.submit("sign-in-form", &[("username", "lin"), ("password", secret)]).await.unwrap();
    assert_eq!(page.status, 422);
    assert!(page.has("error-summary") && !page.body.contains(secret));
}

async fn pages_speak_the_language_asked_for(world: World) {
    let city =
        world.party("city", json!({ "client_names": { "zh-Hans": "城市服务", "en": "City service" } })).await;
    let language = |ask: &testkit::Ask, header: &str| Call::get(ask.url()).header("accept-language", header);
    for (ask, header, expected) in [
        (city.ask(), "en-GB,en;q=0.9", "lang=\"en\""),
        (city.ask(), "zh-CN", "lang=\"zh-Hans\""),
        (city.ask().with("ui_locales", "en"), "zh-CN", "lang=\"en\""),
        (city.ask(), "xx", "lang=\"zh-Hans\""),
    ] {
        let reply = world.send(language(&ask, header)).await;
        let page =
            world.send(Call::get(reply.header("location").unwrap()).header("accept-language", header)).await;
        assert!(page.body.contains(expected), "{header}: {expected}");
    }
}

async fn a_language_choice_leads_back_to_this_site_only(world: World) {
    for (back, expected) in [
        ("/sign-in?request=x", "/sign-in?request=x"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/%0d%0aLocation:%20https://evil.example", "/%0d%0aLocation:%20https://evil.example"),
        ("", "/"),
    ] {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("lang", "en"), ("return", back)])
            .finish();
        let reply = world.get(&format!("/preferences?{query}")).await;
        assert_eq!((reply.status, reply.header("location")), (303, Some(expected)), "{back}");
    }
    let reply = world.get("/preferences?lang=<script>&print=x").await;
    assert!(reply.set_cookies().iter().all(|cookie| !cookie.contains("script")));
}

async fn a_platforms_name_is_text_and_never_markup(world: World) {
    let hostile = "<img src=x onerror=alert(1)>\"'";
    let city = world.party("city", json!({ "client_name": hostile, "consent": "required" })).await;
    let lin = world.person("lin").await;
    let mut browser = world.browser();
    let page = city.ask().open(&mut browser).await;
    assert!(!page.body.contains("<img src=x"));
    let page = lin.sign_in_on(&mut browser, &page).await;
    assert!(page.has("consent-form") && !page.body.contains("<img src=x"));
}

async fn assets_are_served_and_nothing_beside_them(world: World) {
    let page = world.get("/sign-in").await.body;
    let (_, after) = page.split_once("/assets/").unwrap();
    let name = after.split('"').next().unwrap();
    let asset = world.get(&format!("/assets/{name}")).await;
    assert_eq!(asset.status, 200);
    assert!(asset.header("cache-control").unwrap().contains("immutable"));
    for path in
        ["/assets/", "/assets/x.css", "/assets/..%2f..%2fCargo.toml", "/assets/%2e%2e/kek", "/assets/\0"]
    {
        let path = path.replace('\0', "%00");
        assert_eq!(world.get(&path).await.status, 404, "{path}");
    }
}

async fn an_unknown_path_is_a_page_of_its_own(world: World) {
    for path in ["/nowhere", "/admin", "/metrics", "/health", "/.env", "/authorize/", "//authorize"] {
        let reply = world.get(path).await;
        assert_eq!(reply.status, 404, "{path}");
        assert!(reply.header("content-type").unwrap().starts_with("text/html"), "{path}");
    }
}
