//! The end of rights: by either side, with all below, and nobody else's.

use testkit::{World, on_each_database};
use yimen::entity::{Acting, EndRefusal, SeatRole};

use super::setting::{
    AGENT, BOSS, NEXT, SECOND, USCC, agent, agent_with_more, company, given_on, invitation, invited, known,
    logged, place, seats, told, with_messages,
};

on_each_database! {
    the_agent_ends_it,
    the_entity_ends_it,
    both_sides_hear_of_it_but_for_who_did_it,
    what_came_of_it_ends_with_it,
    whoever_gave_a_right_on_ends_what_they_gave,
    an_invitation_is_taken_back,
    refused_when_it_is_nobody_of_either_side,
    refused_when_it_has_ended,
    whoever_was_dismissed_ends_nothing_they_gave,
    who_was_invited_is_forgotten,
}

async fn the_agent_ends_it(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let id = agent(&world, &boss, &lin).await;
    world.app.entities.end(&lin.known_at(1), id).await.unwrap();
    assert_eq!(seats(&world, &lin).await, []);
    let (account, _, detail) = logged(&world, "delegation.ended").await.remove(0);
    assert_eq!((account, detail["by"].as_str()), (Some(lin.account), Some("agent")));
}

async fn the_entity_ends_it(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let id = agent(&world, &boss, &lin).await;
    world.app.entities.end(&boss.actor(), id).await.unwrap();
    assert_eq!(seats(&world, &lin).await, []);
    let (account, _, detail) = logged(&world, "delegation.ended").await.remove(0);
    assert_eq!((account, detail["by"].as_str()), (Some(lin.account), Some("entity")));
}

async fn both_sides_hear_of_it_but_for_who_did_it(world: World) {
    let world = with_messages(world).await;
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let ends = |told: Vec<(String, String)>| -> Vec<String> {
        told.into_iter().filter(|one| one.1 == "delegation_ended").map(|one| one.0).collect()
    };
    let id = agent(&world, &boss, &lin).await;
    world.app.entities.end(&lin.actor(), id).await.unwrap();
    assert_eq!(ends(told(&world).await), [BOSS.2]);
    let id = agent(&world, &boss, &lin).await;
    world.app.entities.end(&boss.actor(), id).await.unwrap();
    assert_eq!(ends(told(&world).await), [AGENT.2, BOSS.2]);
}

async fn what_came_of_it_ends_with_it(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let chen = known(&world, SECOND).await;
    let first = agent_with_more(&world, &boss, &lin).await;
    let second = given_on(&world, (&lin, first), &chen).await;
    world.app.entities.end(&lin.actor(), first).await.unwrap();
    assert_eq!(seats(&world, &chen).await, []);
    let log = logged(&world, "delegation.ended").await;
    assert_eq!(log.len(), 2);
    let below = log.iter().find(|one| one.2["delegation"] == second.to_string()).unwrap();
    assert_eq!((below.0, &below.2["with"]), (Some(chen.account), &first.to_string().into()));
}

async fn whoever_gave_a_right_on_ends_what_they_gave(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let chen = known(&world, SECOND).await;
    let first = agent_with_more(&world, &boss, &lin).await;
    let second = given_on(&world, (&lin, first), &chen).await;
    world.app.entities.end(&lin.actor(), second).await.unwrap();
    assert_eq!(seats(&world, &chen).await, []);
    assert_eq!(seats(&world, &lin).await[0].acting, Acting::Delegation(first));
}

async fn an_invitation_is_taken_back(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let id = invited(&world, &boss, AGENT).await;
    world.app.entities.end(&boss.actor(), id).await.unwrap();
    assert!(world.app.entities.confirm(&lin.actor(), id).await.is_err());
}

async fn refused_when_it_is_nobody_of_either_side(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let other = known(&world, NEXT).await;
    let id = agent(&world, &boss, &lin).await;
    let refused = world.app.entities.end(&other.actor(), id).await;
    assert!(matches!(refused, Err(EndRefusal::NoRight)));
    let unknown = base::DelegationId::from_bytes([0; 16]);
    assert!(matches!(world.app.entities.end(&boss.actor(), unknown).await, Err(EndRefusal::NoRight)));
    assert_eq!(seats(&world, &lin).await.len(), 1);
}

async fn refused_when_it_has_ended(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let id = agent(&world, &boss, &lin).await;
    world.app.entities.end(&boss.actor(), id).await.unwrap();
    assert!(matches!(world.app.entities.end(&boss.actor(), id).await, Err(EndRefusal::NoRight)));
    assert_eq!(logged(&world, "delegation.ended").await.len(), 1);
}

async fn whoever_was_dismissed_ends_nothing_they_gave(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let chen = known(&world, SECOND).await;
    agent(&world, &boss, &lin).await;
    let company = world.app.entities.view(USCC).await.unwrap().unwrap().id;
    let who = (&AGENT.number(), &AGENT.name());
    let role = world.app.entities.name_administrator(&boss.actor(), company, who).await.unwrap();
    let office = place(&world, &lin, SeatRole::Administrator).await;
    let id = world.app.entities.invite(&lin.actor(), invitation(office, SECOND)).await.unwrap();
    world.app.entities.confirm(&chen.actor(), id).await.unwrap();
    world.app.entities.dismiss(&boss.actor(), role).await.unwrap();
    assert!(matches!(world.app.entities.end(&lin.actor(), id).await, Err(EndRefusal::NoRight)));
    // What was given in the entity's name stands, and its own people end it.
    assert_eq!(seats(&world, &chen).await.len(), 1);
    world.app.entities.end(&boss.actor(), id).await.unwrap();
}

async fn who_was_invited_is_forgotten(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let id = agent(&world, &boss, &lin).await;
    world.app.entities.end(&lin.actor(), id).await.unwrap();
    let mut conn = world.app.ground.db.reader().await.unwrap();
    let row = store::delegation::by_id(&mut conn, id).await.unwrap().unwrap();
    assert_eq!(row.invitee, Vec::<u8>::new());
}
