//! Files of platforms, clients and accounts.

use super::Place;

const CLIENTS: &str = r#"
[[platform]]
id = "lakeside"
names = { zh-Hans = "湖滨市" }
division_code = "330100"

[[client]]
client_id = "portal"
platform = "lakeside"
client_name = "Portal"
redirect_uris = ["https://portal.example/callback"]
scope = "openid"
"#;

const BAD_CLIENTS: &str = r#"
[[platform]]
id = "Lakeside"
names = { zh-Hans = "湖滨市" }
division_code = "330100"

[[client]]
client_id = "portal"
platform = "nobody"
client_name = "Portal"
redirect_uris = ["https://portal.example/callback"]

[[client]]
client_id = "other"
platform = "nobody"
client_nam = "Other"
"#;

const ACCOUNTS: &str = r#"
[[account]]
username = "Zhang.Wei"
phone = "138 0013 8000"
password = "four plain words together"
"#;

fn changes(answer: &serde_json::Value) -> Vec<&str> {
    answer["changes"].as_array().unwrap().iter().map(|one| one["change"].as_str().unwrap()).collect()
}

#[test]
fn a_second_import_changes_nothing() {
    let place = Place::started();
    place.write("clients.toml", CLIENTS);
    assert_eq!(changes(&place.run("client import clients.toml --json").json()), ["created", "created"]);
    assert_eq!(changes(&place.run("platform import clients.toml --json").json()), ["unchanged", "unchanged"]);
}

#[test]
fn only_what_differs_is_changed() {
    let place = Place::started();
    place.write("clients.toml", CLIENTS);
    place.run("client import clients.toml").done();
    place.write("clients.toml", &CLIENTS.replace("\"Portal\"", "\"Portal 2\""));
    assert_eq!(changes(&place.run("client import clients.toml --json").json()), ["unchanged", "changed"]);
}

#[test]
fn a_dry_run_changes_nothing() {
    let place = Place::started();
    place.write("clients.toml", CLIENTS);
    place.write("people.toml", ACCOUNTS);
    let answer = place.run("client import clients.toml --dry-run --json").json();
    assert_eq!(changes(&answer), ["created", "created"]);
    place.run("account import people.toml --dry-run").done();
    assert_eq!(place.run("client list --json").json(), serde_json::json!([]));
    assert_eq!(place.run("account list --json").json(), serde_json::json!([]));
}

#[test]
fn every_problem_is_told_and_nothing_is_changed() {
    let place = Place::started();
    place.write("clients.toml", BAD_CLIENTS);
    let ran = place.run("client import clients.toml");
    for part in
        ["line 2: platform Lakeside: id", "client portal: platform", "line 16: client other: unknown field"]
    {
        assert!(ran.answer.contains(part), "{part}: {}", ran.answer);
    }
    assert!(ran.refused().contains("3 problems; nothing was changed"));
    assert_eq!(place.run("platform list --json").json(), serde_json::json!([]));
}

#[test]
fn refused_when_an_id_is_there_twice() {
    let place = Place::started();
    place.write("clients.toml", &format!("{CLIENTS}{}", CLIENTS.split("\n\n").nth(1).unwrap()));
    let ran = place.run("client import clients.toml");
    assert!(ran.answer.contains("there is another client of this client_id above"), "{}", ran.answer);
    ran.refused();
}

#[test]
fn an_account_is_found_by_name_and_number_and_frozen() {
    let place = Place::started();
    place.write("people.toml", ACCOUNTS);
    assert_eq!(changes(&place.run("account import people.toml --json").json()), ["created"]);
    assert_eq!(changes(&place.run("account import people.toml --json").json()), ["unchanged"]);
    place.run("account freeze zhang.wei").done();
    let shown = place.run("account show 13800138000 --json").json();
    assert_eq!((&shown["status"], &shown["claimed"]["phone"]), (&"frozen".into(), &"13*******00".into()));
    let events = place.run("audit list --account zhang.wei --kind account.status --json").json();
    assert_eq!(events[0]["actor"], "admin:tester");
}

#[test]
fn a_secret_is_shown_once_and_the_one_before_ends() {
    let place = Place::started();
    place.write("clients.toml", CLIENTS);
    place.run("client import clients.toml").done();
    let first = place.run("client secret rotate portal --json").json();
    place.run("client secret rotate portal --overlap 0s").done();
    let listed = place.run("client secret list portal --json").done();
    assert!(!listed.contains(first["secret"].as_str().unwrap()));
    let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
    let old = listed.as_array().unwrap().iter().find(|one| one["secret_id"] == first["secret_id"]);
    assert!(old.is_none_or(|old| old["state"] == "ended"), "{listed}");
}

#[test]
fn refused_when_there_is_no_such_client_platform_or_account() {
    let place = Place::started();
    for line in ["client disable x", "platform disable x", "account disable xyz", "client secret rotate x"] {
        let sentence = place.run(line).refused();
        assert!(sentence.starts_with("yimen: there is no "), "{sentence}");
    }
}
