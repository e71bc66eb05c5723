//! A fresh database of either engine for one test.

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
