//! The seam between the aggregates and the two engines: connections, units of work, one kind of row.
//!
//! Owns how a statement reaches SQLite or PostgreSQL and how a unit of work commits. Knows no table.

mod conn;
mod counters;
mod driver;
mod pool;
mod postgres;
mod sqlite;
mod trouble;
mod value;
mod writer;

#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base::Fault;
use futures_util::future::BoxFuture;
use sqlx::PgConnection;

pub(crate) use self::conn::Deadline;
pub use self::conn::{Conn, Tx};
pub use self::counters::Counters;
pub(crate) use self::driver::DriverError;
pub(crate) use self::value::{Arg, Row, args, padded};

use self::conn::Link;
use self::counters::Tally;
use self::pool::Pool;
use self::sqlite::SqliteConnection;
use self::writer::Writer;

/// Which engine stands behind a [`Db`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// A file beside the service.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// How to reach the database.
#[derive(Clone, Debug)]
pub struct DbOptions {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// Most connections open at once: readers on SQLite (the one writer is extra), all on PostgreSQL.
    pub max_connections: u32,
    /// Longest a statement (PostgreSQL) or a unit of work (SQLite) may take.
    pub statement_timeout: Duration,
}

/// The database: cheap to clone, one for each process.
#[derive(Clone)]
pub struct Db {
    side: Side,
    tally: Arc<Tally>,
    limit: Duration,
}

#[derive(Clone)]
enum Side {
    Sqlite { readers: Arc<Pool<SqliteConnection>>, writer: Writer },
    Postgres(Arc<Pool<PgConnection>>),
}

impl Db {
    /// Opens the database and makes sure that it answers. Creates a missing SQLite file, readable by its owner
    /// only; creates no table ([`Db::migrate`] does).
    ///
    /// # Errors
    /// A fault when the address is not understood or the database does not answer.
    pub async fn connect(options: &DbOptions) -> Result<Self, Fault> {
        let tally = Arc::new(Tally::default());
        let limit = options.statement_timeout;
        let side = if options.url.starts_with("sqlite:") {
            let readers = sqlite::readers(options)?;
            let writer = Writer::start(sqlite::writer(options).await?, Arc::clone(&tally))?;
            Side::Sqlite { readers, writer }
        } else if options.url.starts_with("postgres://") || options.url.starts_with("postgresql://") {
            Side::Postgres(postgres::pool(options)?)
        } else {
            return Err(Fault::new("the database address starts with neither sqlite: nor postgres://"));
        };
        let db = Self { side, tally, limit };
        db.ping().await?;
        Ok(db)
    }

    /// The engine behind this database.
    pub const fn engine(&self) -> Engine {
        match self.side {
            Side::Sqlite { .. } => Engine::Sqlite,
            Side::Postgres(_) => Engine::Postgres,
        }
    }

    /// A connection to read with. On SQLite it cannot write.
    ///
    /// # Errors
    /// An overload fault when none comes free in time.
    pub async fn reader(&self) -> Result<Conn, Fault> {
        let link = match &self.side {
            Side::Sqlite { readers, .. } => Link::Sqlite(readers.lease().await?),
            Side::Postgres(pool) => Link::Postgres(pool.lease().await?),
        };
        Ok(Conn::new(link, Arc::clone(&self.tally)))
    }

    /// Runs a unit of work in one transaction: `Ok` commits, `Err` rolls back.
    ///
    /// The unit may run more than once (PostgreSQL asks for a repetition after a conflict), so it takes what it
    /// needs by reference and has no effect but the database. On SQLite units that wait together are committed
    /// together, each in its own savepoint, on a thread of their own; when the caller goes away, a unit that has begun
    /// still commits, unless it waits for something else than the database.
    ///
    /// # Errors
    /// What the unit gave, or a fault: an overload when the queue is full or the database does not answer.
    pub async fn write<T, E, F>(&self, unit: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        self.write_within(Deadline::Within(self.limit), unit).await
    }

    /// [`Db::write`] with a time limit of its own.
    pub(crate) async fn write_within<T, E, F>(&self, deadline: Deadline, unit: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        match &self.side {
            Side::Sqlite { writer, .. } => writer.write(deadline, unit).await,
            Side::Postgres(pool) => postgres::write(pool, &self.tally, unit).await,
        }
    }

    /// Runs one statement that is its own transaction, again after a conflict. PostgreSQL only: there a single
    /// data-modifying statement costs one round trip instead of three.
    pub(crate) async fn write_alone(&self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<Row>, Fault> {
        match &self.side {
            Side::Postgres(pool) => postgres::write_alone(pool, &self.tally, sql, args).await,
            Side::Sqlite { .. } => Err(Fault::new("a statement for PostgreSQL was sent to SQLite")),
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// A fault when it does not.
    pub async fn ping(&self) -> Result<(), Fault> {
        self.reader().await?.rows("select 1", &[]).await.map(drop)
    }

    /// What has been sent to the database since the start, for tests of budgets and for metrics.
    pub fn counters(&self) -> Counters {
        self.tally.snapshot()
    }
}

/// Opens an SQLite file to read it, whatever is in it.
pub(crate) async fn open_file(path: &Path) -> Result<Conn, Fault> {
    let lease = sqlite::file(path).lease().await?;
    Ok(Conn::new(Link::Sqlite(lease), Arc::default()))
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Db").field("engine", &self.engine()).finish_non_exhaustive()
    }
}
