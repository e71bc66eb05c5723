//! "This was not me": the level falls at once, in every session and in every token from then on.

use base::EvidenceId;
use sandbox::providers::people;
use testkit::{World, on_each_database};
use yimen::verification::DisputeRefusal;

use crate::verification::acts::{BANK, Case, FACE, REGISTER, detail, events, levels, with_mail};

on_each_database! {
    what_is_disputed_counts_no_longer_anywhere,
    a_refresh_tells_the_lower_level,
    a_new_proof_does_not_lift_what_is_disputed,
    refused_for_what_is_somebody_elses,
    refused_for_what_counts_no_longer,
    an_account_that_is_disputed_is_worth_little_in_each_token,
}

async fn proof(case: &Case, kind: &str) -> EvidenceId {
    let all = case.world.evidence_of(case.lin.account).await;
    all.into_iter().find(|one| one.kind == kind).unwrap().id
}

async fn dispute(case: &Case, kind: &str) {
    let evidence = proof(case, kind).await;
    case.world.app.verifications.dispute(case.lin.account, evidence, "").await.unwrap();
}

async fn what_is_disputed_counts_no_longer_anywhere(world: World) {
    let case = Case::of(with_mail(world).await, &["open-set", "bank"]).await;
    let there = case.world.signed_on_again(&case.platform, (&case.lin.person, case.lin.citizen)).await;
    let other = case.world.second_node().await;
    case.proved(&case.lin, FACE).await;
    case.proved(&there, FACE).await;
    assert_eq!(levels(&case.world, &there).await, (3, 4));
    case.proved(&case.lin, BANK).await;
    let told = case.world.database().rows().await["message"];
    dispute(&case, "bank_four_element").await;
    for node in [&*case.world, &other] {
        assert_eq!(levels(node, &case.lin).await, (2, 2));
        assert_eq!(levels(node, &there).await, (2, 2));
    }
    let noted = &events(&case.world, "evidence.disputed").await[0];
    assert_eq!((noted.account_id, &detail(noted)["level"]), (Some(case.lin.account), &2.into()));
    assert_eq!(case.world.database().rows().await["message"], told + 1);
}

async fn a_refresh_tells_the_lower_level(world: World) {
    let mut case = Case::of(world, &["open-set"]).await;
    case.proved(&case.lin, FACE).await;
    let ask = case.platform.ask();
    let answer = ask.unasked(&mut case.lin.browser).await;
    let first = case.platform.tokens(&ask, answer.code()).await;
    assert_eq!(first.claims().acr.map(|acr| acr.identity()), Some(4));
    dispute(&case, "face").await;
    let second = case.platform.refreshed(first.refresh_token()).await;
    assert_eq!(second.claims().acr.map(|acr| acr.identity()), Some(2));
    let ask = case.platform.ask();
    let answer = ask.unasked(&mut case.lin.browser).await;
    let anew = case.platform.tokens(&ask, answer.code()).await;
    assert_eq!(anew.claims().acr.map(|acr| acr.identity()), Some(2));
}

async fn a_new_proof_does_not_lift_what_is_disputed(world: World) {
    let case = Case::of(world, &["population", "open-set"]).await;
    case.proved(&case.lin, REGISTER).await;
    dispute(&case, "two_element").await;
    case.proved(&case.lin, FACE).await;
    assert_eq!(case.levels().await, (2, 2));
}

async fn refused_for_what_is_somebody_elses(world: World) {
    let case = Case::of(world, &["population"]).await;
    case.proved(&case.lin, REGISTER).await;
    let mei = case.world.signed_on(&case.platform, "mei", &people()[1]).await;
    let evidence = proof(&case, "two_element").await;
    let refused = case.world.app.verifications.dispute(mei.account, evidence, "").await;
    assert!(matches!(refused, Err(DisputeRefusal::NoSuchEvidence)));
    assert_eq!(case.levels().await, (3, 3));
}

async fn refused_for_what_counts_no_longer(world: World) {
    let case = Case::of(world, &["population"]).await;
    case.proved(&case.lin, REGISTER).await;
    dispute(&case, "two_element").await;
    let evidence = proof(&case, "two_element").await;
    let refused = case.world.app.verifications.dispute(case.lin.account, evidence, "").await;
    assert!(matches!(refused, Err(DisputeRefusal::NoSuchEvidence)));
    assert_eq!(events(&case.world, "evidence.disputed").await.len(), 1);
}

async fn an_account_that_is_disputed_is_worth_little_in_each_token(world: World) {
    use store::account::AccountStatus;
    let mut case = Case::of(world, &["population"]).await;
    case.proved(&case.lin, REGISTER).await;
    let ask = case.platform.ask();
    let answer = ask.unasked(&mut case.lin.browser).await;
    let first = case.platform.tokens(&ask, answer.code()).await;
    case.world.app.accounts.set_status(case.lin.account, AccountStatus::Disputed, "test").await.unwrap();
    assert_eq!(case.world.known_in_session(&case.lin).await.level, 2);
    let second = case.platform.refreshed(first.refresh_token()).await;
    assert_eq!(second.claims().acr.map(|acr| acr.identity()), Some(2));
}
