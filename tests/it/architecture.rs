//! The import table as a test: what each package may depend on, and what each module of the service may use.
//! Owns the table (`table.rs`) and reads it against every `Cargo.toml` and every `crate::` and package path
//! in `src`. Not checked: what a macro expands to.
//!
//! | package | may import of ours |
//! | --- | --- |
//! | `base`, `conformance`, `load` | nothing |
//! | `config`, `outbound`, `ui`, `proto`, `saml` | `base` |
//! | `keys`, `store`, `sandbox` | `base`, `proto` |
//! | `yimen` | all of them, never `testkit` outside tests |
//!
//! | module of the service | may use of the service | never |
//! | --- | --- | --- |
//! | `fault`, `ground`, `telemetry` | one another | `axum`, `ui`, `sandbox` |
//! | services, in the order below | services of the same or an earlier rank, no cycle | `axum`, `ui`, `sandbox` |
//! | `app` | services | `axum`, `sandbox` |
//! | `http` | `app`, services | `store`, `sandbox` |
//! | `cli` | `app`, services, `http` | `store` |
//!
//! Order of services: `audit risk notify` < `account credential vault` < `assurance verification consent client` <
//! `session token` < `federation grant logout` < `flow` < `admin evaluation job`.

mod modules;
mod packages;
mod table;
#[cfg(test)]
mod tests;

use crate::source::rust_files;

#[test]
fn modules_of_the_service_keep_to_the_table() {
    let files = rust_files("src");
    assert!(!files.is_empty(), "no source found");
    let complaints = modules::complaints(&files);
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn packages_keep_to_the_table() {
    let manifests = packages::workspace_manifests();
    assert!(manifests.len() >= 10, "only {} packages found", manifests.len());
    let complaints: Vec<_> = manifests.iter().flat_map(packages::complaints).collect();
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn private_keys_are_made_and_used_in_one_package() {
    let complaints: Vec<_> = table::VERIFY_ONLY
        .iter()
        .flat_map(|folder| rust_files(folder))
        .flat_map(|file| packages::signing_complaints(&file))
        .collect();
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}
