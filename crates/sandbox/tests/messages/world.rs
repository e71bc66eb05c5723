//! An issuer, a provider that takes its calls, and the clock between them, which stands still.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use base::{ManualClock, SeededRng, Time};
use sandbox::Environment;
use sandbox::actor::{Browser, Page};
use sandbox::messages::{CallRefusal, MessageOptions, MessageProvider};
use serde_json::{Value, json};

use crate::issuer::Issuer;

/// The moment at which the clock stands still.
pub(crate) const NOW: i64 = 1_800_000_000;
pub(crate) const PHONE: &str = "+8613800138000";

pub(crate) struct World {
    pub(crate) issuer: Issuer,
    pub(crate) provider: MessageProvider,
    pub(crate) clock: Arc<ManualClock>,
    environment: Environment,
    http: reqwest::Client,
}

/// What the provider answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Value,
}

impl World {
    pub(crate) async fn new() -> Self {
        let issuer = Issuer::start().await;
        let clock = Arc::new(ManualClock::new(Time::from_seconds(NOW)));
        let environment = Environment {
            clock: Arc::clone(&clock) as _,
            rng: Arc::new(SeededRng::new(7)),
            trusted: Vec::new(),
        };
        let options = MessageOptions {
            issuer: issuer.url.clone(),
            public_url: String::new(),
            audience: String::new(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        };
        let provider = MessageProvider::start_in(options, environment.clone()).await.unwrap();
        Self { issuer, provider, clock, environment, http: http_client() }
    }

    pub(crate) fn header(&self) -> Value {
        json!({ "alg": "ES256", "kid": "first", "typ": "yimen-message+jwt" })
    }

    /// The claims of a right call with a code for a phone.
    pub(crate) fn claims(&self, jti: &str) -> Value {
        json!({ "iss": self.issuer.url, "aud": self.provider.public_url(), "iat": NOW, "exp": NOW + 300, "jti": jti,
            "message": { "channel": "sms", "to": PHONE, "purpose": "code", "template": "code", "locale": "zh-Hans",
                "text": "验证码 042917，5 分钟内有效。<b>", "code": "042917", "values": { "minutes": "5" },
                "expires_at": NOW + 300 } })
    }

    /// A right call, changed as the test likes.
    pub(crate) fn call(&self, jti: &str, change: impl FnOnce(&mut Value)) -> String {
        let mut claims = self.claims(jti);
        change(&mut claims);
        self.issuer.sign(&self.header(), &claims)
    }

    pub(crate) async fn try_post(&self, url: &str, body: &str) -> Result<Answer, reqwest::Error> {
        self.post_as(url, "application/jwt", body).await
    }

    pub(crate) async fn post_as(&self, url: &str, media: &str, body: &str) -> Result<Answer, reqwest::Error> {
        let request = self.http.post(url).header("content-type", media).body(body.to_owned());
        let answer = request.send().await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = serde_json::from_slice(&answer.bytes().await?).unwrap_or(Value::Null);
        Ok(Answer { status, headers, body })
    }

    pub(crate) async fn send(&self, call: &str) -> Answer {
        self.try_post(&self.provider.sms_url(), call).await.unwrap()
    }

    /// Sends a right call that is taken.
    pub(crate) async fn take(&self, jti: &str, change: impl FnOnce(&mut Value)) {
        let answer = self.send(&self.call(jti, change)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// Sends a call that is refused for this reason, and no message came of it.
    #[track_caller]
    pub(crate) fn assert_refused(&self, answer: &Answer, why: CallRefusal) {
        assert_eq!(self.provider.refusals(), [why]);
        assert_eq!(answer.body["error"], why.rule());
        assert_eq!(answer.body["error_description"], why.to_string());
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.headers.contains_key("www-authenticate"), answer.status == 401);
    }

    pub(crate) async fn open(&self, path: &str) -> Page {
        let address = format!("{}{path}", self.provider.public_url());
        Browser::new_in(&self.environment).unwrap().get(&address).await.unwrap()
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new_in(&self.environment).unwrap()
    }
}

/// Calls as the service does: a body that is no form.
fn http_client() -> reqwest::Client {
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy().build().unwrap()
}
