//! SQLite: a pool of readers that cannot write, and one connection that can.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use base::Fault;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, SqliteConnection};
use tokio::fs::OpenOptions;

use super::DbOptions;
use super::pool::Pool;

/// How long a writer waits for another process (the command line beside the server) to finish.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Page cache of the writer, in KiB.
const WRITER_CACHE: &str = "-8192";
/// Page cache of each reader, in KiB: the operating system's cache stands behind it.
const READER_CACHE: &str = "-2048";
/// Bytes of the file read through the address space instead of copied.
const MAPPED: &str = "33554432";
/// Size in bytes the write-ahead log is cut back to after a checkpoint.
const LOG_LIMIT: &str = "67108864";

pub(crate) fn readers(options: &DbOptions) -> Result<Arc<Pool<SqliteConnection>>, Fault> {
    let connect = base_options(&options.url)?.read_only(true).pragma("cache_size", READER_CACHE);
    Ok(Pool::new(connect, options.max_connections, options.statement_timeout))
}

/// The pool of the one writer. Opens it at once: that creates the file and turns the write-ahead log on, both of
/// which a reader cannot do.
pub(crate) async fn writer(options: &DbOptions) -> Result<Arc<Pool<SqliteConnection>>, Fault> {
    let connect = base_options(&options.url)?
        .journal_mode(SqliteJournalMode::Wal)
        // A commit that was answered must survive a loss of power.
        .synchronous(SqliteSynchronous::Full)
        .pragma("cache_size", WRITER_CACHE)
        .pragma("journal_size_limit", LOG_LIMIT);
    create(connect.get_filename()).await?;
    let pool = Pool::new(connect, 1, BUSY_TIMEOUT);
    drop(pool.lease().await?);
    Ok(pool)
}

/// A pool of one reader on a file that is no running database: a backup.
pub(crate) fn file(path: &Path) -> Result<Arc<Pool<SqliteConnection>>, Fault> {
    let connect = base_options("sqlite:backup")?.filename(path).read_only(true);
    Ok(Pool::new(connect, 1, BUSY_TIMEOUT))
}

fn base_options(url: &str) -> Result<SqliteConnectOptions, Fault> {
    if url.contains(":memory:") || url.contains("mode=memory") {
        return Err(Fault::new("SQLite needs a file: readers and the writer share nothing in memory"));
    }
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| Fault::caused("the SQLite address is not understood", error))?;
    Ok(options
        .create_if_missing(false)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(200)
        .pragma("mmap_size", MAPPED)
        .pragma("temp_store", "memory")
        .disable_statement_logging())
}

/// Makes the file if there is none, for its owner only; SQLite gives its companions the same mode.
async fn create(path: &Path) -> Result<(), Fault> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
        .await
        .map(drop)
        .map_err(|error| {
            Fault::caused(format!("the database file {} cannot be opened", path.display()), error)
        })
}
