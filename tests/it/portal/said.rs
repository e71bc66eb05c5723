//! What was just done is said once, by the service alone.

use testkit::{World, on_each_database};

use super::acts::{at_home, open, post};

on_each_database! {
    what_was_done_is_said_on_the_next_page,
    a_link_of_somebody_else_says_nothing,
    what_is_made_up_says_nothing,
}

async fn what_was_done_is_said_on_the_next_page(world: World) {
    let lin = world.person("lin").await;
    let mut browser = at_home(&world, &lin).await;
    let page = post(&world, &mut browser, "/home/settings", &[("language", "zh-Hans")]).await;
    assert!(page.has("notice"));
    assert!(!open(&world, &mut browser, "/home/settings").await.has("notice"));
}

async fn a_link_of_somebody_else_says_nothing(world: World) {
    let (lin, chen) = (world.person("lin").await, world.person("chen").await);
    let mut theirs = at_home(&world, &chen).await;
    let page = post(&world, &mut theirs, "/home/settings", &[("language", "zh-Hans")]).await;
    let mut browser = at_home(&world, &lin).await;
    let page = browser.get(page.url.as_str()).await.unwrap();
    assert!(page.has("settings-page") && !page.has("notice"));
}

async fn what_is_made_up_says_nothing(world: World) {
    let lin = world.person("lin").await;
    let mut browser = at_home(&world, &lin).await;
    for path in ["/home", "/home/security", "/home/devices", "/home/consents", "/home/settings"] {
        for done in ["", "settings_saved", "AAAA", "\"settings_saved\"", "a&done=b"] {
            let page = open(&world, &mut browser, &format!("{path}?done={done}")).await;
            assert!(page.status == 200 && !page.has("notice"), "{path} {done}");
        }
    }
}
