//! A house of the city that has not opened yet.

use std::sync::Arc;

use axum::Router;
use serde_json::json;

use super::Registered;
use super::city::City;

pub(super) fn routes() -> Router<Arc<City>> {
    Router::new()
}

pub(super) fn registered(_city: &City) -> Registered {
    Registered { settings: json!({}), secrets: Vec::new() }
}
