//! `yimen backup` and `yimen restore`.

use std::fs;

use super::Place;

const ACCOUNTS: &str = "[[account]]\nusername = \"zhang.wei\"\npassword = \"four plain words together\"\n";

#[test]
fn a_backup_brings_back_what_was_there() {
    let place = Place::started();
    place.write("people.toml", ACCOUNTS);
    place.run("account import people.toml").done();
    place.run("backup copy.db").done();
    fs::rename(place.path("data/yimen.db"), place.path("lost.db")).unwrap();
    let leftovers = ["data/yimen.db-wal", "data/yimen.db-shm"];
    leftovers.iter().for_each(|name| drop(fs::remove_file(place.path(name))));
    let answer = place.run("restore copy.db --json").json();
    assert_eq!(answer["holdings"]["accounts"], 1);
    assert_eq!(place.run("account show zhang.wei --json").json()["status"], "active");
}

#[test]
fn refused_when_the_backup_exists() {
    let place = Place::started();
    place.run("backup copy.db").done();
    assert!(place.run("backup copy.db").refused().contains("exists already"));
}

#[test]
fn refused_over_a_database_unless_forced() {
    let place = Place::started();
    place.run("backup copy.db").done();
    assert!(place.run("restore copy.db").refused().contains("--force moves it aside"));
    let answer = place.run("restore copy.db --force --json").json();
    let aside = answer["moved_aside"][0].as_str().unwrap();
    assert!(place.path(aside).exists(), "{aside}");
    place.run("keys verify").done();
}

#[test]
fn refused_when_the_file_is_no_backup() {
    let place = Place::started();
    assert!(place.run("restore yimen.toml --force").refused().contains("is not a sound database"));
    place.run("keys verify").done();
}
