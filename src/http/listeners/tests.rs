//! Listeners on loopback, with peers that behave and peers that do not.

mod service;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::routing::get;
use http::{Request, StatusCode, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
use tokio::net::TcpStream;
use tokio::sync::Notify;

use super::patient::Patient;
use super::*;

/// Long enough for any answer on loopback, so that a limit of this length is one that is not meant to be reached.
const AMPLE: Duration = Duration::from_secs(60);
/// Short enough to be reached at once.
const SCANT: Duration = Duration::from_millis(20);

fn patient_for(patience: Duration) -> Manners {
    Manners { header: 8192, handshake: patience, patience }
}

struct Stage {
    at: SocketAddr,
    stop: watch::Sender<()>,
    site: JoinHandle<()>,
}

impl Stage {
    async fn with(router: Router, manners: Manners, grace: Duration) -> Self {
        Self::behind(None, router, manners, grace).await
    }

    async fn behind(
        tls: Option<tokio_rustls::TlsAcceptor>,
        router: Router,
        manners: Manners,
        grace: Duration,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let (stop, stopped) = watch::channel(());
        let site = Site { listener, router, tls, manners, connections: 8, grace };
        Self { at, stop, site: tokio::spawn(site.run(stopped)) }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.at).await.unwrap()
    }

    async fn stop(self) {
        drop(self.stop);
        self.site.await.unwrap();
    }
}

fn hello() -> Router {
    Router::new().route("/", get(async || "hello"))
}

/// Says this and hears everything until the other side has closed.
async fn say(mut stream: TcpStream, text: &str) -> String {
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut heard = Vec::new();
    // A reset after the last word counts as an end.
    let _end = stream.read_to_end(&mut heard).await;
    String::from_utf8_lossy(&heard).into_owned()
}

async fn ask(at: SocketAddr, method: &str, path: &str) -> String {
    let request = format!("{method} {path} HTTP/1.1\r\nhost: {at}\r\nconnection: close\r\n\r\n");
    say(TcpStream::connect(at).await.unwrap(), &request).await
}

