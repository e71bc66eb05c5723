//! `[database]`: the embedded SQLite file or a PostgreSQL server.

use std::path::Path;
use std::time::Duration;

use base::Secret;

use super::server::Server;
use crate::source::Source;

/// The database.
#[derive(Clone, Debug)]
pub struct Database {
    /// `database.url` or `database.url_file`, default `sqlite:<data_dir>/yimen.db`, `YIMEN__DATABASE__URL`: may hold a
    /// password. A relative SQLite path is made relative to the folder of the file.
    pub url: Secret<String>,
    /// `database.max_connections`, default 16, `YIMEN__DATABASE__MAX_CONNECTIONS`.
    pub max_connections: u32,
    /// `database.statement_timeout_ms`, default 2000, `YIMEN__DATABASE__STATEMENT_TIMEOUT_MS`.
    pub statement_timeout_ms: Duration,
}

impl Database {
    pub(crate) fn read(source: &mut Source, server: &Server) -> Self {
        let mut fields = source.section(
            "database",
            "An embedded SQLite file for one node, a PostgreSQL server for one node or many.",
        );
        let url = fields.secret_or(
            "url",
            "sqlite:<data_dir>/yimen.db",
            "postgres://yimen@db.example.org/yimen",
            "sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE.",
        );
        let folder = fields.folder();
        let url = match url {
            None => sqlite_url(&server.data_dir.join("yimen.db")),
            Some(url) => match resolve(url.expose(), &folder) {
                Ok(resolved) => resolved,
                Err(reason) => {
                    fields.report("url", reason);
                    url.expose().clone()
                }
            },
        };
        Self {
            url: Secret::new(url),
            max_connections: fields.number(
                "max_connections",
                16,
                1..=1000,
                "Connections at most: readers with SQLite, all connections with PostgreSQL.",
            ),
            statement_timeout_ms: fields.millis(
                "statement_timeout_ms",
                2000,
                100..=60_000,
                "How long one statement may run, and how long a request waits for a connection.",
            ),
        }
    }
}

/// The URL with the path of a SQLite file made relative to `folder`, or why it is not a URL of a database.
fn resolve(url: &str, folder: &Path) -> Result<String, String> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(url.to_owned());
    }
    let path = url.strip_prefix("sqlite:").ok_or("must start with sqlite:, postgres:// or postgresql://")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.is_empty() {
        return Err("names no file after sqlite:".to_owned());
    }
    if path.starts_with(":memory:") || path.contains("mode=memory") {
        return Err("a database in memory is lost at every restart; name a file".to_owned());
    }
    if path.starts_with('/') || folder.as_os_str().is_empty() {
        return Ok(format!("sqlite:{path}"));
    }
    let base = sqlite_url(folder);
    Ok(format!("{}/{path}", base.trim_end_matches('/')))
}

/// A path as a SQLite URL: `?` would start parameters and `%` an escape.
fn sqlite_url(path: &Path) -> String {
    format!("sqlite:{}", path.to_string_lossy().replace('%', "%25").replace('?', "%3F").replace('#', "%23"))
}
