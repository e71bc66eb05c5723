//! The checks themselves: each rule once kept and once broken.

use super::modules;
use super::packages::{self, Manifest};
use crate::source::{Purpose, SourceFile};

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.to_owned(), text: text.to_owned(), purpose: Purpose::Product }
}

fn complaints(path: &str, text: &str) -> Vec<String> {
    modules::complaints(&[file(path, text)])
}

fn manifest(text: &str) -> Vec<String> {
    packages::complaints(&Manifest::read(text).unwrap())
}

#[test]
fn service_may_use_an_earlier_service() {
    assert!(
        complaints("src/flow/step.rs", "use crate::session::Session;\nuse crate::ground::Ground;").is_empty()
    );
}

#[test]
fn service_may_not_use_a_later_service() {
    assert_eq!(
        complaints("src/session/mod.rs", "use crate::flow::Step;"),
        ["src/session/mod.rs: session may not use crate::flow"]
    );
}

#[test]
fn later_service_is_found_in_a_group_and_in_an_expression() {
    let group = "use crate::{account, flow::{Step, respond}, http};";
    assert_eq!(complaints("src/grant/mod.rs", group).len(), 2);
    assert_eq!(complaints("src/account/mod.rs", "fn x() { crate::admin::open() }").len(), 1);
}

#[test]
fn later_service_is_found_behind_super() {
    assert_eq!(complaints("src/account/password/rule.rs", "use super::super::super::flow::Step;").len(), 1);
    assert!(complaints("src/account/password/rule.rs", "use super::super::flow::Step;").is_empty());
}

#[test]
fn mention_in_a_comment_is_no_use() {
    assert!(complaints("src/audit/mod.rs", "//! Unlike crate::flow and axum::Router.").is_empty());
}

#[test]
fn tests_of_a_service_are_free() {
    let tests =
        SourceFile { purpose: Purpose::Tests, ..file("src/audit/tests.rs", "use crate::flow::Step;") };
    assert!(modules::complaints(&[tests]).is_empty());
}

#[test]
fn module_without_a_row_is_refused() {
    assert_eq!(
        complaints("src/misc/mod.rs", ""),
        ["src/misc/mod.rs: module misc has no row in the import table"]
    );
}

#[test]
fn services_of_one_rank_may_use_one_another_but_not_in_a_circle() {
    let one_way = file("src/consent/mod.rs", "use crate::client::Client;");
    assert!(modules::complaints(&[one_way]).is_empty());
    let there = file("src/consent/mod.rs", "use crate::client::Client;");
    let back = file("src/client/mod.rs", "use crate::consent::Consent;");
    assert_eq!(modules::complaints(&[there, back]), ["in a circle of uses: client, consent"]);
}

#[test]
fn service_may_not_use_the_web_framework() {
    assert_eq!(complaints("src/grant/mod.rs", "use axum::Json;").len(), 1);
    assert!(complaints("src/http/token.rs", "use axum::Json;").is_empty());
}

#[test]
fn transport_and_command_line_may_not_use_storage() {
    assert_eq!(complaints("src/http/token.rs", "use store::Db;").len(), 1);
    assert_eq!(complaints("src/cli/keys.rs", "fn f(db: &store::Db) {}").len(), 1);
    assert!(complaints("src/grant/mod.rs", "use store::Db;").is_empty());
}

#[test]
fn module_of_the_same_name_is_not_the_package() {
    assert!(complaints("src/cli/mod.rs", "mod store;\nfn f() { store::run() }").is_empty());
    assert!(complaints("src/http/a.rs", "use super::store;\nfn f() { store::run() }").is_empty());
}

#[test]
fn nobody_in_the_service_writes_sql_or_calls_out() {
    assert_eq!(complaints("src/job/mod.rs", "use sqlx::query;").len(), 1);
    assert_eq!(complaints("src/client/jwks_cache.rs", "reqwest::get(url);").len(), 1);
}

#[test]
fn package_within_its_wall_is_accepted() {
    let text =
        "[package]\nname = 'keys'\n[dependencies]\nbase.workspace = true\nproto.workspace = true\nring = '1'";
    assert!(manifest(text).is_empty());
}

#[test]
fn keys_may_not_depend_on_store() {
    assert_eq!(
        manifest("[package]\nname = 'keys'\n[dependencies]\nstore.workspace = true"),
        ["keys may not depend on store"]
    );
    assert_eq!(
        manifest("[package]\nname = 'keys'\n[dev-dependencies]\nstore.workspace = true"),
        ["keys may not depend on store, in tests either"]
    );
}

#[test]
fn conformance_may_not_depend_on_anything_of_ours() {
    assert_eq!(manifest("[package]\nname = 'conformance'\n[dependencies]\nbase.workspace = true").len(), 1);
}

#[test]
fn dependency_of_a_single_target_or_under_another_name_counts() {
    let target = "[package]\nname = 'ui'\n[target.'cfg(unix)'.dependencies]\nstore.workspace = true";
    assert_eq!(manifest(target).len(), 1);
    let renamed = "[package]\nname = 'ui'\n[dependencies]\nrows = { package = 'store', path = '../store' }";
    assert_eq!(manifest(renamed).len(), 1);
}

#[test]
fn sql_driver_belongs_to_store_alone() {
    assert!(manifest("[package]\nname = 'store'\n[dependencies]\nsqlx = '0.9'").is_empty());
    assert_eq!(manifest("[package]\nname = 'yimen'\n[dependencies]\nsqlx = '0.9'").len(), 1);
}

#[test]
fn package_without_a_row_is_refused() {
    assert_eq!(manifest("[package]\nname = 'misc'"), ["package misc has no row in the import table"]);
}

#[test]
fn private_key_outside_keys_is_refused() {
    let code = "use ring::signature::EcdsaKeyPair;";
    assert_eq!(packages::signing_complaints(&file("crates/proto/src/jose/jws.rs", code)).len(), 1);
    let tests = SourceFile { purpose: Purpose::Tests, ..file("crates/proto/src/jose/tests.rs", code) };
    assert!(packages::signing_complaints(&tests).is_empty());
    assert!(
        packages::signing_complaints(&file("crates/proto/src/jose/jws.rs", "// EcdsaKeyPair")).is_empty()
    );
}
