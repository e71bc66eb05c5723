//! A fresh database of either engine for one test.

use std::collections::BTreeMap;
use std::sync::Arc;

use base::{AccountId, SystemRng};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;

/// Counts the rows of every table that a statement names.
macro_rules! count {
    ($conn:expr, $tables:literal) => {{
        let names: Vec<String> = sqlx::query_scalar($tables).fetch_all($conn).await.expect("the tables");
        let mut counts = BTreeMap::new();
        for name in names {
            let sql = AssertSqlSafe(format!("select count(*) from {name}"));
            let rows: i64 = sqlx::query_scalar(sql).fetch_one($conn).await.expect("a count");
            counts.insert(name, rows);
        }
        counts
    }};
}

/// A database that nobody else uses.
#[derive(Clone)]
pub struct Database {
    url: String,
    folder: Arc<TempDir>,
    server: Option<Server>,
}

#[derive(Clone)]
struct Server {
    url: String,
    name: String,
}

impl Database {
    pub(crate) fn sqlite() -> Self {
        let folder = Arc::new(TempDir::new().expect("a folder for the test"));
        Self { url: format!("sqlite:{}", folder.path().join("yimen.db").display()), folder, server: None }
    }

    /// None when no server is named: the test then passes unrun.
    pub(crate) async fn postgres() -> Option<Self> {
        let server = server()?;
        let name = format!("yimen_test_{}", AccountId::random(&SystemRng));
        administer(&server, format!("create database {name}")).await;
        let (place, options) = server.split_once('?').unwrap_or((&server, ""));
        let (address, _) = place.rsplit_once('/').expect("the address names a database");
        Some(Self {
            url: format!("{address}/{name}?{options}"),
            folder: Arc::new(TempDir::new().expect("a folder for the test")),
            server: Some(Server { url: server, name }),
        })
    }

    /// Its address, as the configuration takes it.
    pub(crate) fn url(&self) -> &str {
        self.url.trim_end_matches('?')
    }

    /// A folder that goes when the test ends.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// How many rows each table has.
    pub async fn rows(&self) -> BTreeMap<String, i64> {
        match &self.server {
            Some(_) => {
                let mut conn = PgConnection::connect(&self.url).await.expect("the test's database");
                count!(
                    &mut conn,
                    "select table_name::text from information_schema.tables where table_schema = 'public'"
                )
            }
            None => {
                let mut conn = SqliteConnection::connect(&self.url).await.expect("the test's database");
                count!(
                    &mut conn,
                    "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'"
                )
            }
        }
    }

    /// Drops what a server would keep.
    pub async fn remove(self) {
        if let Some(server) = self.server {
            administer(&server.url, format!("drop database {} with (force)", server.name)).await;
        }
    }
}

async fn administer(server: &str, sql: String) {
    let connected = PgConnection::connect(server).await;
    let mut conn = connected.expect("YIMEN_TEST_POSTGRES names a server that answers");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await.expect("databases may be made and dropped");
}

#[expect(clippy::disallowed_methods, reason = "which server a test may use is no setting of the service")]
fn server() -> Option<String> {
    std::env::var("YIMEN_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}
