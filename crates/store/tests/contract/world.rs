//! A fresh, migrated database of either engine for one test.

use std::io::Write;
use std::sync::Once;
use std::time::Duration;

use base::{AccountId, Fault, SystemRng};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use store::{Db, DbOptions};
use tempfile::TempDir;

/// Declares a test of both engines.
macro_rules! contract {
    ($(#[$attribute:meta])* async fn $name:ident($world:ident) $body:block) => {
        $(#[$attribute])*
        mod $name {
            use super::*;

            async fn check($world: &crate::world::World) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                let world = crate::world::World::sqlite().await;
                check(&world).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                let Some(world) = crate::world::World::postgres().await else { return };
                check(&world).await;
                world.drop_database().await;
            }
        }
    };
}

/// Runs one expression as a unit of work, with clones of the values it names; its outcome with faults unwrapped.
macro_rules! commit {
    ($world:expr, [$($held:ident),*], |$tx:ident| $body:expr) => {
        attempt!($world, [$($held),*], |$tx| $body).unwrap()
    };
}

/// As `commit!`, with faults left in.
macro_rules! attempt {
    ($world:expr, [$($held:ident),*], |$tx:ident| $body:expr) => {{
        $(let $held = $held.clone();)*
        let outcome: Result<_, base::Fault> = $world
            .db
            .write(move |$tx| {
                $(let $held = $held.clone();)*
                Box::pin(async move { $body.await })
            })
            .await;
        outcome
    }};
}

/// A database and how it was reached.
pub(crate) struct World {
    pub(crate) db: Db,
    pub(crate) options: DbOptions,
    pub(crate) folder: TempDir,
    server: Option<String>,
}

impl World {
    pub(crate) async fn sqlite() -> Self {
        let world = Self::sqlite_unmigrated().await;
        world.db.migrate().await.unwrap();
        world
    }

    pub(crate) async fn sqlite_unmigrated() -> Self {
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite:{}", folder.path().join("yimen.db").display());
        Self::open(folder, url, None).await
    }

    pub(crate) async fn postgres() -> Option<Self> {
        let world = Self::postgres_unmigrated().await?;
        world.db.migrate().await.unwrap();
        Some(world)
    }

    pub(crate) async fn postgres_unmigrated() -> Option<Self> {
        let server = server()?;
        let name = format!("yimen_test_{}", AccountId::random(&SystemRng));
        administer(&server, format!("create database {name}")).await;
        let mut url: Vec<&str> = server.split('?').collect();
        let place = url.remove(0);
        let (address, _) = place.rsplit_once('/').expect("the URL names a database");
        let url = [format!("{address}/{name}"), url.join("?")].join("?");
        Some(Self::open(TempDir::new().unwrap(), url, Some(server)).await)
    }

    async fn open(folder: TempDir, url: String, server: Option<String>) -> Self {
        let options = DbOptions { url, max_connections: 12, statement_timeout: Duration::from_secs(20) };
        let db = Db::connect(&options).await.unwrap();
        Self { db, options, folder, server }
    }

    /// A second way in to the same database, as another process has it.
    pub(crate) async fn again(&self) -> Db {
        Db::connect(&self.options).await.unwrap()
    }

    /// Runs SQL past the package, to bring about what its functions cannot.
    pub(crate) async fn tamper(&self, sql: &str) {
        if self.server.is_some() {
            let sql = AssertSqlSafe(sql.to_owned());
            let mut conn = PgConnection::connect(&self.options.url).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut conn).await.unwrap();
        } else {
            self.file().execute_batch(sql).unwrap();
        }
    }

    /// The embedded database's file, opened past the package.
    pub(crate) fn file(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.options.url.strip_prefix("sqlite:").unwrap()).unwrap()
    }

    pub(crate) async fn drop_database(self) {
        let server = self.server.expect("only PostgreSQL databases outlive their folder");
        let (_, name) = self.options.url.rsplit_once('/').unwrap();
        let name = name.trim_end_matches('?').to_owned();
        drop(self.db);
        administer(&server, format!("drop database {name} with (force)")).await;
    }
}

async fn administer(server: &str, sql: String) {
    let mut conn =
        PgConnection::connect(server).await.expect("YIMEN_TEST_POSTGRES names a server that answers");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
}

/// The server of `YIMEN_TEST_POSTGRES`; says once that PostgreSQL is not tested when it is not set.
#[expect(clippy::disallowed_methods, reason = "which servers a test may use is no setting of the service")]
fn server() -> Option<String> {
    static SAID: Once = Once::new();
    let server = std::env::var("YIMEN_TEST_POSTGRES").ok().filter(|url| !url.is_empty());
    if server.is_none() {
        SAID.call_once(|| {
            let text = b"PostgreSQL is not tested: YIMEN_TEST_POSTGRES is not set\n";
            std::io::stderr().write_all(text).unwrap();
        });
    }
    server
}

/// The text of a fault with its causes.
pub(crate) fn told<T: std::fmt::Debug>(outcome: Result<T, Fault>) -> String {
    outcome.unwrap_err().chain()
}
