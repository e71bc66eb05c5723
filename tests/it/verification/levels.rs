//! What a proof is worth, where, and for how long; and what platforms are told of it.

use std::collections::BTreeMap;
use std::time::Duration;

use evidence::kind::EvidenceKind;
use sandbox::providers::people;
use store::identifier::IdentifierState;
use store::verification::VerificationState;
use testkit::{START, World, on_each_database};
use yimen::verification::Begun;

use super::acts::{BANK, Case, FACE, NETWORK, REGISTER, detail, events, levels};

on_each_database! {
    a_document_told_gives_the_second_level,
    told_again_it_changes_nothing,
    a_match_in_the_register_gives_the_third,
    no_match_changes_nothing,
    who_has_died_and_what_has_run_out_fails,
    a_face_alone_counts_in_its_session,
    a_face_beside_a_bank_counts_everywhere,
    each_provider_of_the_city_can_prove_something,
    a_level_falls_with_the_clock,
    a_platform_is_told_the_level_and_by_which_policy,
    a_proof_is_written_in_few_rows,
}

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn a_document_told_gives_the_second_level(world: World) {
    let platform = world.party("platform", serde_json::json!({})).await;
    let lin = world.signed_on(&platform, "lin", &people()[0]).await;
    assert_eq!(levels(&world, &lin).await, (1, 1));
    world.tell(&lin).await;
    assert_eq!(levels(&world, &lin).await, (2, 2));
    assert_eq!(world.stored_level(&lin).await.until, None);
    assert_eq!(events(&world, "identity.claimed").await.len(), 1);
}

async fn told_again_it_changes_nothing(world: World) {
    let case = Case::of(world, &[]).await;
    let before = case.world.database().rows().await;
    case.world.tell(&case.lin).await;
    assert_eq!(case.world.database().rows().await, before);
}

async fn a_match_in_the_register_gives_the_third(world: World) {
    let case = Case::of(world, &["population"]).await;
    let begun = case.world.start_verification(&case.lin, REGISTER).await.unwrap();
    let Begun::Concluded(id) = begun else { panic!("the register answers at once: {begun:?}") };
    assert_eq!(case.ended(id).await, (VerificationState::Passed, String::new()));
    assert_eq!(case.levels().await, (3, 3));
    let stored = case.world.stored_level(&case.lin).await;
    assert_eq!((stored.until, stored.evidence_at), (Some(START.plus(365 * DAY)), Some(START)));
    let document = &case.world.app.accounts.documents(case.lin.account).await.unwrap()[0];
    assert_eq!(document.state, IdentifierState::Verified);
    assert_eq!(document.facts.household_division.as_deref(), people()[0].household_division);
    let [evidence] = <[_; 1]>::try_from(case.evidence(id).await).unwrap();
    assert_eq!((evidence.kind.as_str(), evidence.provider_id.as_str()), ("two_element", "population"));
    // 2046-01-01 is its last day, in China.
    assert_eq!(evidence.expires_at.unwrap().seconds(), 2_398_435_200);
    assert!(case.world.verification(id).await.payload.is_empty());
}

async fn no_match_changes_nothing(world: World) {
    let case = Case::of(world, &["population"]).await;
    case.world.claim(&case.lin, (people()[0].number, people()[1].name)).await.unwrap();
    let (stored, evidence) =
        (case.world.stored_level(&case.lin).await, case.world.evidence_of(case.lin.account).await);
    let id = case.begun(REGISTER).await;
    assert_eq!(case.ended(id).await, (VerificationState::Failed, "no_match".to_owned()));
    assert_eq!(case.world.stored_level(&case.lin).await, stored);
    assert_eq!(case.world.evidence_of(case.lin.account).await, evidence);
    let document = &case.world.app.accounts.documents(case.lin.account).await.unwrap()[0];
    assert_eq!(document.state, IdentifierState::Claimed);
    assert!(case.world.verification(id).await.payload.is_empty());
}

async fn who_has_died_and_what_has_run_out_fails(world: World) {
    let case = Case::of(world, &["population"]).await;
    for (name, citizen, reason) in
        [("wufan", &people()[10], "deceased"), ("xujie", &people()[14], "document_invalid")]
    {
        let known = case.world.signed_on(&case.platform, name, citizen).await;
        case.world.tell(&known).await;
        let id = case.world.begun(&known, REGISTER).await;
        assert_eq!(case.ended(id).await, (VerificationState::Failed, reason.to_owned()));
        assert_eq!(levels(&case.world, &known).await, (2, 2));
    }
}

