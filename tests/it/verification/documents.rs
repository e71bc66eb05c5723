//! Whose a document is. Who only knows a number has it until its owner shows that they are there; never the other way
//! round.

use sandbox::providers::{Verdict, people};
use serde_json::json;
use store::identifier::IdentifierState;
use store::verification::VerificationState;
use testkit::{Known, World, declared, on_each_database};

use super::acts::{BANK, Case, FACE, NETWORK, REGISTER, events, levels, with_mail};

on_each_database! {
    who_only_knew_the_number_loses_it_to_its_owner,
    who_only_knows_the_number_takes_it_from_nobody,
    of_two_who_know_the_number_the_first_keeps_it,
    a_face_alone_moves_no_number,
    of_two_who_show_themselves_the_first_keeps_it,
    what_is_shown_of_another_document_holds_nothing,
    what_was_withdrawn_holds_nothing,
    a_number_told_anew_is_not_proved_by_what_was_asked_before,
    a_new_name_is_kept_beside_the_old_until_it_is_proved,
    refused_as_another_number_than_the_one_proved,
}

async fn also_knows(case: &Case, name: &str) -> Known {
    let known = case.world.signed_on(&case.platform, name, case.lin.citizen).await;
    case.world.tell(&known).await;
    known
}

async fn state_of(case: &Case, known: &Known) -> Vec<IdentifierState> {
    let mut conn = case.world.app.ground.db.reader().await.unwrap();
    let mut rows = store::identifier::of_account(&mut conn, known.account).await.unwrap();
    // What no longer stands comes last.
    rows.sort_by_key(|row| row.state == IdentifierState::Retired);
    rows.into_iter().map(|row| row.state).collect()
}

async fn refused_elsewhere(case: &Case, known: &Known, way: (&str, evidence::kind::EvidenceKind)) {
    let id = case.world.begun(known, way).await;
    if way != REGISTER {
        case.decide(way.0, id, Verdict::Pass).await;
        case.world.conclude_due().await;
        let brought = case.brought_back(way.0, id).await;
        case.world.app.verifications.returned(id, &brought, "").await.unwrap();
    }
    assert_eq!(case.ended(id).await, (VerificationState::Failed, "elsewhere".to_owned()));
}

async fn who_only_knew_the_number_loses_it_to_its_owner(world: World) {
    let case = Case::of(with_mail(world).await, &["population", "network-identity", "bank"]).await;
    let mei = also_knows(&case, "mei").await;
    case.proved(&mei, REGISTER).await;
    case.proved(&mei, BANK).await;
    assert_eq!(levels(&case.world, &mei).await, (3, 3));
    let told = case.world.database().rows().await["message"];
    case.proved(&case.lin, NETWORK).await;
    assert_eq!(case.levels().await, (4, 4));
    assert_eq!(levels(&case.world, &mei).await, (1, 1));
    assert_eq!(state_of(&case, &mei).await, [IdentifierState::Retired]);
    let moved = events(&case.world, "identity.moved").await;
    assert_eq!(moved.iter().map(|event| event.account_id).collect::<Vec<_>>(), [Some(mei.account)]);
    // Both are told: one that their level rose, the other that it fell.
    assert_eq!(case.world.database().rows().await["message"], told + 2);
}

async fn who_only_knows_the_number_takes_it_from_nobody(world: World) {
    let case = Case::of(world, &["population", "network-identity"]).await;
    case.proved(&case.lin, NETWORK).await;
    let mei = also_knows(&case, "mei").await;
    let before = case.world.stored_level(&case.lin).await;
    refused_elsewhere(&case, &mei, REGISTER).await;
    assert_eq!(case.world.stored_level(&case.lin).await, before);
    assert_eq!(case.levels().await, (4, 4));
    assert_eq!(levels(&case.world, &mei).await, (2, 2));
    assert_eq!(state_of(&case, &case.lin).await, [IdentifierState::Verified]);
    assert!(events(&case.world, "identity.moved").await.is_empty());
}

async fn a_face_alone_moves_no_number(world: World) {
    let case = Case::of(world, &["population", "open-set"]).await;
    let mei = also_knows(&case, "mei").await;
    case.proved(&mei, REGISTER).await;
    refused_elsewhere(&case, &case.lin, FACE).await;
    assert_eq!((case.levels().await, levels(&case.world, &mei).await), ((2, 2), (3, 3)));
}

async fn of_two_who_know_the_number_the_first_keeps_it(world: World) {
    let case = Case::of(world, &["population"]).await;
    let mei = also_knows(&case, "mei").await;
    case.proved(&mei, REGISTER).await;
    refused_elsewhere(&case, &case.lin, REGISTER).await;
    assert_eq!((case.levels().await, levels(&case.world, &mei).await), ((2, 2), (3, 3)));
}

