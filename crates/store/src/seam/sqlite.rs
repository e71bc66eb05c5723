//! SQLite: a pool of readers that cannot write, and one connection that can.
//!
//! Statements run on the thread that asks. A look-up by a key takes a few microseconds out of memory, less than
//! handing it to another thread and back; what takes long (a commit, a copy of the whole file) has a thread of its
//! own: the writer's, or one that [`apart`] borrows.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use base::Fault;
use percent_encoding::percent_decode_str;
use rusqlite::{Connection, OpenFlags, Statement};
use tokio::fs::OpenOptions;

use super::DbOptions;
use super::driver::{DriverError, Open};
use super::pool::Pool;
use super::value::{Arg, Value};

/// How long a writer waits for another process (the command line beside the server) to finish.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Statements kept prepared on each connection: more than there are.
const PREPARED: usize = 200;
/// Steps of SQLite's virtual machine between two looks at the clock: some tenths of a millisecond.
const STEPS_BETWEEN_LOOKS: i32 = 10_000;

/// Settings of every connection; the second sorts without files beside the database. The file is not mapped into the
/// address space: every connection would map it again, and a disk that fails would kill the process.
const ALWAYS: [(&str, i64); 2] = [("foreign_keys", 1), ("temp_store", 2)];
/// KiB for pages. Every commit of the writer empties it; the operating system's cache stands behind it.
const READER: [(&str, i64); 1] = [("cache_size", -1024)];
/// KiB for pages; bytes to which the log is cut back after a checkpoint. A commit that was answered must survive a
/// loss of power: `synchronous` is full.
const WRITER: [(&str, i64); 3] =
    [("synchronous", 2), ("cache_size", -8192), ("journal_size_limit", 67_108_864)];

/// Which of the two a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Reader,
    Writer,
}

/// A file and what is done with it.
#[derive(Clone, Debug)]
pub(crate) struct SqliteOptions {
    path: PathBuf,
    role: Role,
}

/// A connection.
pub(crate) struct SqliteConnection {
    inner: Connection,
    limit: Arc<Limit>,
}

pub(crate) fn readers(options: &DbOptions) -> Result<Arc<Pool<SqliteConnection>>, Fault> {
    let reader = SqliteOptions { path: path(&options.url)?, role: Role::Reader };
    Ok(Pool::new(reader, options.max_connections, options.statement_timeout))
}

/// The pool of the one writer. Opens it at once: that creates the file and turns the write-ahead log on, both of
/// which a reader cannot do.
pub(crate) async fn writer(options: &DbOptions) -> Result<Arc<Pool<SqliteConnection>>, Fault> {
    let writer = SqliteOptions { path: path(&options.url)?, role: Role::Writer };
    create(&writer.path).await?;
    let pool = Pool::new(writer, 1, BUSY_TIMEOUT);
    drop(pool.lease().await?);
    Ok(pool)
}

/// A pool of one reader on a file that is no running database: a backup.
pub(crate) fn file(path: &Path) -> Arc<Pool<SqliteConnection>> {
    Pool::new(SqliteOptions { path: path.to_owned(), role: Role::Reader }, 1, BUSY_TIMEOUT)
}

