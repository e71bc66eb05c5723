//! The edge around small routers of its own.

use std::io::Write;
use std::sync::Mutex;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::routing::{get, post};
use base::SeededRng;
use futures_util::stream;
use http::{HeaderMap, StatusCode};
use tokio::sync::Notify;
use tracing_subscriber::fmt::format::FmtSpan;

use super::*;

fn policy() -> Policy {
    let (body, time, at_once) = (16, Duration::from_secs(5), 8);
    Policy { body, time, at_once, scheme: IssuerScheme::LoopbackHttp }
}

fn edged(router: Router, policy: Policy) -> Router {
    let edge = Edge::new(policy, Arc::new(SeededRng::new(7)));
    router.layer(EdgeLayer(Arc::new(edge)))
}

fn asking(path: &str) -> http::request::Builder {
    Request::builder().uri(path)
}

async fn ask(router: &Router, request: Request) -> (StatusCode, HeaderMap, String) {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    (parts.status, parts.headers, String::from_utf8(bytes.to_vec()).unwrap())
}

async fn get_at(router: &Router, path: &str) -> (StatusCode, HeaderMap, String) {
    ask(router, asking(path).body(Body::empty()).unwrap()).await
}

fn unannounced(parts: &'static [&'static str]) -> Body {
    Body::from_stream(stream::iter(
        parts.iter().map(|part| Ok::<_, Infallible>(Bytes::from_static(part.as_bytes()))),
    ))
}

#[tokio::test]
async fn each_request_has_an_id_of_its_own_that_the_handler_sees() {
    let handler = |Extension(id): Extension<RequestId>| async move { id.to_string() };
    let router = edged(Router::new().route("/", get(handler)), policy());
    let (_, first, seen) = get_at(&router, "/").await;
    let (_, second, _) = get_at(&router, "/").await;
    assert_eq!(first["x-request-id"], seen);
    assert_eq!(seen.len(), 32);
    assert_ne!(first["x-request-id"], second["x-request-id"]);
}

#[tokio::test]
async fn the_id_a_caller_sends_is_not_taken() {
    let router = edged(Router::new().route("/", get(|| async {})), policy());
    let request = asking("/").header("x-request-id", "mine").body(Body::empty()).unwrap();
    let (_, headers, _) = ask(&router, request).await;
    assert_ne!(headers["x-request-id"], "mine");
    assert_eq!(headers.get_all("x-request-id").iter().count(), 1);
}

#[tokio::test]
async fn a_reply_is_closed_by_default() {
    let router = edged(Router::new().route("/", get(|| async {})), policy());
    for path in ["/", "/nowhere"] {
        let (_, headers, _) = get_at(&router, path).await;
        assert_eq!(headers["cache-control"], "no-store");
        assert_eq!(headers["content-security-policy"], "default-src 'none'; frame-ancestors 'none'");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["referrer-policy"], "no-referrer");
        assert_eq!(headers["x-frame-options"], "DENY");
        assert_eq!(headers["cross-origin-opener-policy"], "same-origin");
        assert!(headers.contains_key("permissions-policy"));
    }
}

#[tokio::test]
async fn a_header_the_handler_chose_stays() {
    let handler = || async {
        [("cache-control", "public, max-age=60"), ("content-security-policy", "default-src 'self'")]
    };
    let router = edged(Router::new().route("/", get(handler)), policy());
    let (_, headers, _) = get_at(&router, "/").await;
    assert_eq!(headers["cache-control"], "public, max-age=60");
    assert_eq!(headers["content-security-policy"], "default-src 'self'");
}

#[tokio::test]
async fn browsers_are_told_to_insist_on_tls_when_the_issuer_has_it() {
    let router = || Router::new().route("/", get(|| async {}));
    let with = edged(router(), Policy { scheme: IssuerScheme::Https, ..policy() });
    let without = edged(router(), policy());
    assert_eq!(get_at(&with, "/").await.1["strict-transport-security"], "max-age=31536000");
    assert!(!get_at(&without, "/").await.1.contains_key("strict-transport-security"));
}