async fn a_face_alone_counts_in_its_session(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    let there = case.world.signed_on_again(&case.platform, (&case.lin.person, case.lin.citizen)).await;
    case.proved(&case.lin, FACE).await;
    assert_eq!(case.levels().await, (3, 4));
    assert_eq!(levels(&case.world, &there).await, (3, 3));
}

async fn a_face_beside_a_bank_counts_everywhere(world: World) {
    let case = Case::of(world, &["open-set", "bank"]).await;
    let there = case.world.signed_on_again(&case.platform, (&case.lin.person, case.lin.citizen)).await;
    case.proved(&case.lin, FACE).await;
    case.proved(&case.lin, BANK).await;
    assert_eq!(levels(&case.world, &there).await, (4, 4));
    // The pair lasts as long as the bank's part.
    let stored = case.world.stored_level(&case.lin).await;
    assert_eq!(stored.until, Some(START.plus(180 * DAY)));
    case.world.advance(180 * DAY);
    let now = case.world.app.assurance.explain(case.lin.account).await.unwrap().0;
    assert_eq!(now.level, 3);
}

async fn each_provider_of_the_city_can_prove_something(world: World) {
    let ways = [
        (REGISTER, (3, 3)),
        (BANK, (3, 3)),
        (("telecom", EvidenceKind::TelecomElements), (3, 3)),
        (("wechat", EvidenceKind::Face), (3, 4)),
        (("alipay", EvidenceKind::Face), (3, 4)),
        (("cloud-face", EvidenceKind::Face), (3, 4)),
        (FACE, (3, 4)),
        (("open-sorted", EvidenceKind::ProviderRealName), (3, 3)),
        (NETWORK, (4, 4)),
    ];
    let names: Vec<&str> = ways.iter().map(|(way, _)| way.0).collect();
    let case = Case::of(world, &names).await;
    for (number, (way, expected)) in ways.into_iter().enumerate() {
        let citizen = &people()[number + 1];
        let known = case.world.signed_on(&case.platform, &format!("guest-{number}"), citizen).await;
        case.world.tell(&known).await;
        case.proved(&known, way).await;
        assert_eq!(levels(&case.world, &known).await, expected, "{way:?}");
    }
}

async fn a_level_falls_with_the_clock(world: World) {
    let case = Case::of(world, &["population"]).await;
    case.proved(&case.lin, REGISTER).await;
    let level = async || {
        let account = case.world.account(&case.lin.person).await;
        let alone = store::session::SessionLevel::default();
        let seen = yimen::assurance::InSession {
            id: case.lin.session,
            level: &alone,
            provider: yimen::assurance::Trusted::Yes,
        };
        case.world.app.assurance.identity(&account, seen).await.unwrap().level
    };
    case.world.advance(365 * DAY - Duration::from_secs(1));
    assert_eq!(level().await, 3);
    case.world.advance(Duration::from_secs(1));
    assert_eq!(level().await, 2);
}

async fn a_platform_is_told_the_level_and_by_which_policy(world: World) {
    let mut case = Case::of(world, &["open-set"]).await;
    case.proved(&case.lin, FACE).await;
    case.world.advance(Duration::from_secs(60));
    let ask = case.platform.ask();
    let answer = ask.unasked(&mut case.lin.browser).await;
    let tokens = case.platform.tokens(&ask, answer.code()).await;
    assert_eq!(tokens.claims().acr.map(|acr| acr.identity()), Some(4));
    let redeemed = detail(&events(&case.world, "grant.code_redeemed").await[0]);
    assert_eq!(redeemed["policy"], "builtin-1");
    assert!(redeemed["acr"].as_str().unwrap().contains(":L4."), "{redeemed}");
    let concluded = detail(&events(&case.world, "verification.concluded").await[0]);
    assert_eq!((&concluded["policy"], &concluded["level_in_session"]), (&"builtin-1".into(), &4.into()));
}

async fn a_proof_is_written_in_few_rows(world: World) {
    let case = Case::of(world, &["population"]).await;
    case.proved(&case.lin, REGISTER).await;
    let before = case.world.database().rows().await;
    case.proved(&case.lin, REGISTER).await;
    let after = case.world.database().rows().await;
    let grown = after.into_iter().map(|(table, rows)| {
        let more = rows - before.get(&table).copied().unwrap_or_default();
        (table, more)
    });
    let grown: BTreeMap<String, i64> = grown.filter(|(_, more)| *more != 0).collect();
    let expected = [("audit_event", 2), ("evidence", 1), ("verification", 1)];
    assert_eq!(grown, expected.map(|(table, more)| (table.to_owned(), more)).into());
}
