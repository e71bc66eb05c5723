//! What the terminal shows while the demonstration runs: where to go, who to be, what to try.

use super::facts::Facts;
use super::layout::Layout;
use super::region::Region;
use crate::cli::output::{Table, facts};

/// What to do for each way to sign in.
const WAYS: &str = include_str!("ways.txt");

/// The start screen.
pub(super) fn text(layout: &Layout, known: &Facts, engine: &str) -> String {
    let parts = [
        "Yimen is running: a demonstration on this machine, with people who do not exist.".to_owned(),
        indented(&places(layout, engine)),
        "Sign in as".to_owned(),
        indented(&people(known)),
        "Try".to_owned(),
        indented(&to_try(layout)),
        "Ways to sign in".to_owned(),
        indented(&ways(layout, known)),
        "In another terminal".to_owned(),
        indented(&commands(layout).join("\n")),
        format!("Ctrl-C stops everything. What was done is kept in {}.", layout.folder().display()),
    ];
    format!("\n{}\n", parts.join("\n\n"))
}

/// Commands that work beside the running demonstration.
pub(super) fn commands(layout: &Layout) -> Vec<String> {
    let config = layout.config_file();
    let commands = [
        "doctor",
        "keys list",
        "keys generate --alg ES256 --why 'trying it out'",
        "client list",
        "logout list",
        "audit list --limit 20",
    ];
    commands.map(|command| format!("cargo run -- {command} --config {}", config.display())).into()
}

fn places(layout: &Layout, engine: &str) -> String {
    let [hangzhou, chengdu] = Region::ALL.map(|region| layout.platform_url(region));
    facts(&[
        ("identity provider", layout.issuer()),
        ("Hangzhou platform", hangzhou),
        ("Chengdu platform", chengdu),
        ("text messages and mail", layout.messages_url()),
        ("registers, banks, face checks", layout.providers_url()),
        ("every page there is", format!("{}/ui", layout.issuer())),
        ("measurements", format!("http://{}/metrics", layout.ops())),
        ("database", engine.to_owned()),
        ("configuration", layout.config_file().display().to_string()),
    ])
}

fn people(known: &Facts) -> String {
    let mut table = Table::new(&["user name", "password", "phone", "name"], "nobody");
    for person in &known.people {
        let password = person.password.expose().clone();
        let [username, phone, name] = [person.username, person.phone, person.name].map(str::to_owned);
        table.row([username, password, phone, name]);
    }
    table.text()
}

fn to_try(layout: &Layout) -> String {
    let [hangzhou, chengdu] = Region::ALL.map(|region| layout.platform_url(region));
    let (issuer, providers) = (layout.issuer(), layout.providers_url());
    let steps = [
        format!("Open {hangzhou} and sign in. The consent page says what the platform is told, and why."),
        format!("Open {chengdu} and sign in: no password is asked again, and it knows you by another name."),
        format!("Open {issuer} for your sign-ins, your consents, and the way to end them."),
        format!("Sign out at one platform and look at {chengdu}/events: both were told."),
        "Register a person of your own from a platform's sign-in page.".to_owned(),
        format!(
            "Open {issuer}/verify and prove that you are one of {providers}/people: name, number, phone and card are \
             there, and each provider lets you decide what it finds."
        ),
        format!(
            "Open {hangzhou}/services/real-estate: it takes people who are known well. At {chengdu} a person who \
             represents an enterprise is asked in whose name they are there."
        ),
        "Make the next signing key with the command below, and see it published at once and used in its time."
            .to_owned(),
        "Stop this and run `cargo run -- demo --tour`: a way through all of it by itself, every step verified."
            .to_owned(),
    ];
    let numbered = steps.iter().enumerate().map(|(at, step)| format!("{}. {step}", at + 1));
    numbered.collect::<Vec<_>>().join("\n")
}

/// Each way in and how to try it. The names in quotes are those on the pages.
fn ways(layout: &Layout, known: &Facts) -> String {
    let phone = known.people.first().map_or("", |person| person.phone);
    WAYS.replace("{{issuer}}", &layout.issuer())
        .replace("{{messages}}", &layout.messages_url())
        .replace("{{phone}}", phone)
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    use base::Secret;

    use super::*;
    use crate::cli::demo::people::Person;

    #[test]
    fn nothing_on_the_screen_is_left_to_fill_in() {
        let person =
            Person { username: "demo-x", name: "x", phone: "10000000009", password: Secret::from("p") };
        let known = Facts {
            clients: Vec::new(),
            secrets: BTreeMap::new(),
            keys: BTreeMap::new(),
            people: vec![person],
            refresh_grace: 0,
        };
        let layout = Layout::new(PathBuf::from("data/demo"), 8080);
        let shown = text(&layout, &known, "SQLite");
        assert!(!shown.contains("{{") && shown.contains("10000000009"));
        assert!(
            shown.contains("http://127.0.0.1:8086") && shown.contains("http://localhost:8080/home/security")
        );
    }

    #[test]
    fn every_command_shown_is_one_the_program_takes() {
        let layout = Layout::new(PathBuf::from("data/demo"), 8080);
        for command in commands(&layout) {
            let words = command.replace("cargo run --", "yimen").replace("'trying it out'", "trying");
            let taken = crate::cli::command().try_get_matches_from(words.split(' '));
            assert!(taken.is_ok(), "{command}: {}", taken.unwrap_err());
        }
    }
}
