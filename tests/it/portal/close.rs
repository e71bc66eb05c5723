//! Closing the account: for good, everywhere, and nothing of its person stays.

use serde_json::json;
use store::account::AccountStatus;
use testkit::{Person, World, on_each_database};

use super::acts::{at_home, is_refused, open, passkeys, post, reached, told, with_messages};

on_each_database! {
    the_account_is_closed_and_nobody_is_signed_in,
    platforms_are_told_and_their_tokens_die,
    its_person_is_told_a_last_time_and_the_log_knows,
    nothing_of_the_person_stays,
    its_name_is_free_for_somebody_else,
    refused_without_a_yes,
    platforms_it_was_used_with_are_named_before,
}

async fn close(world: &World, browser: &mut testkit::Browser) -> testkit::Page {
    open(world, browser, "/home/settings").await;
    browser.press("to-close").await.unwrap();
    browser.submit("close-form", &[("confirm", "yes")]).await.unwrap()
}

async fn the_account_is_closed_and_nobody_is_signed_in(world: World) {
    let lin = world.person("lin").await;
    let mut key = world.security_key();
    world.give_passkey(&lin, &mut key).await;
    let (mut browser, mut other) = (at_home(&world, &lin).await, at_home(&world, &lin).await);
    let mut copy = browser.clone();
    let page = close(&world, &mut browser).await;
    assert!(page.has("closed-page") && page.status == 200, "{}", page.body);
    assert_eq!(browser.cookie("yimen_session").map(|cookie| cookie.value.clone()), None);
    for gone in [&mut copy, &mut other] {
        assert!(!open(&world, gone, "/home").await.has("home-page"));
    }
    let mut anew = world.browser();
    let page = open(&world, &mut anew, "/sign-in").await;
    assert!(is_refused(&lin.sign_in_on(&mut anew, &page).await));
    let page = open(&world, &mut anew, "/sign-in").await;
    assert!(is_refused(&super::acts::touch(&mut anew, &page, &mut key).await));
}

async fn platforms_are_told_and_their_tokens_die(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let mut browser = at_home(&world, &lin).await;
    let tokens = lin.tokens(&mut browser, &city.ask()).await;
    close(&world, &mut browser).await;
    world.run_jobs_once().await;
    assert_eq!(world.outside().heard("/city/logout").len(), 1);
    assert_eq!(city.refresh(tokens.refresh_token()).await.status, 400);
    assert_eq!(city.userinfo(&tokens.access_token).await.status, 401);
}

async fn its_person_is_told_a_last_time_and_the_log_knows(world: World) {
    let world = with_messages(world).await;
    let lin = reached(&world, "lin").await;
    let account = world.account(&lin).await.id;
    let mut browser = at_home(&world, &lin).await;
    close(&world, &mut browser).await;
    assert_eq!(told(&world).await, ["account_closed"]);
    let mut conn = world.app.ground.db.reader().await.unwrap();
    let kinds = ["account.closed", "session.ended"];
    let events = store::audit::of_account(&mut conn, account, &kinds, None, 10).await.unwrap();
    let mut told: Vec<_> = events.iter().map(|event| (event.kind.as_str(), event.detail.as_str())).collect();
    told.sort_unstable();
    assert_eq!(told, [("account.closed", "{}"), ("session.ended", r#"{"cause":"closed"}"#)]);
}

async fn nothing_of_the_person_stays(world: World) {
    let world = with_messages(world).await;
    let lin = reached(&world, "lin").await;
    let city = world.party("city", json!({ "consent": "required" })).await;
    world.give_passkey(&lin, &mut world.security_key()).await;
    world.give_app(&lin).await;
    world.give_recovery_codes(&lin).await;
    world.always_two_steps(&lin).await;
    let (id, own) = (world.account(&lin).await.id, passkeys(&world, &lin).await);
    assert_eq!(own.len(), 1);
    let service = world.app.self_service.clone();
    let by = yimen::self_service::By { request_id: "", device: "" };
    world
        .app
        .consents
        .give(id, &world.app.clients.find("city").unwrap(), &yimen::consent::Items::default(), (None, ""))
        .await
        .unwrap();
    drop(city);
    service.close(id, by).await.unwrap();
    let account = world.app.accounts.by_id(id).await.unwrap().unwrap();
    assert_eq!((account.status, account.locale.clone()), (AccountStatus::Closed, None));
    assert_eq!(world.app.accounts.profile(&account).unwrap(), yimen::account::Profile::default());
    let standing = service.standing(&account).await.unwrap();
    assert_eq!((standing.means.ways_in(), standing.recovery_codes), (0, None));
    assert!(standing.passkeys.is_empty() && standing.totp.is_none() && standing.contacts.is_empty());
    assert!(service.devices(id).await.unwrap().is_empty());
    assert!(world.app.consents.of_account(id).await.unwrap().is_empty());
}

async fn its_name_is_free_for_somebody_else(world: World) {
    let lin = world.person("lin").await;
    let before = world.account(&lin).await.id;
    close(&world, &mut at_home(&world, &lin).await).await;
    let new = world.person("lin").await;
    assert_ne!(world.account(&new).await.id, before);
    let mut browser = at_home(&world, &new).await;
    let page = open(&world, &mut browser, "/home/history").await;
    assert_eq!(page.texts("event").len(), 2, "what happened before was somebody else's");
}

async fn refused_without_a_yes(world: World) {
    let lin: Person = world.person("lin").await;
    let mut browser = at_home(&world, &lin).await;
    for fields in [&[][..], &[("confirm", "")], &[("confirm", "no")]] {
        let page = post(&world, &mut browser, "/home/close", fields).await;
        assert!(is_refused(&page) && page.has("close-form"), "{fields:?}");
    }
    assert_eq!(world.account(&lin).await.status, AccountStatus::Active);
}

async fn platforms_it_was_used_with_are_named_before(world: World) {
    let (_, lin) = (world.party("other", json!({})).await, world.person("lin").await);
    let city = world.party("city", json!({})).await;
    let mut browser = at_home(&world, &lin).await;
    lin.tokens(&mut browser, &city.ask()).await;
    let page = open(&world, &mut browser, "/home/close").await;
    assert!(page.body.contains("Service city") && !page.body.contains("Service other"));
}
