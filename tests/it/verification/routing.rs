//! Which provider is asked: one that is on and answers; and what happens to the others' work.

use std::time::Duration;

use sandbox::providers::{Behaviour, Verdict};
use serde_json::json;
use store::provider::ProviderStatus;
use store::verification::VerificationState;
use testkit::{World, declared, on_each_database};
use yimen::verification::{Begun, Concluded, DeclaredProvider, StartRefusal};

use super::acts::{BANK, Case, FACE, REGISTER, levels, media_type};

on_each_database! {
    one_that_does_not_answer_ends_its_row_and_another_takes_its_place,
    one_that_fails_too_often_is_left_alone_for_a_while,
    where_nobody_answers_it_is_not_possible_now,
    a_provider_without_questions_does_not_look_well_by_not_being_asked,
    one_that_is_off_begins_nothing,
    one_that_is_off_is_not_heard,
    what_it_said_before_it_was_off_waits_until_it_is_on,
    what_it_proved_for_one_session_counts_no_longer_at_any_node,
    a_refresh_tells_no_level_of_a_provider_that_is_off,
    refused_without_a_document,
    refused_where_proofing_is_closed,
    refused_beyond_the_budget,
}

/// A register that answers with an error of its own, before the one that works.
async fn beside_a_broken_register(world: World) -> Case {
    let case = Case::of(world, &["population"]).await;
    case.world.outside().answer("/broken", 503, &json!({}));
    let mut broken = declared(&case.city.registration("population").unwrap());
    broken.settings["url"] = json!(case.world.outside().east("/broken"));
    // So much heavier that it is always tried first.
    let broken = DeclaredProvider { id: "broken".to_owned(), weight: 1_000_000_000, ..broken };
    case.world.register(&broken).await;
    let (kid, key) = case.city.registration("population").unwrap().their_keys.remove(0);
    case.world.add_key("broken", (&kid, key)).await.unwrap();
    case.world.switch("broken", ProviderStatus::Enabled).await;
    case
}

async fn rows_at(case: &Case, provider: &str) -> Vec<VerificationState> {
    let mut conn = case.world.app.ground.db.reader().await.unwrap();
    let all = store::verification::of_account(&mut conn, case.lin.account, 100).await.unwrap();
    all.into_iter().filter(|row| row.provider_id == provider).map(|row| row.state).collect()
}

async fn one_that_does_not_answer_ends_its_row_and_another_takes_its_place(world: World) {
    let case = beside_a_broken_register(world).await;
    // Whichever of the two was chosen.
    let begun = case.world.start_verification(&case.lin, ("broken", REGISTER.1)).await.unwrap();
    let Begun::Concluded(id) = begun else { panic!("{begun:?}") };
    assert_eq!(case.world.verification(id).await.provider_id, "population");
    assert_eq!(rows_at(&case, "broken").await, [VerificationState::Error]);
    assert_eq!(rows_at(&case, "population").await, [VerificationState::Passed]);
    assert_eq!(case.levels().await, (3, 3));
    let told = super::acts::events(&case.world, "verification.concluded").await;
    let told: Vec<_> = told.iter().map(|event| super::acts::detail(event)["reason"].clone()).collect();
    assert!(told.contains(&json!("out_of_order")), "{told:?}");
}

async fn one_that_fails_too_often_is_left_alone_for_a_while(world: World) {
    let case = beside_a_broken_register(world).await;
    for _ in 0..5 {
        case.begun(REGISTER).await;
    }
    assert_eq!(rows_at(&case, "broken").await.len(), 3);
    assert_eq!(rows_at(&case, "population").await.len(), 5);
    case.world.advance(Duration::from_secs(31));
    for _ in 0..2 {
        case.begun(REGISTER).await;
    }
    // One try was let through, and it failed.
    assert_eq!(rows_at(&case, "broken").await.len(), 4);
}

async fn where_nobody_answers_it_is_not_possible_now(world: World) {
    let case = Case::of(world, &["population"]).await;
    for behaviour in [Behaviour::Down, Behaviour::Breaks] {
        case.city.set("population", behaviour).unwrap();
        let refused = case.world.start_verification(&case.lin, REGISTER).await;
        assert!(matches!(refused, Err(StartRefusal::NotNow)), "{refused:?}");
    }
    assert_eq!(rows_at(&case, "population").await, [VerificationState::Error; 2]);
    assert_eq!(case.levels().await, (2, 2));
}

async fn a_provider_without_questions_does_not_look_well_by_not_being_asked(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    let mut silent = declared(&case.city.registration("open-set").unwrap());
    silent.settings.as_object_mut().unwrap().remove("query_url");
    case.world.register(&silent).await;
    let open = case.begun(FACE).await;
    case.city.set("open-set", Behaviour::Down).unwrap();
    for _ in 0..4 {
        let refused = case.world.start_verification(&case.lin, FACE).await;
        assert!(matches!(refused, Err(StartRefusal::NotNow)), "{refused:?}");
        case.world.app.verifications.returned(open, &[], "").await.unwrap();
    }
    // The fourth was not even tried.
    assert_eq!(rows_at(&case, "open-set").await.len(), 4);
}

