//! Administrators: named by the legal representative alone, from those who act for the entity, five at most.

use base::{EntityId, RoleId};
use testkit::{World, on_each_database};
use yimen::entity::{AdministratorRefusal, SeatRole};

use super::setting::{
    AGENT, Citizen, SECOND, Somebody, THIRD, USCC, agent, agent_with_more, company, given_on, invitation,
    invited, known, logged, place, seats, told, with_messages,
};

on_each_database! {
    an_administrator_invites_in_the_entitys_name,
    refused_when_the_representative_is_not_known_well_enough,
    refused_when_an_administrator_names_another,
    refused_when_nobody_of_that_document_acts_for_the_entity,
    refused_when_the_invitation_is_not_answered,
    refused_when_the_right_came_of_another,
    refused_when_they_are_one_already,
    refused_when_there_are_five,
    the_representative_dismisses,
    an_administrator_leaves,
    refused_when_somebody_else_dismisses,
    the_representative_cannot_be_dismissed,
}

async fn company_id(world: &World) -> EntityId {
    world.app.entities.view(USCC).await.unwrap().unwrap().id
}

async fn name(world: &World, by: &Somebody, who: Citizen) -> Result<RoleId, AdministratorRefusal> {
    let entity = company_id(world).await;
    world.app.entities.name_administrator(&by.actor(), entity, (&who.number(), &who.name())).await
}

async fn an_administrator_invites_in_the_entitys_name(world: World) {
    let world = with_messages(world).await;
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let chen = known(&world, SECOND).await;
    agent(&world, &boss, &lin).await;
    name(&world, &boss, AGENT).await.unwrap();
    assert!(told(&world).await.contains(&(AGENT.2.to_owned(), "named_representative".to_owned())));
    let office = place(&world, &lin, SeatRole::Administrator).await;
    let id = world.app.entities.invite(&lin.actor(), invitation(office, SECOND)).await.unwrap();
    world.app.entities.confirm(&chen.actor(), id).await.unwrap();
    let log = logged(&world, "entity.role").await;
    let begun = log.iter().find(|one| one.2["role"] == "administrator").unwrap();
    assert_eq!((begun.0, begun.2["change"].as_str()), (Some(lin.account), Some("begun")));
}

async fn refused_when_the_representative_is_not_known_well_enough(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    agent(&world, &boss, &lin).await;
    let (entity, who) = (company_id(&world).await, (&AGENT.number(), &AGENT.name()));
    let refused = world.app.entities.name_administrator(&boss.known_at(3), entity, who).await;
    assert!(matches!(refused, Err(AdministratorRefusal::NotKnown)));
}

async fn refused_when_an_administrator_names_another(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let chen = known(&world, SECOND).await;
    agent(&world, &boss, &lin).await;
    agent(&world, &boss, &chen).await;
    name(&world, &boss, AGENT).await.unwrap();
    assert!(matches!(name(&world, &lin, SECOND).await, Err(AdministratorRefusal::NotYours)));
}

async fn refused_when_nobody_of_that_document_acts_for_the_entity(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    // Known here, and not of the entity: the answer is the same as for nobody at all.
    assert!(matches!(name(&world, &boss, AGENT).await, Err(AdministratorRefusal::NoAgent)));
    assert!(matches!(name(&world, &boss, THIRD).await, Err(AdministratorRefusal::NoAgent)));
    agent(&world, &boss, &lin).await;
    let misspelt = Citizen("演示错", AGENT.1, AGENT.2);
    assert!(matches!(name(&world, &boss, misspelt).await, Err(AdministratorRefusal::NoAgent)));
}

async fn refused_when_the_invitation_is_not_answered(world: World) {
    let boss = company(&world).await;
    known(&world, AGENT).await;
    invited(&world, &boss, AGENT).await;
    assert!(matches!(name(&world, &boss, AGENT).await, Err(AdministratorRefusal::NoAgent)));
}

async fn refused_when_the_right_came_of_another(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let chen = known(&world, SECOND).await;
    let first = agent_with_more(&world, &boss, &lin).await;
    given_on(&world, (&lin, first), &chen).await;
    assert!(matches!(name(&world, &boss, SECOND).await, Err(AdministratorRefusal::NoAgent)));
}

async fn refused_when_they_are_one_already(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    agent(&world, &boss, &lin).await;
    name(&world, &boss, AGENT).await.unwrap();
    assert!(matches!(name(&world, &boss, AGENT).await, Err(AdministratorRefusal::There)));
}

async fn refused_when_there_are_five(world: World) {
    const MORE: [Citizen; 5] = [
        SECOND,
        THIRD,
        Citizen("演示己", "190101200102030066", "19900000006"),
        Citizen("演示辛", "190101195904210081", "19900000008"),
        Citizen("演示壬", "190101198802290096", "19900000009"),
    ];
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    agent(&world, &boss, &lin).await;
    let first = name(&world, &boss, AGENT).await.unwrap();
    for (already, citizen) in (1..).zip(MORE) {
        let one = known(&world, citizen).await;
        agent(&world, &boss, &one).await;
        match name(&world, &boss, citizen).await {
            Ok(_) => assert!(already < 5, "{already} there were"),
            Err(refusal) => assert!(matches!(refusal, AdministratorRefusal::TooMany) && already == 5),
        }
    }
    world.app.entities.dismiss(&boss.actor(), first).await.unwrap();
    name(&world, &boss, MORE[4]).await.unwrap();
}

async fn the_representative_dismisses(world: World) {
    let world = with_messages(world).await;
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    agent(&world, &boss, &lin).await;
    let role = name(&world, &boss, AGENT).await.unwrap();
    world.app.entities.dismiss(&boss.actor(), role).await.unwrap();
    assert_eq!(seats(&world, &lin).await.iter().map(|seat| seat.role).collect::<Vec<_>>(), [SeatRole::Agent]);
    assert!(told(&world).await.contains(&(AGENT.2.to_owned(), "delegation_ended".to_owned())));
    let again = world.app.entities.dismiss(&boss.actor(), role).await;
    assert!(matches!(again, Err(AdministratorRefusal::NotYours)));
}

async fn an_administrator_leaves(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    agent(&world, &boss, &lin).await;
    let role = name(&world, &boss, AGENT).await.unwrap();
    world.app.entities.dismiss(&lin.known_at(1), role).await.unwrap();
    assert_eq!(seats(&world, &lin).await.len(), 1);
}

async fn refused_when_somebody_else_dismisses(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let chen = known(&world, SECOND).await;
    agent(&world, &boss, &lin).await;
    agent(&world, &boss, &chen).await;
    let role = name(&world, &boss, AGENT).await.unwrap();
    name(&world, &boss, SECOND).await.unwrap();
    let refused = world.app.entities.dismiss(&chen.actor(), role).await;
    assert!(matches!(refused, Err(AdministratorRefusal::NotYours)));
}

async fn the_representative_cannot_be_dismissed(world: World) {
    let boss = company(&world).await;
    let yimen::entity::Acting::Role(role) = place(&world, &boss, SeatRole::LegalRepresentative).await else {
        panic!("the seat is a role");
    };
    let refused = world.app.entities.dismiss(&boss.actor(), role).await;
    assert!(matches!(refused, Err(AdministratorRefusal::NotYours)));
}
