//! Forms are taken only from the browser and the page they were given to (RFC 9700 section 4.7, RFC 6819 section
//! 4.4.1.8): everything else is answered 403 and changes nothing.

use serde_json::json;
use testkit::{Browser, Call, Page, Person, RelyingParty, Reply, World, on_each_database};

on_each_database! {
    taken_from_its_own_page,
    refused_without_a_token,
    refused_with_the_token_of_another_browser,
    refused_with_the_token_of_another_page,
    refused_without_the_browsers_cookie,
    refused_from_a_foreign_origin,
    refused_when_the_browser_says_cross_site,
    a_browser_that_hides_its_origin_is_believed_when_it_says_same_origin,
    refused_when_the_binding_cookie_is_there_twice,
    consent_is_taken_from_its_own_page_only,
    no_form_is_taken_by_get,
}

/// A sign-in form as a browser holds it.
struct Form {
    request: String,
    csrf: String,
    cookies: String,
}

async fn opened(world: &World, city: &RelyingParty) -> (Browser, Page, Form) {
    let mut browser = world.browser();
    let page = city.ask().open(&mut browser).await;
    let form = page.form("sign-in-form").unwrap();
    let value = |name: &str| form.control(name).unwrap().value.clone();
    let form = Form { request: value("request"), csrf: value("csrf"), cookies: cookies(world, &browser) };
    (browser, page, form)
}

fn cookies(world: &World, browser: &Browser) -> String {
    let living = browser.jar().living(world.now());
    let own = living.filter(|cookie| cookie.host == "127.0.0.1");
    own.map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect::<Vec<_>>().join("; ")
}

fn post(form: &Form, lin: &Person) -> Call {
    let pairs = [
        ("request", form.request.as_str()),
        ("csrf", &form.csrf),
        ("username", &lin.username),
        ("password", &lin.password),
    ];
    Call::post("/sign-in", &pairs)
}

fn is_refused(reply: &Reply) {
    assert_eq!(reply.status, 403);
    assert!(!reply.set_cookies().iter().any(|cookie| cookie.contains("session")), "{reply:?}");
}

async fn taken_from_its_own_page(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (_, _, form) = opened(&world, &city).await;
    let own = post(&form, &lin).cookies(&form.cookies).header("origin", world.issuer());
    let reply = world.send(own.header("sec-fetch-site", "same-origin")).await;
    assert_eq!(reply.status, 303);
    assert!(reply.set_cookies().iter().any(|cookie| cookie.contains("session")));
    // A browser too old to say where it is from is held by its token alone.
    assert_eq!(world.send(post(&form, &lin).cookies(&form.cookies)).await.status, 303);
}

async fn refused_without_a_token(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (_, _, mut form) = opened(&world, &city).await;
    for csrf in ["", "x", &form.csrf.clone()[1..]] {
        form.csrf = csrf.to_owned();
        is_refused(&world.send(post(&form, &lin).cookies(&form.cookies)).await);
    }
}

async fn refused_with_the_token_of_another_browser(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (_, _, own) = opened(&world, &city).await;
    let (_, _, attacker) = opened(&world, &city).await;
    // The attacker's form, token and all, in the victim's browser.
    is_refused(&world.send(post(&attacker, &lin).cookies(&own.cookies)).await);
}

async fn refused_with_the_token_of_another_page(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (mut browser, _, mut form) = opened(&world, &city).await;
    let other = city.ask().open(&mut browser).await;
    form.csrf = other.form("sign-in-form").unwrap().control("csrf").unwrap().value.clone();
    is_refused(&world.send(post(&form, &lin).cookies(&form.cookies)).await);
}

async fn refused_without_the_browsers_cookie(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (_, _, form) = opened(&world, &city).await;
    is_refused(&world.send(post(&form, &lin)).await);
}

async fn refused_from_a_foreign_origin(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (_, _, form) = opened(&world, &city).await;
    let with_port = format!("{}0", world.issuer());
    let east = world.outside().east("");
    for origin in ["https://evil.example", "null", &east, &with_port] {
        let call = post(&form, &lin).cookies(&form.cookies).header("origin", origin);
        is_refused(&world.send(call).await);
    }
}

async fn refused_when_the_browser_says_cross_site(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (_, _, form) = opened(&world, &city).await;
    for site in ["cross-site", "same-site"] {
        for origin in [world.issuer(), "null"] {
            let call = post(&form, &lin).cookies(&form.cookies).header("sec-fetch-site", site);
            is_refused(&world.send(call.header("origin", origin)).await);
        }
    }
}

async fn a_browser_that_hides_its_origin_is_believed_when_it_says_same_origin(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (_, _, form) = opened(&world, &city).await;
    // Fetch standard, "append a request Origin header": under the referrer policy no-referrer a form sends null.
    let call = post(&form, &lin).cookies(&form.cookies).header("origin", "null");
    assert_eq!(world.send(call.header("sec-fetch-site", "same-origin")).await.status, 303);
}

async fn refused_when_the_binding_cookie_is_there_twice(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (_, _, own) = opened(&world, &city).await;
    let (_, _, attacker) = opened(&world, &city).await;
    // A cookie tossed in from a neighbouring host (RFC 6265 section 8.6).
    for cookies in
        [format!("{}; {}", attacker.cookies, own.cookies), format!("{}; {}", own.cookies, attacker.cookies)]
    {
        is_refused(&world.send(post(&attacker, &lin).cookies(&cookies)).await);
    }
}

async fn consent_is_taken_from_its_own_page_only(world: World) {
    let lin = world.person("lin").await;
    let city = world.party("city", json!({ "consent": "required" })).await;
    let (mut browser, ask) = (world.browser(), city.ask());
    let page = ask.open(&mut browser).await;
    let page = lin.sign_in_on(&mut browser, &page).await;
    let form = page.form("consent-form").unwrap();
    let value = |name: &str| form.control(name).unwrap().value.clone();
    let (request, csrf) = (value("request"), value("csrf"));
    let cookies = cookies(&world, &browser);
    let sent = |csrf: &str| {
        Call::post("/consent", &[("request", &request), ("csrf", csrf), ("decision", "allow")])
            .cookies(&cookies)
    };
    is_refused(&world.send(sent("")).await);
    is_refused(&world.send(sent(&csrf).header("origin", "https://evil.example")).await);
    let (account, _) = world.app.accounts.page(None, 1).await.unwrap().remove(0);
    assert_eq!(world.app.consents.of_account(account.id).await.unwrap().len(), 0);
    assert_eq!(world.send(sent(&csrf).header("origin", world.issuer())).await.status, 303);
    assert_eq!(world.app.consents.of_account(account.id).await.unwrap().len(), 1);
}

async fn no_form_is_taken_by_get(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (_, _, form) = opened(&world, &city).await;
    let pairs = [
        ("request", form.request.as_str()),
        ("csrf", &form.csrf),
        ("username", &lin.username),
        ("password", &lin.password),
    ];
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let reply = world.send(Call::get(format!("/sign-in?{query}")).cookies(&form.cookies)).await;
    assert!(!reply.set_cookies().iter().any(|cookie| cookie.contains("session")));
    assert!(!reply.body.contains(&lin.password));
}
