//! The administration listener: what this node is and what it should read again.
//!
//! It listens on a loopback address (the configuration sees to it), so whoever may ask has an account on the machine.
//! A page in a browser on that machine could ask too, by way of a form or of a name that leads to 127.0.0.1; the
//! guard turns it away. No answer holds a secret or a person.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base::Fault;
use config::IssuerScheme;
use http::header::{HOST, ORIGIN};
use http::uri::Authority;
use http::{HeaderMap, StatusCode};
use keys::KeyInfo;
use serde_json::{Value, json};

use crate::app::App;
use crate::http::layer::{Defaults, RequestId};
use crate::http::listeners::Reload;

/// `GET /status`, `POST /reload`.
pub fn router(app: App, reload: Reload) -> Router {
    let defaults = Arc::new(Defaults::new(IssuerScheme::LoopbackHttp));
    let routes = Router::new()
        .route("/status", get(status))
        .route("/reload", post(read_again))
        .with_state(Arc::new(Desk { app, reload }));
    guarded(routes).layer(map_response(move |response| closed(defaults.clone(), response)))
}

/// What the administrator's questions are answered from.
struct Desk {
    app: App,
    reload: Reload,
}

async fn closed(defaults: Arc<Defaults>, mut response: Response) -> Response {
    defaults.fill(response.headers_mut());
    response
}

/// Why a request is turned away before it reaches its route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum Stranger {
    /// Browsers send `Origin` with everything a page may cause that changes something (Fetch section 3.2).
    #[error("no page in a browser may ask this interface")]
    Page,
    /// A name of someone else's that leads here (DNS rebinding) is in `Host`.
    #[error("ask by a loopback address or localhost")]
    Host,
}

fn guarded(routes: Router) -> Router {
    routes.layer(from_fn(async |request: Request, next: Next| match admit(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(stranger) => {
            (StatusCode::FORBIDDEN, Json(json!({ "error": stranger.to_string() }))).into_response()
        }
    }))
}

fn admit(headers: &HeaderMap) -> Result<(), Stranger> {
    if headers.contains_key(ORIGIN) {
        return Err(Stranger::Page);
    }
    let host = headers.get(HOST).and_then(|value| Authority::try_from(value.as_bytes()).ok());
    let is_ours = host.is_some_and(|authority| is_loopback(authority.host()));
    if is_ours { Ok(()) } else { Err(Stranger::Host) }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

async fn status(State(desk): State<Arc<Desk>>) -> Response {
    answer(describe(&desk.app).await, &desk.app)
}

async fn read_again(State(desk): State<Arc<Desk>>) -> Response {
    answer(desk.reload.now().await.map(|()| json!({ "reloaded": true })), &desk.app)
}

async fn describe(app: &App) -> Result<Value, Fault> {
    let migrations = app.ground.db.migration_status().await?;
    let migrations = migrations
        .iter()
        .map(|one| json!({ "version": one.version, "name": one.name, "state": word(one.state) }));
    let counters = app.ground.db.counters();
    Ok(json!({
        "version": env!("CARGO_PKG_VERSION"),
        "issuer": &*app.ground.issuer,
        "engine": word(app.ground.db.engine()),
        "migrations": migrations.collect::<Vec<_>>(),
        "keys": app.ground.keys.keys().iter().map(key).collect::<Vec<_>>(),
        "clients": app.clients.all().len(),
        "database": {
            "round_trips": counters.round_trips,
            "write_units": counters.write_units,
            "commits": counters.commits,
        },
    }))
}

fn key(key: &KeyInfo) -> Value {
    json!({
        "kid": key.kid,
        "use": key.usage,
        "alg": key.alg,
        "state": key.state,
        "active_since": key.active_since.map(base::Time::seconds),
        "retiring_until": key.retiring_until.map(base::Time::seconds),
    })
}

/// The name of a variant in lower case: storage has no words of its own for these, and its types stay behind it.
fn word(variant: impl std::fmt::Debug) -> String {
    format!("{variant:?}").to_lowercase()
}

fn answer(outcome: Result<Value, Fault>, app: &App) -> Response {
    match outcome {
        Ok(body) => Json(body).into_response(),
        Err(fault) => {
            let incident = RequestId::random(&*app.ground.rng);
            tracing::error!(incident.id = incident.as_str(), fault = fault.chain(), "administration failed");
            let body = json!({ "error": "server_error", "incident": incident.as_str() });
            (StatusCode::INTERNAL_SERVER_ERROR, Json(body)).into_response()
        }
    }
}

#[cfg(test)]
mod tests;
