//! What a receiver sees of each behaviour.

use std::time::{Duration, Instant};

use sandbox::providers::{Behaviour, Delivery, Verdict, people};
use serde_json::Value;

use crate::signatures::{field, parts, signed_fields, signed_token};
use crate::world::{NOW, World, seq};

const EVENT: &str = "urn:yimen:event:verification-concluded";

/// The first callback of each open language from a provider that behaves so, about a case that passed.
struct Both {
    world: World,
    form: Delivery,
    token: Delivery,
}

impl Both {
    async fn of(behaviour: Behaviour) -> Self {
        let world = World::new().await;
        world.begin_open_set(&seq(1)).await;
        world.begin("open-sorted", &seq(2)).await;
        for (provider, number) in [("open-set", 1), ("open-sorted", 2)] {
            world.city.set(provider, behaviour).unwrap();
            world.city.decide(provider, &seq(number), Verdict::Pass).unwrap();
        }
        world.city.settled().await;
        let form = world.deliveries("open-sorted").remove(0);
        let token = world.deliveries("open-set").remove(0);
        Self { world, form, token }
    }

    fn is_signed(&self) -> (bool, bool) {
        let (form, token) = (self.world.key("open-sorted"), self.world.key("open-set"));
        (signed_fields(&self.form.body, &form), signed_token(&self.token.body, &token))
    }

    fn claims(&self) -> Value {
        parts(&self.token.body).1
    }

    fn said(&self, name: &str) -> String {
        field(&self.form.body, name).unwrap()
    }
}

#[tokio::test]
async fn faithful_is_signed_and_fresh() {
    let both = Both::of(Behaviour::Faithful).await;
    assert_eq!(both.is_signed(), (true, true));
    assert_eq!((both.claims()["iat"].as_i64(), both.said("timestamp")), (Some(NOW), NOW.to_string()));
    assert_eq!(both.said("outcome"), "passed");
}

#[tokio::test]
async fn tampered_is_not_what_was_signed() {
    let both = Both::of(Behaviour::Tampered).await;
    assert_eq!(both.is_signed(), (false, false));
    assert_eq!(both.said("outcome"), "failed");
}

#[tokio::test]
async fn old_and_future_timestamps_are_signed() {
    for (behaviour, at) in [(Behaviour::OldTimestamp, NOW - 3600), (Behaviour::FutureTimestamp, NOW + 3600)] {
        let both = Both::of(behaviour).await;
        assert_eq!(both.is_signed(), (true, true));
        assert_eq!((both.claims()["iat"].as_i64(), both.said("timestamp")), (Some(at), at.to_string()));
    }
}

#[tokio::test]
async fn a_rotated_key_is_the_one_announced() {
    let both = Both::of(Behaviour::RotatedKey).await;
    assert_eq!(both.is_signed(), (false, false));
    let next = |provider| both.world.city.next_key(provider).unwrap();
    assert!(signed_fields(&both.form.body, &next("open-sorted").1));
    assert!(signed_token(&both.token.body, &next("open-set").1));
    assert_eq!(parts(&both.token.body).0["kid"], next("open-set").0);
}

#[tokio::test]
async fn an_unknown_key_is_nobodys() {
    let both = Both::of(Behaviour::UnknownKey).await;
    assert_eq!(both.is_signed(), (false, false));
    assert!(!signed_token(&both.token.body, &both.world.city.next_key("open-set").unwrap().1));
}

#[tokio::test]
async fn the_key_of_another_provider_is_a_real_one() {
    let both = Both::of(Behaviour::OtherProvidersKey).await;
    assert_eq!(both.is_signed(), (false, false));
    assert!(signed_fields(&both.form.body, &both.world.key("bank")));
    assert!(signed_token(&both.token.body, &both.world.key("population")));
}

#[tokio::test]
async fn without_a_signature_there_is_none() {
    let both = Both::of(Behaviour::NoSignature).await;
    assert_eq!(field(&both.form.body, "sign"), None);
    assert!(both.token.body.ends_with('.'));
    assert_eq!(parts(&both.token.body).0["alg"], "ES256");
}

#[tokio::test]
async fn none_is_named_as_the_algorithm() {
    let both = Both::of(Behaviour::AlgNone).await;
    assert_eq!((both.said("sign"), both.said("sign_type")), (String::new(), "NONE".to_owned()));
    assert_eq!(parts(&both.token.body).0["alg"], "none");
    assert!(both.token.body.ends_with('.'));
}

#[tokio::test]
async fn another_subject_passes() {
    let (right, wrong) = (Both::of(Behaviour::Faithful).await, Both::of(Behaviour::WrongSubject).await);
    assert_eq!(wrong.is_signed(), (true, true));
    assert_ne!(right.said("subject_digest"), wrong.said("subject_digest"));
    let digest = |both: &Both| both.claims()["events"][EVENT]["subject_digest"].clone();
    assert_ne!(digest(&right), digest(&wrong));
    assert_eq!(wrong.said("outcome"), "passed");
}

#[tokio::test]
async fn expired_is_said_of_what_passed() {
    let both = Both::of(Behaviour::Expired).await;
    assert_eq!(both.is_signed(), (true, true));
    assert_eq!(both.said("outcome"), "expired");
    assert_eq!(both.claims()["events"][EVENT]["outcome"], "expired");
}

