//! What operators see: the log on standard error and the measurements behind `/metrics`.
//!
//! Owns how a log line looks, what may write one, and the one recorder of measurements. Does not own what is
//! logged, nor the audit log. Code of others is held to warnings whatever level is asked for: their finer messages
//! show headers, addresses and bytes, and no code, token or cookie may reach a log.

use std::io::IsTerminal as _;
use std::sync::OnceLock;

use base::Fault;
use config::{Log, LogFormat, LogLevel};
use metrics_exporter_prometheus::{
    BuildError, Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};
use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::Registry;

/// Requests answered: a counter by route, method and class of status.
pub const REQUESTS: &str = "yimen_http_requests_total";
/// Time from the header of a request to its answer, in seconds: a histogram by route, method and class of status.
pub const REQUEST_SECONDS: &str = "yimen_http_request_seconds";
/// Requests under way: a gauge.
pub const REQUESTS_UNDER_WAY: &str = "yimen_http_requests_under_way";
/// Requests the edge turned away or gave up: a counter by reason.
pub const REQUESTS_TURNED_AWAY: &str = "yimen_http_requests_turned_away_total";

/// Upper bounds of the histogram in seconds: from an answer out of memory to the longest request allowed by default.
const SECONDS: [f64; 14] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0];

/// Packages whose messages follow our rules and may be as fine as the operator wishes.
const OURS: [&str; 10] = [
    "base",
    "config",
    "credential",
    "keys",
    "outbound",
    "proto",
    "sandbox",
    "store",
    "ui",
    env!("CARGO_PKG_NAME"),
];

/// Packages that log what a visitor did wrong as an error of their own: we say it ourselves, once and as what it is.
const SILENT: [&str; 3] = ["webauthn_rs_core", "webauthn_attestation_ca", "crypto_glue"];

/// The recorder is one for the process, as the macros that feed it are.
static MEASUREMENTS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Sets up log and measurements for the whole process. Called again it changes nothing.
///
/// # Errors
/// A fault when the measurements cannot be set up.
pub fn init(log: &Log) -> Result<(), Fault> {
    let colour = if std::io::stderr().is_terminal() { Colour::Ansi } else { Colour::None };
    // A second call, or a test with a subscriber of its own: the first one stays.
    let _first = tracing::subscriber::set_global_default(subscriber(log, colour, std::io::stderr));
    if MEASUREMENTS.get().is_none() {
        let recorder = recorder().map_err(|error| Fault::caused("measurements cannot be set up", error))?;
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_ok() {
            let _first = MEASUREMENTS.set(handle);
            describe();
        }
    }
    Ok(())
}

/// Logs a panic with its place and without its words, which may repeat the value that caused it.
///
/// For programs, not for tests: it takes the place of the message that says why a test failed.
pub fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(panic.place = place, "a task panicked");
    }));
}

/// The measurements in the text format of Prometheus, version 0.0.4; empty before [`init`].
pub fn measurements() -> String {
    MEASUREMENTS.get().map(PrometheusHandle::render).unwrap_or_default()
}

/// Folds what was measured into its buckets. Called every few seconds, or samples pile up when nobody scrapes.
pub fn fold_measurements() {
    if let Some(handle) = MEASUREMENTS.get() {
        handle.run_upkeep();
    }
}

/// A recorder with the buckets of the service, not yet installed.
pub(crate) fn recorder() -> Result<PrometheusRecorder, BuildError> {
    let seconds = Matcher::Full(REQUEST_SECONDS.to_owned());
    Ok(PrometheusBuilder::new().set_buckets_for_metric(seconds, &SECONDS)?.build_recorder())
}

fn describe() {
    metrics::describe_counter!(REQUESTS, "Requests answered.");
    metrics::describe_histogram!(REQUEST_SECONDS, "Seconds from the header of a request to its answer.");
    metrics::describe_gauge!(REQUESTS_UNDER_WAY, "Requests under way.");
    metrics::describe_counter!(REQUESTS_TURNED_AWAY, "Requests the edge turned away or gave up.");
}

/// Whether lines are coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Colour {
    Ansi,
    None,
}

fn subscriber<W>(log: &Log, colour: Colour, writer: W) -> Box<dyn Subscriber + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = filter(log.level);
    match log.format {
        LogFormat::Human => {
            let lines = tracing_subscriber::fmt::layer()
                .with_writer(writer)
                .with_ansi(colour == Colour::Ansi)
                .with_target(false);
            Box::new(Registry::default().with(lines.with_filter(filter)))
        }
        LogFormat::Json => {
            let lines = tracing_subscriber::fmt::layer()
                .with_writer(writer)
                .json()
                .flatten_event(true)
                .with_current_span(true)
                .with_span_list(false);
            Box::new(Registry::default().with(lines.with_filter(filter)))
        }
    }
}

fn filter(level: LogLevel) -> Targets {
    let wished = match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    let others = wished.min(LevelFilter::WARN);
    let silent = SILENT.map(|name| (name, LevelFilter::OFF));
    Targets::new().with_default(others).with_targets(OURS.map(|name| (name, wished))).with_targets(silent)
}

#[cfg(test)]
mod tests;
