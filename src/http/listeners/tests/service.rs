//! The whole service on three ports.

use base::{SystemClock, SystemRng};
use serde_json::Value;

use super::*;
use crate::app::World;

async fn app(folder: &std::path::Path) -> App {
    let text = "[server]\nissuer = 'http://localhost:8080'\ndata_dir = '.'\n\
        [listen.public]\naddress = '127.0.0.1:0'\n[listen.admin]\naddress = '127.0.0.1:0'\n\
        [listen.ops]\naddress = '127.0.0.1:0'\n\
        [keys]\nkek = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='\nalgorithms = ['ES256', 'EdDSA']\n";
    let config = Config::load(text, folder.join("yimen.toml"), []).unwrap();
    let world = World { clock: Arc::new(SystemClock), rng: Arc::new(SystemRng) };
    App::open(config, world).await.unwrap()
}

fn body(heard: &str) -> Value {
    let (_, body) = heard.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap()
}

#[tokio::test]
async fn each_listener_answers_its_own_questions() {
    let folder = tempfile::tempdir().unwrap();
    let (stop, stopped) = watch::channel(());
    let bound = serve(app(folder.path()).await, hello(), stopped).await.unwrap();

    assert!(ask(bound.public, "GET", "/").await.ends_with("hello"));
    assert!(ask(bound.public, "GET", "/status").await.starts_with("HTTP/1.1 404"));

    assert_eq!(body(&ask(bound.ops, "GET", "/health").await)["status"], "alive");
    let ready = ask(bound.ops, "GET", "/ready").await;
    assert!(ready.starts_with("HTTP/1.1 200") && ready.contains("nosniff"), "{ready}");
    assert_eq!(body(&ready)["checks"]["keys"], "ok");
    let metrics = ask(bound.ops, "GET", "/metrics").await;
    for expected in ["yimen_signing_key_due_seconds{alg=\"ES256\"}", "yimen_database_commits_total "] {
        assert!(metrics.contains(expected), "{expected} is missing in\n{metrics}");
    }

    let status = body(&ask(bound.admin, "GET", "/status").await);
    assert_eq!((&status["engine"], &status["migrations"][0]["state"]), (&"sqlite".into(), &"applied".into()));
    assert_eq!(status["keys"].as_array().map(Vec::len), Some(5));
    assert_eq!(body(&ask(bound.admin, "POST", "/reload").await)["reloaded"], true);
    assert!(ask(bound.ops, "POST", "/reload").await.starts_with("HTTP/1.1 404"));

    drop(stop);
    bound.drained().await.unwrap();
}

#[tokio::test]
async fn not_ready_while_the_last_request_is_finished() {
    let folder = tempfile::tempdir().unwrap();
    let (router, begun, release) = held();
    let (stop, stopped) = watch::channel(());
    let bound = serve(app(folder.path()).await, router, stopped).await.unwrap();
    let asked = tokio::spawn(say(
        TcpStream::connect(bound.public).await.unwrap(),
        "GET / HTTP/1.1\r\nhost: a\r\n\r\n",
    ));
    begun.notified().await;
    drop(stop);
    let ready = ask(bound.ops, "GET", "/ready").await;
    assert!(ready.starts_with("HTTP/1.1 503"), "{ready}");
    assert_eq!(body(&ready)["checks"]["running"], "failing");
    release.notify_one();
    assert!(asked.await.unwrap().ends_with("finished"));
    bound.drained().await.unwrap();
}

#[tokio::test]
async fn refused_when_an_address_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut listen = app.config.listen.clone();
    listen.ops.address = taken.local_addr().unwrap();
    let fault = Sockets::bind(&listen).await.unwrap_err();
    assert!(fault.to_string().contains("the operations listener cannot be bound"), "{fault}");
}