/// The file that an address of the configuration names. What would end or change a URL is escaped in it.
fn path(url: &str) -> Result<PathBuf, Fault> {
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.starts_with(":memory:") || path.contains("mode=memory") {
        return Err(Fault::new("SQLite needs a file: readers and the writer share nothing in memory"));
    }
    if path.contains('?') {
        return Err(Fault::new("an SQLite address takes no parameters; write a ? of the path as %3F"));
    }
    let path = percent_decode_str(path).decode_utf8();
    let path = path.map_err(|error| Fault::caused("the SQLite address is not understood", error))?;
    if path.is_empty() {
        Err(Fault::new("the SQLite address names no file"))
    } else {
        Ok(PathBuf::from(&*path))
    }
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

impl Open for SqliteConnection {
    type Options = SqliteOptions;

    async fn open(options: &SqliteOptions) -> Result<Self, DriverError> {
        Ok(Self::connect(options)?)
    }
}

impl SqliteConnection {
    fn connect(options: &SqliteOptions) -> rusqlite::Result<Self> {
        let access = match options.role {
            Role::Reader => OpenFlags::SQLITE_OPEN_READ_ONLY,
            Role::Writer => OpenFlags::SQLITE_OPEN_READ_WRITE,
        };
        // One thread at a time has a connection, so SQLite need not lock it again.
        let inner = Connection::open_with_flags(&options.path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        inner.busy_timeout(BUSY_TIMEOUT)?;
        let own = match options.role {
            Role::Reader => READER.as_slice(),
            Role::Writer => {
                inner.pragma_update(None, "journal_mode", "wal")?;
                &WRITER
            }
        };
        for (name, value) in ALWAYS.iter().chain(own) {
            inner.pragma_update(None, name, value)?;
        }
        inner.set_prepared_statement_cache_capacity(PREPARED);
        let limit = Arc::new(Limit::new());
        if options.role == Role::Writer {
            let limit = Arc::clone(&limit);
            inner.progress_handler(STEPS_BETWEEN_LOOKS, Some(move || limit.is_past()))?;
        }
        Ok(Self { inner, limit })
    }

    /// The moment at which a running statement is broken off; none for never. A reader has no such moment.
    pub(crate) fn limit(&self, until: Option<Instant>) {
        self.limit.set(until);
    }

    /// All rows of a statement.
    pub(crate) fn rows(&mut self, sql: &str, args: &[Arg<'_>]) -> Result<Vec<Vec<Value>>, DriverError> {
        let mut statement = self.inner.prepare_cached(sql)?;
        bind(&mut statement, args)?;
        Ok(collect(&mut statement)?)
    }

    /// How many rows a statement touched.
    pub(crate) fn run(&mut self, sql: &str, args: &[Arg<'_>]) -> Result<u64, DriverError> {
        let mut statement = self.inner.prepare_cached(sql)?;
        bind(&mut statement, args)?;
        let mut rows = statement.raw_query();
        while rows.next()?.is_some() {}
        drop(rows);
        drop(statement);
        Ok(self.inner.changes())
    }

    /// Runs a script of several statements.
    pub(crate) fn script(&mut self, text: &str) -> Result<(), DriverError> {
        Ok(self.inner.execute_batch(text)?)
    }
}

/// Gives each marker the argument of its number. A marker `$2` is to SQLite a name, and where it stands says nothing.
fn bind(statement: &mut Statement<'_>, args: &[Arg<'_>]) -> rusqlite::Result<()> {
    for place in 1..=statement.parameter_count() {
        let number = statement.parameter_name(place).and_then(|name| name.get(1..)?.parse::<usize>().ok());
        let arg = number.and_then(|number| args.get(number.checked_sub(1)?));
        let arg =
            arg.ok_or(rusqlite::Error::InvalidParameterCount(args.len(), statement.parameter_count()))?;
        statement.raw_bind_parameter(place, arg)?;
    }
    Ok(())
}

fn collect(statement: &mut Statement<'_>) -> rusqlite::Result<Vec<Vec<Value>>> {
    let columns = statement.column_count();
    let mut rows = statement.raw_query();
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let values = (0..columns).map(|column| row.get_ref(column).map(Value::from));
        all.push(values.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    Ok(all)
}

/// Runs work that takes as long as the database is large on a thread of its own. Whoever stops waiting for it loses
/// the connection.
pub(crate) async fn apart<T: Send + 'static>(
    connection: SqliteConnection,
    work: impl FnOnce(&mut SqliteConnection) -> T + Send + 'static,
) -> Result<(SqliteConnection, T), Fault> {
    let done = tokio::task::spawn_blocking(move || {
        let mut connection = connection;
        let outcome = work(&mut connection);
        (connection, outcome)
    });
    done.await.map_err(|error| Fault::caused("a long statement died", error))
}

/// A moment that another thread may look at: microseconds after `start`, 0 for never.
struct Limit {
    start: Instant,
    micros: AtomicU64,
}

impl Limit {
    fn new() -> Self {
        Self { start: Instant::now(), micros: AtomicU64::new(0) }
    }

    fn set(&self, until: Option<Instant>) {
        let after = until.map(|until| until.saturating_duration_since(self.start).as_micros());
        let micros = after.map_or(0, |micros| u64::try_from(micros).unwrap_or(u64::MAX).max(1));
        self.micros.store(micros, Ordering::Relaxed);
    }

    fn is_past(&self) -> bool {
        let micros = self.micros.load(Ordering::Relaxed);
        micros != 0 && self.start.elapsed() >= Duration::from_micros(micros)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_is_read_as_the_configuration_writes_it() {
        for (url, read) in [
            ("sqlite:/srv/50%25 off%3F%23/yimen.db", "/srv/50% off?#/yimen.db"),
            ("sqlite:///srv/yimen.db", "/srv/yimen.db"),
            ("sqlite:data/yimen.db", "data/yimen.db"),
        ] {
            assert_eq!(path(url).unwrap(), Path::new(read));
        }
        for url in ["sqlite:", "sqlite::memory:", "sqlite:x.db?mode=memory", "sqlite:x.db?cache=shared"] {
            assert!(path(url).is_err(), "{url}");
        }
    }

    #[test]
    fn limit_is_past_only_when_it_was_set_and_reached() {
        let limit = Limit::new();
        assert!(!limit.is_past());
        limit.set(Some(Instant::now() + Duration::from_secs(600)));
        assert!(!limit.is_past());
        limit.set(Some(limit.start));
        std::thread::sleep(Duration::from_millis(1));
        assert!(limit.is_past());
        limit.set(None);
        assert!(!limit.is_past());
    }
}