#[tokio::test]
async fn a_body_within_the_limit_is_read() {
    let router = edged(Router::new().route("/", post(|body: String| async { body })), policy());
    let announced = asking("/").method("POST").body(Body::from("0123456789abcdef")).unwrap();
    assert_eq!(ask(&router, announced).await.2, "0123456789abcdef");
    let unannounced = asking("/").method("POST").body(unannounced(&["01234567", "89abcdef"])).unwrap();
    assert_eq!(ask(&router, unannounced).await.2, "0123456789abcdef");
}

#[tokio::test]
async fn refused_when_the_announced_body_is_too_long() {
    let router = edged(Router::new().route("/", post(|| async { "not read" })), policy());
    let request = asking("/").method("POST").body(Body::from("0123456789abcdef+")).unwrap();
    let (status, headers, text) = ask(&router, request).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(headers.get("connection").unwrap(), "close");
    assert!(text.contains("\"invalid_request\""), "{text}");
}

#[tokio::test]
async fn refused_when_the_body_grows_too_long_whatever_the_handler_says() {
    let handler = |body: Result<String, axum::extract::rejection::StringRejection>| async move {
        assert!(body.is_err());
        StatusCode::BAD_REQUEST
    };
    let router = edged(Router::new().route("/", post(handler)), policy());
    let request = asking("/").method("POST").body(unannounced(&["0123456789", "abcdefg"])).unwrap();
    assert_eq!(ask(&router, request).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_limit_above_that_of_the_framework_holds() {
    let large = Policy { body: 3 * 1024 * 1024, ..policy() };
    let router =
        edged(Router::new().route("/", post(|body: Bytes| async move { body.len().to_string() })), large);
    let request = asking("/").method("POST").body(Body::from(vec![b'x'; 3 * 1024 * 1024])).unwrap();
    assert_eq!(ask(&router, request).await.2, "3145728");
}

#[tokio::test]
async fn refused_when_the_handler_takes_too_long() {
    let quick = Policy { time: Duration::from_millis(5), ..policy() };
    let router = edged(Router::new().route("/", get(std::future::pending::<()>)), quick);
    let (status, headers, text) = get_at(&router, "/").await;
    assert_eq!((status, &headers["retry-after"]), (StatusCode::SERVICE_UNAVAILABLE, &"5".parse().unwrap()));
    assert!(text.contains("temporarily_unavailable"), "{text}");
}

#[tokio::test]
async fn one_request_more_than_allowed_is_turned_away_at_once_and_the_next_is_let_in() {
    let (started, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (in_handler, out_of_handler) = (started.clone(), release.clone());
    let handler = move || {
        let (started, release) = (in_handler.clone(), out_of_handler.clone());
        async move {
            started.notify_one();
            release.notified().await;
        }
    };
    let router = edged(Router::new().route("/", get(handler)), Policy { at_once: 1, ..policy() });
    let first = tokio::spawn({
        let router = router.clone();
        async move { get_at(&router, "/").await.0 }
    });
    started.notified().await;
    let (status, headers, _) = get_at(&router, "/").await;
    assert_eq!((status, &headers["retry-after"]), (StatusCode::SERVICE_UNAVAILABLE, &"1".parse().unwrap()));
    release.notify_one();
    assert_eq!(first.await.unwrap(), StatusCode::OK);
    release.notify_one();
    assert_eq!(get_at(&router, "/").await.0, StatusCode::OK);
}

async fn panicking() {
    panic!("the secret detail");
}

#[tokio::test]
async fn a_panic_is_a_server_error_with_an_incident_and_no_detail() {
    let router = edged(Router::new().route("/", get(panicking)), policy());
    let (status, headers, text) = get_at(&router, "/").await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(text.contains(headers["x-request-id"].to_str().unwrap()), "{text}");
    assert!(text.contains("server_error") && !text.contains("secret"), "{text}");
    assert_eq!(headers["cache-control"], "no-store");
}

#[tokio::test]
async fn a_person_reads_words_and_the_incident() {
    let router = edged(Router::new().route("/", get(panicking)), policy());
    let request = asking("/").header("accept", "text/html,*/*").body(Body::empty()).unwrap();
    let (_, headers, text) = ask(&router, request).await;
    assert_eq!(headers["content-type"], "text/plain; charset=utf-8");
    assert!(
        text.contains("系统出现故障") && text.contains(headers["x-request-id"].to_str().unwrap()),
        "{text}"
    );
}

#[tokio::test]
async fn requests_are_counted_by_template_method_and_class() {
    let recorder = crate::telemetry::recorder().unwrap();
    let _installed = metrics::set_default_local_recorder(&recorder);
    let router = edged(Router::new().route("/users/{id}", get(|| async {})), policy());
    get_at(&router, "/users/zhang-san").await;
    get_at(&router, "/users/li-si").await;
    get_at(&router, "/elsewhere/wang-wu").await;
    let odd = asking("/users/1").method("BREW").body(Body::empty()).unwrap();
    ask(&router, odd).await;
    let text = recorder.handle().render();
    let counted = |labels: &str, count: &str| {
        let line = format!("yimen_http_requests_total{{{labels}}} {count}");
        assert!(text.contains(&line), "{line}\n{text}");
    };
    counted("route=\"/users/{id}\",method=\"GET\",status=\"2xx\"", "2");
    counted("route=\"unmatched\",method=\"GET\",status=\"4xx\"", "1");
    counted("route=\"/users/{id}\",method=\"other\",status=\"4xx\"", "1");
    assert!(text.contains("yimen_http_request_seconds_bucket{"), "{text}");
    assert!(text.contains("yimen_http_requests_under_way 0"), "{text}");
    assert!(!["zhang", "li-si", "wang"].iter().any(|person| text.contains(person)), "{text}");
}

#[tokio::test]
async fn what_is_turned_away_is_counted_by_reason() {
    let recorder = crate::telemetry::recorder().unwrap();
    let _installed = metrics::set_default_local_recorder(&recorder);
    let router = edged(Router::new().route("/", get(|| async {})), Policy { at_once: 0, ..policy() });
    get_at(&router, "/").await;
    let text = recorder.handle().render();
    assert!(text.contains("yimen_http_requests_turned_away_total{reason=\"busy\"} 1"), "{text}");
}

#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_log_line_names_the_template_and_nothing_the_caller_sent() {
    let paper = Paper::default();
    let pen = paper.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_span_events(FmtSpan::FULL)
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || pen.clone())
        .finish();
    let router = edged(Router::new().route("/users/{id}", post(|| async {})), policy());
    // A place that logs asks once who listens. Were it first met by the thread of another test, where nobody does, it
    // would stay silent here; the new subscriber makes places already met ask again.
    get_at(&router, "/").await;
    let _installed = tracing::subscriber::set_default(subscriber);
    let request = asking("/users/13800138000?code=c0de&state=st4te")
        .method("POST")
        .header("cookie", "session=c00kie")
        .header("authorization", "Bearer t0ken")
        .body(Body::from("password=s3cret"))
        .unwrap();
    let (_, headers, _) = ask(&router, request).await;
    get_at(&router, "/nowhere/110101199003070000").await;
    let text = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
    for expected in
        ["/users/{id}", "POST", "http.status=200", "http.ms=", headers["x-request-id"].to_str().unwrap()]
    {
        assert!(text.contains(expected), "{expected} is missing in\n{text}");
    }
    for secret in ["13800138000", "c0de", "st4te", "c00kie", "t0ken", "s3cret", "1101011990"] {
        assert!(!text.contains(secret), "{secret} is in\n{text}");
    }
}
