//! `yimen keys`: what may be done to a key, and when.

use super::Place;

/// The id of the first key with this member.
fn kid(place: &Place, member: &str, value: &str) -> String {
    let keys = place.run("keys list --json").json();
    let found = keys.as_array().unwrap().iter().find(|key| key[member] == value).unwrap();
    found["kid"].as_str().unwrap().to_owned()
}

#[test]
fn a_new_key_is_not_activated_before_its_time() {
    let place = Place::started();
    place.run("keys generate --alg ES256 --why exercise").done();
    let next = kid(&place, "state", "next");
    let sentence = place.run(&format!("keys activate {next} --why exercise")).refused();
    assert!(sentence.contains("was not published long enough; it may be used from"), "{sentence}");
    place.run_words(&["keys", "activate", &next, "--why", "exercise", "--emergency", "stolen"]).done();
    assert_eq!(place.run(&format!("keys show {next} --json")).json()["state"], "active");
}

#[test]
fn a_dry_run_makes_no_key() {
    let place = Place::started();
    let before = place.run("keys list --json").done();
    let answer = place.run("keys generate --alg ES256 --why exercise --dry-run --json").json();
    assert_eq!(answer["outcome"], "would_apply");
    assert_eq!(place.run("keys list --json").done(), before);
}

#[test]
fn the_last_active_key_is_not_retired() {
    let place = Place::started();
    let only = kid(&place, "alg", "ES256");
    let sentence = place.run(&format!("keys retire {only} --why exercise --yes")).refused();
    assert!(sentence.contains("is the only active key for ES256"), "{sentence}");
}

#[test]
fn what_cannot_be_undone_needs_a_yes() {
    let place = Place::started();
    place.run("keys generate --alg ES256 --why exercise").done();
    let next = kid(&place, "state", "next");
    let sentence = place.run(&format!("keys retire {next} --why exercise")).refused();
    assert!(sentence.contains("add --yes"), "{sentence}");
    assert_eq!(kid(&place, "state", "next"), next);
    place.run(&format!("keys retire {next} --why exercise --yes")).done();
    place.run(&format!("keys destroy {next} --why exercise --yes")).done();
    place.run(&format!("keys show {next}")).refused();
}

#[test]
fn private_parts_cannot_be_exported() {
    let place = Place::started();
    let seal = kid(&place, "use", "seal");
    let sentence = place.run(&format!("keys export-public {seal}")).refused();
    assert!(sentence.contains("private keys are never exported"), "{sentence}");
    assert_eq!(place.run("keys export").code, 2);
    let published = place.run("keys export-public").done();
    let set: serde_json::Value = serde_json::from_str(&published).unwrap();
    for key in set["keys"].as_array().unwrap() {
        assert!(["d", "p", "q", "k"].iter().all(|member| key.get(member).is_none()), "{key}");
    }
}

#[test]
fn a_sound_vault_verifies() {
    assert_eq!(Place::started().run("keys verify --json").json()["sound"], true);
}

#[test]
fn a_backup_brings_destroyed_keys_back() {
    let place = Place::started();
    place.write("phrase", "correct horse battery\n");
    place.run("keys generate --alg ES256 --why exercise").done();
    let next = kid(&place, "state", "next");
    place.run("keys backup keys.backup --passphrase-file phrase --why exercise").done();
    place.run(&format!("keys retire {next} --why exercise --yes")).done();
    place.run(&format!("keys destroy {next} --why exercise --yes")).done();
    let restore = "keys restore keys.backup --passphrase-file phrase --why exercise --yes";
    assert!(place.run(restore).refused().contains("the vault is not empty"));
    place.run(&format!("{restore} --emergency exercise")).done();
    assert_eq!(kid(&place, "state", "next"), next);
}

#[test]
fn a_passphrase_is_not_asked_for_without_a_terminal() {
    let place = Place::started();
    let sentence = place.run("keys backup keys.backup --why exercise").refused();
    assert!(sentence.contains("asked at a terminal only"), "{sentence}");
    assert!(!place.path("keys.backup").exists());
}

#[test]
fn a_rewrapped_vault_opens_with_the_new_key_alone() {
    let place = Place::started();
    place.run("keys new-kek kek2").done();
    place.run("keys rewrap --to-file kek2 --why exercise --yes").done();
    assert!(place.run("keys verify").refused().contains("is not the one this vault was sealed with"));
    place.write("yimen.toml", &super::CONFIG.replace("[keys]", "[keys]\nkek_file = \"kek2\""));
    place.run("keys verify").done();
}

#[test]
fn the_calendar_keeps_replaced_keys_as_long_as_tokens_live() {
    let place = Place::started();
    place.run("keys calendar set --period 30d --why exercise").done();
    let calendar = place.run("keys calendar --json").json();
    assert_eq!(calendar["calendar"]["period"], 30 * 86_400);
    let sentence = place.run("keys calendar set --retire-after 1m --why exercise").refused();
    assert!(sentence.contains("tokens live up to"), "{sentence}");
}

#[test]
fn every_change_is_audited_with_who_and_why() {
    let place = Place::started();
    place.run("keys rotate --secret mac --why order-7 --who li.na").done();
    let events = place.run("audit list --kind key.changed --limit 1 --json").json();
    assert_eq!(
        (&events[0]["actor"], &events[0]["detail"]["why"]),
        (&"admin:li.na".into(), &"order-7".into())
    );
}

#[test]
fn refused_before_there_is_a_database() {
    assert!(Place::new().run("keys list").refused().contains("there is no database"));
}
