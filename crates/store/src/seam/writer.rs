//! The one writer of SQLite: a bounded queue whose units of work are committed together.
//!
//! A durable commit costs a flush to disk; units that wait at the same time share one. The first unit of a batch
//! has the transaction for itself, each later one its own savepoint, so that a unit that fails loses only itself.
//!
//! The writer is a thread: its statements and its flushes wait for the disk, which tasks of the runtime must not.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use base::Fault;
use futures_util::future::BoxFuture;
use tokio::sync::{mpsc, oneshot};

use super::conn::{Conn, Deadline, Link, Tx};
use super::counters::Tally;
use super::driver::at_once;
use super::pool::Pool;
use super::sqlite::SqliteConnection;
use super::trouble::Trouble;

/// Units that may wait. At some thousand units a second this is well under a second of work.
const QUEUE: usize = 1024;
/// Most units in one commit: the first of them waits for all.
const BATCH: usize = 64;
/// How often a unit that waits for something else than the database is looked at: whether anybody still waits for it.
const LOOK: Duration = Duration::from_millis(100);

#[derive(Clone)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Box<dyn Job>>,
}

impl Writer {
    /// Starts the thread; it ends when the last handle is gone and the queue is empty.
    pub(crate) fn start(pool: Arc<Pool<SqliteConnection>>, tally: Arc<Tally>) -> Result<Self, Fault> {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let task = Task { pool, tally, jobs };
        let thread = thread::Builder::new().name("sqlite-writer".to_owned()).spawn(move || task.run());
        thread.map_err(|error| Fault::caused("the database writer cannot be started", error))?;
        Ok(Self { queue })
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
    fn run(&mut self, tx: &mut Tx) -> Fate;
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

    fn run(&mut self, tx: &mut Tx) -> Fate {
        let until = self.deadline.ends_at();
        // A panic in one unit must not take the writer from all others.
        let work = AssertUnwindSafe(|| {
            tx.limit(until)?;
            settle((self.unit)(&mut *tx), until, || self.reply.is_closed())
        });
        let outcome =
            catch_unwind(work).unwrap_or_else(|_| Err(Fault::new("a unit of work panicked").into()));
        let outcome = tx.limit(None).map_err(E::from).and(outcome);
        let outcome = tx.refuse_after_trouble(outcome);
        let fate = if outcome.is_ok() { Fate::Keep } else { Fate::Undo };
        self.outcome = Some(outcome);
        fate
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

impl Deadline {
    fn ends_at(self) -> Option<Instant> {
        match self {
            Self::Within(limit) => Instant::now().checked_add(limit),
            Self::None => None,
        }
    }
}

/// Runs a unit on this thread. Statements are done when they return; should the unit wait for anything else, it may
/// do so until its time is over or nobody waits for it.
fn settle<T, E: From<Fault>>(
    mut work: BoxFuture<'_, Result<T, E>>,
    until: Option<Instant>,
    abandoned: impl Fn() -> bool,
) -> Result<T, E> {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(outcome) = Pin::new(&mut work).poll(&mut context) {
            return outcome;
        }
        let left = until.map(|until| until.saturating_duration_since(Instant::now()));
        if left.is_some_and(|left| left.is_zero()) {
            return Err(Fault::new("a unit of work took longer than the statement time-out")
                .overload()
                .into());
        }
        if abandoned() {
            return Err(Fault::new("nobody waits for this unit of work any more").into());
        }
        thread::park_timeout(left.unwrap_or(LOOK).min(LOOK));
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

struct Task {
    pool: Arc<Pool<SqliteConnection>>,
    tally: Arc<Tally>,
    jobs: mpsc::Receiver<Box<dyn Job>>,
}

impl Task {
    fn run(mut self) {
        while let Some(job) = self.jobs.blocking_recv() {
            if !job.abandoned() {
                self.batch(job);
            }
        }
    }

    fn batch(&mut self, mut first: Box<dyn Job>) {
        let mut tx = match self.begin() {
            Ok(tx) => tx,
            Err(fault) => return self.shed(first, &fault.chain()),
        };
        self.tally.write_unit();
        if first.run(&mut tx) == Fate::Undo {
            roll_back(tx);
            return first.answer();
        }
        let mut done = vec![first];
        match self.join(&mut tx, &mut done) {
            Ok(()) => finish(tx, done),
            Err(fault) => {
                roll_back(tx);
                lose(done, &fault.chain());
            }
        }
    }

    fn begin(&self) -> Result<Tx, Fault> {
        let lease = self.pool.lease_at_once()?;
        at_once(Tx::begin(Conn::new(Link::Sqlite(lease), Arc::clone(&self.tally))))?
    }

    /// Takes in the units that wait, each in its savepoint. An error means that the whole transaction is lost.
    fn join(&mut self, tx: &mut Tx, done: &mut Vec<Box<dyn Job>>) -> Result<(), Fault> {
        while done.len() < BATCH
            && let Ok(mut job) = self.jobs.try_recv()
        {
            if job.abandoned() {
                continue;
            }
            self.tally.write_unit();
            tx.forget_trouble();
            match saved(tx, &mut job) {
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
fn saved(tx: &mut Tx, job: &mut Box<dyn Job>) -> Result<Fate, Fault> {
    at_once(tx.control("savepoint unit"))??;
    let fate = job.run(tx);
    if tx.trouble() == Some(Trouble::Lost) {
        return Err(Fault::new("the transaction ended in the middle of a unit of work").overload());
    }
    if fate == Fate::Undo {
        at_once(tx.control("rollback to unit"))??;
    }
    at_once(tx.control("release unit"))??;
    Ok(fate)
}

fn finish(tx: Tx, done: Vec<Box<dyn Job>>) {
    let committed = at_once(tx.commit()).and_then(|outcome| outcome.map_err(|(fault, _)| fault));
    match committed {
        Ok(()) => done.into_iter().for_each(|job| job.answer()),
        Err(fault) => lose(done, &fault.chain()),
    }
}

fn roll_back(tx: Tx) {
    // A transaction that cannot be rolled back spoils its connection, which does the same.
    let _spoiled = at_once(tx.rollback());
}

fn lose(done: Vec<Box<dyn Job>>, why: &str) {
    done.into_iter().for_each(|job| job.lost(why));
}
