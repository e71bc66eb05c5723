//! One connection: the TLS handshake, the conversation in HTTP/1.1 or HTTP/2, and its limits.
//!
//! A connection costs us something from its first byte, so each stage has an end: the handshake, the wait for a
//! header, the wait for the next request, the wait for a peer that does not read.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use http::Request;
use hyper::body::Incoming;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, interval_at};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

use super::activity::Activity;
use super::patient::Patient;

/// Longest TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Longest wait for a header, for the next request, and for a peer that reads nothing.
const PATIENCE: Duration = Duration::from_secs(30);
/// The least buffer the HTTP/1 parser takes.
const LEAST_BUFFER: usize = 8192;
/// Streams of one HTTP/2 connection at once: RFC 9113 section 6.5.2 advises no fewer than 100.
const STREAMS: u32 = 100;
/// Streams a peer may open and reset before it is sent away (CVE-2023-44487, rapid reset).
const RESET_STREAMS: usize = 20;
/// Errors of its own making on streams that a peer may cause before it is sent away (CVE-2025-8671).
const ERROR_STREAMS: usize = 64;
/// Bytes of one body, and of all bodies of a connection, that may wait for their handlers.
const STREAM_WINDOW: u32 = 64 * 1024;
const CONNECTION_WINDOW: u32 = 256 * 1024;
/// How often a peer that says nothing is asked whether it is still there, and how long it may take to say so.
const PING: Duration = Duration::from_secs(20);
const PING_ANSWER: Duration = Duration::from_secs(10);

/// What is expected of a peer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manners {
    /// Longest request line and header together, in bytes.
    pub(super) header: usize,
    /// Longest TLS handshake.
    pub(super) handshake: Duration,
    /// Longest wait for a header, for the next request, and for a peer that reads nothing.
    pub(super) patience: Duration,
}

impl Manners {
    pub(super) const fn new(header: usize) -> Self {
        Self { header, handshake: HANDSHAKE, patience: PATIENCE }
    }
}

/// One connection, accepted.
pub(super) struct Connection {
    pub(super) peer: SocketAddr,
    pub(super) router: Router,
    pub(super) manners: Manners,
    pub(super) stop: watch::Receiver<()>,
}

impl Connection {
    /// Talks until one side has had enough.
    pub(super) async fn serve(self, stream: TcpStream, tls: Option<TlsAcceptor>) {
        // Small answers must not wait for one another; a system that cannot do so is slower, not wrong.
        let _slower = stream.set_nodelay(true);
        let Some(tls) = tls else { return self.converse(stream).await };
        match tokio::time::timeout(self.manners.handshake, tls.accept(stream)).await {
            Ok(Ok(stream)) => self.converse(stream).await,
            Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
            Err(_) => tracing::debug!("a TLS handshake took too long"),
        }
    }

    async fn converse(mut self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let activity = Activity::default();
        let builder = builder(self.manners);
        let stream = TokioIo::new(Patient::new(stream, self.manners.patience));
        let service = service(self.router.clone(), self.peer, activity.clone());
        let mut talk = std::pin::pin!(builder.serve_connection(stream, service));
        let mut looks = interval_at(Instant::now() + self.manners.patience, self.manners.patience);
        let mut course = Course::Open;
        loop {
            tokio::select! {
                end = talk.as_mut() => {
                    if let Err(error) = end {
                        tracing::debug!(%error, "a connection ended early");
                    }
                    return;
                }
                _ = self.stop.changed(), if course == Course::Open => {
                    course = Course::Closing;
                    talk.as_mut().graceful_shutdown();
                }
                _ = looks.tick() => if activity.was_still() {
                    if course == Course::Closing {
                        return;
                    }
                    course = Course::Closing;
                    talk.as_mut().graceful_shutdown();
                }
            }
        }
    }
}

/// Where a connection stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Course {
    /// It may bring requests.
    Open,
    /// It was told to end, because it brought nothing or because the service stops. If it is still for once more as
    /// long, it is cut.
    Closing,
}

fn service(
    router: Router,
    peer: SocketAddr,
    activity: Activity,
) -> impl Service<Request<Incoming>, Response = Response, Error = Infallible, Future: Send + 'static> {
    service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let (router, under_way) = (router.clone(), activity.begin());
        async move {
            let response = router.oneshot(request).await;
            drop(under_way);
            response
        }
    })
}

fn builder(manners: Manners) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        // The wait for the next request on a connection kept open counts too.
        .header_read_timeout(manners.patience)
        .max_buf_size(manners.header.max(LEAST_BUFFER));
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(u32::try_from(manners.header).unwrap_or(u32::MAX))
        .max_concurrent_streams(STREAMS)
        .max_pending_accept_reset_streams(RESET_STREAMS)
        .max_local_error_reset_streams(ERROR_STREAMS)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .keep_alive_interval(PING)
        .keep_alive_timeout(PING_ANSWER);
    builder
}
