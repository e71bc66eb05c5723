//! Each way one value can be wrong, and many at once.

use super::{assert_fits, assert_only, load, places};
use crate::{Config, Problem};

#[test]
fn three_problems_are_reported_together_with_their_lines() {
    let text = "tokens.code_seconds = 'soon'\ntokens.cod_seconds = 5\nlog.level = 'loud'";
    let expected = [(2, "tokens.code_seconds"), (3, "tokens.cod_seconds"), (4, "log.level")];
    assert_eq!(places(load(text)), expected.map(|(line, key)| (Some(line), key.to_owned())));
}

#[test]
fn problems_of_reading_hide_no_contradiction_between_others() {
    let text = "log.level = 'loud'\ntokens.refresh_idle_days = 100";
    let expected = [(2, "log.level"), (3, "tokens.refresh_idle_days")];
    assert_eq!(places(load(text)), expected.map(|(line, key)| (Some(line), key.to_owned())));
}

#[test]
fn contradictions_that_share_an_option_are_reported_together() {
    let text = "keys.publish_ahead_hours = 30\nkeys.period_days = 1\nkeys.jwks_max_age_seconds = 86400\n\
                keys.retire_after_hours = 1\ntokens.id_token_seconds = 7200";
    let expected = [(2, "keys.publish_ahead_hours"), (5, "keys.retire_after_hours")];
    assert_eq!(places(load(text)), expected.map(|(line, key)| (Some(line), key.to_owned())));
    let text = "keys.publish_ahead_hours = 1\nkeys.jwks_max_age_seconds = 7200\nkeys.default_algorithm = 'ES256'\n\
                keys.algorithms = ['RS256']\nlisten.public.address = '0.0.0.0:8091'";
    let expected = [
        (3, "keys.jwks_max_age_seconds"),
        (4, "keys.default_algorithm"),
        (6, "listen.public.address"),
        (6, "listen.public.address"),
    ];
    assert_eq!(places(load(text)), expected.map(|(line, key)| (Some(line), key.to_owned())));
}

#[test]
fn a_value_that_cannot_be_read_contradicts_nothing() {
    assert_only(
        "tokens.refresh_absolute_days = 'few'\ntokens.refresh_idle_days = 100",
        "tokens.refresh_absolute_days",
    );
}

#[test]
fn refused_when_issuer_missing() {
    let found = places(Config::load("", "yimen.toml", []));
    assert_eq!(found, [(None, "server.issuer".to_owned())]);
}

#[test]
fn refused_when_not_toml() {
    let found = places(load("tokens.code_seconds = = 5"));
    assert_eq!(found.first(), Some(&(Some(2), String::new())));
}

#[test]
fn broken_syntax_is_reported_beside_other_problems() {
    let found = places(load("log.level = 'loud'\ntokens.code_seconds ="));
    assert_eq!(found, [(Some(2), "log.level".to_owned()), (Some(3), String::new())]);
}

#[test]
fn broken_syntax_makes_no_option_missing() {
    let found = places(Config::load("server.issuer = https://id.example.org", "yimen.toml", []));
    assert!(found.iter().all(|(line, key)| *line == Some(1) && key.is_empty()), "{found:?}");
}

#[test]
fn refused_when_key_is_given_twice() {
    let found = places(load("log.level = 'info'\nlog.level = 'warn'"));
    assert_eq!(found, [(Some(3), String::new())]);
}

#[test]
fn refused_when_option_is_unknown() {
    assert_only("tokens.code_minutes = 5", "tokens.code_minutes");
    assert_only("issuer = 'https://id.example.org'", "issuer");
    assert_only("tokens = 5", "tokens");
}

#[test]
fn a_near_name_is_proposed() {
    let [problem] = load("tokens.code_secnods = 5").unwrap_err().try_into().unwrap();
    assert!(problem.reason.contains("tokens.code_seconds"));
}

#[test]
fn refused_when_section_is_unknown() {
    assert_only("[token]\ncode_seconds = 5", "token");
    assert_only("[listen.private]\naddress = '127.0.0.1:1'", "listen.private");
    assert_only("[tokens.more]\na = 1", "tokens.more");
    assert_only("[more.below]\na = 1", "more");
}

#[test]
fn refused_when_type_is_another() {
    assert_only("tokens.code_seconds = '60'", "tokens.code_seconds");
    assert_only("tokens.code_seconds = 60.5", "tokens.code_seconds");
    assert_only("registration.open = 'true'", "registration.open");
    assert_only("server.data_dir = 5", "server.data_dir");
    assert_only("keys.algorithms = 'ES256'", "keys.algorithms");
    assert_only("keys.algorithms = ['ES256', 5]", "keys.algorithms");
    assert_only("log.level = [ 'info' ]", "log.level");
    assert_only("tokens.code_seconds = 1979-05-27", "tokens.code_seconds");
}

