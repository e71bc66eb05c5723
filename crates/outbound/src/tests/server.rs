//! A server that says what it is told to and remembers what it was asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

/// How the server behaves on each connection.
#[derive(Clone, Copy)]
enum Manner {
    /// Reads a request, answers, closes.
    Close,
    /// Reads a request, answers, says nothing more for ever.
    Hang,
    /// Answers before anything is asked, says nothing more for ever.
    SpeakFirst,
}

pub(super) struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(super) async fn answering(answer: impl Into<Vec<u8>>) -> Self {
        Self::start(answer.into(), Manner::Close).await
    }

    pub(super) async fn hanging_after(answer: impl Into<Vec<u8>>) -> Self {
        Self::start(answer.into(), Manner::Hang).await
    }

    pub(super) async fn speaking_first(answer: impl Into<Vec<u8>>) -> Self {
        Self::start(answer.into(), Manner::SpeakFirst).await
    }

    async fn start(answer: Vec<u8>, manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let (answer, seen) = (answer.clone(), Arc::clone(&seen));
                tokio::spawn(async move { serve(connection, &answer, manner, &seen).await });
            }
        });
        Self { address, requests }
    }

    pub(super) async fn with_tls(answer: &'static str, config: rustls::ServerConfig) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let Ok(connection) = acceptor.accept(connection).await else { continue };
                serve(connection, answer.as_bytes(), Manner::Close, &seen).await;
            }
        });
        Self { address, requests }
    }

    pub(super) const fn port(&self) -> u16 {
        self.address.port()
    }

    pub(super) fn url(&self, path: &str) -> Url {
        format!("http://{}{path}", self.address).parse().unwrap()
    }

    /// Every request so far; a connection counts even when nothing was said on it.
    pub(super) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// An address of loopback where nobody listens.
pub(super) async fn closed_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().port()
}

/// An answer of status 200 with its length told.
pub(super) fn ok(headers: &str, body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n{headers}\r\n{body}", body.len())
}

async fn serve(
    mut connection: impl AsyncRead + AsyncWrite + Unpin,
    answer: &[u8],
    manner: Manner,
    seen: &Mutex<Vec<String>>,
) {
    let request = match manner {
        Manner::Close | Manner::Hang => read_request(&mut connection).await,
        Manner::SpeakFirst => String::new(),
    };
    seen.lock().unwrap().push(request);
    let _ = connection.write_all(answer).await;
    match manner {
        Manner::Close => {
            let _ = connection.shutdown().await;
        }
        Manner::Hang | Manner::SpeakFirst => std::future::pending::<()>().await,
    }
}

/// Head and body; what came before the other side fell silent.
async fn read_request(connection: &mut (impl AsyncRead + Unpin)) -> String {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    while !is_whole(&text) {
        match connection.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(length) => text.push_str(&String::from_utf8_lossy(&buffer[..length])),
        }
    }
    text
}

fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else { return false };
    let length = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    body.len() >= length.unwrap_or(0)
}
