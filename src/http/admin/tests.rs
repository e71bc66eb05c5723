//! The guard around a small router of its own; the routes are asked in the tests of the listeners.

use axum::body::Body;
use tower::ServiceExt as _;

use super::*;

async fn asked(headers: &[(&str, &str)]) -> StatusCode {
    let router = guarded(Router::new().route("/status", get(async || "status")));
    let request =
        headers.iter().fold(Request::get("/status"), |request, (name, value)| request.header(*name, *value));
    router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status()
}

#[tokio::test]
async fn asked_by_a_loopback_address_or_localhost() {
    for host in ["127.0.0.1:8090", "127.8.9.10", "[::1]:8090", "localhost:8090", "LOCALHOST"] {
        assert_eq!(asked(&[("host", host)]).await, StatusCode::OK, "{host}");
    }
}

#[tokio::test]
async fn refused_when_asked_by_another_name() {
    for host in ["rebound.example:8090", "localhost.example", "192.0.2.1", "127.0.0.1.example", ""] {
        assert_eq!(asked(&[("host", host)]).await, StatusCode::FORBIDDEN, "{host}");
    }
    assert_eq!(asked(&[]).await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn refused_when_a_page_asks() {
    for origin in ["https://elsewhere.example", "http://localhost:8090", "null"] {
        let status = asked(&[("host", "localhost:8090"), ("origin", origin)]).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{origin}");
    }
}

#[test]
fn the_rule_broken_is_named() {
    let mut headers = HeaderMap::new();
    assert_eq!(admit(&headers), Err(Stranger::Host));
    headers.insert(HOST, "localhost".parse().unwrap());
    assert_eq!(admit(&headers), Ok(()));
    headers.insert(ORIGIN, "null".parse().unwrap());
    assert_eq!(admit(&headers), Err(Stranger::Page));
}
