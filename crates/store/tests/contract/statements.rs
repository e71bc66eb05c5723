//! Every statement of the package is understood by the engine it is for.

use std::path::{Path, PathBuf};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqlSafeStr};

use crate::world::World;

/// Name and text of each constant that holds a statement, read from the source itself: none can be forgotten.
fn statements() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let source = std::fs::read_to_string(&file).unwrap();
        let mut rest = source.as_str();
        while let Some((before, after)) = rest.split_once(": &str = \"\n") {
            let (text, behind) = after.split_once("\";").expect("a constant ends");
            let name = before.rsplit(' ').next().unwrap();
            found.push((format!("{} in {}", name, file.display()), text.to_owned()));
            rest = behind;
        }
    }
    found
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

/// Whether a statement with this name is for the engine with this suffix.
fn is_for(name: &str, suffix: &str) -> bool {
    let name = name.split(' ').next().unwrap();
    name.ends_with(suffix) || !(name.ends_with("_SQLITE") || name.ends_with("_POSTGRES"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_statement_prepares_on_sqlite() {
    let world = World::sqlite().await;
    let conn = world.file();
    let mut prepared = 0;
    for (name, text) in statements().into_iter().filter(|(name, _)| is_for(name, "_SQLITE")) {
        let outcome = conn.prepare(&text);
        assert!(outcome.is_ok(), "{name}: {}", outcome.unwrap_err());
        prepared += 1;
    }
    assert!(prepared > 60, "only {prepared} statements were found");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_statement_prepares_on_postgres() {
    let Some(world) = World::postgres().await else { return };
    let mut conn = PgConnection::connect(&world.options.url).await.unwrap();
    for (name, text) in statements().into_iter().filter(|(name, _)| is_for(name, "_POSTGRES")) {
        let outcome = (&mut conn).prepare(AssertSqlSafe(text).into_sql_str()).await;
        assert!(outcome.is_ok(), "{name}: {}", outcome.unwrap_err());
    }
    world.drop_database().await;
}

#[test]
fn at_most_ten_statements_differ_between_the_engines() {
    let own: Vec<_> = statements()
        .into_iter()
        .filter(|(name, _)| name.contains("_SQLITE ") || name.contains("_POSTGRES "))
        .collect();
    assert!(own.len() <= 10);
    assert!(own.iter().all(|(name, _)| name.ends_with("backend.rs")));
}
