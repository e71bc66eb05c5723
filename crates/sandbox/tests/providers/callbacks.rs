//! When a provider calls back, how often, and when it stops.

use std::time::Duration;

use sandbox::providers::{Behaviour, Verdict};

use crate::signatures::{field, parts};
use crate::world::{World, seq};

async fn decided(world: &World, number: u8) {
    world.begin("bank", &seq(number)).await;
    world.city.decide("bank", &seq(number), Verdict::Pass).unwrap();
    world.city.settled().await;
}

#[tokio::test]
async fn a_callback_that_is_heard_comes_once() {
    let world = World::new().await;
    decided(&world, 1).await;
    let [delivery] = <[_; 1]>::try_from(world.deliveries("bank")).unwrap();
    assert_eq!((delivery.attempt, delivery.method, delivery.seq), (1, "POST", seq(1)));
    let answer = delivery.answer.unwrap();
    assert_eq!((answer.status, answer.body.as_str()), (200, "success"));
    assert_eq!(field(&delivery.body, "notify_id"), Some(delivery.notify_id));
}

#[tokio::test]
async fn only_the_exact_word_is_success() {
    let world = World::new().await;
    world.issuer.will_answer(&[
        (200, "success\n"),
        (200, "SUCCESS"),
        (202, "success"),
        (302, "success"),
        (500, ""),
        (400, "failure"),
    ]);
    decided(&world, 1).await;
    let deliveries = world.deliveries("bank");
    assert_eq!(deliveries.len(), 7);
    assert!(deliveries.iter().all(|one| one.notify_id == deliveries[0].notify_id));
    assert_eq!(deliveries.iter().map(|one| one.attempt).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
}

#[tokio::test]
async fn a_provider_gives_up_after_eight_attempts() {
    let world = World::new().await;
    world.issuer.answers_always(503, "");
    decided(&world, 1).await;
    assert_eq!(world.deliveries("bank").len(), 8);
}

#[tokio::test]
async fn a_letter_is_repeated_as_it_is_while_it_is_fresh() {
    let world = World::new().await;
    world.issuer.will_answer(&[(500, "")]);
    decided(&world, 1).await;
    let deliveries = world.deliveries("bank");
    assert_eq!(deliveries[0].body, deliveries[1].body);
}

#[tokio::test]
async fn a_letter_that_is_too_old_is_signed_anew_under_the_same_id() {
    let world = World::new().await;
    world.issuer.answers_always(500, "");
    world.begin("bank", &seq(1)).await;
    world.city.decide("bank", &seq(1), Verdict::Pass).unwrap();
    while world.deliveries("bank").is_empty() {
        tokio::task::yield_now().await;
    }
    world.clock.advance(Duration::from_secs(240));
    world.city.settled().await;
    let deliveries = world.deliveries("bank");
    let (first, last) = (&deliveries[0], deliveries.last().unwrap());
    assert_eq!(first.notify_id, last.notify_id);
    assert_ne!(field(&first.body, "timestamp"), field(&last.body, "timestamp"));
}

#[tokio::test]
async fn a_token_comes_until_it_is_accepted() {
    let world = World::new().await;
    world.issuer.will_answer(&[(503, ""), (200, "success"), (409, "{}")]);
    world.begin_open_set(&seq(1)).await;
    world.city.decide("open-set", &seq(1), Verdict::Pass).unwrap();
    world.city.settled().await;
    let deliveries = world.deliveries("open-set");
    assert_eq!(deliveries.len(), 4);
    assert!(deliveries.iter().all(|one| parts(&one.body).1["jti"] == one.notify_id.as_str()));
}

#[tokio::test]
async fn a_token_that_is_called_wrong_comes_no_more() {
    let world = World::new().await;
    world.begin_open_set(&seq(1)).await;
    world.issuer.will_answer(&[(400, r#"{"err":"invalid_request"}"#)]);
    world.city.decide("open-set", &seq(1), Verdict::Pass).unwrap();
    world.city.settled().await;
    assert_eq!(world.deliveries("open-set").len(), 1);
}

#[tokio::test]
async fn a_provider_that_mends_its_ways_is_heard_in_the_end() {
    let world = World::new().await;
    world.city.set("bank", Behaviour::Tampered).unwrap();
    world.issuer.answers_always(400, "failure");
    world.begin("bank", &seq(1)).await;
    world.city.decide("bank", &seq(1), Verdict::Pass).unwrap();
    while world.deliveries("bank").is_empty() {
        tokio::task::yield_now().await;
    }
    world.issuer.answers_always(200, "success");
    world.city.set("bank", Behaviour::Faithful).unwrap();
    world.city.settled().await;
    let deliveries = world.deliveries("bank");
    assert_ne!(deliveries[0].body, deliveries.last().unwrap().body);
    assert_eq!(deliveries.last().unwrap().answer.as_ref().unwrap().body, "success");
}

#[tokio::test]
async fn a_city_that_stops_calls_nobody() {
    let world = World::new().await;
    world.city.set("bank", Behaviour::Slow(Duration::from_secs(60))).unwrap();
    world.city.set_answers("bank", Behaviour::Faithful).unwrap();
    world.begin("bank", &seq(1)).await;
    world.city.decide("bank", &seq(1), Verdict::Pass).unwrap();
    world.city.stop().await;
    assert!(world.issuer.heard().is_empty());
}
