//! A bounded pool of connections.
//!
//! Our own because the driver's pool tests each connection when it comes back, which is one more round trip for
//! each request. Here a connection goes back only if its last statement ended and no transaction is open; any
//! other is closed, and a connection that broke empties the pool, for its siblings broke with it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base::Fault;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::driver::{DriverError, Open, at_once};

/// Longest wait for a connection: past it shedding the request serves everyone better than queueing it.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

pub(crate) struct Pool<C: Open> {
    idle: Mutex<Vec<C>>,
    permits: Arc<Semaphore>,
    options: C::Options,
    wait: Duration,
}

impl<C: Open> Pool<C> {
    pub(crate) fn new(options: C::Options, size: u32, statement_timeout: Duration) -> Arc<Self> {
        let size = usize::try_from(size.max(1)).unwrap_or(1);
        Arc::new(Self {
            idle: Mutex::new(Vec::with_capacity(size)),
            permits: Arc::new(Semaphore::new(size)),
            options,
            wait: statement_timeout.min(LONGEST_WAIT),
        })
    }

    pub(crate) async fn lease(self: &Arc<Self>) -> Result<Lease<C>, Fault> {
        let permit = match Arc::clone(&self.permits).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => self.queue().await?,
        };
        let idle = self.idle().pop();
        let conn = match idle {
            Some(conn) => conn,
            None => self.open().await?,
        };
        Ok(self.lend(conn, permit))
    }

    /// A connection for a thread that runs nothing but SQLite, whose connections open without waiting.
    pub(crate) fn lease_at_once(self: &Arc<Self>) -> Result<Lease<C>, Fault> {
        let permit = Arc::clone(&self.permits).try_acquire_owned();
        let permit = permit.map_err(|_| Fault::new("no database connection is free").overload())?;
        let idle = self.idle().pop();
        let conn = match idle {
            Some(conn) => conn,
            None => at_once(C::open(&self.options))?.map_err(cannot_be_opened)?,
        };
        Ok(self.lend(conn, permit))
    }

    fn lend(self: &Arc<Self>, conn: C, permit: OwnedSemaphorePermit) -> Lease<C> {
        Lease { conn: Some(conn), pool: Arc::clone(self), in_flight: false, spoiled: false, _permit: permit }
    }

    async fn queue(&self) -> Result<OwnedSemaphorePermit, Fault> {
        match timeout(self.wait, Arc::clone(&self.permits).acquire_owned()).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(Fault::new("no database connection came free in time").overload()),
        }
    }

    async fn open(&self) -> Result<C, Fault> {
        match timeout(self.wait, C::open(&self.options)).await {
            Ok(Ok(conn)) => Ok(conn),
            Ok(Err(error)) => Err(cannot_be_opened(error)),
            Err(_) => Err(Fault::new("the database did not answer in time").overload()),
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<C>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn cannot_be_opened(error: DriverError) -> Fault {
    Fault::caused("the database cannot be opened", error).overload()
}

/// A connection on loan; it goes back when dropped, if it is fit to.
pub(crate) struct Lease<C: Open> {
    conn: Option<C>,
    pool: Arc<Pool<C>>,
    in_flight: bool,
    spoiled: bool,
    // Declared last: a waiter is let in only after the connection is back.
    _permit: OwnedSemaphorePermit,
}

impl<C: Open> Lease<C> {
    /// The connection for one statement. Until [`Lease::ended`] it counts as in the middle of that statement.
    pub(crate) fn start(&mut self) -> Result<&mut C, Fault> {
        self.in_flight = true;
        self.conn.as_mut().ok_or_else(|| Fault::new("a connection was used after it was given back"))
    }

    pub(crate) const fn ended(&mut self) {
        self.in_flight = false;
    }

    /// Lends the connection on, for one long statement; it comes back with [`Lease::came_back`] or not at all.
    pub(crate) fn take(&mut self) -> Result<C, Fault> {
        self.conn.take().ok_or_else(|| Fault::new("a connection was used after it was given back"))
    }

    /// The connection is back.
    pub(crate) fn came_back(&mut self, conn: C) {
        self.conn = Some(conn);
    }

    /// The connection does not go back.
    pub(crate) const fn spoil(&mut self) {
        self.spoiled = true;
    }

    /// The connection broke: neither it nor an idle one is used again.
    pub(crate) fn broke(&mut self) {
        self.spoiled = true;
        self.pool.idle().clear();
    }
}

impl<C: Open> Drop for Lease<C> {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take()
            && !self.in_flight
            && !self.spoiled
        {
            self.pool.idle().push(conn);
        }
    }
}
