//! One measurement: every connection does the operation as fast as it is answered, for a given time.

use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::operation::{Bench, Operation, Seat};
use crate::processor::Used;

/// Before counting begins: caches fill, connections are opened.
const WARM_UP: Duration = Duration::from_millis(500);

/// What one measurement found.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    /// What was measured.
    pub(crate) operation: Operation,
    /// Operations a second, all connections together.
    pub(crate) rate: f64,
    /// The time of the middle operation, microseconds.
    pub(crate) p50: f64,
    /// The time that 99 of 100 operations keep to, microseconds.
    pub(crate) p99: f64,
    /// CPU microseconds of the service for one operation.
    pub(crate) service: f64,
    /// CPU microseconds of the database server for one operation.
    pub(crate) database: f64,
}

/// Measures one operation.
pub(crate) fn measure(bench: &Bench, operation: Operation) -> Outcome<Measured> {
    work(bench.seats(operation)?, WARM_UP)?;
    let seats = bench.seats(operation)?;
    let before = bench.watched.used()?;
    let began = Instant::now();
    let mut times = work(seats, bench.span)?;
    let took = began.elapsed();
    let after = bench.watched.used()?;
    times.sort_unstable();
    Ok(summary(operation, &times, took, (before, after)))
}

fn work(seats: Vec<Seat<'_>>, span: Duration) -> Outcome<Vec<u32>> {
    let together = Barrier::new(seats.len());
    thread::scope(|scope| {
        let threads: Vec<_> =
            seats.into_iter().map(|seat| scope.spawn(|| sit(seat, &together, span))).collect();
        let ends =
            threads.into_iter().map(|thread| thread.join().map_err(|_| "a connection's thread died")?);
        Ok(ends.collect::<Outcome<Vec<_>>>()?.concat())
    })
}

/// The time of each operation, microseconds.
fn sit(mut seat: Seat<'_>, together: &Barrier, span: Duration) -> Outcome<Vec<u32>> {
    let mut times = Vec::with_capacity(1 << 16);
    together.wait();
    let began = Instant::now();
    while began.elapsed() < span {
        let at = Instant::now();
        seat.once()?;
        times.push(u32::try_from(at.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    Ok(times)
}

fn summary(operation: Operation, times: &[u32], took: Duration, (before, after): (Used, Used)) -> Measured {
    let count = f64::from(u32::try_from(times.len()).unwrap_or(u32::MAX).max(1));
    let each = |before: u64, after: u64| Duration::from_micros(after - before).as_secs_f64() * 1e6 / count;
    let at = |hundredth: usize| {
        let index = (times.len() * hundredth / 100).min(times.len().saturating_sub(1));
        times.get(index).copied().map_or(0.0, f64::from)
    };
    Measured {
        operation,
        rate: count / took.as_secs_f64(),
        p50: at(50),
        p99: at(99),
        service: each(before.service, after.service),
        database: each(before.database, after.database),
    }
}
