//! A copy of all that is kept of a person.

use evidence::document::{DocumentNumber, DocumentType, PersonName};
use evidence::kind::EvidenceKind;
use serde_json::{Value, json};
use testkit::{World, on_each_database};

use yimen::entity::{Actor, Invitation, Items, Regions, Subdelegation};

use crate::oidc::known;

use super::acts::{at_home, logged, open, reached, with_messages};

/// The number of somebody else.
const OTHER_NUMBER: &str = "330106198506070011";

on_each_database! {
    everything_kept_of_the_person_is_in_it,
    no_key_no_hash_and_nobody_else_is_in_it,
    a_long_history_is_whole,
    that_it_was_made_is_in_the_log,
    documents_and_proofs_are_in_it_in_full,
    of_what_was_given_to_others_only_the_right_is_in_it,
}

async fn export(world: &World, browser: &mut testkit::Browser) -> Value {
    let page = open(world, browser, "/home/export").await;
    assert_eq!(page.header("content-disposition"), Some("attachment; filename=\"yimen-account.json\""));
    assert_eq!(page.header("content-type"), Some("application/json"));
    assert!(page.header("cache-control").unwrap().contains("no-store"));
    page.json().unwrap()
}

async fn everything_kept_of_the_person_is_in_it(world: World) {
    let world = with_messages(world).await;
    let lin = reached(&world, "lin").await;
    let city = world.party("city", json!({ "consent": "required" })).await;
    world.give_passkey(&lin, &mut world.synced_device()).await;
    world.give_app(&lin).await;
    world.give_recovery_codes(&lin).await;
    let mut browser = at_home(&world, &lin).await;
    lin.tokens(&mut browser, &city.ask()).await;
    let copy = export(&world, &mut browser).await;
    assert_eq!(copy["form"], json!("yimen-account-1"));
    assert_eq!(copy["made_at"], json!("2026-03-01T00:00:00Z"));
    let account = &copy["account"];
    assert_eq!(account["username"], json!("lin"));
    assert_eq!(account["name"], json!("lin 某"));
    assert_eq!(account["email"], json!("lin@mail.example"));
    assert_eq!(account["email_confirmed_at"], json!("2026-03-01T00:00:00Z"));
    assert_eq!(account["birthdate"], json!("1990-01-02"));
    let ways = &copy["ways_to_sign_in"];
    assert_eq!(ways["passkeys"][0]["name"], json!("a passkey"));
    assert_eq!(ways["passkeys"][0]["copied_between_devices"], json!(true));
    assert_eq!(ways["authenticator_app"]["set_up_at"], json!("2026-03-01T00:00:00Z"));
    assert_eq!(ways["recovery_codes_left"], json!(10));
    assert_eq!(copy["sessions"][0]["clients"], json!(["city"]));
    assert_eq!(copy["devices"].as_array().unwrap().len(), 1);
    assert_eq!(copy["consents"][0]["client"], json!("city"));
    let kinds: Vec<_> = copy["history"].as_array().unwrap().iter().map(|event| &event["kind"]).collect();
    for kind in
        ["account.imported", "passkey.added", "session.signed_in", "consent.given", "account.exported"]
    {
        assert!(kinds.contains(&&json!(kind)), "{kind}");
    }
}

async fn no_key_no_hash_and_nobody_else_is_in_it(world: World) {
    let (lin, chen) = (world.person("lin").await, world.person("chen").await);
    at_home(&world, &chen).await;
    let mut key = world.security_key();
    world.give_passkey(&lin, &mut key).await;
    world.give_app(&lin).await;
    let codes = world.give_recovery_codes(&lin).await;
    let mut browser = at_home(&world, &lin).await;
    let copy = export(&world, &mut browser).await.to_string();
    let cookie = browser.cookie("yimen_session").unwrap().value.clone();
    let device = browser.cookie("yimen_device").unwrap().value.clone();
    for secret in codes.iter().chain([&cookie, &device]) {
        assert!(!copy.contains(secret.as_str()));
    }
    for word in ["chen", "argon2", "secret", "hash", "public_key", "credential"] {
        assert!(!copy.contains(word), "{word}");
    }
}

