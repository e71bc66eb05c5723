//! The log line and the measurements of a request, by the template of its route: never its path, query or headers.
//!
//! Each counter and histogram is looked up once and kept, because the look-up costs more than the count.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use http::StatusCode;

use crate::telemetry::{REQUEST_SECONDS, REQUESTS};

/// The route of a request that no template matches: its path is the caller's invention and may hold anything.
pub(super) const UNMATCHED: &str = "unmatched";

/// Methods told apart; any other is one, so that a caller cannot make series without end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Head,
    Post,
    Put,
    Delete,
    Options,
    Other,
}

const METHODS: usize = 7;

impl Method {
    pub(super) fn of(method: &http::Method) -> Self {
        match method.as_str() {
            "GET" => Self::Get,
            "HEAD" => Self::Head,
            "POST" => Self::Post,
            "PUT" => Self::Put,
            "DELETE" => Self::Delete,
            "OPTIONS" => Self::Options,
            _ => Self::Other,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Other => "other",
        }
    }
}

const CLASSES: [&str; 6] = ["other", "1xx", "2xx", "3xx", "4xx", "5xx"];

fn class(status: StatusCode) -> usize {
    let hundreds = usize::from(status.as_u16() / 100);
    if hundreds < CLASSES.len() { hundreds } else { 0 }
}

/// Counter and histogram of one route, method and class of status.
struct Series {
    count: metrics::Counter,
    seconds: metrics::Histogram,
}

impl Series {
    fn new(route: &str, method: Method, class: usize) -> Self {
        let status = CLASSES.get(class).copied().unwrap_or_default();
        let labels =
            [("route", route.to_owned()), ("method", method.as_str().into()), ("status", status.into())];
        Self {
            count: metrics::counter!(REQUESTS, &labels),
            seconds: metrics::histogram!(REQUEST_SECONDS, &labels),
        }
    }
}

/// All series of one route: a row for each method, a column for each class.
type RouteSeries = [[OnceLock<Series>; CLASSES.len()]; METHODS];

/// The series met so far. Routes are templates, so there are few.
#[derive(Default)]
pub(super) struct Measures(RwLock<HashMap<Box<str>, Arc<RouteSeries>>>);

impl Measures {
    /// Counts and logs one request.
    pub(super) fn record(&self, route: &str, method: Method, status: StatusCode, took: Duration) {
        let class = class(status);
        if let Some(cell) = self.of(route).get(method as usize).and_then(|row| row.get(class)) {
            let series = cell.get_or_init(|| Series::new(route, method, class));
            series.count.increment(1);
            series.seconds.record(took.as_secs_f64());
        }
        log(route, method, status, took);
    }

    fn of(&self, route: &str) -> Arc<RouteSeries> {
        if let Some(known) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(route) {
            return known.clone();
        }
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        all.entry(route.into()).or_default().clone()
    }
}

fn log(route: &str, method: Method, status: StatusCode, took: Duration) {
    let (method, status, ms) = (method.as_str(), status.as_u16(), took.as_secs_f64() * 1000.0);
    if status >= 500 {
        tracing::warn!(
            http.method = method,
            http.route = route,
            http.status = status,
            http.ms = ms,
            "request failed"
        );
    } else {
        tracing::info!(
            http.method = method,
            http.route = route,
            http.status = status,
            http.ms = ms,
            "request answered"
        );
    }
}
