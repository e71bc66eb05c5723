//! The addresses that clients name: three hosts on loopback that answer what a test tells them to and remember
//! what they were asked. Two of them the service may call, the third it may not.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The networks that the service under test may call besides public ones.
pub(crate) const ALLOWED: &[&str] = &["127.0.0.2/32", "127.0.0.3/32"];

/// What somebody asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The origin that was asked.
    pub origin: String,
    /// The method.
    pub method: Method,
    /// The path.
    pub path: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The parameters of the form, or of the query when there is no body.
    pub pairs: Vec<(String, String)>,
}

impl Heard {
    /// A parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// The three hosts.
pub struct Outside {
    origins: [String; 3],
    memory: Arc<Mutex<Memory>>,
    servers: Vec<JoinHandle<()>>,
}

#[derive(Default)]
struct Memory {
    heard: Vec<Heard>,
    answers: HashMap<String, (u16, String)>,
    redirects: HashMap<String, String>,
}

#[derive(Clone)]
struct Host {
    origin: String,
    memory: Arc<Mutex<Memory>>,
}

impl Outside {
    pub(crate) async fn open() -> Self {
        let memory = Arc::<Mutex<Memory>>::default();
        let (mut origins, mut servers) = (Vec::new(), Vec::new());
        for host in ["127.0.0.2", "127.0.0.3", "127.0.0.4"] {
            let listener = TcpListener::bind((host, 0)).await.expect("loopback has many addresses");
            let origin = format!("http://{}", listener.local_addr().expect("the port has a number"));
            let host = Host { origin: origin.clone(), memory: memory.clone() };
            origins.push(origin);
            let router = Router::new().fallback(answer).with_state(host);
            servers.push(tokio::spawn(async move {
                axum::serve(listener, router).await.expect("the outside answers");
            }));
        }
        let origins = origins.try_into().expect("three hosts");
        Self { origins, memory, servers }
    }

    /// Where platforms of the east are.
    pub fn east(&self, path: &str) -> String {
        let [east, ..] = &self.origins;
        format!("{east}{path}")
    }

    /// Where platforms of the west are: another host, so another sector.
    pub fn west(&self, path: &str) -> String {
        let [_, west, _] = &self.origins;
        format!("{west}{path}")
    }

    /// A place the service must never call.
    pub fn inner(&self, path: &str) -> String {
        let [.., inner] = &self.origins;
        format!("{inner}{path}")
    }

    /// Whether an address is one of these.
    pub fn has(&self, address: &str) -> bool {
        self.origins.iter().any(|origin| address.starts_with(&format!("{origin}/")))
    }

    /// From now on a path answers so, on every host.
    pub fn answer(&self, path: &str, status: u16, body: &Value) {
        self.lock().answers.insert(path.to_owned(), (status, body.to_string()));
    }

    /// From now on a path sends whoever asks to another address.
    pub fn redirect(&self, path: &str, to: &str) {
        self.lock().redirects.insert(path.to_owned(), to.to_owned());
    }

    /// What was asked of a path so far, on every host.
    pub fn heard(&self, path: &str) -> Vec<Heard> {
        self.lock().heard.iter().filter(|heard| heard.path == path).cloned().collect()
    }

    /// Whether anybody asked the inner host anything.
    pub fn inner_was_asked(&self) -> bool {
        let inner = self.inner("");
        self.lock().heard.iter().any(|heard| heard.origin == inner)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        self.servers.iter().for_each(JoinHandle::abort);
    }
}

/// Remembers the request; answers as told, else with its parameters.
async fn answer(
    State(host): State<Host>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let raw = if body.is_empty() { uri.query().unwrap_or_default().as_bytes() } else { &body };
    let pairs: Vec<_> = form_urlencoded::parse(raw).into_owned().collect();
    let path = uri.path().to_owned();
    let mut memory = host.memory.lock().unwrap_or_else(PoisonError::into_inner);
    let (status, body) =
        memory.answers.get(&path).cloned().unwrap_or_else(|| (200, json!(pairs).to_string()));
    let redirect = memory.redirects.get(&path).cloned();
    memory.heard.push(Heard { origin: host.origin, method, path, headers, pairs });
    if let Some(to) = redirect {
        return (StatusCode::FOUND, [(http::header::LOCATION, to)]).into_response();
    }
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    (status, [(http::header::CONTENT_TYPE, "application/json")], body).into_response()
}
