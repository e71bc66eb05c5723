//! Reads every `Cargo.toml` of the workspace and holds its dependencies against the table.

use super::table::{NEVER_EVEN_IN_TESTS, OUTSIDE, PACKAGES, PRIVATE_KEY_NAMES};
use crate::source::{SourceFile, is_name_character, masked, workspace};
use toml::Table;

/// One package: its name, and what it depends on outside and inside tests.
pub(super) struct Manifest {
    pub(super) name: String,
    pub(super) shipped: Vec<String>,
    pub(super) in_tests: Vec<String>,
}

impl Manifest {
    /// Reads the text of a `Cargo.toml`, its tables for single targets included.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let manifest: Table = text.parse().map_err(|error| format!("{error}"))?;
        let name =
            manifest.get("package").and_then(|package| package.get("name")).and_then(|name| name.as_str());
        Ok(Self {
            name: name.ok_or("no name")?.to_owned(),
            shipped: [names(&manifest, "dependencies"), names(&manifest, "build-dependencies")].concat(),
            in_tests: names(&manifest, "dev-dependencies"),
        })
    }
}

fn names(manifest: &Table, section: &str) -> Vec<String> {
    let targets = manifest.get("target").and_then(|targets| targets.as_table());
    let targets =
        targets.into_iter().flat_map(|targets| targets.values()).filter_map(|target| target.as_table());
    let sections =
        std::iter::once(manifest).chain(targets).filter_map(|table| table.get(section)?.as_table());
    sections.flat_map(|section| section.iter().map(|(key, value)| real_name(key, value))).collect()
}

/// `base = { package = "other" }` is a dependency on `other`.
fn real_name(key: &str, value: &toml::Value) -> String {
    value.get("package").and_then(|package| package.as_str()).unwrap_or(key).to_owned()
}

/// The manifests of every member of the workspace.
#[expect(clippy::panic, reason = "a manifest that cannot be read ends the test")]
pub(super) fn workspace_manifests() -> Vec<Manifest> {
    let crates = std::fs::read_dir(workspace().join("crates")).into_iter().flatten().flatten();
    let mut folders: Vec<_> = crates.map(|entry| entry.path()).collect();
    folders.extend(["", "keys", "conformance", "benches/load"].map(|folder| workspace().join(folder)));
    let texts =
        folders.into_iter().filter_map(|folder| std::fs::read_to_string(folder.join("Cargo.toml")).ok());
    texts.map(|text| Manifest::read(&text).unwrap_or_else(|error| panic!("a Cargo.toml: {error}"))).collect()
}

/// What in the manifest breaks the table.
pub(super) fn complaints(manifest: &Manifest) -> Vec<String> {
    let name = manifest.name.as_str();
    let Some(row) = PACKAGES.iter().find(|row| row.name == name) else {
        return vec![format!("package {name} has no row in the import table")];
    };
    let ours = |used: &&String| PACKAGES.iter().any(|row| row.name == *used);
    let stray = manifest.shipped.iter().filter(ours).filter(|used| !row.may_use.contains(&used.as_str()));
    let never =
        NEVER_EVEN_IN_TESTS.iter().filter(|(package, _)| *package == name).flat_map(|(_, never)| *never);
    let never = never.filter(|never| manifest.in_tests.iter().any(|used| used == *never));
    let outside = OUTSIDE.iter().filter(|(_, owners)| !owners.contains(&name));
    let outside = outside.filter(|(used, _)| manifest.shipped.iter().any(|dependency| dependency == used));
    let stray = stray.map(|used| format!("{name} may not depend on {used}"));
    let never = never.map(|used| format!("{name} may not depend on {used}, in tests either"));
    let outside =
        outside.map(|(used, owners)| format!("{name} may not depend on {used}, only {owners:?} may"));
    stray.chain(never).chain(outside).collect()
}

/// Names of private keys in code that may only verify; tests make their own keys.
pub(super) fn signing_complaints(file: &SourceFile) -> Vec<String> {
    if file.is_test() {
        return Vec::new();
    }
    let text = masked(&file.text);
    let words: Vec<_> = text.split(|c| !is_name_character(c)).collect();
    let held = PRIVATE_KEY_NAMES.iter().filter(|name| words.contains(name));
    held.map(|name| format!("{}: {name} belongs to the package keys", file.path)).collect()
}
