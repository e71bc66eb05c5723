//! What people and programs see of the messages.

use http::HeaderValue;
use http::header::ACCEPT_LANGUAGE;
use serde_json::{Value, json};

use crate::world::{PHONE, World};

async fn two_people() -> World {
    let world = World::new().await;
    world.take("m1", |_| {}).await;
    world
        .take("m2", |claims| {
            claims["message"]["to"] = json!("+8613900139000");
            claims["message"]["purpose"] = json!("notice");
            claims["message"]["text"] = json!("有新设备登录。");
            claims["message"].as_object_mut().unwrap().remove("code");
        })
        .await;
    world
}

#[tokio::test]
async fn the_newest_message_comes_first() {
    let page = two_people().await.open("/").await;
    assert_eq!(page.texts("message-to"), ["+8613900139000", PHONE]);
    assert_eq!(page.texts("message-text")[0], "有新设备登录。");
    assert_eq!(page.texts("message-code"), ["042917"]);
    assert_eq!(page.texts("message").len(), 2);
    assert_eq!(page.attribute("message", "data-purpose").as_deref(), Some("notice"));
}

#[tokio::test]
async fn what_a_message_says_is_text_and_never_markup() {
    let page = two_people().await.open("/").await;
    assert_eq!(page.texts("message-text")[1], "验证码 042917，5 分钟内有效。<b>");
    assert!(!page.body.contains("<b>"));
}

#[tokio::test]
async fn one_address_can_be_looked_at_alone() {
    let world = two_people().await;
    let page = world.open("/?to=%2B8613800138000").await;
    assert_eq!(page.texts("message-to"), [PHONE]);
    assert_eq!(page.text("messages-to").as_deref(), Some(PHONE));
    let mut browser = world.browser();
    browser.get(world.provider.public_url()).await.unwrap();
    assert_eq!(browser.press("message-to").await.unwrap().texts("message-to"), ["+8613900139000"]);
    assert_eq!(browser.press("show-all").await.unwrap().texts("message-to").len(), 2);
}

#[tokio::test]
async fn the_page_renews_itself_until_it_is_halted() {
    let world = two_people().await;
    let mut browser = world.browser();
    let page = browser.get(world.provider.public_url()).await.unwrap();
    assert!(page.body.contains("http-equiv=\"refresh\""));
    let halted = browser.press("halt").await.unwrap();
    assert!(!halted.body.contains("http-equiv=\"refresh\""));
    assert!(browser.press("go-on").await.unwrap().body.contains("http-equiv=\"refresh\""));
}

#[tokio::test]
async fn the_page_speaks_both_languages() {
    let world = World::new().await;
    assert_eq!(world.open("/").await.text("messages-none").as_deref(), Some("还没有消息。"));
    let mut browser = world.browser().with_header(ACCEPT_LANGUAGE, HeaderValue::from_static("en"));
    let page = browser.get(world.provider.public_url()).await.unwrap();
    assert_eq!(page.text("messages-none").as_deref(), Some("No messages yet."));
}

#[tokio::test]
async fn refused_calls_are_shown_with_their_rule() {
    let world = World::new().await;
    world.send("rubbish").await;
    let page = world.open("/").await;
    assert_eq!(page.attribute("refused-call", "data-rule").as_deref(), Some("malformed"));
    assert!(!page.has("message"));
}

#[tokio::test]
async fn programs_read_the_messages_as_json() {
    let world = two_people().await;
    let all: Value = world.open("/messages.json").await.json().unwrap();
    assert_eq!(all["messages"].as_array().unwrap().len(), 2);
    // A plus sign in a query is a space unless it is written as %2B: both find the phone.
    for to in ["%2B8613800138000", "+8613800138000", "13800138000"] {
        let page = world.open(&format!("/messages.json?to={to}")).await;
        assert_eq!(page.header("cache-control"), Some("no-store"));
        let found: Value = page.json().unwrap();
        assert_eq!(found["messages"].as_array().unwrap().len(), 1, "{to}");
        let message = &found["messages"][0];
        assert_eq!((&message["to"], &message["code"]), (&json!(PHONE), &json!("042917")));
        assert_eq!(message["received_at"], "2027-01-15T08:00:00Z");
        assert_eq!(message["expires_at"], "2027-01-15T08:05:00Z");
    }
}

#[tokio::test]
async fn pages_carry_headers_that_keep_them_in() {
    let page = World::new().await.open("/").await;
    assert!(page.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
}

#[tokio::test]
async fn a_parameter_given_twice_is_refused() {
    assert_eq!(World::new().await.open("/?to=a&to=b").await.status, 400);
}

#[tokio::test]
async fn the_stylesheet_and_the_icon_are_there() {
    let world = World::new().await;
    let sheet = world.open("/assets/style.css").await;
    assert!(sheet.body.contains("--band") && sheet.body.contains(".bubble"));
    assert_eq!(world.open("/assets/icon.svg").await.header("content-type"), Some("image/svg+xml"));
}
