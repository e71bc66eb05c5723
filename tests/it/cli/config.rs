//! `yimen config` and how a configuration is named.

use super::{Place, contents};

const THREE_PROBLEMS: &str = r#"
[server]
issuer = "http://id.example.org"
[tokens]
code_seconds = "sixty"
[keys]
algoritms = ["ES256"]
"#;

#[test]
fn three_problems_are_told_at_once_with_their_lines() {
    let place = Place::new();
    place.write("bad.toml", THREE_PROBLEMS);
    let ran = place.run("config check bad.toml --json");
    assert_eq!(ran.code, 1);
    assert_eq!(ran.errors, "yimen: bad.toml has 3 problems\n");
    let answer: serde_json::Value = serde_json::from_str(&ran.answer).unwrap();
    let lines: Vec<_> =
        answer["problems"].as_array().unwrap().iter().map(|one| one["line"].as_u64()).collect();
    assert_eq!(lines, [Some(3), Some(5), Some(7)]);
}

#[test]
fn a_sound_configuration_passes() {
    assert_eq!(Place::new().run("config check").done(), "yimen.toml is in order\n");
}

#[test]
fn checking_makes_nothing() {
    let place = Place::new();
    let before = contents(place.folder.path());
    place.run("config check").done();
    assert_eq!(contents(place.folder.path()), before);
}

#[test]
fn the_sample_is_a_configuration() {
    let place = Place::new();
    let sample = place.run("config sample").done();
    place.write("sample.toml", &sample);
    place.run("config check sample.toml").done();
}

#[test]
fn refused_when_the_file_is_missing() {
    let sentence = Place::new().run("--config nowhere.toml migrate status").refused();
    assert!(sentence.contains("nowhere.toml cannot be read"), "{sentence}");
}

#[test]
fn the_file_can_be_named_by_a_variable() {
    let place = Place::new();
    let output = place.command(&["config", "check"]).env("YIMEN_CONFIG", "elsewhere.toml").output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("elsewhere.toml cannot be read"));
}

#[test]
fn a_wrong_command_line_has_its_own_code() {
    for line in
        ["", "serv", "keys generate --alg ES256", "keys rotate --why x", "client secret rotate a --overlap 7"]
    {
        assert_eq!(Place::new().run(line).code, 2, "{line}");
    }
}
