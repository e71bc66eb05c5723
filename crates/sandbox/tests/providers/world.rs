//! An issuer, a city in haste, and the clock between them, which stands still.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};

use base::{ManualClock, SystemRng, Time};
use sandbox::Environment;
use sandbox::actor::Browser;
use sandbox::providers::{
    Belongings, Customs, Deciding, Delivery, Options, Person, ProviderCity, Registration, RequestRefusal,
    people,
};
use serde_json::{Value, json};

use crate::issuer::Issuer;

/// The moment at which the clock stands still.
pub(crate) const NOW: i64 = 1_800_000_000;
/// A day passes in less than a tenth of a second.
const HASTE: u32 = 1_000_000;

pub(crate) struct World {
    pub(crate) issuer: Issuer,
    pub(crate) city: ProviderCity,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) environment: Environment,
    http: reqwest::Client,
}

/// What a provider answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// Fields of a form.
pub(crate) type Form = Vec<(String, String)>;

/// Puts a field in place of another, or leaves it out if the value is empty.
pub(crate) fn put(form: &mut Form, name: &str, value: &str) {
    form.retain(|(known, _)| known != name);
    if !value.is_empty() {
        form.push((name.to_owned(), value.to_owned()));
    }
}

/// The number of a verification.
pub(crate) fn seq(number: u8) -> String {
    format!("{number:032x}")
}

impl World {
    /// Where every provider knows the issuer's RSA key.
    pub(crate) async fn new() -> Self {
        let world = Self::of_strangers().await;
        for provider in ["bank", "telecom", "open-sorted"] {
            world.city.trust(provider, &world.issuer.rsa_jwk()).unwrap();
        }
        world
    }

    /// Where no provider was told of a key of the issuer.
    pub(crate) async fn of_strangers() -> Self {
        // One for all tests: making RSA keys takes its time.
        static BELONGINGS: OnceLock<Belongings> = OnceLock::new();
        let issuer = Issuer::start().await;
        let clock = Arc::new(ManualClock::new(Time::from_seconds(NOW)));
        let environment =
            Environment { clock: Arc::clone(&clock) as _, rng: Arc::new(SystemRng), trusted: Vec::new() };
        let options = Options {
            bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            issuer: issuer.url.parse().unwrap(),
            environment: environment.clone(),
        };
        let belongings = BELONGINGS.get_or_init(Belongings::default).clone();
        let customs = Customs { public_url: String::new(), haste: HASTE, belongings };
        let city = ProviderCity::start_with(options, customs).await.unwrap();
        Self { issuer, city, clock, environment, http: http_client() }
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new_in(&self.environment).unwrap()
    }

    pub(crate) fn registration(&self, provider: &str) -> Registration {
        self.city.registration(provider).unwrap()
    }

    /// A text among the settings of a provider.
    pub(crate) fn setting(&self, provider: &str, name: &str) -> String {
        self.registration(provider).settings[name].as_str().unwrap().to_owned()
    }

    /// The one key of a provider.
    pub(crate) fn key(&self, provider: &str) -> Value {
        self.registration(provider).their_keys[0].1.clone()
    }

    pub(crate) async fn try_post(
        &self,
        url: &str,
        media: &str,
        body: &str,
    ) -> Result<Answer, reqwest::Error> {
        let request = self.http.post(url).header("content-type", media).body(body.to_owned());
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        Ok(Answer { status, body: answer.text().await? })
    }

    pub(crate) async fn post(&self, url: &str, media: &str, body: &str) -> Answer {
        self.try_post(url, media, body).await.unwrap()
    }

    pub(crate) async fn post_form(&self, url: &str, form: &Form) -> Answer {
        self.post(url, "application/x-www-form-urlencoded", &self.issuer.form(form)).await
    }

    pub(crate) async fn post_token(&self, url: &str, typ: &str, claims: &Value) -> Answer {
        self.post(url, "application/jwt", &self.issuer.token(typ, claims)).await
    }

    /// What every form says.
    pub(crate) fn common(seq: &str) -> Form {
        // Each a nonce of its own: the tests of one process share nothing but this.
        static NONCE: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        let nonce = NONCE.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        vec![
            ("app_id".into(), "yimen-demo".into()),
            ("out_seq_no".into(), seq.into()),
            ("timestamp".into(), NOW.to_string()),
            ("nonce".into(), format!("{nonce:032x}")),
        ]
    }

    /// A right form about somebody, for any provider that takes forms.
    pub(crate) fn form(&self, seq: &str, person: &Person) -> Form {
        let mut form = Self::common(seq);
        let fields = [
            ("document_type", person.document),
            ("document_number", person.number),
            ("name", person.name),
            ("phone", person.phone),
            ("bank_card", person.bank_card),
            ("kind", "face"),
        ];
        form.extend(fields.map(|(name, value)| (name.to_owned(), value.to_owned())));
        form.push(("notify_url".into(), format!("{}/callback", self.issuer.url)));
        form.push(("return_url".into(), format!("{}/verify/return/{seq}", self.issuer.url)));
        form
    }

    /// Begins a verification at a provider that takes forms; who decides is a tester.
    pub(crate) async fn begin(&self, provider: &str, seq: &str) -> Answer {
        self.city.deciding(provider, Deciding::ByTester).unwrap();
        let answer = self.post_form(&self.setting(provider, "url"), &self.form(seq, &people()[0])).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer
    }

    /// The claims of a right question about somebody, for any provider that takes tokens.
    pub(crate) fn claims(&self, provider: &str, seq: &str, person: &Person) -> Value {
        json!({ "iss": self.issuer.url, "aud": self.setting(provider, "audience"), "iat": NOW, "exp": NOW + 120,
            "jti": seq, "document": { "type": person.document, "number": person.number }, "name": person.name,
            "kind": "face", "return_url": format!("{}/verify/return/{seq}", self.issuer.url),
            "notify_url": format!("{}/callback", self.issuer.url) })
    }

    pub(crate) async fn ask_register(&self, claims: &Value) -> Answer {
        self.post_token(&self.setting("population", "url"), "yimen-identity-check+jwt", claims).await
    }

    pub(crate) async fn ask_open_set(&self, claims: &Value) -> Answer {
        self.post_token(&self.setting("open-set", "url"), "yimen-verification-request+jwt", claims).await
    }

    /// Begins a verification at the provider that pushes tokens; the issuer takes what comes.
    pub(crate) async fn begin_open_set(&self, seq: &str) -> Answer {
        self.issuer.answers_always(202, "");
        let answer = self.ask_open_set(&self.claims("open-set", seq, &people()[0])).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer
    }

    pub(crate) fn deliveries(&self, provider: &str) -> Vec<Delivery> {
        self.city.deliveries(provider).unwrap()
    }

    /// A call was refused for this reason alone.
    #[track_caller]
    pub(crate) fn assert_refused(&self, provider: &str, answer: &Answer, why: RequestRefusal) {
        assert_eq!(self.city.refusals(provider).unwrap(), [why]);
        assert_eq!(answer.json()["error"], why.rule());
        assert!(matches!(answer.status, 400 | 401), "{answer:?}");
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
