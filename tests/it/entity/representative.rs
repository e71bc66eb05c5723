//! The seat of the legal representative passes to somebody else: what was given before stands for thirty days and falls
//! unless the new one confirms it.

use std::time::Duration;

use testkit::{World, on_each_database};
use yimen::entity::{Acting, ReconfirmRefusal, SeatRole, Seated};

use super::setting::{
    AGENT, BOSS, NEXT, SECOND, Somebody, USCC, agent, agent_with_more, bring_in, company, given_on, known,
    logged, prove, registered, retire, seats, stranger, told, with_messages,
};

on_each_database! {
    the_seat_passes_at_once_and_both_hear_of_it,
    what_was_given_stands_for_thirty_days_and_falls,
    what_is_confirmed_anew_stays_with_all_below,
    refused_when_the_new_representative_is_not_known_well_enough,
    refused_when_it_is_not_the_representative_who_confirms,
    refused_when_nothing_must_be_confirmed,
    an_administrator_falls_unless_named_again,
    an_administrator_who_is_named_again_stays,
    what_is_given_by_the_new_one_needs_nothing,
    a_right_given_on_meanwhile_must_be_confirmed_too,
    the_seat_follows_the_document,
    a_document_that_stands_no_more_seats_nobody,
    rounds_of_two_nodes_end_a_right_once,
}

const DAYS_30: Duration = Duration::from_secs(30 * 24 * 3600);
const MOMENT: Duration = Duration::from_secs(1);

/// The register names somebody else, who is known.
async fn succession(world: &World) -> Somebody {
    let next = known(world, NEXT).await;
    bring_in(world, &registered("active", Some(NEXT))).await;
    next
}

async fn the_seat_passes_at_once_and_both_hear_of_it(world: World) {
    let world = with_messages(world).await;
    let boss = company(&world).await;
    let next = succession(&world).await;
    assert_eq!(seats(&world, &boss).await, []);
    assert_eq!(seats(&world, &next).await[0].role, SeatRole::LegalRepresentative);
    let told = told(&world).await;
    assert!(told.contains(&(BOSS.2.to_owned(), "delegation_ended".to_owned())));
    assert!(told.contains(&(NEXT.2.to_owned(), "named_representative".to_owned())));
    let changes: Vec<_> = logged(&world, "entity.role").await;
    let changes: Vec<_> = changes.iter().map(|one| (one.0, one.2["change"].as_str().unwrap())).collect();
    let (old, new) = (Some(boss.account), Some(next.account));
    assert_eq!(changes.len(), 3);
    assert!(changes.contains(&(old, "ended")) && changes.contains(&(new, "begun")));
}

async fn what_was_given_stands_for_thirty_days_and_falls(world: World) {
    let world = with_messages(world).await;
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let chen = known(&world, SECOND).await;
    let first = agent_with_more(&world, &boss, &lin).await;
    given_on(&world, (&lin, first), &chen).await;
    succession(&world).await;
    world.advance(DAYS_30 - MOMENT);
    assert_eq!(world.app.entities.tidy().await.unwrap(), 0);
    assert_eq!((seats(&world, &lin).await.len(), seats(&world, &chen).await.len()), (1, 1));
    world.advance(MOMENT);
    assert_eq!(world.app.entities.tidy().await.unwrap(), 2);
    assert_eq!((seats(&world, &lin).await.len(), seats(&world, &chen).await.len()), (0, 0));
    let log = logged(&world, "delegation.revoked").await;
    assert!(log.iter().all(|one| one.1 == "system" && one.2["by"] == "not_confirmed"));
    assert_eq!(log.len(), 2);
    assert!(told(&world).await.contains(&(SECOND.2.to_owned(), "delegation_ended".to_owned())));
}

async fn what_is_confirmed_anew_stays_with_all_below(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let chen = known(&world, SECOND).await;
    let first = agent_with_more(&world, &boss, &lin).await;
    given_on(&world, (&lin, first), &chen).await;
    let next = succession(&world).await;
    world.app.entities.reconfirm(&next.actor(), first).await.unwrap();
    world.advance(DAYS_30);
    assert_eq!(world.app.entities.tidy().await.unwrap(), 0);
    assert_eq!((seats(&world, &lin).await.len(), seats(&world, &chen).await.len()), (1, 1));
    let log = logged(&world, "delegation.confirmed").await;
    assert_eq!(log.iter().filter(|one| one.2["again"] == true).count(), 2);
}

async fn refused_when_the_new_representative_is_not_known_well_enough(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let id = agent(&world, &boss, &lin).await;
    let next = succession(&world).await;
    let refused = world.app.entities.reconfirm(&next.known_at(3), id).await;
    assert!(matches!(refused, Err(ReconfirmRefusal::NotKnown)));
}

async fn refused_when_it_is_not_the_representative_who_confirms(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let id = agent(&world, &boss, &lin).await;
    succession(&world).await;
    for other in [&boss, &lin] {
        let refused = world.app.entities.reconfirm(&other.actor(), id).await;
        assert!(matches!(refused, Err(ReconfirmRefusal::NotYours)));
    }
}