#[tokio::test]
async fn oversized_is_signed_and_too_long() {
    let both = Both::of(Behaviour::Oversized).await;
    assert!(both.form.body.len() > 64 * 1024 && both.token.body.len() > 64 * 1024);
    assert_eq!(both.is_signed(), (true, true));
}

#[tokio::test]
async fn another_audience_is_named() {
    let both = Both::of(Behaviour::OtherAudience).await;
    assert_eq!(both.is_signed(), (true, true));
    assert_ne!(both.claims()["aud"], both.world.issuer.url.as_str());
    assert_ne!(both.said("out_seq_no"), seq(2));
}

#[tokio::test]
async fn a_get_carries_nothing() {
    let both = Both::of(Behaviour::GetInstead).await;
    for delivery in [&both.form, &both.token] {
        assert_eq!((delivery.method, delivery.body.as_str()), ("GET", ""));
    }
    assert_eq!(both.world.issuer.heard()[0].method, "GET");
}

#[tokio::test]
async fn repeated_three_times_though_heard() {
    let world = World::new().await;
    world.city.set("bank", Behaviour::Repeat(3)).unwrap();
    world.begin("bank", &seq(1)).await;
    world.city.decide("bank", &seq(1), Verdict::Pass).unwrap();
    world.city.settled().await;
    let deliveries = world.deliveries("bank");
    assert_eq!(deliveries.len(), 3);
    assert!(deliveries.iter().all(|one| one.body == deliveries[0].body));
}

#[tokio::test]
async fn the_same_id_says_the_opposite() {
    let world = World::new().await;
    world.city.set("bank", Behaviour::SameIdOtherBody).unwrap();
    world.begin("bank", &seq(1)).await;
    world.city.decide("bank", &seq(1), Verdict::Pass).unwrap();
    world.city.settled().await;
    let deliveries = world.deliveries("bank");
    let said = |at: usize, name| field(&deliveries[at].body, name).unwrap();
    assert_eq!(said(0, "notify_id"), said(1, "notify_id"));
    assert_eq!((said(0, "status"), said(1, "status")), ("matched".into(), "not_matched".into()));
    assert!(deliveries.iter().all(|one| signed_fields(&one.body, &world.key("bank"))));
}

#[tokio::test]
async fn the_second_overtakes_the_first() {
    let world = World::new().await;
    world.city.set("bank", Behaviour::Reorder).unwrap();
    for number in [1, 2] {
        world.begin("bank", &seq(number)).await;
        world.city.decide("bank", &seq(number), Verdict::Pass).unwrap();
        world.city.settled().await;
    }
    let order: Vec<String> = world.deliveries("bank").into_iter().map(|one| one.seq).collect();
    assert_eq!(order, [seq(2), seq(1)]);
}

#[tokio::test]
async fn what_is_held_back_goes_when_the_provider_behaves_again() {
    let world = World::new().await;
    world.city.set("bank", Behaviour::Reorder).unwrap();
    world.begin("bank", &seq(1)).await;
    world.city.decide("bank", &seq(1), Verdict::Pass).unwrap();
    world.city.settled().await;
    assert!(world.deliveries("bank").is_empty());
    world.city.set("bank", Behaviour::Faithful).unwrap();
    world.city.settled().await;
    assert_eq!(world.deliveries("bank").len(), 1);
}

#[tokio::test]
async fn never_calls_back_but_can_be_asked() {
    let world = World::new().await;
    world.city.set("bank", Behaviour::Never).unwrap();
    world.begin("bank", &seq(1)).await;
    world.city.decide("bank", &seq(1), Verdict::Pass).unwrap();
    world.city.settled().await;
    assert!(world.deliveries("bank").is_empty());
    assert_eq!(world.city.cases("bank").unwrap()[0].verdict, Some(Verdict::Pass));
}

#[tokio::test]
async fn down_gives_no_answer_at_all() {
    let world = World::new().await;
    world.city.set("bank", Behaviour::Down).unwrap();
    let form = world.issuer.form(&world.form(&seq(1), &people()[0]));
    let url = world.setting("bank", "url");
    assert!(world.try_post(&url, "application/x-www-form-urlencoded", &form).await.is_err());
    world.city.set("bank", Behaviour::Faithful).unwrap();
    assert_eq!(world.post(&url, "application/x-www-form-urlencoded", &form).await.status, 200);
}

#[tokio::test]
async fn out_of_order_answers_500_and_others_do_not_mind() {
    let world = World::new().await;
    world.city.set("bank", Behaviour::Breaks).unwrap();
    let form = world.form(&seq(1), &people()[0]);
    assert_eq!(world.post_form(&world.setting("bank", "url"), &form).await.status, 500);
    assert_eq!(world.post_form(&world.setting("telecom", "url"), &form).await.status, 200);
}

#[tokio::test]
async fn slow_takes_its_time() {
    let world = World::new().await;
    let span = Duration::from_millis(40);
    world.city.set("telecom", Behaviour::Slow(span)).unwrap();
    let began = Instant::now();
    let form = world.form(&seq(1), &people()[0]);
    assert_eq!(world.post_form(&world.setting("telecom", "url"), &form).await.status, 200);
    assert!(began.elapsed() >= span);
}
