//! What the two drivers have in common: how a connection is opened, and that both fail.

use base::Fault;

/// What either driver says went wrong.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DriverError {
    /// SQLite.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL.
    #[error(transparent)]
    Postgres(#[from] sqlx::Error),
}

/// A connection that a pool can open.
pub(crate) trait Open: Sized + Send + 'static {
    /// Where to, and how.
    type Options: Send + Sync;

    fn open(options: &Self::Options) -> impl Future<Output = Result<Self, DriverError>> + Send;
}

/// The outcome of work that waits for nothing: that of SQLite, whose statements run on the thread that asks.
pub(crate) fn at_once<T>(work: impl Future<Output = T>) -> Result<T, Fault> {
    use futures_util::FutureExt as _;
    work.now_or_never().ok_or_else(|| Fault::new("work on SQLite waited for something else"))
}
