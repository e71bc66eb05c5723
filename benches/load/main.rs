//! The load driver: starts a service in a folder of its own, signs people in, and measures what each operation costs.
//!
//! It speaks plain HTTP/1.1 over loopback with one blocking thread for each connection, so that it takes as little as
//! possible of the machine it shares with the service. CPU time comes from /proc, of the service and of the database
//! server: on a shared machine that is the figure that holds. Imports nothing of ours. Linux only.

mod arguments;
mod measure;
mod operation;
mod person;
mod processor;
mod report;
mod service;
mod wire;

use std::process::ExitCode;
use std::time::Duration;

use arguments::Arguments;
use operation::{Bench, Operation};
use service::Deployment;

/// What the driver cannot go on after: one sentence.
type Outcome<T> = Result<T, String>;

/// Starts measured, each of a fresh process.
const STARTS: usize = 5;
/// From the last request to the moment the resident memory is read: long enough for what was in flight to end.
const SETTLE: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    match Arguments::read(std::env::args().skip(1)).and_then(|arguments| run(&arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            report::complain(&why);
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Outcome<()> {
    let deployment = Deployment::prepare(arguments)?;
    let starts = (0..STARTS).map(|_| deployment.start().map(|service| service.started_in));
    let starts = starts.collect::<Outcome<Vec<_>>>()?;
    let service = deployment.start()?;
    std::thread::sleep(SETTLE);
    let idle = processor::resident(service.process())?;
    let bench = Bench::open(arguments, &deployment, &service)?;
    let mut measured = Vec::new();
    for run in 1..=arguments.runs {
        for operation in &arguments.operations {
            report::progress(run, *operation);
            measured.push(measure::measure(&bench, *operation)?);
        }
    }
    std::thread::sleep(SETTLE);
    let loaded = processor::resident(service.process())?;
    service.stop()?;
    report::table(&measured);
    report::process(&starts, idle, loaded);
    Ok(())
}

/// All operations, in the order of the table.
const ALL: [Operation; 11] = [
    Operation::SignOn,
    Operation::SignOnUserInfo,
    Operation::SignOnRs256,
    Operation::SignOnWithoutRefresh,
    Operation::Authorize,
    Operation::ClientCredentials,
    Operation::Refresh,
    Operation::Introspect,
    Operation::UserInfo,
    Operation::Discovery,
    Operation::Jwks,
];