async fn refused_when_nothing_must_be_confirmed(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let id = agent(&world, &boss, &lin).await;
    let refused = world.app.entities.reconfirm(&boss.actor(), id).await;
    assert!(matches!(refused, Err(ReconfirmRefusal::NotAsked)));
}

async fn administrator(world: &World, by: &Somebody) -> Result<base::RoleId, String> {
    let company = world.app.entities.view(USCC).await.unwrap().unwrap().id;
    let who = (&AGENT.number(), &AGENT.name());
    let named = world.app.entities.name_administrator(&by.actor(), company, who).await;
    named.map_err(|refusal| refusal.to_string())
}

async fn an_administrator_falls_unless_named_again(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let id = agent(&world, &boss, &lin).await;
    administrator(&world, &boss).await.unwrap();
    let next = succession(&world).await;
    world.app.entities.reconfirm(&next.actor(), id).await.unwrap();
    let shown = world.app.entities.offices(next.account).await.unwrap().remove(0);
    assert_eq!(shown.administrators[0].until, Some(world.now().plus(DAYS_30)));
    world.advance(DAYS_30);
    assert_eq!(seats(&world, &lin).await.len(), 1, "the right alone is left");
    assert_eq!(world.app.entities.tidy().await.unwrap(), 1);
    let log = logged(&world, "entity.role").await;
    let last = log.last().unwrap();
    assert_eq!((last.0, last.1.as_str(), &last.2["change"]), (Some(lin.account), "system", &"ended".into()));
}

async fn an_administrator_who_is_named_again_stays(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let id = agent(&world, &boss, &lin).await;
    let role = administrator(&world, &boss).await.unwrap();
    let next = succession(&world).await;
    world.app.entities.reconfirm(&next.actor(), id).await.unwrap();
    assert_eq!(administrator(&world, &next).await, Ok(role));
    world.advance(DAYS_30);
    assert_eq!(world.app.entities.tidy().await.unwrap(), 0);
    assert_eq!(seats(&world, &lin).await.len(), 2);
}

async fn what_is_given_by_the_new_one_needs_nothing(world: World) {
    company(&world).await;
    let (next, lin) = (succession(&world).await, known(&world, AGENT).await);
    agent(&world, &next, &lin).await;
    world.advance(DAYS_30);
    assert_eq!(world.app.entities.tidy().await.unwrap(), 0);
    assert_eq!(seats(&world, &lin).await.len(), 1);
}

async fn a_right_given_on_meanwhile_must_be_confirmed_too(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let chen = known(&world, SECOND).await;
    let first = agent_with_more(&world, &boss, &lin).await;
    succession(&world).await;
    given_on(&world, (&lin, first), &chen).await;
    world.advance(DAYS_30);
    world.app.entities.tidy().await.unwrap();
    assert_eq!(seats(&world, &chen).await, []);
}

/// A number that somebody only knew goes over to the person whose it is, and the seat with it.
async fn the_seat_follows_the_document(world: World) {
    let (thief, lin) = (stranger(&world, NEXT).await, known(&world, AGENT).await);
    let stolen = prove(&world, &thief, BOSS).await;
    bring_in(&world, &registered("active", Some(BOSS))).await;
    let id = agent(&world, &thief, &lin).await;
    retire(&world, stolen).await;
    assert_eq!(seats(&world, &thief).await, []);
    let boss = stranger(&world, BOSS).await;
    prove(&world, &boss, BOSS).await;
    assert_eq!(seats(&world, &boss).await[0].role, SeatRole::LegalRepresentative);
    let given = world.app.entities.offices(boss.account).await.unwrap().remove(0).given;
    assert_eq!((given[0].id, given[0].reconfirm_by), (id, Some(world.now().plus(DAYS_30))));
}

async fn a_document_that_stands_no_more_seats_nobody(world: World) {
    let boss = stranger(&world, BOSS).await;
    let id = prove(&world, &boss, BOSS).await;
    bring_in(&world, &registered("active", Some(BOSS))).await;
    let seat = seats(&world, &boss).await.remove(0).acting;
    retire(&world, id).await;
    assert_eq!(seats(&world, &boss).await, []);
    assert_eq!(world.app.entities.still_acting(boss.account, seat).await.unwrap(), None);
    assert_eq!(bring_in(&world, &registered("active", Some(BOSS))).await.representative, Seated::Waits);
    assert!(matches!(seat, Acting::Role(_)));
}

async fn rounds_of_two_nodes_end_a_right_once(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    agent(&world, &boss, &lin).await;
    succession(&world).await;
    world.advance(DAYS_30);
    let other = world.second_node().await;
    let (one, two) = tokio::join!(world.app.entities.tidy(), other.app.entities.tidy());
    assert_eq!(one.unwrap() + two.unwrap(), 1);
    assert_eq!(logged(&world, "delegation.revoked").await.len(), 1);
}
