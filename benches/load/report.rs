//! What the driver says, as a table in Markdown.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of its own that answers on the terminal"
)]

use std::time::Duration;

use crate::ALL;
use crate::measure::Measured;
use crate::operation::Operation;
use crate::processor::Resident;

/// Why nothing was measured.
pub(crate) fn complain(why: &str) {
    eprintln!("load: {why}");
}

/// What is being done.
pub(crate) fn progress(run: usize, operation: Operation) {
    eprintln!("run {run}: {}", operation.name());
}

/// Medians of all runs, and between which values the CPU time lay.
pub(crate) fn table(measured: &[Measured]) {
    println!(
        "| operation | operations/s | p50 ms | p99 ms | CPU µs service | CPU µs database | CPU µs in all | from, to |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for operation in ALL {
        let runs: Vec<_> = measured.iter().filter(|one| one.operation == operation).collect();
        let median = |value: fn(&Measured) -> f64| middle(runs.iter().map(|one| value(one)).collect());
        let all: Vec<_> = runs.iter().map(|one| one.service + one.database).collect();
        let (Some(least), Some(most)) =
            (all.iter().copied().reduce(f64::min), all.iter().copied().reduce(f64::max))
        else {
            continue;
        };
        println!(
            "| {} | {:.0} | {:.2} | {:.2} | {:.1} | {:.1} | **{:.1}** | {least:.1}, {most:.1} |",
            operation.name(),
            median(|one| one.rate),
            median(|one| one.p50) / 1000.0,
            median(|one| one.p99) / 1000.0,
            median(|one| one.service),
            median(|one| one.database),
            middle(all),
        );
    }
}

/// What holds for the process and not for an operation.
pub(crate) fn process(starts: &[Duration], idle: Resident, loaded: Resident) {
    let starts: Vec<_> = starts.iter().map(|start| start.as_secs_f64() * 1000.0).collect();
    let mib = |kib: u64| Duration::from_micros(kib).as_secs_f64() * 1e6 / 1024.0;
    println!();
    println!(
        "start to first 200 on discovery: {:.0} ms (median of {})",
        middle(starts.clone()),
        starts.len()
    );
    println!("resident idle: {:.1} MiB", mib(idle.now));
    println!("resident after load: {:.1} MiB, at its highest {:.1} MiB", mib(loaded.now), mib(loaded.peak));
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
