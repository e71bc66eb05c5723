//! Working levels out anew finds nothing where all was done by the rules, and everything that was not.

use std::time::Duration;

use sandbox::providers::{Verdict, people};
use store::account::StoredLevel;
use testkit::{Known, World, on_each_database};
use yimen::assurance::{Believed, Difference, Write};

use crate::verification::acts::{BANK, Case, FACE, NETWORK, REGISTER, detail, events, levels};

on_each_database! {
    after_all_that_can_happen_nothing_differs,
    a_row_that_says_more_than_its_evidence_is_found_and_mended,
    a_row_that_is_believed_for_too_long_is_found_and_mended,
    a_row_whose_time_is_over_was_not_believed,
    another_policy_makes_other_levels_at_once,
}

async fn found(case: &Case, write: Write) -> Vec<Difference> {
    case.world.app.assurance.recompute(write, "test").await.unwrap().differences
}

async fn put(case: &Case, known: &Known, level: StoredLevel) {
    let account = known.account;
    let put = case.world.app.ground.db.write(move |tx| {
        let level = level.clone();
        Box::pin(async move { store::account::set_standing(tx, account, &level).await })
    });
    put.await.unwrap();
}

async fn after_all_that_can_happen_nothing_differs(world: World) {
    let case = Case::of(world, &["population", "open-set", "bank", "network-identity"]).await;
    let mei = case.world.signed_on(&case.platform, "mei", case.lin.citizen).await;
    case.world.tell(&mei).await;
    case.proved(&mei, REGISTER).await;
    // The number goes over.
    case.proved(&case.lin, NETWORK).await;
    case.proved(&case.lin, FACE).await;
    case.proved(&case.lin, BANK).await;
    let bai = case.world.signed_on(&case.platform, "ouyang", &people()[2]).await;
    case.world.tell(&bai).await;
    case.proved(&bai, REGISTER).await;
    let evidence = case.world.evidence_of(bai.account).await.remove(1).id;
    case.world.app.verifications.dispute(bai.account, evidence, "").await.unwrap();
    let failed = case.begun(FACE).await;
    case.decide("open-set", failed, Verdict::Fail).await;
    case.world.conclude_due().await;
    let worked_out = case.world.app.assurance.recompute(Write::No, "test").await.unwrap();
    assert_eq!((worked_out.accounts, worked_out.differences), (3, Vec::new()));
    assert_eq!(levels(&case.world, &bai).await, (2, 2));
}

async fn a_row_that_says_more_than_its_evidence_is_found_and_mended(world: World) {
    let case = Case::of(world, &["population"]).await;
    let right = case.world.stored_level(&case.lin).await;
    put(&case, &case.lin, StoredLevel { level: 5, ..right.clone() }).await;
    let expected = Difference { account: case.lin.account, stored: 5, computed: 2, believed: Believed::Yes };
    assert_eq!(found(&case, Write::No).await, std::slice::from_ref(&expected));
    assert_eq!(case.world.stored_level(&case.lin).await.level, 5);
    assert_eq!(found(&case, Write::Yes).await, [expected]);
    assert_eq!(case.world.stored_level(&case.lin).await, right);
    let noted = detail(&events(&case.world, "level.recomputed").await[0]);
    assert_eq!(
        (&noted["before"], &noted["after"], &noted["was_believed"]),
        (&5.into(), &2.into(), &true.into())
    );
    assert_eq!(found(&case, Write::No).await, []);
}

async fn a_row_that_is_believed_for_too_long_is_found_and_mended(world: World) {
    let case = Case::of(world, &["population"]).await;
    case.proved(&case.lin, REGISTER).await;
    let right = case.world.stored_level(&case.lin).await;
    put(&case, &case.lin, StoredLevel { until: None, ..right.clone() }).await;
    let expected = Difference { account: case.lin.account, stored: 3, computed: 3, believed: Believed::Yes };
    assert_eq!(found(&case, Write::Yes).await, [expected]);
    assert_eq!(case.world.stored_level(&case.lin).await, right);
    assert_eq!(events(&case.world, "level.recomputed").await.len(), 1);
}

async fn a_row_whose_time_is_over_was_not_believed(world: World) {
    let case = Case::of(world, &["population"]).await;
    case.proved(&case.lin, REGISTER).await;
    case.world.advance(Duration::from_secs(366 * 24 * 3600));
    let expected = Difference { account: case.lin.account, stored: 3, computed: 2, believed: Believed::No };
    assert_eq!(found(&case, Write::Yes).await, [expected]);
    assert_eq!(case.world.stored_level(&case.lin).await.level, 2);
}

async fn another_policy_makes_other_levels_at_once(world: World) {
    let case = Case::of(world, &["population"]).await;
    case.proved(&case.lin, REGISTER).await;
    let text = case.world.app.assurance.policy().text().to_owned();
    let strict = text
        .replace("version = \"builtin-1\"", "version = \"strict-2\"")
        .replace("[kind.two_element]\nlevel = 3", "[kind.two_element]\nlevel = 2");
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("policy.toml");
    std::fs::write(&file, strict).unwrap();
    let node = case.world.node_with(|config| config.assurance.policy_file = Some(file)).await;
    // Before anything was worked out anew: what another policy wrote is not believed.
    assert_eq!(node.stored_level(&case.lin).await.level, 3);
    assert_eq!(node.known_in_session(&case.lin).await.level, 2);
    let worked_out = node.app.assurance.recompute(Write::Yes, "test").await.unwrap();
    let expected = Difference { account: case.lin.account, stored: 3, computed: 2, believed: Believed::No };
    assert_eq!(worked_out.differences, [expected]);
    let stored = node.stored_level(&case.lin).await;
    assert_eq!((stored.level, stored.policy.as_str()), (2, "strict-2"));
}
