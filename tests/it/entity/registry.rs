//! What registers say, brought in by a file, and who is seated by it.

use store::identifier::IdentifierState;
use testkit::{World, on_each_database};
use yimen::entity::{EntityFile, RegistryStatus, RoleKind, SeatRole, Seated};

use super::setting::{
    AGENT, BOSS, COMPANY, OTHER_USCC, USCC, bring_in, company, document, entry, known, logged, registered,
    seats, stranger, told, with_messages,
};

on_each_database! {
    what_is_brought_in_again_changes_nothing,
    what_differs_is_changed_and_written_down,
    a_dry_run_changes_nothing,
    the_representative_who_is_known_is_seated_at_once_and_told,
    the_representative_who_comes_later_is_seated_then,
    nobody_is_seated_by_a_document_that_was_only_told,
    nobody_is_seated_whose_name_is_another,
    nobody_acts_for_an_entity_that_was_struck_off,
    nobody_represents_an_entity_of_which_the_register_names_nobody,
    an_entity_is_found_by_id_and_by_code,
}

async fn what_is_brought_in_again_changes_nothing(world: World) {
    let boss = company(&world).await;
    let again = bring_in(&world, &registered("active", Some(BOSS))).await;
    assert_eq!((again.change, again.representative), ("unchanged", Seated::Yes));
    assert_eq!(logged(&world, "entity.changed").await.len(), 1);
    assert_eq!(logged(&world, "entity.role").await.len(), 1);
    assert_eq!(seats(&world, &boss).await.len(), 1);
}

async fn what_differs_is_changed_and_written_down(world: World) {
    company(&world).await;
    let renamed = entry(USCC, "演示新名有限公司", ("active", Some(BOSS)));
    assert_eq!(bring_in(&world, &renamed).await.change, "changed");
    let view = world.app.entities.view(USCC).await.unwrap().unwrap();
    assert_eq!(view.name, "演示新名有限公司");
    let log = logged(&world, "entity.changed").await;
    let changed = log.iter().find(|one| one.2["change"] == "changed").unwrap();
    assert_eq!(changed.1, "admin:test");
    assert!(!changed.2.to_string().contains("演示"), "no name in the log");
}

async fn a_dry_run_changes_nothing(world: World) {
    known(&world, BOSS).await;
    let file = registered("active", Some(BOSS));
    let told = world.app.entities.differences(&file).await.unwrap().remove(0);
    assert_eq!((told.change, told.representative), ("created", Seated::Yes));
    assert_eq!(world.app.entities.view(USCC).await.unwrap(), None);
}

async fn the_representative_who_is_known_is_seated_at_once_and_told(world: World) {
    let world = with_messages(world).await;
    let boss = company(&world).await;
    let seat = seats(&world, &boss).await.remove(0);
    assert_eq!((seat.role, seat.name.as_str()), (SeatRole::LegalRepresentative, COMPANY));
    assert!(seat.items.is_empty() && seat.regions.is_empty() && seat.until.is_none());
    assert_eq!(told(&world).await, [(BOSS.2.to_owned(), "named_representative".to_owned())]);
    let log = logged(&world, "entity.role").await;
    assert_eq!((log[0].0, log[0].2["change"].as_str()), (Some(boss.account), Some("begun")));
}

async fn the_representative_who_comes_later_is_seated_then(world: World) {
    let imported = bring_in(&world, &registered("active", Some(BOSS))).await;
    assert_eq!((imported.change, imported.representative), ("created", Seated::Waits));
    let boss = known(&world, BOSS).await;
    assert_eq!(seats(&world, &boss).await.len(), 1);
    let view = world.app.entities.view(USCC).await.unwrap().unwrap();
    assert_eq!(view.representative, Seated::Yes);
    assert_eq!(view.roles.iter().map(|role| role.role).collect::<Vec<_>>(), [RoleKind::LegalRepresentative]);
}

async fn nobody_is_seated_by_a_document_that_was_only_told(world: World) {
    bring_in(&world, &registered("active", Some(BOSS))).await;
    let liar = stranger(&world, AGENT).await;
    document(&world, &liar, (BOSS, IdentifierState::Claimed)).await;
    assert_eq!(seats(&world, &liar).await, []);
    assert_eq!(bring_in(&world, &registered("active", Some(BOSS))).await.representative, Seated::Waits);
}

async fn nobody_is_seated_whose_name_is_another(world: World) {
    let boss = known(&world, BOSS).await;
    let misspelt = super::setting::Citizen("演示错", BOSS.1, BOSS.2);
    assert_eq!(bring_in(&world, &registered("active", Some(misspelt))).await.representative, Seated::Waits);
    assert_eq!(seats(&world, &boss).await, []);
}

async fn nobody_acts_for_an_entity_that_was_struck_off(world: World) {
    let boss = company(&world).await;
    for status in ["revoked", "cancelled"] {
        bring_in(&world, &registered(status, Some(BOSS))).await;
        assert_eq!(seats(&world, &boss).await, [], "{status}");
        let office = world.app.entities.offices(boss.account).await.unwrap().remove(0);
        assert_ne!(office.registry_status, RegistryStatus::Active);
    }
    bring_in(&world, &registered("active", Some(BOSS))).await;
    assert_eq!(seats(&world, &boss).await.len(), 1);
}

async fn nobody_represents_an_entity_of_which_the_register_names_nobody(world: World) {
    let boss = company(&world).await;
    let imported = bring_in(&world, &registered("active", None)).await;
    assert_eq!(imported.representative, Seated::Nobody);
    assert_eq!(seats(&world, &boss).await, []);
}

async fn an_entity_is_found_by_id_and_by_code(world: World) {
    company(&world).await;
    bring_in(&world, &entry(OTHER_USCC, "演示区政务服务中心", ("active", None))).await;
    let page = world.app.entities.page(None, 1).await.unwrap().remove(0);
    let rest = world.app.entities.page(Some(page.id), 10).await.unwrap();
    assert_eq!(rest.len(), 1);
    let by_id = world.app.entities.view(&page.id.to_string()).await.unwrap().unwrap();
    let by_code = world.app.entities.view(&page.uscc).await.unwrap().unwrap();
    assert_eq!(by_id, by_code);
    for unknown in ["91350100M000100Y43", &"0".repeat(32), "no code"] {
        assert_eq!(world.app.entities.view(unknown).await.unwrap(), None, "{unknown}");
    }
}

fn read(entity: &serde_json::Value) -> EntityFile {
    serde_json::from_value(serde_json::json!({ "entity": [entity] })).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_problem_of_a_file_is_told() {
    let world = World::on_sqlite().await;
    let file = read(&serde_json::json!({
        "uscc": "91190101MADEMY0010",
        "name": " ",
        "kind": "shop",
        "registry_status": "closed",
        "division": "浙江",
        "representative": { "document": "resident_id", "number": "190101197806010035", "name": "演示丙" },
    }));
    let fields: Vec<_> = world.app.entities.check_file(&file).iter().map(|one| one.field).collect();
    let all = ["uscc", "name", "kind", "registry_status", "division", "representative.number"];
    assert_eq!(fields, all);
}
