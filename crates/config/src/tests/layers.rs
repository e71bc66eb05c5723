//! Defaults, the file over them, the environment over the file; paths; secrets.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use super::{load, load_with, places};
use crate::{Config, CookiePolicy, Kek, LogFormat, SigningAlgorithm};

#[test]
fn an_issuer_alone_gives_every_default() {
    let config = load("").unwrap();
    assert_eq!(config.server.issuer.as_str(), "https://id.example.org");
    assert_eq!(config.server.data_dir, Path::new("/etc/yimen/data"));
    assert_eq!(config.listen.public.address, SocketAddr::from(([127, 0, 0, 1], 8080)));
    assert_eq!(config.database.url.expose(), "sqlite:/etc/yimen/data/yimen.db");
    assert_eq!(config.keys.algorithms.len(), SigningAlgorithm::all().len());
    assert_eq!(config.tokens.access_token_seconds, Duration::from_secs(300));
    assert_eq!(config.tokens.refresh_absolute_days, Duration::from_secs(90 * 86_400));
    assert_eq!(config.sessions.cookie_policy, CookiePolicy::Host);
    assert_eq!(config.outbound.max_response_kib.bytes(), 262_144);
    assert!(config.outbound.allow_networks.is_empty());
    assert!(matches!(config.keys.kek, Kek::File(path) if path == Path::new("/etc/yimen/data/kek")));
}

#[test]
fn the_file_overrides_defaults() {
    let config = load("tokens.code_seconds = 1_0\nlog.format = 'json'\nregistration.open = false").unwrap();
    assert_eq!(config.tokens.code_seconds, Duration::from_secs(10));
    assert_eq!(config.log.format, LogFormat::Json);
    assert!(!config.registration.open);
}

#[test]
fn the_environment_overrides_the_file() {
    let env = [
        ("YIMEN__TOKENS__CODE_SECONDS", "45"),
        ("YIMEN__LISTEN__PUBLIC__ADDRESS", "[::1]:9000"),
        ("YIMEN__KEYS__ALGORITHMS", "ES256, EdDSA"),
        ("YIMEN__OUTBOUND__ALLOW_NETWORKS", "127.0.0.0/8,::1/128"),
        ("YIMEN__REGISTRATION__OPEN", "false"),
    ];
    let config = load_with("tokens.code_seconds = 20\nkeys.algorithms = ['RS256', 'ES256']", &env).unwrap();
    assert_eq!(config.tokens.code_seconds, Duration::from_secs(45));
    assert_eq!(config.listen.public.address.port(), 9000);
    assert_eq!(config.keys.algorithms, [SigningAlgorithm::Es256, SigningAlgorithm::EdDsa]);
    assert_eq!(config.outbound.allow_networks.len(), 2);
    assert!(!config.registration.open);
}

#[test]
fn an_empty_variable_is_an_empty_list() {
    let env = [("YIMEN__OUTBOUND__ALLOW_NETWORKS", "")];
    let config = load_with("outbound.allow_networks = ['10.0.0.0/8']", &env).unwrap();
    assert!(config.outbound.allow_networks.is_empty());
}

#[test]
fn variables_of_others_are_left_alone() {
    assert!(
        load_with("", &[("PATH", "/bin"), ("YIMEN_TEST_POSTGRES", "x"), ("YIMENS__SERVER__ISSUER", "x")])
            .is_ok()
    );
}

#[test]
fn relative_paths_are_relative_to_the_folder_of_the_file() {
    let text = "server.data_dir = 'd'\ndatabase.url = 'sqlite:own.db'\noutbound.ca_file = '/abs/ca.pem'\n\
                keys.kek_file = '../kek'";
    let config = load(text).unwrap();
    assert_eq!(config.server.data_dir, Path::new("/etc/yimen/d"));
    assert_eq!(config.database.url.expose(), "sqlite:/etc/yimen/own.db");
    assert_eq!(config.outbound.ca_file.as_deref(), Some(Path::new("/abs/ca.pem")));
    assert!(matches!(config.keys.kek, Kek::File(path) if path == Path::new("/etc/yimen/../kek")));
}

#[test]
fn a_file_without_a_folder_leaves_paths_as_they_are() {
    let config = Config::load("server.issuer = 'https://id.example.org'", "yimen.toml", []).unwrap();
    assert_eq!(config.server.data_dir, Path::new("data"));
    assert_eq!(config.database.url.expose(), "sqlite:data/yimen.db");
}

#[test]
fn a_data_folder_with_signs_of_urls_stays_one_path() {
    let config = load("server.data_dir = '/srv/50% off?#'").unwrap();
    assert_eq!(config.database.url.expose(), "sqlite:/srv/50%25 off%3F%23/yimen.db");
}

#[test]
fn other_databases_keep_their_url() {
    let url = "postgres://yimen:word@db.example.org/yimen?sslmode=verify-full";
    assert_eq!(load(&format!("database.url = '{url}'")).unwrap().database.url.expose(), url);
}

#[test]
fn a_secret_is_read_from_its_file_without_the_last_line_end() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("url"), "postgres://u:w@h/d\r\n").unwrap();
    let text = "server.issuer = 'https://id.example.org'\ndatabase.url_file = 'url'";
    let config = Config::load(text, folder.path().join("yimen.toml"), []).unwrap();
    assert_eq!(config.database.url.expose(), "postgres://u:w@h/d");
}

#[test]
fn a_variable_sets_aside_what_the_file_says_of_the_same_secret() {
    let env = [("YIMEN__DATABASE__URL", "postgres://env@h/d")];
    let config = load_with("database.url_file = '/nowhere'", &env).unwrap();
    assert_eq!(config.database.url.expose(), "postgres://env@h/d");
    let env = [("YIMEN__KEYS__PASSPHRASE", "sixteen letters!")];
    let config = load_with("keys.kek_file = '/nowhere'", &env).unwrap();
    assert!(matches!(config.keys.kek, Kek::Passphrase(_)));
}

#[test]
fn debug_shows_no_secret() {
    let env = [
        ("YIMEN__DATABASE__URL", "postgres://u:hunter2@h/d"),
        ("YIMEN__KEYS__PASSPHRASE", "correct horse battery"),
    ];
    let shown = format!("{:?}", load_with("", &env).unwrap());
    assert!(!shown.contains("hunter2") && !shown.contains("battery"));
}

#[test]
fn cookies_follow_the_issuer() {
    let load = |issuer: &str| Config::load(&format!("server.issuer = '{issuer}'"), "yimen.toml", []).unwrap();
    assert_eq!(load("https://id.example.org").sessions.cookie_policy, CookiePolicy::Host);
    assert_eq!(load("http://localhost:8080").sessions.cookie_policy, CookiePolicy::Loopback);
}

#[test]
fn a_problem_of_a_variable_names_it_and_has_no_line() {
    let problems =
        load_with("tokens.code_seconds = 20", &[("YIMEN__TOKENS__CODE_SECONDS", "soon")]).unwrap_err();
    let [problem] = problems.try_into().unwrap();
    assert_eq!((problem.line, problem.key.as_str()), (None, "tokens.code_seconds"));
    assert!(problem.reason.contains("YIMEN__TOKENS__CODE_SECONDS"));
}

#[test]
fn refused_when_variable_names_no_option() {
    let env = [("YIMEN__TOKENS__CODE_SECOND", "20"), ("YIMEN__TOKEN__CODE", "20")];
    let found = places(load_with("", &env));
    assert_eq!(found, [(None, "token.code".to_owned()), (None, "tokens.code_second".to_owned())]);
}
