//! A copy of all that is kept of a person.

use serde_json::{Value, json};
use testkit::{World, on_each_database};

use super::acts::{at_home, logged, open, reached, with_messages};

on_each_database! {
    everything_kept_of_the_person_is_in_it,
    no_key_no_hash_and_nobody_else_is_in_it,
    a_long_history_is_whole,
    that_it_was_made_is_in_the_log,
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
