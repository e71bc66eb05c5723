//! What the audit log tells of budgets that are used up.

use std::time::Duration;

use base::AccountId;
use store::audit::{AuditEvent, AuditFilter};
use testkit::{World, on_each_database};
use yimen::risk::{Act, Charge, FirstTime, Subject, Verdict};

use super::{empty, limits, peek, person, refused, sign_in, stranger, take};

on_each_database! {
    a_budget_used_up_is_told_once_on_all_nodes,
    it_is_told_again_after_it_was_full,
    refusals_after_the_first_write_nothing,
    an_entry_names_kinds_and_no_values,
    an_entry_names_the_account_that_is_tried,
}

async fn told(world: &World) -> Vec<AuditEvent> {
    let filter = AuditFilter::Kind("risk.limited".to_owned());
    let mut conn = world.app.ground.db.reader().await.unwrap();
    store::audit::page(&mut conn, &filter, None, 100).await.unwrap()
}

async fn a_budget_used_up_is_told_once_on_all_nodes(world: World) {
    let other = world.second_node().await;
    let (here, there) = (limits(&world), limits(&other));
    for _ in 0..10 {
        assert_eq!(take(&here, &person()).await, Verdict::Allowed);
    }
    assert_eq!(told(&world).await.len(), 0);
    assert_eq!(refused(peek(&there, &person()).await).1, FirstTime::Yes);
    for limits in [&here, &there] {
        assert_eq!(refused(take(limits, &person()).await).1, FirstTime::No);
        assert_eq!(refused(peek(limits, &person()).await).1, FirstTime::No);
    }
    assert_eq!(told(&world).await.len(), 1);
}

async fn it_is_told_again_after_it_was_full(world: World) {
    let limits = limits(&world);
    empty(&limits, &person()).await;
    // One comes back each minute, and is used at once: all that is one exhaustion.
    for _ in 0..9 {
        world.advance(Duration::from_secs(60));
        assert_eq!(empty(&limits, &person()).await, 1);
    }
    assert_eq!(told(&world).await.len(), 1);
    world.advance(Duration::from_secs(600));
    assert_eq!(empty(&limits, &person()).await, 10);
    assert_eq!(told(&world).await.len(), 2);
}

async fn refusals_after_the_first_write_nothing(world: World) {
    let limits = limits(&world);
    empty(&limits, &stranger("203.0.113.7", "lin")).await;
    let before = world.app.ground.db.counters();
    for _ in 0..20 {
        refused(peek(&limits, &stranger("203.0.113.7", "lin")).await);
    }
    let after = world.app.ground.db.counters();
    assert_eq!(after.write_units, before.write_units);
    assert_eq!(after.round_trips - before.round_trips, 40);
}

async fn an_entry_names_kinds_and_no_values(world: World) {
    let limits = limits(&world);
    empty(&limits, &[Charge::new(Act::SendCode, Subject::Phone(b"+8613800138000"))]).await;
    let told = told(&world).await;
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].actor.as_str(), told[0].account_id), ("anybody", None));
    let detail: serde_json::Value = serde_json::from_str(&told[0].detail).unwrap();
    assert_eq!(detail, serde_json::json!({ "act": "send_code", "subject": "phone" }));
}

async fn an_entry_names_the_account_that_is_tried(world: World) {
    let (limits, account) = (limits(&world), AccountId::from_bytes([5; 16]));
    empty(&limits, &[sign_in(Subject::Account(account))]).await;
    assert_eq!(told(&world).await[0].account_id, Some(account));
}
