//! What every request of the public listener passes through: a request id, admission, limits of size and time, a
//! guard against panics, default headers, one log line and the measurements.
//!
//! One service and one future for all of it, because the whole budget of a cached answer is 15 µs. Knows routes by
//! their template only. Does not own what a handler says; a header the handler set is left alone.

mod admission;
mod body;
mod headers;
mod identity;
mod measure;
mod refusal;

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::response::Response;
use base::Rng;
use config::{Config, IssuerScheme};
use futures_util::FutureExt as _;
use tower::{Layer, Service, ServiceExt as _};
use tracing::Instrument as _;

use crate::app::App;

pub use identity::RequestId;

pub(super) use headers::Defaults;

use admission::Admission;
use body::Bounded;
use measure::Measures;
use refusal::{Form, Refusal};

/// Puts the edge around the routes of the public listener. Called once, after the last route is there: routes added
/// later would go without.
pub fn wrap(router: Router, app: &App) -> Router {
    let edge = Edge::new(Policy::from(&*app.config), app.ground.rng.clone());
    router.layer(EdgeLayer(Arc::new(edge)))
}

/// What one request may cost, and how the service is reached.
#[derive(Clone, Copy, Debug)]
struct Policy {
    /// Longest request body in bytes.
    body: usize,
    /// Longest time from the header of a request to its answer.
    time: Duration,
    /// Requests under way at once.
    at_once: usize,
    /// Whether browsers may be told to insist on TLS.
    scheme: IssuerScheme,
}

impl From<&Config> for Policy {
    fn from(config: &Config) -> Self {
        Self {
            body: config.limits.body_kib.bytes(),
            time: config.limits.request_seconds,
            at_once: config.limits.concurrent_requests,
            scheme: config.server.issuer.scheme(),
        }
    }
}

/// The edge: one for all routes.
struct Edge {
    policy: Policy,
    rng: Arc<dyn Rng>,
    admission: Admission,
    defaults: Defaults,
    measures: Measures,
}

impl Edge {
    fn new(policy: Policy, rng: Arc<dyn Rng>) -> Self {
        Self {
            policy,
            rng,
            admission: Admission::new(policy.at_once),
            defaults: Defaults::new(policy.scheme),
            measures: Measures::default(),
        }
    }

    async fn answer<S>(&self, inner: S, mut request: Request) -> Response
    where
        S: Service<Request, Response = Response, Error = Infallible>,
    {
        let started = Instant::now();
        let method = measure::Method::of(request.method());
        let route = request.extensions().get::<MatchedPath>().cloned();
        let form = Form::asked_for(request.headers());
        // What the caller sends as x-request-id is not looked at: it could be made to look like another's.
        let id = RequestId::random(&*self.rng);
        request.extensions_mut().insert(id.clone());
        // The least fine of levels: a fault is logged with its request whatever the level.
        let span = tracing::error_span!("request", request.id = id.as_str());
        async {
            let outcome = self.admit(inner, request).await;
            let mut response = outcome.unwrap_or_else(|refusal| refusal.reply(form, &id));
            self.defaults.fill(response.headers_mut());
            id.mark(response.headers_mut());
            let route = route.as_ref().map_or(measure::UNMATCHED, MatchedPath::as_str);
            self.measures.record(route, method, response.status(), started.elapsed());
            response
        }
        .instrument(span)
        .await
    }

    async fn admit<S>(&self, inner: S, request: Request) -> Result<Response, Refusal>
    where
        S: Service<Request, Response = Response, Error = Infallible>,
    {
        let _place = self.admission.enter().ok_or(Refusal::Busy)?;
        let Bounded { mut request, overrun } = body::bound(request, self.policy.body)?;
        // Ours takes its place: the framework's own limit of 2 MB would cut a larger one short.
        DefaultBodyLimit::disable().apply(&mut request);
        let work = AssertUnwindSafe(async { inner.oneshot(request).await }).catch_unwind();
        match tokio::time::timeout(self.policy.time, work).await {
            Err(_) => Err(Refusal::TooSlow),
            Ok(Err(_panic)) => Err(Refusal::Panicked),
            // However the handler took the interruption of its reading, the reason is the same.
            Ok(Ok(_)) if overrun.happened() => Err(Refusal::TooLarge),
            Ok(Ok(Ok(response))) => Ok(response),
            Ok(Ok(Err(never))) => match never {},
        }
    }
}

#[derive(Clone)]
struct EdgeLayer(Arc<Edge>);

impl<S> Layer<S> for EdgeLayer {
    type Service = EdgeService<S>;

    fn layer(&self, inner: S) -> EdgeService<S> {
        EdgeService { edge: self.0.clone(), inner }
    }
}

#[derive(Clone)]
struct EdgeService<S> {
    edge: Arc<Edge>,
    inner: S,
}

impl<S> Service<Request> for EdgeService<S>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // Readiness of the inner service is awaited inside the call, under the time limit.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let (edge, inner) = (self.edge.clone(), self.inner.clone());
        Box::pin(async move { Ok(edge.answer(inner, request).await) })
    }
}

#[cfg(test)]
mod tests;
