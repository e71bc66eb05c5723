//! A loopback HTTP listener: keeps every request it gets and answers 200, so that a case can see what the
//! provider sends by itself (logout tokens) or must never send (fetches of a stranger's URL).

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::cli::CommandError;

/// Longest body kept, in bytes.
const BODY_LIMIT: usize = 256 * 1024;
/// Most requests kept.
const MOST_HEARD: usize = 1000;

/// One request the listener got.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    /// Method.
    pub(crate) method: String,
    /// Path with query.
    pub(crate) path: String,
    /// Media type as sent.
    pub(crate) content_type: String,
    /// Body as text.
    pub(crate) body: String,
}

impl Heard {
    /// A form parameter of the body.
    pub(crate) fn form(&self, name: &str) -> Option<String> {
        url::form_urlencoded::parse(self.body.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }
}

#[derive(Default)]
struct Inbox {
    heard: Mutex<Vec<Heard>>,
    news: Notify,
}

/// The running listener; it ends with the process.
pub(crate) struct Listener {
    address: SocketAddr,
    inbox: Arc<Inbox>,
}

impl Listener {
    /// Begins to listen.
    ///
    /// # Errors
    /// When the address is taken.
    pub(crate) async fn open(address: SocketAddr) -> Result<Self, CommandError> {
        let socket = TcpListener::bind(address)
            .await
            .map_err(|e| CommandError::SetUp(format!("listening on {address}: {e}")))?;
        let address = socket.local_addr().map_err(|e| CommandError::SetUp(e.to_string()))?;
        let inbox = Arc::new(Inbox::default());
        tokio::spawn(accept(socket, inbox.clone()));
        Ok(Self { address, inbox })
    }

    /// A URL of the listener.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The first request that fits, waiting for it at most so long.
    pub(crate) async fn hear(&self, within: Duration, fits: impl Fn(&Heard) -> bool) -> Option<Heard> {
        tokio::time::timeout(within, async {
            loop {
                let news = self.inbox.news.notified();
                if let Some(found) = self.heard(&fits).into_iter().next() {
                    return found;
                }
                news.await;
            }
        })
        .await
        .ok()
    }

    /// All requests so far that fit.
    pub(crate) fn heard(&self, fits: impl Fn(&Heard) -> bool) -> Vec<Heard> {
        let heard = self.inbox.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.iter().filter(|one| fits(one)).cloned().collect()
    }
}

async fn accept(socket: TcpListener, inbox: Arc<Inbox>) {
    // A failed accept concerns one caller; the next may fare better.
    loop {
        if let Ok((stream, _)) = socket.accept().await {
            tokio::spawn(serve(stream, inbox.clone()));
        }
    }
}

async fn serve(stream: tokio::net::TcpStream, inbox: Arc<Inbox>) {
    let service = service_fn(move |request| keep(request, inbox.clone()));
    // A caller that breaks off has said what it had to say.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn keep(
    request: hyper::Request<Incoming>,
    inbox: Arc<Inbox>,
) -> Result<hyper::Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let content_type = head.headers.get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let bytes = Limited::new(body, BODY_LIMIT).collect().await.map(|all| all.to_bytes()).unwrap_or_default();
    let one = Heard {
        method: head.method.to_string(),
        path: head.uri.to_string(),
        content_type: content_type.to_owned(),
        body: String::from_utf8_lossy(&bytes).into_owned(),
    };
    let mut heard = inbox.heard.lock().unwrap_or_else(PoisonError::into_inner);
    if heard.len() < MOST_HEARD {
        heard.push(one);
    }
    drop(heard);
    inbox.news.notify_waiters();
    Ok(hyper::Response::new(Full::default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Http, Request, pairs};

    #[tokio::test]
    async fn request_is_heard_with_its_form() {
        let listener = Listener::open(SocketAddr::from(([127, 0, 0, 1], 0))).await.ok().unwrap();
        let url = listener.url("/bye").parse().unwrap();
        let form = pairs(&[("logout_token", "a.b.c")]);
        let sent = Http::new().ok().unwrap().send(Request::post(url, &form)).await.unwrap();
        assert_eq!(sent.status, 200);
        let heard = listener.hear(Duration::from_secs(5), |one| one.path == "/bye").await.unwrap();
        assert_eq!(heard.form("logout_token").as_deref(), Some("a.b.c"));
        assert_eq!(heard.method, "POST");
    }
}
