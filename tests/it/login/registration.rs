//! Opening an account from a platform's request or on one's own.

use serde_json::json;
use testkit::{World, on_each_database};

on_each_database! {
    a_new_person_goes_on_to_the_platform,
    every_problem_is_told_at_once,
    refused_when_the_name_is_taken_however_spelt,
    refused_without_a_token,
    refused_when_registration_is_closed,
    a_password_that_is_the_name_is_refused,
}

async fn a_new_person_goes_on_to_the_platform(world: World) {
    let city = world.party("city", json!({})).await;
    let (mut browser, ask) = (world.browser(), city.ask());
    ask.open(&mut browser).await;
    browser.press("register-link").await.unwrap();
    let fields =
        [("username", "Newcomer"), ("display_name", "新来的人"), ("password", "a password of my own")];
    let page = browser.submit("register-form", &fields).await.unwrap();
    let answer = testkit::Answer::of(&page, &ask).unwrap();
    let tokens = city.tokens(&ask, answer.code()).await;
    let told = city.userinfo(&tokens.access_token).await.json();
    assert_eq!((&told["name"], &told["preferred_username"]), (&json!("新来的人"), &json!("newcomer")));
}

async fn every_problem_is_told_at_once(world: World) {
    let mut browser = world.browser();
    browser.get(&world.url("/register")).await.unwrap();
    let name = "长".repeat(51);
    let fields = [("username", "a"), ("display_name", &name), ("password", "short")];
    let page = browser.submit("register-form", &fields).await.unwrap();
    assert_eq!(page.status, 422);
    for problem in ["username-problem", "display-name-problem", "password-problem"] {
        assert!(page.has(problem), "{problem}");
    }
}

async fn refused_when_the_name_is_taken_however_spelt(world: World) {
    world.person("lin").await;
    for name in ["lin", "LIN", "ｌin"] {
        let mut browser = world.browser();
        browser.get(&world.url("/register")).await.unwrap();
        let fields = [("username", name), ("password", "a password of my own")];
        let page = browser.submit("register-form", &fields).await.unwrap();
        assert_eq!(page.status, 422, "{name}");
        assert!(page.has("username-problem"));
    }
    assert_eq!(world.app.accounts.page(None, 10).await.unwrap().len(), 1);
}

async fn refused_without_a_token(world: World) {
    let mut browser = world.browser();
    browser.get(&world.url("/register")).await.unwrap();
    let fields = [("username", "forged"), ("password", "a password of my own")];
    assert_eq!(browser.post("/register", &fields).await.unwrap().status, 403);
    assert_eq!(world.app.accounts.page(None, 10).await.unwrap().len(), 0);
}

async fn refused_when_registration_is_closed(world: World) {
    let closed = world.node_with(|config| config.registration.open = false).await;
    assert_eq!(closed.get("/register").await.status, 403);
    let mut browser = world.browser();
    assert!(!browser.get(&closed.url("/sign-in")).await.unwrap().has("register-link"));
    let fields = [("username", "forged"), ("password", "a password of my own")];
    assert_eq!(browser.post(&closed.url("/register"), &fields).await.unwrap().status, 403);
    assert_eq!(world.app.accounts.page(None, 10).await.unwrap().len(), 0);
}

async fn a_password_that_is_the_name_is_refused(world: World) {
    let mut browser = world.browser();
    browser.get(&world.url("/register")).await.unwrap();
    let fields = [("username", "long.enough.name"), ("password", "Long.Enough.Name")];
    let page = browser.submit("register-form", &fields).await.unwrap();
    assert_eq!(page.status, 422);
    assert!(page.has("password-problem"));
}
