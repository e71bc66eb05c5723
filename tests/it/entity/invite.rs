//! Inviting somebody to act for an entity.

use testkit::{World, on_each_database};
use time::macros::date;
use yimen::entity::{
    Acting, Invitation, InviteRefusal, Items, Regions, SeatRole, Subdelegation, TermRefusal,
};

use super::setting::{
    AGENT, BOSS, COMPANY, LAST_DAY, SECOND, THIRD, agent, agent_with_more, bring_in, company, given_on,
    invitation, invited, known, logged, place, registered, seats, told, with_messages,
};

on_each_database! {
    whoever_is_invited_acts_once_they_have_said_yes,
    all_matters_are_given_by_their_own_word,
    refused_when_the_inviter_is_not_known_well_enough,
    refused_when_the_place_is_somebody_elses,
    refused_when_the_entity_may_not_act,
    refused_when_the_last_day_is_over_or_too_far,
    refused_when_somebody_invites_themselves,
    refused_when_fifty_were_invited_in_a_day,
    a_right_is_given_on_where_it_may_be,
    refused_when_a_right_may_not_be_given_on,
    refused_when_a_right_was_given_on_before,
    refused_when_what_is_given_on_would_be_wider,
    whoever_is_invited_hears_of_it_once,
    the_log_tells_of_invitations_without_naming_anybody,
}

async fn whoever_is_invited_acts_once_they_have_said_yes(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let id = invited(&world, &boss, AGENT).await;
    assert_eq!(seats(&world, &lin).await, []);
    world.app.entities.confirm(&lin.actor(), id).await.unwrap();
    let seat = seats(&world, &lin).await.remove(0);
    assert_eq!(
        (seat.acting, seat.role, seat.name.as_str()),
        (Acting::Delegation(id), SeatRole::Agent, COMPANY)
    );
    assert_eq!(
        (seat.items, seat.regions),
        (vec!["不动产登记".to_owned(), "税务申报".to_owned()], vec!["330000".to_owned()],)
    );
    assert_eq!(yimen::entity::last_day(seat.until.unwrap()).unwrap(), LAST_DAY);
    // The day after the last one there is nothing any more.
    world.advance(std::time::Duration::from_secs(122 * 24 * 3600));
    assert_eq!(seats(&world, &lin).await, []);
}

async fn all_matters_are_given_by_their_own_word(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let place = place(&world, &boss, SeatRole::LegalRepresentative).await;
    let what = Invitation { items: Items::read("*").unwrap(), ..invitation(place, AGENT) };
    let id = world.app.entities.invite(&boss.actor(), what).await.unwrap();
    world.app.entities.confirm(&lin.actor(), id).await.unwrap();
    assert!(seats(&world, &lin).await[0].items.is_empty());
    assert_eq!(logged(&world, "delegation.invited").await[0].2["all_matters"], true);
}

async fn refused_when_the_inviter_is_not_known_well_enough(world: World) {
    let boss = company(&world).await;
    let place = place(&world, &boss, SeatRole::LegalRepresentative).await;
    let refused = world.app.entities.invite(&boss.known_at(3), invitation(place, AGENT)).await;
    assert!(matches!(refused, Err(InviteRefusal::NotKnown)));
}

async fn refused_when_the_place_is_somebody_elses(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let theirs = place(&world, &boss, SeatRole::LegalRepresentative).await;
    for place in [theirs, Acting::Own] {
        let refused = world.app.entities.invite(&lin.actor(), invitation(place, SECOND)).await;
        assert!(matches!(refused, Err(InviteRefusal::NoPlace)), "{place:?}");
    }
}

async fn refused_when_the_entity_may_not_act(world: World) {
    let boss = company(&world).await;
    let place = place(&world, &boss, SeatRole::LegalRepresentative).await;
    bring_in(&world, &registered("revoked", Some(BOSS))).await;
    let refused = world.app.entities.invite(&boss.actor(), invitation(place, AGENT)).await;
    assert!(matches!(refused, Err(InviteRefusal::NoPlace)));
}

async fn refused_when_the_last_day_is_over_or_too_far(world: World) {
    let boss = company(&world).await;
    let place = place(&world, &boss, SeatRole::LegalRepresentative).await;
    for (last_day, why) in
        [(date!(2026 - 02 - 28), TermRefusal::Over), (date!(2027 - 03 - 02), TermRefusal::TooFar)]
    {
        let what = Invitation { last_day, ..invitation(place, AGENT) };
        let refused = world.app.entities.invite(&boss.actor(), what).await;
        assert!(matches!(refused, Err(InviteRefusal::Term(told)) if told == why), "{last_day}");
    }
}

