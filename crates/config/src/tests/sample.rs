//! The files beside the code: the sample is fresh and loads, so do the others.

use std::path::{Path, PathBuf};

use crate::{Config, sample};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config")
}

#[test]
fn the_sample_is_fresh() {
    let written = std::fs::read_to_string(folder().join("yimen.sample.toml")).unwrap();
    assert!(written == sample(), "run: cargo run -p config --example sample > config/yimen.sample.toml");
}

#[test]
fn the_sample_loads_as_it_is() {
    assert_eq!(Config::load(&sample(), "yimen.toml", []).err(), None);
}

/// Every option of the sample whose description has `word`, as section and line, the mark taken away.
fn options_after(word: &str) -> Vec<(String, String)> {
    let mut section = String::new();
    let mut about = String::new();
    let mut options = Vec::new();
    for line in sample().lines() {
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']').to_owned();
        } else if line.starts_with("# ") {
            about.push_str(line);
            continue;
        } else if line.contains(" = ") && about.contains(word) {
            options.push((section.clone(), line.trim_start_matches('#').to_owned()));
        }
        about.clear();
    }
    options
}

#[test]
fn every_line_of_the_sample_is_an_option_with_a_value_that_fits() {
    let options = options_after("");
    assert!(options.len() > 50);
    for (section, line) in options {
        let text = format!("[{section}]\n{line}");
        let problems = Config::load(&text, "yimen.toml", []).err().unwrap_or_default();
        let reasons: Vec<_> = problems.iter().map(|problem| problem.reason.as_str()).collect();
        let is_expected = |reason: &&str| {
            // The issuer is in another section; a secret has no example; files of secrets and pairs are not there.
            ["is required", "must not be empty"].contains(reason)
                || reason.contains("cannot be read")
                || reason.contains("beside it")
        };
        assert!(reasons.iter().all(is_expected), "{text}: {reasons:?}");
    }
}

#[test]
fn a_default_written_out_changes_nothing() {
    let env = || [("YIMEN__SERVER__ISSUER".to_owned(), "https://id.example.org".to_owned())];
    let untouched = format!("{:?}", Config::load("", "yimen.toml", env()).unwrap());
    let defaults = options_after("Default ");
    assert!(defaults.len() > 40);
    for (section, line) in defaults {
        let text = format!("[{section}]\n{line}");
        assert_eq!(format!("{:?}", Config::load(&text, "yimen.toml", env()).unwrap()), untouched, "{text}");
    }
}

#[test]
fn the_demonstration_loads() {
    let text = std::fs::read_to_string(folder().join("demo.toml")).unwrap();
    let config = Config::load(&text, "/srv/yimen/config/demo.toml", []).unwrap();
    assert!(config.listen.public.address.ip().is_loopback());
}

#[test]
fn the_cluster_loads_once_its_secrets_are_there() {
    let text = std::fs::read_to_string(folder().join("cluster.example.toml")).unwrap();
    let env = [("YIMEN__DATABASE__URL".to_owned(), "postgres://yimen@db.example.org/yimen".to_owned())];
    assert_eq!(Config::load(&text, "/etc/yimen/yimen.toml", env).err(), None);
}