async fn a_long_history_is_whole(world: World) {
    let lin = world.person("lin").await;
    let account = world.account(&lin).await.id;
    let ground = world.app.ground.clone();
    let written = world.app.ground.db.write(move |tx| {
        let ground = ground.clone();
        Box::pin(async move {
            for _ in 0..1100 {
                let kind = yimen::audit::Kind::RecoveryCodesMade;
                let entry = yimen::audit::Entry::new(kind, "account", "").account(account);
                yimen::audit::record(tx, &ground, entry).await?;
            }
            Ok::<_, base::Fault>(())
        })
    });
    written.await.unwrap();
    let mut browser = at_home(&world, &lin).await;
    let copy = export(&world, &mut browser).await;
    assert_eq!(copy["history"].as_array().unwrap().len(), 1100 + 3);
}

async fn that_it_was_made_is_in_the_log(world: World) {
    let lin = world.person("lin").await;
    let mut browser = at_home(&world, &lin).await;
    export(&world, &mut browser).await;
    assert_eq!(logged(&world, &lin, "account.exported").await, 1);
}

async fn documents_and_proofs_are_in_it_in_full(world: World) {
    let lin = world.person("lin").await;
    known::tell(&world, &lin, DocumentType::ResidentId, known::NUMBER).await;
    let which = (DocumentType::ResidentId, EvidenceKind::TwoElement);
    let proof = known::record(&world, &lin, which, r#"{"household_division":"440106"}"#).await;
    let account = world.account(&lin).await.id;
    world.app.verifications.dispute(account, proof, "").await.unwrap();
    let mut browser = at_home(&world, &lin).await;
    let identity = export(&world, &mut browser).await["identity"].clone();
    assert_eq!(identity["level"], json!(2));
    let document = &identity["documents"][0];
    assert_eq!((&document["number"], &document["name"]), (&json!(known::NUMBER), &json!(known::NAME)));
    assert_eq!((&document["kind"], &document["state"]), (&json!("resident_id"), &json!("verified")));
    assert_eq!(document["verified_at"], json!("2026-03-01T00:00:00Z"));
    // Of one moment: in whatever order.
    let mut evidence = identity["evidence"].as_array().unwrap().clone();
    evidence.sort_by_key(|one| one["kind"].to_string());
    let kinds: Vec<_> = evidence.iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["self_asserted", "two_element"]);
    assert_eq!(evidence[1]["rests_on"], json!({ "household_division": "440106" }));
    assert_eq!((&evidence[1]["by"], &evidence[1]["state"]), (&json!("somebody"), &json!("disputed")));
    assert_eq!(evidence[1]["ended_because"], json!("by its person"));
    assert_eq!(identity["verifications"], json!([]));
}

async fn of_what_was_given_to_others_only_the_right_is_in_it(world: World) {
    let lin = world.person("lin").await;
    known::prove(&world, &lin, EvidenceKind::NetworkIdentityFace).await;
    known::company(&world, "active").await;
    let account = world.account(&lin).await.id;
    let seat = world.app.entities.seats(account).await.unwrap().remove(0);
    let what = Invitation {
        place: seat.acting,
        name: PersonName::parse("陈建国").unwrap(),
        number: DocumentNumber::parse(DocumentType::ResidentId, OTHER_NUMBER).unwrap(),
        phone: "13800138000".to_owned(),
        items: Items::read("税务申报").unwrap(),
        regions: Regions::Everywhere,
        last_day: time::macros::date!(2026 - 06 - 30),
        subdelegation: Subdelegation::No,
    };
    let by = Actor { account, identity: 4, request_id: String::new() };
    world.app.entities.invite(&by, what).await.unwrap();
    let mut browser = at_home(&world, &lin).await;
    let copy = export(&world, &mut browser).await;
    let office = &copy["identity"]["offices"][0];
    assert_eq!((&office["entity"], &office["uscc"]), (&json!(known::COMPANY), &json!(known::USCC)));
    assert_eq!(office["role"], json!("legal_representative"));
    assert_eq!(office["gave"][0]["items"], json!(["税务申报"]));
    let text = copy.to_string();
    for other in ["陈建国", OTHER_NUMBER, "13800138000"] {
        assert!(!text.contains(other), "{other}");
    }
}