async fn refused_when_somebody_invites_themselves(world: World) {
    let boss = company(&world).await;
    let place = place(&world, &boss, SeatRole::LegalRepresentative).await;
    let refused = world.app.entities.invite(&boss.actor(), invitation(place, BOSS)).await;
    assert!(matches!(refused, Err(InviteRefusal::Oneself)));
}

async fn refused_when_fifty_were_invited_in_a_day(world: World) {
    let boss = company(&world).await;
    let place = place(&world, &boss, SeatRole::LegalRepresentative).await;
    for _ in 0..50 {
        let id = world.app.entities.invite(&boss.actor(), invitation(place, AGENT)).await.unwrap();
        // Taking them back makes no room: each was a message.
        world.app.entities.end(&boss.actor(), id).await.unwrap();
    }
    let refused = world.app.entities.invite(&boss.actor(), invitation(place, AGENT)).await;
    assert!(matches!(refused, Err(InviteRefusal::TooMany)));
    world.advance(std::time::Duration::from_secs(24 * 3600));
    world.app.entities.invite(&boss.actor(), invitation(place, AGENT)).await.unwrap();
}

async fn a_right_is_given_on_where_it_may_be(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let chen = known(&world, SECOND).await;
    let first = agent_with_more(&world, &boss, &lin).await;
    let second = given_on(&world, (&lin, first), &chen).await;
    assert_eq!(seats(&world, &chen).await[0].acting, Acting::Delegation(second));
    let view = world.app.entities.view(super::setting::USCC).await.unwrap().unwrap();
    assert!(view.rights.iter().any(|right| right.id == second && right.parent == Some(first)));
}

async fn refused_when_a_right_may_not_be_given_on(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let right = agent(&world, &boss, &lin).await;
    let what = invitation(Acting::Delegation(right), SECOND);
    let refused = world.app.entities.invite(&lin.actor(), what).await;
    assert!(matches!(refused, Err(InviteRefusal::NotToGiveOn)));
}

async fn refused_when_a_right_was_given_on_before(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let chen = known(&world, SECOND).await;
    let first = agent_with_more(&world, &boss, &lin).await;
    let further =
        Invitation { subdelegation: Subdelegation::Yes, ..invitation(Acting::Delegation(first), SECOND) };
    let refused = world.app.entities.invite(&lin.actor(), further).await;
    assert!(matches!(refused, Err(InviteRefusal::TooDeep)));
    let second = given_on(&world, (&lin, first), &chen).await;
    let what = invitation(Acting::Delegation(second), THIRD);
    let refused = world.app.entities.invite(&chen.actor(), what).await;
    assert!(matches!(refused, Err(InviteRefusal::NotToGiveOn)));
}

async fn refused_when_what_is_given_on_would_be_wider(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let right = Acting::Delegation(agent_with_more(&world, &boss, &lin).await);
    let items = Invitation { items: Items::read("*").unwrap(), ..invitation(right, SECOND) };
    let regions = Invitation { regions: Regions::read("").unwrap(), ..invitation(right, SECOND) };
    let later = Invitation { last_day: date!(2026 - 07 - 01), ..invitation(right, SECOND) };
    let refused = world.app.entities.invite(&lin.actor(), items).await;
    assert!(matches!(refused, Err(InviteRefusal::ItemsWider)));
    let refused = world.app.entities.invite(&lin.actor(), regions).await;
    assert!(matches!(refused, Err(InviteRefusal::RegionsWider)));
    let refused = world.app.entities.invite(&lin.actor(), later).await;
    assert!(matches!(refused, Err(InviteRefusal::EndsLater)));
}

async fn whoever_is_invited_hears_of_it_once(world: World) {
    let world = with_messages(world).await;
    let boss = company(&world).await;
    known(&world, AGENT).await;
    // One with an account and this number, one of whom nothing is known.
    invited(&world, &boss, AGENT).await;
    invited(&world, &boss, SECOND).await;
    let invitations: Vec<_> =
        told(&world).await.into_iter().filter(|(_, template)| template == "delegation_invited").collect();
    assert_eq!(invitations.iter().map(|(to, _)| to.as_str()).collect::<Vec<_>>(), [AGENT.2, SECOND.2]);
}

async fn the_log_tells_of_invitations_without_naming_anybody(world: World) {
    let boss = company(&world).await;
    let id = invited(&world, &boss, AGENT).await;
    let (account, actor, detail) = logged(&world, "delegation.invited").await.remove(0);
    assert_eq!((account, actor.as_str()), (Some(boss.account), "account"));
    assert_eq!(detail["delegation"], id.to_string());
    assert_eq!((detail["items"].as_u64(), detail["regions"].as_u64()), (Some(2), Some(1)));
    for personal in [AGENT.0, AGENT.1, AGENT.2] {
        assert!(!detail.to_string().contains(personal));
    }
}