async fn of_two_who_show_themselves_the_first_keeps_it(world: World) {
    let case = Case::of(world, &["network-identity"]).await;
    let mei = also_knows(&case, "mei").await;
    case.proved(&mei, NETWORK).await;
    refused_elsewhere(&case, &case.lin, NETWORK).await;
    assert_eq!((case.levels().await, levels(&case.world, &mei).await), ((2, 2), (4, 4)));
}

/// The register checks identity cards alone.
async fn cards_only(case: &Case) {
    let mut known = declared(&case.city.registration("population").unwrap());
    known.settings["documents"] = json!(["resident_id"]);
    case.world.register(&known).await;
}

async fn what_is_shown_of_another_document_holds_nothing(world: World) {
    use yimen::verification::ClaimRefusal;
    let case = Case::of(world, &["population", "open-set", "bank", "network-identity"]).await;
    cards_only(&case).await;
    // Both bear the name that the card bears, so that the account may have both.
    let mut mei = case.world.signed_on(&case.platform, "mei", &people()[17]).await;
    case.world.claim(&mei, (people()[17].number, case.lin.citizen.name)).await.unwrap();
    case.proved(&mei, FACE).await;
    mei.citizen = case.lin.citizen;
    // A passport of their own, and a number that is not theirs.
    case.world.tell(&mei).await;
    case.proved(&mei, REGISTER).await;
    assert_eq!(levels(&case.world, &mei).await, (3, 4));
    let other = case.world.claim(&mei, (people()[1].number, people()[1].name)).await;
    assert!(matches!(other, Err(ClaimRefusal::OtherName)), "{other:?}");
    case.proved(&case.lin, NETWORK).await;
    assert_eq!(case.levels().await, (4, 4));
    assert_eq!(state_of(&case, &mei).await, [IdentifierState::Verified, IdentifierState::Retired]);
}

async fn what_was_withdrawn_holds_nothing(world: World) {
    use store::evidence::EvidenceStatus;
    let case = Case::of(world, &["network-identity"]).await;
    let mei = also_knows(&case, "mei").await;
    case.proved(&mei, NETWORK).await;
    let shown = case
        .world
        .evidence_of(mei.account)
        .await
        .into_iter()
        .find(|one| one.kind == "network_identity_face")
        .unwrap();
    let (db, now) = (&case.world.app.ground.db, case.world.now());
    let (which, change) = ((shown.id, mei.account), (EvidenceStatus::Valid, EvidenceStatus::Revoked));
    let withdrawn = db.write(move |tx| {
        Box::pin(async move { store::evidence::set_status(tx, which, change, "at a counter", now).await })
    });
    assert!(withdrawn.await.unwrap());
    case.proved(&case.lin, NETWORK).await;
    assert_eq!(case.levels().await, (4, 4));
}

async fn a_number_told_anew_is_not_proved_by_what_was_asked_before(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    let id = case.begun(FACE).await;
    case.world.claim(&case.lin, (people()[1].number, people()[1].name)).await.unwrap();
    case.decide("open-set", id, Verdict::Pass).await;
    case.world.conclude_due().await;
    assert_eq!(case.ended(id).await, (VerificationState::Failed, "document_gone".to_owned()));
    assert_eq!(case.levels().await, (2, 2));
    assert_eq!(state_of(&case, &case.lin).await, [IdentifierState::Claimed, IdentifierState::Retired]);
}

async fn a_new_name_is_kept_beside_the_old_until_it_is_proved(world: World) {
    let case = Case::of(world, &["population", "open-set"]).await;
    let renamed = &people()[11];
    let known = case.world.signed_on(&case.platform, "mei", renamed).await;
    case.world.claim(&known, (renamed.number, renamed.former_name.unwrap())).await.unwrap();
    // Who has no doubt about the former name yet.
    case.proved(&known, FACE).await;
    let name = async || {
        let all = case.world.app.accounts.documents(known.account).await.unwrap();
        let facts = all.into_iter().next().unwrap().facts;
        (facts.name, facts.new_name, facts.former_names.len())
    };
    case.world.tell(&known).await;
    let (old, new) = (renamed.former_name.unwrap().to_owned(), renamed.name.to_owned());
    assert_eq!(name().await, (old, Some(new.clone()), 0));
    case.proved(&known, REGISTER).await;
    assert_eq!(name().await, (new, None, 1));
}

async fn refused_as_another_number_than_the_one_proved(world: World) {
    use yimen::verification::ClaimRefusal;
    let case = Case::of(world, &["population"]).await;
    case.proved(&case.lin, REGISTER).await;
    let refused = case.world.claim(&case.lin, (people()[1].number, people()[1].name)).await;
    assert!(matches!(refused, Err(ClaimRefusal::OtherNumberVerified)), "{refused:?}");
    assert_eq!(state_of(&case, &case.lin).await, [IdentifierState::Verified]);
}
