//! One node of a deployment: the real application behind its real routes and layers, on a loopback port.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use base::{Clock, SeededRng, Time};
use config::Config;
use sandbox::actor::Browser;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use yimen::app::{App, World as Parts};

use crate::call::{Call, Reply};
use crate::database::Database;
use crate::outside::Outside;
use crate::world::Surroundings;

/// Rows a round of deleting may take.
const SWEEP: u32 = 500;

/// A running node; it stops when dropped.
pub struct Node {
    /// Its services. Not in place: nodes are moved about on the small stacks of tests.
    pub app: Box<App>,
    base: String,
    surroundings: Arc<Surroundings>,
    server: JoinHandle<()>,
}

impl Node {
    pub(crate) async fn start(
        surroundings: Arc<Surroundings>,
        database: &Database,
        issuer: Option<String>,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port on loopback");
        let address = listener.local_addr().expect("the port has a number");
        let base = format!("http://{address}");
        let mut config = settings(issuer.as_deref().unwrap_or(&base), database);
        // Costs too low for any setting: a test hashes for the rule, not for the strength.
        config.passwords.memory_kib = 64;
        config.passwords.iterations = 1;
        change(&mut config);
        let seed = surroundings.next_seed();
        let parts = Parts { clock: surroundings.clock.clone(), rng: Arc::new(SeededRng::new(seed)) };
        let app = Box::new(held(Box::pin(App::open(config, parts)).await));
        let router = yimen::http::layer::wrap(yimen::http::routes::public((*app).clone()), &app);
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let server = tokio::spawn(async move {
            axum::serve(listener, service).await.expect("the node serves");
        });
        Self { app, base, surroundings, server }
    }

    /// The issuer identifier.
    pub fn issuer(&self) -> &str {
        &self.app.ground.issuer
    }

    /// The URL of a path at this node.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The addresses that clients name.
    pub fn outside(&self) -> &Outside {
        &self.surroundings.outside
    }

    /// The present.
    pub fn now(&self) -> Time {
        self.surroundings.clock.now()
    }

    /// A text nobody used before in this test.
    pub fn fresh(&self) -> String {
        use base64::Engine as _;
        let mut bytes = [0_u8; 32];
        self.surroundings.chance.fill(&mut bytes);
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
    }

    /// A browser without cookies.
    pub fn browser(&self) -> Browser {
        Browser::new_in(&self.surroundings.environment).expect("a browser")
    }

    /// Sends a request, its address a path of this node or a URL.
    pub async fn send(&self, call: Call) -> Reply {
        self.surroundings.wire.send(call, &self.base).await
    }

    /// A document by GET.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Call::get(path)).await
    }

    /// The discovery document.
    pub async fn metadata(&self) -> Value {
        self.get("/.well-known/openid-configuration").await.json()
    }

    /// Runs every job of this node once: looks for changes made elsewhere, moves the key calendar on, sends the
    /// logout notices that are due, deletes what has expired.
    pub async fn run_jobs_once(&self) {
        self.catch_up().await;
        self.app.ground.keys.tick().await.unwrap_or_else(|error| panic!("{error}"));
        held(self.app.logouts.send_due().await);
        held(
            store::expiry::sweep(
                &self.app.ground.db,
                self.now(),
                self.app.config.retention.ended_session_days,
                SWEEP,
            )
            .await,
        );
    }

    /// Takes over what was changed elsewhere, as each node does every second.
    pub async fn catch_up(&self) {
        held(self.app.jobs.catch_up().await);
    }

    pub(crate) fn surroundings(&self) -> Arc<Surroundings> {
        self.surroundings.clone()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// The value; a fault ends the test with all its causes.
pub(crate) fn held<T>(outcome: Result<T, base::Fault>) -> T {
    outcome.unwrap_or_else(|fault| panic!("{}", fault.chain()))
}

fn settings(issuer: &str, database: &Database) -> Config {
    let folder = database.folder();
    let networks = crate::outside::ALLOWED;
    let text = format!(
        "[server]\nissuer = {issuer:?}\ndata_dir = {folder:?}\n\
         [listen.public]\naddress = \"127.0.0.1:0\"\n\
         [listen.admin]\naddress = \"127.0.0.1:0\"\n\
         [listen.ops]\naddress = \"127.0.0.1:0\"\n\
         [database]\nurl = {:?}\nmax_connections = 8\nstatement_timeout_ms = 10000\n\
         [keys]\nkek = \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"\nalgorithms = [\"ES256\", \"EdDSA\"]\n\
         [outbound]\nallow_networks = {networks:?}\n",
        database.url(),
    );
    Config::load(&text, Path::new("test.toml"), []).unwrap_or_else(|problems| panic!("{problems:?}"))
}