#[test]
fn refused_when_out_of_range() {
    assert_fits("tokens.code_seconds = 10");
    assert_fits("tokens.code_seconds = 600");
    assert_only("tokens.code_seconds = 9", "tokens.code_seconds");
    assert_only("tokens.code_seconds = 601", "tokens.code_seconds");
    assert_only("tokens.code_seconds = -60", "tokens.code_seconds");
    assert_only("tokens.code_seconds = 99999999999", "tokens.code_seconds");
    assert_only("sessions.touch_seconds = 59", "sessions.touch_seconds");
}

#[test]
fn refused_when_word_is_not_in_the_list() {
    assert_only("log.level = 'INFO'", "log.level");
    assert_only("keys.algorithms = ['ES256', 'none']", "keys.algorithms");
    assert_only("keys.default_algorithm = 'HS256'", "keys.default_algorithm");
}

#[test]
fn refused_when_list_is_empty_or_repeats() {
    assert_only("keys.algorithms = []", "keys.algorithms");
    assert_only("keys.algorithms = ['ES256', 'ES256']", "keys.algorithms");
}

#[test]
fn refused_when_address_has_no_port_or_is_a_name() {
    assert_fits("listen.public.address = '[::1]:0'");
    assert_only("listen.public.address = '127.0.0.1'", "listen.public.address");
    assert_only("listen.public.address = 'localhost:8080'", "listen.public.address");
}

#[test]
fn refused_when_network_is_no_network() {
    assert_fits("outbound.allow_networks = ['10.0.0.0/8', 'fd00::/8', '127.0.0.1/32']");
    assert_only("outbound.allow_networks = ['10.0.0.0']", "outbound.allow_networks");
    assert_only("outbound.allow_networks = ['10.0.0.0/33']", "outbound.allow_networks");
}

#[test]
fn refused_when_network_has_bits_beyond_its_prefix() {
    assert_only("outbound.allow_networks = ['10.1.2.3/8']", "outbound.allow_networks");
}

#[test]
fn refused_when_network_is_everything() {
    assert_only("outbound.allow_networks = ['0.0.0.0/0']", "outbound.allow_networks");
    assert_only("listen.public.behind_proxy = ['::/0']", "listen.public.behind_proxy");
}

#[test]
fn refused_when_locale_is_no_language_tag() {
    assert_fits("server.default_locale = 'zh-Hant-HK'");
    for locale in ["", "z", "zh_Hans", "中文", "en-", "toolonglanguage"] {
        assert_only(&format!("server.default_locale = '{locale}'"), "server.default_locale");
    }
}

#[test]
fn refused_when_path_is_empty() {
    assert_only("server.data_dir = ''", "server.data_dir");
}

#[test]
fn refused_when_database_is_of_another_kind() {
    assert_only("database.url = 'mysql://h/d'", "database.url");
    assert_only("database.url = 'sqlite:'", "database.url");
    assert_only("database.url = 'sqlite::memory:'", "database.url");
    assert_only("database.url = ''", "database.url");
}

#[test]
fn refused_when_secret_is_given_in_two_ways() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "postgres://h/d").unwrap();
    let path = file.path().display();
    assert_only(
        &format!("database = {{ url_file = '{path}', url = 'postgres://h/d' }}"),
        "database.url_file",
    );
    assert_only("keys = { kek_file = 'k', passphrase = '0123456789abcdef' }", "keys.passphrase");
}

#[test]
fn refused_when_secret_file_cannot_be_read() {
    assert_only("database.url_file = '/nowhere/url'", "database.url_file");
    assert_only("keys.passphrase_file = '/nowhere/word'", "keys.passphrase_file");
}

#[test]
fn refused_when_secret_file_is_empty() {
    let file = tempfile::NamedTempFile::new().unwrap();
    assert_only(&format!("database.url_file = '{}'", file.path().display()), "database.url_file");
}

#[test]
fn refused_when_key_is_not_32_bytes() {
    assert_fits("keys.kek = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='");
    assert_only("keys.kek = 'AAAA'", "keys.kek");
    assert_only("keys.kek = 'not base64!'", "keys.kek");
}

#[test]
fn refused_when_passphrase_is_short() {
    assert_fits("keys.passphrase = '0123456789abcdef'");
    assert_only("keys.passphrase = '0123456789abcde'", "keys.passphrase");
}

#[test]
fn no_reason_repeats_a_secret() {
    let text =
        "database.url = 'mysql://u:hunter2@h/d'\nkeys.kek = 'hunter2hunter2'\nkeys.passphrase = 'hunter2'";
    let problems = load(text).unwrap_err();
    assert!(problems.iter().all(|problem| !problem.to_string().contains("hunter2")), "{problems:?}");
    let problems = load("database.url = postgres://u:hunter2@h/d\nkeys.passphrase = 'hunter2").unwrap_err();
    assert!(problems.iter().all(|problem| !problem.to_string().contains("hunter2")), "{problems:?}");
}

#[test]
fn a_problem_reads_as_one_line() {
    let problem = Problem { line: Some(3), key: "log.level".to_owned(), reason: "is wrong".to_owned() };
    assert_eq!(problem.to_string(), "line 3: log.level: is wrong");
    let problem = Problem { line: None, key: String::new(), reason: "is wrong".to_owned() };
    assert_eq!(problem.to_string(), "is wrong");
}
