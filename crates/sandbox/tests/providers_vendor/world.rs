//! A city in haste, an issuer that only hears callbacks, and the clock between them, which stands still.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use base::{Clock, ManualClock, SystemRng, Time};
use http::StatusCode;
use sandbox::Environment;
use sandbox::providers::{Belongings, Customs, Options, Person, ProviderCity, Registration, people};
use serde_json::Value;

use crate::sorted;

/// The moment at which the clock begins.
pub(crate) const NOW: i64 = 1_800_000_000;
pub(crate) const SEQ: &str = "00112233445566778899aabbccddeeff";
pub(crate) const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";
pub(crate) const JSON: &str = "application/json; charset=utf-8";
/// A day passes in less than a tenth of a second.
const HASTE: u32 = 1_000_000;

pub(crate) struct World {
    pub(crate) city: ProviderCity,
    /// Scheme, host and port of the issuer.
    pub(crate) issuer: String,
    heard: Arc<Mutex<Heard>>,
    clock: Arc<ManualClock>,
    http: reqwest::Client,
}

/// What came back to the issuer, and what it says to the next before it says `success`.
#[derive(Default)]
struct Heard {
    letters: Vec<String>,
    answers: VecDeque<(u16, &'static str)>,
}

/// What somebody of the city answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: String,
    pub(crate) body: String,
}

impl Answer {
    /// The body of an answer, which is one whatever it says.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.status, 200, "{self:?}");
        serde_json::from_str(&self.body).unwrap()
    }
}

/// The first of the city.
pub(crate) fn somebody() -> &'static Person {
    &people()[0]
}

impl World {
    pub(crate) async fn new() -> Self {
        let heard = Arc::new(Mutex::new(Heard::default()));
        let issuer = format!("http://{}", listening(Arc::clone(&heard)).await);
        let clock = Arc::new(ManualClock::new(Time::from_seconds(NOW)));
        let environment =
            Environment { clock: Arc::clone(&clock) as _, rng: Arc::new(SystemRng), trusted: Vec::new() };
        let bind = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let options = Options { bind, issuer: issuer.parse().unwrap(), environment };
        // One for all tests: making RSA keys takes its time.
        static BELONGINGS: OnceLock<Belongings> = OnceLock::new();
        let belongings = BELONGINGS.get_or_init(Belongings::default).clone();
        let customs = Customs { public_url: String::new(), haste: HASTE, belongings };
        let city = ProviderCity::start_with(options, customs).await.unwrap();
        for house in ["alipay", "network-identity"] {
            city.trust(house, &sorted::our_jwk()).unwrap();
        }
        Self { city, issuer, heard, clock, http: http_client() }
    }

    pub(crate) fn registration(&self, house: &str) -> Registration {
        self.city.registration(house).unwrap()
    }

    pub(crate) fn setting(&self, house: &str, name: &str) -> String {
        self.registration(house).settings[name].as_str().unwrap().to_owned()
    }

    pub(crate) fn secret(&self, house: &str, name: &str) -> String {
        let secrets = self.registration(house).secrets;
        secrets.into_iter().find(|(known, _)| known == name).unwrap().1
    }

    /// The key a house was registered with.
    pub(crate) fn key(&self, house: &str) -> Value {
        self.registration(house).their_keys[0].1.clone()
    }

    pub(crate) fn now(&self) -> i64 {
        self.clock.now().seconds()
    }

    pub(crate) fn pass_time(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub(crate) fn return_url(&self) -> String {
        format!("{}/verify/return/{SEQ}", self.issuer)
    }

    pub(crate) fn notify_url(&self) -> String {
        format!("{}/callback", self.issuer)
    }

    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> Result<Answer, reqwest::Error> {
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        let location = answer.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
        Ok(Answer { status, location: location.unwrap_or_default(), body: answer.text().await? })
    }

    pub(crate) fn posting(&self, url: &str, media: &str, body: impl Into<String>) -> reqwest::RequestBuilder {
        self.http.post(url).header("content-type", media).body(body.into())
    }

    pub(crate) async fn post(&self, url: &str, media: &str, body: impl Into<String>) -> Answer {
        self.send(self.posting(url, media, body)).await.unwrap()
    }

    pub(crate) async fn get(&self, url: &str) -> Answer {
        self.send(self.http.get(url)).await.unwrap()
    }

    /// Opens the page a person is sent to, presses a button on it and tells where the browser goes then.
    pub(crate) async fn play(&self, page: &str, verdict: &str) -> String {
        let entered = self.get(page).await;
        let case =
            if entered.location.is_empty() { page.to_owned() } else { self.absolute(&entered.location) };
        let shown = self.get(&case).await;
        assert_eq!(shown.status, 200, "{shown:?}");
        let decided = self.post(&case, FORM, format!("verdict={verdict}")).await;
        assert_eq!(decided.status, 303, "{decided:?}");
        decided.location
    }

    fn absolute(&self, location: &str) -> String {
        url::Url::parse(self.city.url()).unwrap().join(location).unwrap().to_string()
    }

    /// What the issuer says to the next callbacks, before it says `success` to all others.
    pub(crate) fn will_answer(&self, answers: &[(u16, &'static str)]) {
        self.heard.lock().unwrap().answers.extend(answers);
    }

    /// Every callback once the city has sent them all.
    pub(crate) async fn letters(&self) -> Vec<String> {
        self.city.settled().await;
        self.heard.lock().unwrap().letters.clone()
    }
}

/// The issuer, as far as a house that calls back sees it.
async fn listening(heard: Arc<Mutex<Heard>>) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/callback", post(hear)).with_state(heard);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

async fn hear(State(heard): State<Arc<Mutex<Heard>>>, body: String) -> (StatusCode, &'static str) {
    let mut heard = heard.lock().unwrap();
    heard.letters.push(body);
    let (status, text) = heard.answers.pop_front().unwrap_or((200, "success"));
    (StatusCode::from_u16(status).unwrap(), text)
}

/// Calls as a back end does, and follows no redirect.
fn http_client() -> reqwest::Client {
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap()
}
