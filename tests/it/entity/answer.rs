//! What whoever is invited says.

use std::time::Duration;

use store::identifier::IdentifierState;
use testkit::{World, on_each_database};
use yimen::entity::{AnswerRefusal, SeatRole};

use super::setting::{
    AGENT, BOSS, Citizen, NEXT, SECOND, agent, bring_in, company, document, invitation, invited, known,
    logged, place, prove, registered, seats, stranger,
};

on_each_database! {
    a_yes_is_written_down_once,
    refused_when_whoever_answers_is_not_known_well_enough,
    refused_when_they_are_not_known_by_that_document,
    refused_when_the_document_is_not_theirs,
    refused_when_the_document_was_only_told,
    refused_when_the_name_in_the_invitation_is_another,
    refused_when_it_is_ones_own,
    refused_when_the_invitation_is_old,
    refused_when_the_inviter_may_invite_no_more,
    refused_when_the_entity_may_act_no_more,
    a_no_ends_the_invitation,
    nobody_else_says_no,
    invitations_are_shown_to_whom_they_name,
}

const DAYS_30: Duration = Duration::from_secs(30 * 24 * 3600);

async fn a_yes_is_written_down_once(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let id = agent(&world, &boss, &lin).await;
    let again = world.app.entities.confirm(&lin.actor(), id).await;
    assert!(matches!(again, Err(AnswerRefusal::NoInvitation)));
    let log = logged(&world, "delegation.confirmed").await;
    assert_eq!((log.len(), log[0].0), (1, Some(lin.account)));
}

async fn refused_when_whoever_answers_is_not_known_well_enough(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let id = invited(&world, &boss, AGENT).await;
    let refused = world.app.entities.confirm(&lin.known_at(3), id).await;
    assert!(matches!(refused, Err(AnswerRefusal::NotKnown)));
    assert_eq!(seats(&world, &lin).await, []);
}

async fn refused_when_they_are_not_known_by_that_document(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, SECOND).await);
    // Of this one somebody verified the number, and nobody saw the person.
    document(&world, &lin, (AGENT, IdentifierState::Verified)).await;
    let id = invited(&world, &boss, AGENT).await;
    let refused = world.app.entities.confirm(&lin.actor(), id).await;
    assert!(matches!(refused, Err(AnswerRefusal::NotKnown)));
    assert_eq!(world.app.entities.offered(lin.account).await.unwrap().len(), 1);
}

async fn refused_when_the_document_is_not_theirs(world: World) {
    let (boss, chen) = (company(&world).await, known(&world, SECOND).await);
    let id = invited(&world, &boss, AGENT).await;
    let refused = world.app.entities.confirm(&chen.actor(), id).await;
    assert!(matches!(refused, Err(AnswerRefusal::NoInvitation)));
}

async fn refused_when_the_document_was_only_told(world: World) {
    let (boss, lin) = (company(&world).await, stranger(&world, AGENT).await);
    document(&world, &lin, (AGENT, IdentifierState::Claimed)).await;
    let id = invited(&world, &boss, AGENT).await;
    let refused = world.app.entities.confirm(&lin.actor(), id).await;
    assert!(matches!(refused, Err(AnswerRefusal::NoInvitation)));
}

async fn refused_when_the_name_in_the_invitation_is_another(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let id = invited(&world, &boss, Citizen("演示错", AGENT.1, AGENT.2)).await;
    let refused = world.app.entities.confirm(&lin.actor(), id).await;
    assert!(matches!(refused, Err(AnswerRefusal::OtherName)));
}

async fn refused_when_it_is_ones_own(world: World) {
    let boss = company(&world).await;
    let id = invited(&world, &boss, AGENT).await;
    // Only later do they prove the document they invited.
    prove(&world, &boss, AGENT).await;
    let refused = world.app.entities.confirm(&boss.actor(), id).await;
    assert!(matches!(refused, Err(AnswerRefusal::Oneself)));
    assert_eq!(world.app.entities.offered(boss.account).await.unwrap(), []);
}

async fn refused_when_the_invitation_is_old(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let (first, second) = (invited(&world, &boss, AGENT).await, invited(&world, &boss, AGENT).await);
    world.advance(DAYS_30 - Duration::from_secs(1));
    world.app.entities.confirm(&lin.actor(), first).await.unwrap();
    world.advance(Duration::from_secs(1));
    let refused = world.app.entities.confirm(&lin.actor(), second).await;
    assert!(matches!(refused, Err(AnswerRefusal::Lapsed)));
    assert_eq!(world.app.entities.tidy().await.unwrap(), 1);
    let (account, actor, detail) = logged(&world, "delegation.ended").await.remove(0);
    assert_eq!((account, actor.as_str(), detail["by"].as_str()), (None, "system", Some("unanswered")));
}

async fn refused_when_the_inviter_may_invite_no_more(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let chen = known(&world, SECOND).await;
    agent(&world, &boss, &lin).await;
    let view = world.app.entities.view(super::setting::USCC).await.unwrap().unwrap();
    let who = (&AGENT.number(), &AGENT.name());
    let role = world.app.entities.name_administrator(&boss.actor(), view.id, who).await.unwrap();
    let office = place(&world, &lin, SeatRole::Administrator).await;
    let id = world.app.entities.invite(&lin.actor(), invitation(office, SECOND)).await.unwrap();
    world.app.entities.dismiss(&boss.actor(), role).await.unwrap();
    assert_eq!(world.app.entities.offered(chen.account).await.unwrap(), []);
    let refused = world.app.entities.confirm(&chen.actor(), id).await;
    assert!(matches!(refused, Err(AnswerRefusal::Lapsed)));
}

async fn refused_when_the_entity_may_act_no_more(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let id = invited(&world, &boss, AGENT).await;
    bring_in(&world, &registered("cancelled", Some(BOSS))).await;
    let refused = world.app.entities.confirm(&lin.actor(), id).await;
    assert!(matches!(refused, Err(AnswerRefusal::Lapsed)));
}

async fn a_no_ends_the_invitation(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let id = invited(&world, &boss, AGENT).await;
    world.app.entities.decline(&lin.known_at(1), id).await.unwrap();
    let refused = world.app.entities.confirm(&lin.actor(), id).await;
    assert!(matches!(refused, Err(AnswerRefusal::NoInvitation)));
    let log = logged(&world, "delegation.declined").await;
    assert_eq!((log.len(), log[0].0), (1, Some(lin.account)));
    assert!(world.app.entities.offices(boss.account).await.unwrap()[0].given.is_empty());
}

async fn nobody_else_says_no(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let other = known(&world, NEXT).await;
    let id = invited(&world, &boss, AGENT).await;
    let refused = world.app.entities.decline(&other.actor(), id).await;
    assert!(matches!(refused, Err(AnswerRefusal::NoInvitation)));
    world.app.entities.confirm(&lin.actor(), id).await.unwrap();
}

async fn invitations_are_shown_to_whom_they_name(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let chen = known(&world, SECOND).await;
    let id = invited(&world, &boss, AGENT).await;
    let offered = world.app.entities.offered(lin.account).await.unwrap();
    assert_eq!((offered.len(), offered[0].id, offered[0].by.as_str()), (1, id, BOSS.0));
    assert_eq!(world.app.entities.offered(chen.account).await.unwrap(), []);
}
