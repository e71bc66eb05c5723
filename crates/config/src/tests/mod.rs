//! What the whole promises: layers, problems, rules, the sample.

mod issuer;
mod layers;
mod problems;
mod rules;
mod sample;
mod verification;
mod ways;

use crate::{Config, Problem};

/// The one option without a default.
const ISSUER: &str = "server.issuer = 'https://id.example.org'\n";

/// Loads `text` after the issuer, which takes line 1, with no environment.
fn load(text: &str) -> Result<Config, Vec<Problem>> {
    load_with(text, &[])
}

fn load_with(text: &str, env: &[(&str, &str)]) -> Result<Config, Vec<Problem>> {
    let env = env.iter().map(|(variable, value)| ((*variable).to_owned(), (*value).to_owned()));
    Config::load(&format!("{ISSUER}{text}"), "/etc/yimen/yimen.toml", env)
}

/// Line and key of each problem.
fn places(result: Result<Config, Vec<Problem>>) -> Vec<(Option<usize>, String)> {
    result.unwrap_err().into_iter().map(|problem| (problem.line, problem.key)).collect()
}

#[track_caller]
fn assert_fits(text: &str) {
    assert_eq!(load(text).err(), None, "{text}");
}

/// One problem and no other, at this option, on the first line of `text`.
#[track_caller]
fn assert_only(text: &str, key: &str) {
    assert_eq!(places(load(text)), [(Some(2), key.to_owned())], "{text}");
}