async fn one_that_is_off_begins_nothing(world: World) {
    let case = Case::of(world, &["population"]).await;
    case.world.switch("population", ProviderStatus::Disabled).await;
    let refused = case.world.start_verification(&case.lin, REGISTER).await;
    assert!(matches!(refused, Err(StartRefusal::UnknownWay)), "{refused:?}");
    assert_eq!(case.world.database().rows().await["verification"], 0);
    assert_eq!(case.city.calls("population").unwrap(), 0);
}

async fn one_that_is_off_is_not_heard(world: World) {
    let case = Case::of(world, &["open-set", "bank"]).await;
    for way in [FACE, BANK] {
        let id = case.begun(way).await;
        let letter = case.letter(way.0, id, Verdict::Pass).await;
        case.world.switch(way.0, ProviderStatus::Disabled).await;
        let calls = case.city.calls(way.0).unwrap();
        assert_eq!(case.world.call_back(way.0, media_type(way.0), &letter).await.status, 503);
        case.world.advance(Duration::from_secs(2));
        case.world.conclude_due().await;
        let returned = case.world.app.verifications.returned(id, &[], "").await.unwrap();
        assert_eq!(returned, Concluded::Open);
        assert_eq!(case.city.calls(way.0).unwrap(), calls);
        assert_eq!(case.ended(id).await.0, VerificationState::Started);
    }
    assert_eq!(case.world.database().rows().await["callback_inbox"], 0);
}

async fn what_it_said_before_it_was_off_waits_until_it_is_on(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    let id = case.begun(FACE).await;
    case.decide("open-set", id, Verdict::Pass).await;
    case.world.switch("open-set", ProviderStatus::Disabled).await;
    case.world.app.verifications.process_inbox().await.unwrap();
    assert_eq!(case.ended(id).await.0, VerificationState::Started);
    assert_eq!(case.levels().await, (2, 2));
    case.world.switch("open-set", ProviderStatus::Enabled).await;
    case.world.advance(Duration::from_secs(60));
    case.world.app.verifications.process_inbox().await.unwrap();
    assert_eq!(case.ended(id).await.0, VerificationState::Passed);
}

async fn what_it_proved_for_one_session_counts_no_longer_at_any_node(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    let other = case.world.second_node().await;
    case.proved(&case.lin, FACE).await;
    assert_eq!(levels(&other, &case.lin).await, (3, 4));
    case.world.switch("open-set", ProviderStatus::Disabled).await;
    assert_eq!(case.levels().await, (3, 3));
    other.catch_up().await;
    assert_eq!(levels(&other, &case.lin).await, (3, 3));
    case.world.switch("open-set", ProviderStatus::Enabled).await;
    other.catch_up().await;
    assert_eq!(levels(&other, &case.lin).await, (3, 4));
}

async fn a_refresh_tells_no_level_of_a_provider_that_is_off(world: World) {
    let mut case = Case::of(world, &["open-set"]).await;
    case.proved(&case.lin, FACE).await;
    let ask = case.platform.ask();
    let answer = ask.unasked(&mut case.lin.browser).await;
    let first = case.platform.tokens(&ask, answer.code()).await;
    let second = case.platform.refreshed(first.refresh_token()).await;
    assert_eq!(second.claims().acr.map(|acr| acr.identity()), Some(4));
    case.world.switch("open-set", ProviderStatus::Disabled).await;
    let third = case.platform.refreshed(second.refresh_token()).await;
    assert_eq!(third.claims().acr.map(|acr| acr.identity()), Some(3));
}

async fn refused_without_a_document(world: World) {
    let case = Case::of(world, &["population", "open-set"]).await;
    let stranger = case.world.signed_on(&case.platform, "mei", &sandbox::providers::people()[1]).await;
    let refused = case.world.start_verification(&stranger, REGISTER).await;
    assert!(matches!(refused, Err(StartRefusal::NoDocument)), "{refused:?}");
    let refused = case.world.start_verification(&case.lin, ("open-set", BANK.1)).await;
    assert!(matches!(refused, Err(StartRefusal::UnknownWay)), "{refused:?}");
}

async fn refused_where_proofing_is_closed(world: World) {
    let world = world.set(|config| config.verification.outage = config::Outage::NoNew).await;
    // Signing in stays open, and so does telling a document.
    let case = Case::of(world, &["population"]).await;
    assert_eq!(case.levels().await, (2, 2));
    let refused = case.world.start_verification(&case.lin, REGISTER).await;
    assert!(matches!(refused, Err(StartRefusal::NotNow)), "{refused:?}");
    assert_eq!(case.world.database().rows().await["verification"], 0);
}

async fn refused_beyond_the_budget(world: World) {
    let case = Case::of(world, &["population"]).await;
    for _ in 0..20 {
        case.begun(REGISTER).await;
    }
    let refused = case.world.start_verification(&case.lin, REGISTER).await;
    assert!(matches!(refused, Err(StartRefusal::TooMany)), "{refused:?}");
    // The number pays too: another account that asks about it is stopped as well.
    let mei = case.world.signed_on(&case.platform, "mei", case.lin.citizen).await;
    case.world.tell(&mei).await;
    let refused = case.world.start_verification(&mei, REGISTER).await;
    assert!(matches!(refused, Err(StartRefusal::TooMany)), "{refused:?}");
}
