//! PostgreSQL: one pool, transactions repeated when they lose against another.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use base::Fault;
use futures_util::future::BoxFuture;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection as _, PgConnection};

use super::DbOptions;
use super::conn::{Conn, Link, Tx};
use super::counters::Tally;
use super::driver::{DriverError, Open};
use super::pool::Pool;
use super::trouble::Trouble;
use super::value::{Arg, Row};

/// How often a transaction is tried in all. Conflicts here are between a few rows of one account; five losses in
/// a row mean overload.
const TRIES: u32 = 5;

impl Open for PgConnection {
    type Options = PgConnectOptions;

    async fn open(options: &PgConnectOptions) -> Result<Self, DriverError> {
        Ok(Self::connect_with(options).await?)
    }
}

pub(crate) fn pool(options: &DbOptions) -> Result<Arc<Pool<PgConnection>>, Fault> {
    let limit = options.statement_timeout;
    let millis = limit.as_millis().max(1).to_string();
    let connect = PgConnectOptions::from_str(&options.url)
        .map_err(|_| Fault::new("the PostgreSQL address is not understood"))?
        .application_name("yimen")
        .options([
            ("statement_timeout", millis.as_str()),
            // A node that stalls in the middle of a transaction must not keep its locks.
            ("idle_in_transaction_session_timeout", millis.as_str()),
        ])
        .disable_statement_logging();
    Ok(Pool::new(connect, options.max_connections, limit))
}

pub(crate) async fn write<T, E, F>(
    pool: &Arc<Pool<PgConnection>>,
    tally: &Arc<Tally>,
    unit: F,
) -> Result<T, E>
where
    F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
    E: From<Fault>,
{
    tally.write_unit();
    let mut attempt = 1;
    loop {
        let conn = Conn::new(Link::Postgres(pool.lease().await?), Arc::clone(tally));
        let mut tx = Tx::begin(conn).await?;
        let outcome = unit(&mut tx).await;
        let (refusal, trouble) = match tx.refuse_after_trouble(outcome) {
            Ok(done) => match tx.commit().await {
                Ok(()) => return Ok(done),
                Err((fault, trouble)) => (E::from(fault), trouble),
            },
            Err(refusal) => {
                let trouble = tx.trouble();
                tx.rollback().await;
                (refusal, trouble)
            }
        };
        if !trouble.is_some_and(Trouble::may_pass_again) || attempt == TRIES {
            return Err(refusal);
        }
        pause(attempt).await;
        attempt += 1;
    }
}

pub(crate) async fn write_alone(
    pool: &Arc<Pool<PgConnection>>,
    tally: &Arc<Tally>,
    sql: &'static str,
    args: &[Arg<'_>],
) -> Result<Vec<Row>, Fault> {
    tally.write_unit();
    let mut attempt = 1;
    loop {
        let mut conn = Conn::new(Link::Postgres(pool.lease().await?), Arc::clone(tally));
        match conn.rows(sql, args).await {
            Ok(rows) => {
                tally.commit();
                return Ok(rows);
            }
            Err(fault) if !conn.trouble().is_some_and(Trouble::may_pass_again) || attempt == TRIES => {
                return Err(fault);
            }
            Err(_) => pause(attempt).await,
        }
        attempt += 1;
    }
}

/// A little longer after each loss, so that the winners are through: 2, 8, 18, 32 ms.
async fn pause(attempt: u32) {
    tokio::time::sleep(Duration::from_millis(2) * attempt * attempt).await;
}
