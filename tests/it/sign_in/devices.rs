//! Browsers an account knows: by a cookie that opens nothing, told of when they are new, strangers when forgotten.

use std::time::Duration;

use store::device::Device;
use testkit::{Browser, HttpOnly, Person, SameSite, World, on_each_database};

use super::acts::{halfway, reached, session, told, with_mail};

on_each_database! {
    a_browser_is_known_again,
    the_cookie_lasts_a_year_out_of_reach_of_scripts,
    the_cookie_alone_opens_nothing,
    a_cookie_of_another_shape_is_replaced,
    each_account_knows_the_browser_for_itself,
    the_first_device_is_not_told_of_and_the_second_is,
    a_forgotten_device_is_a_stranger,
}

const COOKIE: &str = "yimen_device";

fn cookie(browser: &Browser) -> String {
    browser.cookie(COOKIE).unwrap().value.clone()
}

async fn known(world: &World, person: &Person) -> Vec<Device> {
    let account = world.account(person).await;
    let mut conn = world.app.ground.db.reader().await.unwrap();
    store::device::of_account(&mut conn, account.id).await.unwrap()
}

/// Signs out and in again.
async fn again(world: &World, browser: &mut Browser, person: &Person) {
    browser.jar_mut().forget("yimen_session");
    assert!(halfway(world, browser, person).await.has("home-page"));
}

async fn a_browser_is_known_again(world: World) {
    let lin = world.person("lin").await;
    let mut browser = world.browser();
    again(&world, &mut browser, &lin).await;
    let (first, value) = (known(&world, &lin).await, cookie(&browser));
    world.advance(Duration::from_secs(3600));
    again(&world, &mut browser, &lin).await;
    let later = known(&world, &lin).await;
    assert_eq!((later.len(), later[0].id, cookie(&browser)), (1, first[0].id, value));
    assert_eq!((later[0].first_seen_at, later[0].last_seen_at), (first[0].first_seen_at, world.now()));
    again(&world, &mut world.browser(), &lin).await;
    assert_eq!(known(&world, &lin).await.len(), 2);
}

async fn the_cookie_lasts_a_year_out_of_reach_of_scripts(world: World) {
    let lin = world.person("lin").await;
    let mut browser = world.browser();
    again(&world, &mut browser, &lin).await;
    let cookie = browser.cookie(COOKIE).unwrap();
    assert_eq!(cookie.value.len(), 43);
    assert_eq!((cookie.http_only, cookie.same_site), (HttpOnly::Yes, SameSite::Lax));
    assert_eq!(cookie.expires, Some(world.now().plus(Duration::from_secs(365 * 24 * 3600))));
}

async fn the_cookie_alone_opens_nothing(world: World) {
    let lin = world.person("lin").await;
    let mut browser = world.browser();
    again(&world, &mut browser, &lin).await;
    let mut thief = world.browser();
    assert_eq!(thief.carry_over(&browser, COOKIE), 1);
    assert!(thief.get(&world.url("/home")).await.unwrap().has("sign-in-form"));
    assert_eq!(session(&thief), None);
}

async fn a_cookie_of_another_shape_is_replaced(world: World) {
    let lin = world.person("lin").await;
    let mut browser = world.browser();
    again(&world, &mut browser, &lin).await;
    for value in ["x".to_owned(), "A".repeat(44), "A".repeat(3000)] {
        let mut planted = browser.cookie(COOKIE).unwrap().clone();
        planted.value.clone_from(&value);
        browser.jar_mut().put(planted);
        again(&world, &mut browser, &lin).await;
        assert_ne!(cookie(&browser), value);
        assert_eq!(cookie(&browser).len(), 43);
    }
}

async fn each_account_knows_the_browser_for_itself(world: World) {
    let (lin, chen) = (world.person("lin").await, world.person("chen").await);
    let mut browser = world.browser();
    again(&world, &mut browser, &lin).await;
    assert!(known(&world, &chen).await.is_empty());
    again(&world, &mut browser, &chen).await;
    let (first, second) = (known(&world, &lin).await, known(&world, &chen).await);
    assert_eq!((first.len(), second.len()), (1, 1));
    assert_ne!(first[0].id, second[0].id);
}

async fn the_first_device_is_not_told_of_and_the_second_is(world: World) {
    let world = with_mail(world).await;
    let lin = reached(&world, "lin").await;
    let (mut browser, mut other) = (world.browser(), world.browser());
    again(&world, &mut browser, &lin).await;
    again(&world, &mut browser, &lin).await;
    assert_eq!(told(&world).await, Vec::<String>::new());
    again(&world, &mut other, &lin).await;
    assert_eq!(told(&world).await, ["new_device"]);
    again(&world, &mut other, &lin).await;
    again(&world, &mut browser, &lin).await;
    assert_eq!(told(&world).await, ["new_device"]);
}

async fn a_forgotten_device_is_a_stranger(world: World) {
    let world = with_mail(world).await;
    let lin = reached(&world, "lin").await;
    let (mut browser, mut forgotten) = (world.browser(), world.browser());
    again(&world, &mut browser, &lin).await;
    let kept = known(&world, &lin).await.remove(0);
    again(&world, &mut forgotten, &lin).await;
    let devices = known(&world, &lin).await;
    let (id, account) =
        devices.iter().find(|device| device.id != kept.id).map(|d| (d.id, d.account_id)).unwrap();
    let forget = world
        .app
        .ground
        .db
        .write(move |tx| Box::pin(async move { store::device::forget(tx, id, account).await }));
    assert!(forget.await.unwrap());
    // Guesses of strangers leave nothing for strangers; they do not touch the person's own browsers.
    let wrong = Person { password: "not the password".to_owned(), ..lin.clone() };
    for _ in 0..12 {
        halfway(&world, &mut world.browser(), &wrong).await;
    }
    forgotten.jar_mut().forget("yimen_session");
    assert_eq!(halfway(&world, &mut forgotten, &lin).await.status, 422);
    assert_eq!(session(&forgotten), None);
    again(&world, &mut browser, &lin).await;
    // Once strangers may try again it is new, and told of as such.
    world.advance(Duration::from_secs(3600));
    again(&world, &mut forgotten, &lin).await;
    assert_eq!(told(&world).await, ["new_device", "new_device"]);
}
