//! `yimen doctor`: each thing that can be wrong is named, and only failures change the exit code.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use super::Place;

fn verdict(place: &Place, subject: &str) -> String {
    let answer: Value = serde_json::from_str(&place.run("doctor --json").answer).unwrap();
    let findings = answer["findings"].as_array().unwrap();
    let found = findings.iter().find(|finding| finding["subject"] == subject);
    found.map_or_else(|| "not looked at".to_owned(), |found| found["verdict"].as_str().unwrap().to_owned())
}

#[test]
fn a_fresh_deployment_is_sound() {
    assert_eq!(Place::started().run("doctor --json").json()["sound"], true);
}

#[test]
fn fails_before_there_is_a_database_and_makes_none() {
    let place = Place::new();
    assert_eq!(place.run("doctor").code, 1);
    assert_eq!(verdict(&place, "database"), "fail");
    assert!(!place.path("data").exists());
}

#[test]
fn fails_when_the_keys_do_not_open() {
    let place = Place::started();
    fs::remove_file(place.path("data/kek")).unwrap();
    assert_eq!(verdict(&place, "keys"), "fail");
    assert_eq!(place.run("doctor").code, 1);
}

#[test]
fn warns_when_others_may_look_into_the_data_folder() {
    let place = Place::started();
    fs::set_permissions(place.path("data"), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(verdict(&place, "data folder"), "warn");
    assert_eq!(place.run("doctor").code, 0);
}

#[test]
fn warns_when_a_clients_address_does_not_answer() {
    let place = Place::started();
    place.write(
        "yimen.toml",
        &super::CONFIG.replace("[outbound]", "[outbound]\nallow_networks = [\"127.0.0.0/8\"]"),
    );
    place.write(
        "clients.toml",
        "[[platform]]\nid = \"lakeside\"\nnames = { zh-Hans = \"湖滨\" }\ndivision_code = \"330100\"\n\
         [[client]]\nclient_id = \"portal\"\nplatform = \"lakeside\"\nclient_name = \"Portal\"\n\
         redirect_uris = [\"https://portal.example/callback\"]\n\
         backchannel_logout_uri = \"http://127.0.0.1:9/logout\"\n",
    );
    place.run("client import clients.toml").done();
    assert_eq!(verdict(&place, "client portal backchannel_logout_uri"), "warn");
    assert_eq!(place.run("doctor").code, 0);
}
