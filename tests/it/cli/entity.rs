//! Legal entities brought in and looked over.

use super::Place;

const REGISTER: &str = r#"
[[entity]]
uscc = "91350100M000100Y43"
name = "云江茶叶店"
kind = "enterprise"
registry_status = "active"
division = "350100"
representative = { document = "resident_id", number = "11010519491231002X", name = "林一" }
"#;

const BAD_REGISTER: &str = r#"
[[entity]]
uscc = "91350100M000100Y44"
name = ""
kind = "shop"
registry_status = "active"
division = "350100"

[[entity]]
uscc = "91190101MADEMY0019"
name = "演示科技有限公司"
kind = "enterprise"
registry_status = "active"
division = "330106"
owner = "nobody"
"#;

fn first(answer: &serde_json::Value) -> (&str, &str) {
    let one = &answer["changes"][0];
    (one["change"].as_str().unwrap(), one["representative"].as_str().unwrap())
}

#[test]
fn an_entity_is_brought_in_once_and_waits_for_its_representative() {
    let place = Place::started();
    place.write("register.toml", REGISTER);
    assert_eq!(first(&place.run("entity import register.toml --json").json()), ("created", "waits"));
    assert_eq!(first(&place.run("entity import register.toml --json").json()), ("unchanged", "waits"));
    place.write("register.toml", &REGISTER.replace("\"active\"", "\"revoked\""));
    assert_eq!(first(&place.run("entity import register.toml --json").json()), ("changed", "waits"));
    let log = place.run("audit list --kind entity.changed --json").json();
    assert_eq!(log.as_array().unwrap().len(), 2);
    assert!(!log.to_string().contains("林一") && !log.to_string().contains("11010519491231002X"));
}

#[test]
fn a_dry_run_brings_nothing_in() {
    let place = Place::started();
    place.write("register.toml", REGISTER);
    let answer = place.run("entity import register.toml --dry-run --json").json();
    assert_eq!((first(&answer), &answer["dry_run"]), (("created", "waits"), &true.into()));
    assert_eq!(place.run("entity list --json").json(), serde_json::json!([]));
}

#[test]
fn every_problem_is_told_and_nothing_is_brought_in() {
    let place = Place::started();
    place.write("register.toml", BAD_REGISTER);
    let ran = place.run("entity import register.toml");
    let told = ran.answer.clone();
    ran.refused();
    for problem in ["uscc:", "name:", "kind:", "owner", "91190101MADEMY0019"] {
        assert!(told.contains(problem), "{problem}: {told}");
    }
    assert_eq!(place.run("entity list --json").json(), serde_json::json!([]));
}

#[test]
fn an_entity_is_shown_by_code_and_by_id_without_its_people() {
    let place = Place::started();
    place.write("register.toml", REGISTER);
    place.run("entity import register.toml").done();
    let shown = place.run("entity show 91350100M000100Y43 --json").json();
    assert_eq!((&shown["name"], &shown["representative"]), (&"云江茶叶店".into(), &"waits".into()));
    let by_id = place.run(&format!("entity show {}", shown["id"].as_str().unwrap())).done();
    assert!(by_id.contains("云江茶叶店") && !by_id.contains("林一"), "{by_id}");
    place.run("entity show 91190101MADEMY0019").refused();
}
