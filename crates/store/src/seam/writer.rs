//! The one writer of SQLite: a bounded queue whose units of work are committed together.
//!
//! A durable commit costs a flush to disk; units that wait at the same time share one. The first unit of a batch
//! has the transaction for itself, each later one its own savepoint, so that a unit that fails loses only itself.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use base::Fault;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sqlx::SqliteConnection;
use tokio::sync::{mpsc, oneshot};

use super::conn::{Conn, Deadline, Link, Tx};
use super::counters::Tally;
use super::pool::Pool;
use super::trouble::Trouble;

/// Units that may wait. At some thousand units a second this is well under a second of work.
const QUEUE: usize = 1024;
/// Most units in one commit: the first of them waits for all.
const BATCH: usize = 64;

#[derive(Clone)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Box<dyn Job>>,
}

impl Writer {
    /// Starts the task; it ends when the last handle is gone and the queue is empty.
    pub(crate) fn start(pool: Arc<Pool<SqliteConnection>>, tally: Arc<Tally>) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE);
        tokio::spawn(Task { pool, tally, jobs }.run());
        Self { queue }
    }

    pub(crate) async fn write<T, E, F>(&self, deadline: Deadline, unit: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Unit { unit, deadline, outcome: None, reply });
        self.queue
            .try_send(job)
            .map_err(|_| Fault::new("the queue of the database writer is full").overload())?;
        match answer.await {
            Ok(outcome) => outcome,
            Err(_) => Err(Fault::new("the database writer has stopped").overload().into()),
        }
    }
}

/// What becomes of the work a unit did.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Keep,
    Undo,
}

/// A unit of work with its types hidden.
trait Job: Send {
    /// Nobody waits for it any more.
    fn abandoned(&self) -> bool;
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, Fate>;
    /// Its own outcome, after the commit.
    fn answer(self: Box<Self>);
    /// The batch was lost with it.
    fn lost(self: Box<Self>, why: &str);
}

struct Unit<T, E, F> {
    unit: F,
    deadline: Deadline,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Job for Unit<T, E, F>
where
    F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync,
    T: Send,
    E: From<Fault> + Send,
{
    fn abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, Fate> {
        async move {
            // A panic in one unit must not take the writer from all others.
            let work = AssertUnwindSafe(within(self.deadline, (self.unit)(&mut *tx))).catch_unwind();
            let outcome = work.await.unwrap_or_else(|_| Err(Fault::new("a unit of work panicked").into()));
            let outcome = tx.refuse_after_trouble(outcome);
            let fate = if outcome.is_ok() { Fate::Keep } else { Fate::Undo };
            self.outcome = Some(outcome);
            fate
        }
        .boxed()
    }

    fn answer(self: Box<Self>) {
        if let Some(outcome) = self.outcome {
            // The caller may have gone: then nobody needs the answer.
            let _gone = self.reply.send(outcome);
        }
    }

    fn lost(self: Box<Self>, why: &str) {
        let fault = Fault::new(format!("the batch of this unit of work was lost: {why}")).overload();
        let _gone = self.reply.send(Err(fault.into()));
    }
}

async fn within<T, E: From<Fault>>(deadline: Deadline, work: BoxFuture<'_, Result<T, E>>) -> Result<T, E> {
    match deadline {
        Deadline::None => work.await,
        Deadline::Within(limit) => match tokio::time::timeout(limit, work).await {
            Ok(outcome) => outcome,
            Err(_) => {
                Err(Fault::new("a unit of work took longer than the statement time-out").overload().into())
            }
        },
    }
}

struct Task {
    pool: Arc<Pool<SqliteConnection>>,
    tally: Arc<Tally>,
    jobs: mpsc::Receiver<Box<dyn Job>>,
}

impl Task {
    async fn run(mut self) {
        while let Some(job) = self.jobs.recv().await {
            if !job.abandoned() {
                self.batch(job).await;
            }
        }
    }

    async fn batch(&mut self, mut first: Box<dyn Job>) {
        let mut tx = match self.begin().await {
            Ok(tx) => tx,
            Err(fault) => return self.shed(first, &fault.chain()),
        };
        self.tally.write_unit();
        if first.run(&mut tx).await == Fate::Undo {
            tx.rollback().await;
            return first.answer();
        }
        let mut done = vec![first];
        match self.join(&mut tx, &mut done).await {
            Ok(()) => finish(tx, done).await,
            Err(fault) => {
                tx.rollback().await;
                lose(done, &fault.chain());
            }
        }
    }

    async fn begin(&self) -> Result<Tx, Fault> {
        let lease = self.pool.lease().await?;
        Tx::begin(Conn::new(Link::Sqlite(lease), Arc::clone(&self.tally))).await
    }

    /// Takes in the units that wait, each in its savepoint. An error means that the whole transaction is lost.
    async fn join(&mut self, tx: &mut Tx, done: &mut Vec<Box<dyn Job>>) -> Result<(), Fault> {
        while done.len() < BATCH
            && let Ok(mut job) = self.jobs.try_recv()
        {
            if job.abandoned() {
                continue;
            }
            self.tally.write_unit();
            tx.forget_trouble();
            match saved(tx, &mut job).await {
                Ok(Fate::Keep) => done.push(job),
                Ok(Fate::Undo) => job.answer(),
                Err(fault) => {
                    done.push(job);
                    return Err(fault);
                }
            }
        }
        Ok(())
    }

    /// No transaction can be begun: those who wait now hear it now instead of one time-out after another.
    fn shed(&mut self, first: Box<dyn Job>, why: &str) {
        first.lost(why);
        while let Ok(job) = self.jobs.try_recv() {
            job.lost(why);
        }
    }
}

/// Runs a unit in a savepoint of its own.
async fn saved(tx: &mut Tx, job: &mut Box<dyn Job>) -> Result<Fate, Fault> {
    tx.control("savepoint unit").await?;
    let fate = job.run(tx).await;
    if tx.trouble() == Some(Trouble::Lost) {
        return Err(Fault::new("the transaction ended in the middle of a unit of work").overload());
    }
    if fate == Fate::Undo {
        tx.control("rollback to unit").await?;
    }
    tx.control("release unit").await?;
    Ok(fate)
}

async fn finish(tx: Tx, done: Vec<Box<dyn Job>>) {
    match tx.commit().await {
        Ok(()) => done.into_iter().for_each(|job| job.answer()),
        Err((fault, _)) => lose(done, &fault.chain()),
    }
}

fn lose(done: Vec<Box<dyn Job>>, why: &str) {
    done.into_iter().for_each(|job| job.lost(why));
}
