//! A provider that behaves badly when told to, and well again afterwards.

use std::time::Duration;

use sandbox::messages::Behaviour;

use crate::world::{PHONE, World};

#[tokio::test]
async fn a_broken_provider_answers_500_and_takes_nothing() {
    let world = World::new().await;
    world.provider.behave(Behaviour::Breaks);
    assert_eq!(world.send(&world.call("m1", |_| {})).await.status, 500);
    assert_eq!((world.provider.messages().len(), world.provider.calls()), (0, 1));
    world.provider.behave(Behaviour::Takes);
    world.take("m1", |_| {}).await;
}

#[tokio::test]
async fn a_busy_provider_says_when_to_come_back() {
    let world = World::new().await;
    world.provider.behave(Behaviour::Busy { retry_after: Duration::from_secs(30) });
    let answer = world.send(&world.call("m1", |_| {})).await;
    assert_eq!((answer.status, answer.headers["retry-after"].to_str().unwrap()), (429, "30"));
    assert!(world.provider.messages().is_empty());
}

#[tokio::test]
async fn a_slow_provider_takes_at_once_and_answers_later() {
    let world = World::new().await;
    world.provider.behave(Behaviour::Slow(Duration::from_secs(3600)));
    let (url, call) = (world.provider.sms_url(), world.call("m1", |_| {}));
    let mut answer = std::pin::pin!(world.try_post(&url, &call));
    while world.provider.messages_to(PHONE).is_empty() {
        tokio::select! {
            answer = &mut answer => panic!("answered: {answer:?}"),
            () = tokio::task::yield_now() => {}
        }
    }
    assert_eq!(world.provider.messages_to(PHONE).len(), 1);
}

#[tokio::test]
async fn a_provider_that_is_down_cuts_old_and_new_connections() {
    let world = World::new().await;
    // Leaves a connection open behind it.
    world.take("m1", |_| {}).await;
    world.provider.behave(Behaviour::Down);
    let url = world.provider.sms_url();
    for _ in 0..2 {
        assert!(world.try_post(&url, &world.call("m2", |_| {})).await.is_err());
    }
    assert_eq!((world.provider.messages().len(), world.provider.calls()), (1, 1));
    world.provider.behave(Behaviour::Takes);
    world.take("m2", |_| {}).await;
}

#[tokio::test]
async fn nothing_is_taken_while_the_keys_cannot_be_read() {
    let mut world = World::new().await;
    let call = world.call("m1", |_| {});
    world.issuer = crate::issuer::Issuer::start().await;
    assert_eq!(world.send(&call).await.status, 503);
    assert!(world.provider.messages().is_empty());
}

#[tokio::test]
async fn the_last_two_hundred_are_kept() {
    let world = World::new().await;
    for number in 0..201 {
        world.take(&format!("m{number}"), |_| {}).await;
    }
    let messages = world.provider.messages();
    assert_eq!(messages.len(), 200);
    assert_eq!((messages[0].id.as_str(), messages[199].id.as_str()), ("m200", "m1"));
}

#[tokio::test]
async fn a_stopped_provider_listens_no_more() {
    let world = World::new().await;
    let (url, mut browser) = (world.provider.public_url().to_owned(), world.browser());
    let World { provider, .. } = world;
    provider.stop().await;
    assert!(browser.get(&url).await.is_err());
}
