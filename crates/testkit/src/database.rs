//! A fresh database of either engine for one test.

use std::collections::BTreeMap;
use std::sync::Arc;

use base::{AccountId, SystemRng};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;

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
            Some(_) => rows_of_server(&self.url).await,
            None => rows_of_file(self.url.trim_start_matches("sqlite:")),
        }
    }

    /// Which tables hold a text somewhere, in clear.
    pub async fn tables_holding(&self, text: &str) -> Vec<String> {
        match &self.server {
            Some(_) => holding_on_server(&self.url, text).await,
            None => holding_in_file(self.url.trim_start_matches("sqlite:"), text),
        }
    }

    /// Drops what a server would keep.
    pub async fn remove(self) {
        if let Some(server) = self.server {
            administer(&server.url, format!("drop database {} with (force)", server.name)).await;
        }
    }
}

async fn rows_of_server(url: &str) -> BTreeMap<String, i64> {
    let mut conn = PgConnection::connect(url).await.expect("the test's database");
    let tables = "select table_name::text from information_schema.tables where table_schema = 'public'";
    let names: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut conn).await.expect("the tables");
    let mut counts = BTreeMap::new();
    for name in names {
        let sql = AssertSqlSafe(format!("select count(*) from {name}"));
        let rows: i64 = sqlx::query_scalar(sql).fetch_one(&mut conn).await.expect("a count");
        counts.insert(name, rows);
    }
    counts
}

fn rows_of_file(path: &str) -> BTreeMap<String, i64> {
    let file = rusqlite::Connection::open(path).expect("the test's database");
    let tables = "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'";
    let mut statement = file.prepare(tables).expect("the tables");
    let names = statement.query_map([], |row| row.get::<_, String>(0)).expect("the tables");
    let count = |name: String| {
        let sql = format!("select count(*) from {name}");
        let rows = file.query_row(&sql, [], |row| row.get(0)).expect("a count");
        (name, rows)
    };
    names.map(|name| count(name.expect("a name"))).collect()
}

async fn holding_on_server(url: &str, text: &str) -> Vec<String> {
    let mut conn = PgConnection::connect(url).await.expect("the test's database");
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    let mut found = Vec::new();
    for name in rows_of_server(url).await.into_keys() {
        // A row as text shows bytes in hexadecimal.
        let sql = AssertSqlSafe(format!(
            "select count(*) from {name} whole where strpos(whole::text, $1) > 0 or strpos(whole::text, $2) > 0"
        ));
        let query = sqlx::query_scalar(sql).bind(text).bind(&hex);
        let rows: i64 = query.fetch_one(&mut conn).await.expect("a count");
        found.extend((rows > 0).then_some(name));
    }
    found
}

fn holding_in_file(path: &str, text: &str) -> Vec<String> {
    let file = rusqlite::Connection::open(path).expect("the test's database");
    let holds = |name: &String| {
        let mut statement = file.prepare(&format!("select * from {name}")).expect("a table");
        let columns = statement.column_count();
        let mut rows = statement.query([]).expect("the rows");
        let mut found = false;
        while let Some(row) = rows.next().expect("a row") {
            found |= (0..columns).any(|column| {
                let value = row.get_ref(column).expect("a value");
                let bytes = match value {
                    rusqlite::types::ValueRef::Text(bytes) | rusqlite::types::ValueRef::Blob(bytes) => bytes,
                    rusqlite::types::ValueRef::Null
                    | rusqlite::types::ValueRef::Integer(_)
                    | rusqlite::types::ValueRef::Real(_) => &[],
                };
                bytes.windows(text.len()).any(|part| part == text.as_bytes())
            });
        }
        found
    };
    rows_of_file(path).into_keys().filter(holds).collect()
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
