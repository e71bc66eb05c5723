//! Each question by itself; the routes together are asked in the tests of the listeners.

use base::Fault;

use super::*;

async fn told(response: Response) -> (StatusCode, Value) {
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    (parts.status, serde_json::from_slice(&bytes).unwrap())
}

#[tokio::test]
async fn ready_when_every_part_is() {
    let (status, body) = told(report(&[("database", Standing::Good), ("keys", Standing::Good)])).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(body, json!({ "ready": true, "checks": { "database": "ok", "keys": "ok" } }));
}

#[tokio::test]
async fn not_ready_when_one_part_is_not() {
    let (status, body) = told(report(&[("database", Standing::Bad), ("keys", Standing::Good)])).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(body, json!({ "ready": false, "checks": { "database": "failing", "keys": "ok" } }));
}

#[test]
fn running_until_told_to_stop() {
    let (stop, signal) = watch::channel(());
    assert_eq!(running(&signal), Standing::Good);
    stop.send(()).unwrap();
    assert_eq!(running(&signal), Standing::Bad);
}

#[test]
fn not_running_when_whoever_stops_it_is_gone() {
    let (stop, signal) = watch::channel(());
    drop(stop);
    assert_eq!(running(&signal), Standing::Bad);
}

#[tokio::test]
async fn a_database_that_answers_is_good_and_one_that_does_not_is_bad() {
    assert_eq!(database(async { Ok(()) }).await, Standing::Good);
    assert_eq!(database(async { Err(Fault::new("gone")) }).await, Standing::Bad);
}

#[test]
fn samples_follow_their_family() {
    let mut text = Exposition::after("before 1\n".to_owned());
    text.gauge("age_seconds", "An age.");
    text.sample(&[("alg", "ES256"), ("use", "sig")], -3);
    text.counter("calls_total", "Calls.");
    text.sample(&[], 7_u64);
    assert_eq!(
        text.into_text(),
        "before 1\n# HELP age_seconds An age.\n# TYPE age_seconds gauge\nage_seconds{alg=\"ES256\",use=\"sig\"} -3\n\
         # HELP calls_total Calls.\n# TYPE calls_total counter\ncalls_total 7\n"
    );
}
