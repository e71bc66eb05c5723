//! What is taken, by whom, and that all nodes count as one.

use std::time::Duration;

use futures_util::future::join_all;
use testkit::{World, on_each_database};
use yimen::risk::{Subject, Verdict};

use super::{empty, limits, peek, person, refused, sign_in, stranger, take};

on_each_database! {
    a_name_has_its_burst_and_then_one_at_a_time,
    looking_takes_nothing,
    refused_by_one_budget_nothing_is_taken_from_another,
    refused_by_several_the_longest_wait_is_told,
    strangers_do_not_hold_up_the_person,
    a_unit_of_work_that_fails_takes_nothing,
    two_nodes_count_as_one,
    of_many_at_once_at_two_nodes_the_burst_passes,
    one_site_is_not_as_many_sources_as_it_has_networks,
    no_row_tells_who_tried_and_none_stays,
}

const INTERVAL: Duration = Duration::from_secs(120);

async fn a_name_has_its_burst_and_then_one_at_a_time(world: World) {
    let (limits, name) = (limits(&world), [sign_in(Subject::Name(b"lin"))]);
    assert_eq!(empty(&limits, &name).await, 10);
    assert_eq!(refused(peek(&limits, &name).await).0, 120);
    world.advance(INTERVAL - Duration::from_secs(1));
    assert_eq!(refused(take(&limits, &name).await).0, 1);
    world.advance(Duration::from_secs(1));
    assert_eq!(empty(&limits, &name).await, 1);
    world.advance(10 * INTERVAL);
    assert_eq!(empty(&limits, &name).await, 10);
}

async fn looking_takes_nothing(world: World) {
    let limits = limits(&world);
    for _ in 0..20 {
        assert_eq!(peek(&limits, &stranger("203.0.113.7", "lin")).await, Verdict::Allowed);
    }
    assert_eq!(empty(&limits, &stranger("203.0.113.7", "lin")).await, 10);
}

async fn refused_by_one_budget_nothing_is_taken_from_another(world: World) {
    let limits = limits(&world);
    empty(&limits, &[sign_in(Subject::Name(b"lin"))]).await;
    for _ in 0..100 {
        refused(take(&limits, &stranger("203.0.113.7", "lin")).await);
    }
    let [source, _] = stranger("203.0.113.7", "lin");
    assert_eq!(empty(&limits, &[source]).await, 60);
}

async fn refused_by_several_the_longest_wait_is_told(world: World) {
    let limits = limits(&world);
    let both = stranger("203.0.113.7", "lin");
    for one in &both {
        empty(&limits, std::slice::from_ref(one)).await;
    }
    assert_eq!(refused(peek(&limits, &both[..1]).await).0, 30);
    assert_eq!(refused(peek(&limits, &both).await).0, 120);
    assert_eq!(refused(take(&limits, &both).await).0, 120);
}

async fn strangers_do_not_hold_up_the_person(world: World) {
    let limits = limits(&world);
    for last in 0..8 {
        empty(&limits, &stranger(&format!("203.0.113.{last}"), "lin")).await;
    }
    refused(peek(&limits, &stranger("198.51.100.1", "lin")).await);
    assert_eq!(empty(&limits, &person()).await, 10);
    assert_eq!(refused(peek(&limits, &person()).await).0, 60);
}

async fn a_unit_of_work_that_fails_takes_nothing(world: World) {
    let limits = limits(&world);
    for _ in 0..12 {
        let own = limits.clone();
        let failed: Result<Verdict, base::Fault> = world
            .app
            .ground
            .db
            .write(move |tx| {
                let own = own.clone();
                Box::pin(async move {
                    assert_eq!(own.take(tx, &person()).await?, Verdict::Allowed);
                    Err(base::Fault::new("the rest failed"))
                })
            })
            .await;
        assert!(failed.is_err());
    }
    assert_eq!(empty(&limits, &person()).await, 10);
}

async fn two_nodes_count_as_one(world: World) {
    let other = world.second_node().await;
    let (here, there) = (limits(&world), limits(&other));
    for _ in 0..5 {
        assert_eq!(take(&here, &person()).await, Verdict::Allowed);
        assert_eq!(take(&there, &person()).await, Verdict::Allowed);
    }
    assert_eq!(refused(peek(&here, &person()).await).0, 60);
    assert_eq!(refused(peek(&there, &person()).await).0, 60);
}

async fn of_many_at_once_at_two_nodes_the_burst_passes(world: World) {
    let other = world.second_node().await;
    let nodes = [limits(&world), limits(&other)];
    // In both orders, and each with a budget the other does not need: whoever needs two waits for nobody for ever.
    let tries = (0..24).map(|number| {
        let mut charges = stranger(&format!("203.0.113.{}", number % 5), "lin");
        if number % 3 == 0 {
            charges.reverse();
        }
        let node = &nodes[number % 2];
        async move { take(node, &charges).await }
    });
    let verdicts = join_all(tries).await;
    assert_eq!(verdicts.iter().filter(|verdict| **verdict == Verdict::Allowed).count(), 10);
}

async fn one_site_is_not_as_many_sources_as_it_has_networks(world: World) {
    let node =
        world.node_with(|config| config.abuse.source_sign_in = config::Rate { burst: 1, per_hour: 1 }).await;
    let limits = limits(&node);
    let mut passed = 0;
    for network in 0..80 {
        let from = super::source(&format!("2001:db8:1:{network:x}::1"));
        if take(&limits, &[sign_in(Subject::Source(from))]).await == Verdict::Allowed {
            passed += 1;
        }
    }
    assert_eq!(passed, 64);
    let elsewhere = sign_in(Subject::Source(super::source("2001:db8:2:1::1")));
    assert_eq!(take(&limits, &[elsewhere]).await, Verdict::Allowed);
}

async fn no_row_tells_who_tried_and_none_stays(world: World) {
    let limits = limits(&world);
    empty(&limits, &stranger("203.0.113.7", "lin")).await;
    let rows = world.database().rows().await;
    assert_eq!(rows.get("budget"), Some(&3), "two budgets, and that one of them was told of");
    world.advance(Duration::from_secs(3600));
    world.run_jobs_once().await;
    assert_eq!(world.database().rows().await.get("budget"), Some(&0));
}
