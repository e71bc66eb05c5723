//! When a second step is asked for.

use serde_json::json;
use testkit::{World, on_each_database};

use super::acts::{
    SECURITY, at_home, log_of, logged, open, post, reached, sign_in, sign_in_by, told, with_messages,
    without_password,
};

on_each_database! {
    whoever_has_an_app_can_always_want_two_steps,
    whoever_has_a_passkey_can_always_want_two_steps,
    whoever_is_reached_by_mail_can_always_want_two_steps,
    the_question_is_not_asked_where_nothing_is_set_up,
    refused_where_nothing_is_set_up,
    refused_where_everything_set_up_is_of_one_kind,
    setting_what_is_set_tells_nobody,
    another_word_changes_nothing,
}

const PATH: &str = "/home/second-step";

async fn whoever_has_an_app_can_always_want_two_steps(world: World) {
    let world = with_messages(world).await;
    let lin = reached(&world, "lin").await;
    let app = world.give_app(&lin).await;
    let mut browser = at_home(&world, &lin).await;
    open(&world, &mut browser, SECURITY).await;
    let page = browser.submit("second-step-form", &[("value", "always")]).await.unwrap();
    assert!(page.has("notice"));
    assert_eq!(told(&world).await, ["second_step_changed"]);
    let (_, detail) =
        log_of(&world, &lin).await.into_iter().find(|(k, _)| k == "second_step.changed").unwrap();
    assert_eq!(detail, json!({ "value": "always" }));
    let mut other = world.browser();
    let page = open(&world, &mut other, "/sign-in").await;
    let page = lin.sign_in_on(&mut other, &page).await;
    assert!(page.has("second-page"));
    let code = app.code(world.now());
    assert!(other.submit_on(&page, "second-form", &[("code", &code)]).await.unwrap().has("home-page"));
    // And back, with two steps proved.
    open(&world, &mut other, SECURITY).await;
    other.submit("second-step-form", &[("value", "when_asked")]).await.unwrap();
    sign_in(&world, &mut world.browser(), &lin).await;
}

async fn whoever_has_a_passkey_can_always_want_two_steps(world: World) {
    let lin = world.person("lin").await;
    let mut key = world.security_key();
    world.give_passkey(&lin, &mut key).await;
    without_password(&world, &lin).await;
    let mut browser = sign_in_by(&world, &mut key).await;
    assert!(post(&world, &mut browser, PATH, &[("value", "always")]).await.has("notice"));
}

async fn whoever_is_reached_by_mail_can_always_want_two_steps(world: World) {
    let world = with_messages(world).await;
    let lin = reached(&world, "lin").await;
    let mut browser = at_home(&world, &lin).await;
    assert!(post(&world, &mut browser, PATH, &[("value", "always")]).await.has("notice"));
}

async fn the_question_is_not_asked_where_nothing_is_set_up(world: World) {
    let lin = world.person("lin").await;
    world.give_recovery_codes(&lin).await;
    let mut browser = at_home(&world, &lin).await;
    assert!(!open(&world, &mut browser, SECURITY).await.has("second-step-form"));
}

async fn refused_where_nothing_is_set_up(world: World) {
    let lin = world.person("lin").await;
    world.give_recovery_codes(&lin).await;
    let mut browser = at_home(&world, &lin).await;
    let page = post(&world, &mut browser, PATH, &[("value", "always")]).await;
    assert!(page.has("security-page") && !page.has("notice"));
    assert_eq!(logged(&world, &lin, "second_step.changed").await, 0);
    sign_in(&world, &mut world.browser(), &lin).await;
}

async fn refused_where_everything_set_up_is_of_one_kind(world: World) {
    let world = with_messages(world).await;
    let lin = reached(&world, "lin").await;
    world.give_app(&lin).await;
    let mut browser = at_home(&world, &lin).await;
    // A code by mail and an app are both something one has.
    without_password(&world, &lin).await;
    let page = post(&world, &mut browser, PATH, &[("value", "always")]).await;
    assert!(!page.has("notice") && !page.has("second-step-form"));
    assert_eq!(logged(&world, &lin, "second_step.changed").await, 0);
}

async fn setting_what_is_set_tells_nobody(world: World) {
    let world = with_messages(world).await;
    let lin = reached(&world, "lin").await;
    let mut browser = at_home(&world, &lin).await;
    post(&world, &mut browser, PATH, &[("value", "when_asked")]).await;
    assert_eq!(told(&world).await, Vec::<String>::new());
    assert_eq!(logged(&world, &lin, "second_step.changed").await, 0);
}

async fn another_word_changes_nothing(world: World) {
    let lin = world.person("lin").await;
    world.give_app(&lin).await;
    let mut browser = at_home(&world, &lin).await;
    for value in ["", "never", "ALWAYS"] {
        assert!(!post(&world, &mut browser, PATH, &[("value", value)]).await.has("notice"), "{value}");
    }
    assert_eq!(logged(&world, &lin, "second_step.changed").await, 0);
}