#[tokio::test]
async fn a_handler_knows_the_address_of_the_peer() {
    let handler = async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.to_string();
    let stage = Stage::with(Router::new().route("/", get(handler)), patient_for(AMPLE), AMPLE).await;
    let stream = stage.connect().await;
    let ours = stream.local_addr().unwrap().to_string();
    let heard = say(stream, "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    assert!(heard.starts_with("HTTP/1.1 200") && heard.ends_with(&ours), "{heard}");
    stage.stop().await;
}

#[tokio::test]
async fn refused_when_the_header_is_too_long() {
    let stage = Stage::with(hello(), patient_for(AMPLE), AMPLE).await;
    let long = format!("GET / HTTP/1.1\r\nhost: a\r\nx: {}\r\n\r\n", "x".repeat(9000));
    let heard = say(stage.connect().await, &long).await;
    assert!(heard.starts_with("HTTP/1.1 431"), "{heard}");
    stage.stop().await;
}

#[tokio::test]
async fn http_2_is_spoken_and_a_long_header_refused_there_too() {
    let stage = Stage::with(hello(), patient_for(AMPLE), AMPLE).await;
    let stream = TokioIo::new(stage.connect().await);
    let (mut requests, talk) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), stream).await.unwrap();
    let talk = tokio::spawn(talk);
    let request = |text: String| Request::get("http://a/").header("x", text).body(Body::empty()).unwrap();
    let answer = requests.send_request(request("short".to_owned())).await.unwrap();
    assert_eq!((answer.status(), answer.version()), (StatusCode::OK, Version::HTTP_2));
    let answer = requests.send_request(request("x".repeat(9000))).await.unwrap();
    assert_eq!(answer.status(), StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    stage.stop().await;
    talk.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_peer_that_says_nothing_is_sent_away() {
    let stage = Stage::with(hello(), patient_for(SCANT), AMPLE).await;
    assert_eq!(say(stage.connect().await, "").await, "");
    stage.stop().await;
}

#[tokio::test]
async fn a_peer_that_begins_a_header_and_does_not_end_it_is_sent_away() {
    let stage = Stage::with(hello(), patient_for(SCANT), AMPLE).await;
    let heard = say(stage.connect().await, "GET / HTTP/1.1\r\nhost: ").await;
    assert!(!heard.contains("200"), "{heard}");
    stage.stop().await;
}

#[tokio::test]
async fn a_peer_that_begins_http_2_and_goes_silent_is_sent_away() {
    let stage = Stage::with(hello(), patient_for(SCANT), AMPLE).await;
    let heard = say(stage.connect().await, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    assert!(!heard.contains("200"), "{heard}");
    stage.stop().await;
}

#[tokio::test]
async fn a_connection_that_brings_no_further_request_is_closed() {
    // Long enough to bring the first.
    let stage = Stage::with(hello(), patient_for(SCANT * 10), AMPLE).await;
    let heard = say(stage.connect().await, "GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    assert!(heard.starts_with("HTTP/1.1 200") && heard.ends_with("hello"), "{heard}");
    stage.stop().await;
}

#[tokio::test]
async fn a_peer_that_does_not_shake_hands_is_sent_away() {
    let key = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let files = config::TlsFiles { certificate: folder.path().join("c"), key: folder.path().join("k") };
    std::fs::write(&files.certificate, key.cert.pem()).unwrap();
    std::fs::write(&files.key, key.signing_key.serialize_pem()).unwrap();
    let tls = Certificates::open(files).await.unwrap().acceptor().unwrap();
    let stage = Stage::behind(Some(tls), hello(), patient_for(SCANT), AMPLE).await;
    assert_eq!(say(stage.connect().await, "").await, "");
    stage.stop().await;
}

/// A router whose handler says when it begins and ends when told to.
fn held() -> (Router, Arc<Notify>, Arc<Notify>) {
    let (begun, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (tell, wait) = (begun.clone(), release.clone());
    let handler = move || {
        let (tell, wait) = (tell.clone(), wait.clone());
        async move {
            tell.notify_one();
            wait.notified().await;
            "finished"
        }
    };
    (Router::new().route("/", get(handler)), begun, release)
}

#[tokio::test]
async fn a_request_under_way_is_finished_after_the_signal_and_none_is_taken() {
    let (router, begun, release) = held();
    let stage = Stage::with(router, patient_for(AMPLE), AMPLE).await;
    let at = stage.at;
    let asked = tokio::spawn(say(stage.connect().await, "GET / HTTP/1.1\r\nhost: a\r\n\r\n"));
    begun.notified().await;
    let stopping = tokio::spawn(stage.stop());
    while TcpStream::connect(at).await.is_ok() {
        tokio::task::yield_now().await;
    }
    release.notify_one();
    let heard = asked.await.unwrap();
    assert!(heard.ends_with("finished"), "{heard}");
    stopping.await.unwrap();
}

#[tokio::test]
async fn a_request_that_does_not_end_is_cut_after_the_grace() {
    let (router, begun, _release) = held();
    let stage = Stage::with(router, patient_for(AMPLE), SCANT).await;
    let asked = tokio::spawn(say(stage.connect().await, "GET / HTTP/1.1\r\nhost: a\r\n\r\n"));
    begun.notified().await;
    stage.stop().await;
    assert_eq!(asked.await.unwrap(), "");
}

#[tokio::test]
async fn a_peer_that_reads_nothing_is_given_up() {
    let (near, _far) = duplex(8);
    let outcome = Patient::new(near, SCANT).write_all(&[0; 64]).await;
    assert_eq!(outcome.unwrap_err().kind(), std::io::ErrorKind::TimedOut);
}

#[tokio::test]
async fn a_peer_that_reads_slowly_is_waited_for() {
    let (near, mut far) = duplex(8);
    let writer = tokio::spawn(async move { Patient::new(near, AMPLE).write_all(&[7; 64]).await });
    let mut heard = Vec::new();
    far.read_to_end(&mut heard).await.unwrap();
    writer.await.unwrap().unwrap();
    assert_eq!(heard, [7; 64]);
}
