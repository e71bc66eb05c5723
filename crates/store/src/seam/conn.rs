//! A connection and a transaction, the same for both engines.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::{Duration, Instant};

use base::Fault;
use sqlx::PgConnection;

use super::Engine;
use super::counters::Tally;
use super::driver::DriverError;
use super::pool::Lease;
use super::sqlite::{SqliteConnection, apart};
use super::trouble::Trouble;
use super::value::{Arg, Row};

/// How long a unit of work may hold the one writer of SQLite.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deadline {
    Within(Duration),
    /// For migrations, which take as long as the data is large.
    None,
}

pub(crate) enum Link {
    Sqlite(Lease<SqliteConnection>),
    Postgres(Lease<PgConnection>),
}

/// A connection to read with. Each statement sees its own moment of the database.
pub struct Conn {
    link: Link,
    tally: Arc<Tally>,
    trouble: Option<Trouble>,
}

impl Conn {
    pub(crate) const fn new(link: Link, tally: Arc<Tally>) -> Self {
        Self { link, tally, trouble: None }
    }

    /// The engine at the other end.
    pub const fn engine(&self) -> Engine {
        match self.link {
            Link::Sqlite(_) => Engine::Sqlite,
            Link::Postgres(_) => Engine::Postgres,
        }
    }

    /// All rows of a statement; also of one that writes and returns.
    pub(crate) async fn rows(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<Row>, Fault> {
        self.tally.round_trip();
        let answer = match &mut self.link {
            Link::Sqlite(lease) => {
                let rows = lease.start()?.rows(sql, args);
                lease.ended();
                rows.map(|rows| rows.into_iter().map(Row::Sqlite).collect())
            }
            Link::Postgres(lease) => {
                let args = Arg::for_postgres(args)?;
                let rows = sqlx::query_with(sql, args).fetch_all(lease.start()?).await;
                lease.ended();
                rows.map(|rows| rows.into_iter().map(Row::Postgres).collect()).map_err(DriverError::from)
            }
        };
        answer.map_err(|error| self.failed(sql, error))
    }

    /// The first row of a statement, if it gives any.
    pub(crate) async fn row(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Option<Row>, Fault> {
        Ok(self.rows(sql, args).await?.into_iter().next())
    }

    /// The first text of a statement that takes as long as the database is large, given no or one text. SQLite only;
    /// the thread that asks goes on with other work meanwhile.
    pub(crate) async fn long(
        &mut self,
        sql: &'static str,
        arg: Option<String>,
    ) -> Result<Option<Row>, Fault> {
        self.tally.round_trip();
        let Link::Sqlite(lease) = &mut self.link else {
            return Err(Fault::new("a statement for SQLite was sent to PostgreSQL"));
        };
        let (connection, outcome) = apart(lease.take()?, move |connection| {
            let args: Vec<_> = arg.iter().map(Arg::from).collect();
            connection.rows(sql, &args)
        })
        .await?;
        lease.came_back(connection);
        let rows = outcome.map_err(|error| self.failed(sql, error))?;
        Ok(rows.into_iter().next().map(Row::Sqlite))
    }

    /// What went wrong last, if anything did.
    pub(crate) const fn trouble(&self) -> Option<Trouble> {
        self.trouble
    }

    fn failed(&mut self, sql: &str, error: DriverError) -> Fault {
        let trouble = Trouble::of(&error);
        self.trouble = Some(trouble);
        if trouble == Trouble::Lost {
            match &mut self.link {
                Link::Sqlite(lease) => lease.broke(),
                Link::Postgres(lease) => lease.broke(),
            }
        }
        trouble.fault(sql, error)
    }

    fn spoil(&mut self) {
        match &mut self.link {
            Link::Sqlite(lease) => lease.spoil(),
            Link::Postgres(lease) => lease.spoil(),
        }
    }
}

/// A transaction, from [`super::Db::write`] only. What it reads it may rely on until it commits.
pub struct Tx {
    conn: Conn,
    open: bool,
}

impl Tx {
    pub(crate) async fn begin(conn: Conn) -> Result<Self, Fault> {
        let sql = match conn.engine() {
            // Immediate: taking the write lock only at the first write could fail with no way to wait.
            Engine::Sqlite => "begin immediate",
            Engine::Postgres => "begin",
        };
        // Open from here on: a connection dropped in the middle of `begin` must not go back either.
        let mut tx = Self { conn, open: true };
        tx.control(sql).await?;
        Ok(tx)
    }

    pub(crate) async fn commit(mut self) -> Result<(), (Fault, Option<Trouble>)> {
        match self.control("commit").await {
            Ok(()) => {
                self.open = false;
                self.conn.tally.commit();
                Ok(())
            }
            Err(fault) => Err((fault, self.conn.trouble)),
        }
    }

    /// Rolls back; when even that fails the connection is closed, which does the same.
    pub(crate) async fn rollback(mut self) {
        if self.control("rollback").await.is_ok() {
            self.open = false;
        }
    }

    /// Runs a statement that writes; how many rows it touched.
    pub(crate) async fn run(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<u64, Fault> {
        self.conn.tally.round_trip();
        let answer = match &mut self.conn.link {
            Link::Sqlite(lease) => {
                let done = lease.start()?.run(sql, args);
                lease.ended();
                done
            }
            Link::Postgres(lease) => {
                let args = Arg::for_postgres(args)?;
                let done = sqlx::query_with(sql, args).execute(lease.start()?).await;
                lease.ended();
                done.map(|done| done.rows_affected()).map_err(DriverError::from)
            }
        };
        answer.map_err(|error| self.conn.failed(sql, error))
    }

    /// Runs a script of several statements without arguments: migrations only.
    pub(crate) async fn script(&mut self, text: &'static str) -> Result<(), Fault> {
        self.conn.tally.round_trip();
        let answer = match &mut self.conn.link {
            Link::Sqlite(lease) => {
                let done = lease.start()?.script(text);
                lease.ended();
                done
            }
            Link::Postgres(lease) => {
                let done = sqlx::raw_sql(text).execute(lease.start()?).await.map(drop);
                lease.ended();
                done.map_err(DriverError::from)
            }
        };
        answer.map_err(|error| self.conn.failed(text, error))
    }

    /// Begin, commit, savepoint and their like: kept prepared on SQLite, one plain message on PostgreSQL.
    pub(crate) async fn control(&mut self, sql: &'static str) -> Result<(), Fault> {
        match self.conn.engine() {
            Engine::Sqlite => self.run(sql, &[]).await.map(drop),
            Engine::Postgres => self.script(sql).await,
        }
    }

    /// A unit in which a statement failed does not commit, whatever it answers: PostgreSQL would silently roll it
    /// back, and SQLite would keep half of it.
    pub(crate) fn refuse_after_trouble<T, E: From<Fault>>(&self, outcome: Result<T, E>) -> Result<T, E> {
        match (outcome, self.conn.trouble) {
            (Ok(_), Some(_)) => Err(Fault::new("a statement failed in a unit of work that went on").into()),
            (outcome, _) => outcome,
        }
    }

    /// The moment at which SQLite breaks off a statement; PostgreSQL has its own time-out.
    pub(crate) fn limit(&mut self, until: Option<Instant>) -> Result<(), Fault> {
        if let Link::Sqlite(lease) = &mut self.conn.link {
            lease.start()?.limit(until);
            lease.ended();
        }
        Ok(())
    }

    /// A unit of work is over: what went wrong in it does not concern the next one.
    pub(crate) const fn forget_trouble(&mut self) {
        self.conn.trouble = None;
    }
}

impl Deref for Tx {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if self.open {
            self.conn.spoil();
        }
    }
}
