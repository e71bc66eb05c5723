//! The operations listener: whether the process lives, whether it can serve, and the measurements.
//!
//! Not for the public: it names algorithms and times, though no secret and no person.

mod exposition;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use config::IssuerScheme;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use keys::{KeyUse, Keyring, StateName};
use serde_json::{Map, Value, json};
use tokio::sync::watch;

use self::exposition::Exposition;
use crate::app::App;
use crate::http::layer::Defaults;
use crate::http::listeners::Certificates;
use crate::telemetry;

/// Longest wait for the database: a probe that hangs says less than one that fails.
const PATIENCE: Duration = Duration::from_secs(2);

/// The media type of the Prometheus text format.
const EXPOSITION_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `GET /health`, `GET /ready`, `GET /metrics`. `stop` is the signal the service stops at; readiness looks at it.
pub fn router(app: App, stop: watch::Receiver<()>, certificates: Option<Arc<Certificates>>) -> Router {
    let post = Post { app, stop, certificates };
    let defaults = Arc::new(Defaults::new(IssuerScheme::LoopbackHttp));
    Router::new()
        .route("/health", get(health))
        .route("/ready", get(ready))
        .route("/metrics", get(metrics))
        .with_state(Arc::new(post))
        .layer(axum::middleware::map_response(move |response| closed(defaults.clone(), response)))
}

/// What the operator's questions are answered from.
struct Post {
    app: App,
    stop: watch::Receiver<()>,
    certificates: Option<Arc<Certificates>>,
}

async fn closed(defaults: Arc<Defaults>, mut response: Response) -> Response {
    defaults.fill(response.headers_mut());
    response
}

async fn health() -> Json<Value> {
    Json(json!({ "status": "alive" }))
}

async fn ready(State(post): State<Arc<Post>>) -> Response {
    let ground = &post.app.ground;
    report(&[
        ("running", running(&post.stop)),
        ("database", database(ground.db.ping()).await),
        ("keys", signing_keys(&ground.keys, post.app.config.keys.default_algorithm)),
    ])
}

/// How one part stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Good,
    Bad,
}

impl Standing {
    const fn of(good: bool) -> Self {
        if good { Self::Good } else { Self::Bad }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Bad => "failing",
        }
    }
}

/// Told to stop by a value or by the end of the sender.
fn running(stop: &watch::Receiver<()>) -> Standing {
    Standing::of(matches!(stop.has_changed(), Ok(false)))
}

async fn database(ping: impl Future<Output = Result<(), base::Fault>>) -> Standing {
    match tokio::time::timeout(PATIENCE, ping).await {
        Ok(Ok(())) => Standing::Good,
        Ok(Err(fault)) => {
            tracing::warn!(fault = fault.chain(), "not ready: the database does not answer");
            Standing::Bad
        }
        Err(_) => {
            tracing::warn!("not ready: the database did not answer in time");
            Standing::Bad
        }
    }
}

/// Whether there is a key to sign access tokens with. An algorithm new to the calendar waits to be published first
/// and stops nobody meanwhile.
fn signing_keys(keys: &Keyring, default: config::SigningAlgorithm) -> Standing {
    Standing::of(keys.algorithms().iter().any(|active| active.as_str() == default.as_str()))
}

fn report(checks: &[(&str, Standing)]) -> Response {
    let all_good = checks.iter().all(|(_, standing)| *standing == Standing::Good);
    let status = if all_good { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let each: Map<_, _> =
        checks.iter().map(|(name, standing)| ((*name).to_owned(), standing.as_str().into())).collect();
    (status, Json(json!({ "ready": all_good, "checks": each }))).into_response()
}

async fn metrics(State(post): State<Arc<Post>>) -> Response {
    let mut text = Exposition::after(telemetry::measurements());
    about_the_program(&mut text);
    about_the_database(&mut text, &post.app);
    about_keys(&mut text, &post.app);
    if let Some(certificates) = &post.certificates {
        let left = certificates.valid_until().micros().saturating_sub(post.app.ground.now().micros());
        text.gauge(
            "yimen_certificate_remaining_seconds",
            "Seconds until the certificate of the public listener ends.",
        );
        text.sample(&[], seconds(left));
    }
    ([(CONTENT_TYPE, EXPOSITION_TYPE)], text.into_text()).into_response()
}

fn about_the_program(text: &mut Exposition) {
    text.gauge("yimen_build_info", "The program that runs.");
    text.sample(&[("version", env!("CARGO_PKG_VERSION"))], 1);
}

fn about_the_database(text: &mut Exposition, app: &App) {
    let counters = app.ground.db.counters();
    text.counter("yimen_database_round_trips_total", "Messages to the database that waited for an answer.");
    text.sample(&[], counters.round_trips);
    text.counter("yimen_database_write_units_total", "Units of work begun.");
    text.sample(&[], counters.write_units);
    text.counter("yimen_database_commits_total", "Transactions committed.");
    text.sample(&[], counters.commits);
}

/// A key that is overdue means that the calendar does not move: an alarm well before anything breaks.
fn about_keys(text: &mut Exposition, app: &App) {
    let (now, period) = (app.ground.now(), app.ground.keys.calendar().period);
    text.gauge(
        "yimen_signing_key_due_seconds",
        "Seconds until the active signing key of an algorithm is due to be replaced; negative when it is overdue.",
    );
    let keys = app.ground.keys.keys();
    for key in keys.iter().filter(|key| key.usage == KeyUse::Signing && key.state == StateName::Active) {
        let (Some(algorithm), Some(since)) = (key.alg, key.active_since) else { continue };
        let left = since.plus(period).micros().saturating_sub(now.micros());
        text.sample(&[("alg", algorithm.as_str())], seconds(left));
    }
}

const fn seconds(micros: i64) -> i64 {
    micros.div_euclid(1_000_000)
}

#[cfg(test)]
mod tests;
