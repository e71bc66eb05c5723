//! An issuer that publishes one key, signs questions and forms, and hears callbacks with the answers it was told to give.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, OnceLock};

use axum::body::Bytes;
use axum::extract::State;
use axum::routing::{any, get};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::{HeaderMap, Method, StatusCode};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
    RsaPublicKeyComponents,
};
use rsa::pkcs1::EncodeRsaPrivateKey;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

pub(crate) struct Issuer {
    pub(crate) url: String,
    key: Arc<EcdsaKeyPair>,
    rsa: RsaKeyPair,
    desk: Arc<Mutex<Desk>>,
    server: JoinHandle<()>,
}

/// What came back to the issuer, and what it says to the next.
#[derive(Default)]
struct Desk {
    heard: Vec<Heard>,
    answers: VecDeque<(u16, String)>,
    always: (u16, String),
}

/// A callback that came in.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) method: Method,
    pub(crate) content_type: String,
    pub(crate) body: String,
}

#[derive(Clone)]
struct Published {
    url: String,
    key: Arc<EcdsaKeyPair>,
    desk: Arc<Mutex<Desk>>,
}

impl Issuer {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let url = format!("http://{address}");
        let key = Arc::new(ec_key());
        let desk = Arc::new(Mutex::new(Desk { always: (200, "success".to_owned()), ..Desk::default() }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(jwks))
            .route("/callback", any(callback))
            .with_state(Published { url: url.clone(), key: Arc::clone(&key), desk: Arc::clone(&desk) });
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, key, rsa: rsa_key(), desk, server }
    }

    /// A token of the issuer.
    pub(crate) fn token(&self, typ: &str, claims: &Value) -> String {
        let header = json!({ "alg": "ES256", "kid": "first", "typ": typ });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let input = format!("{}.{}", part(&header), part(claims));
        let signature = self.key.sign(&SystemRandom::new(), input.as_bytes()).unwrap();
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// A form of these fields with the issuer's RSA2 signature.
    pub(crate) fn form(&self, fields: &[(String, String)]) -> String {
        let mut sorted = fields.to_vec();
        sorted.sort();
        let text: Vec<String> = sorted.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut proof = vec![0; self.rsa.public().modulus_len()];
        let chance = SystemRandom::new();
        self.rsa.sign(&RSA_PKCS1_SHA256, &chance, text.join("&").as_bytes(), &mut proof).unwrap();
        let sign = ("sign".to_owned(), STANDARD.encode(proof));
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&sorted).extend_pairs([sign]).finish()
    }

    /// The RSA key the issuer made for a provider.
    pub(crate) fn rsa_jwk(&self) -> Value {
        let RsaPublicKeyComponents { n, e } = RsaPublicKeyComponents::<Vec<u8>>::from(self.rsa.public());
        json!({ "kty": "RSA", "n": URL_SAFE_NO_PAD.encode(n), "e": URL_SAFE_NO_PAD.encode(e) })
    }

    /// What it says to the next callbacks, one each.
    pub(crate) fn will_answer(&self, answers: &[(u16, &str)]) {
        let answers = answers.iter().map(|(status, body)| (*status, (*body).to_owned()));
        self.desk.lock().unwrap().answers.extend(answers);
    }

    /// What it says to all others.
    pub(crate) fn answers_always(&self, status: u16, body: &str) {
        self.desk.lock().unwrap().always = (status, body.to_owned());
    }

    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.desk.lock().unwrap().heard.clone()
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn ec_key() -> EcdsaKeyPair {
    let (random, algorithm) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
    let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap()
}

/// One for all tests: making it takes its time.
fn rsa_key() -> RsaKeyPair {
    static DER: OnceLock<Vec<u8>> = OnceLock::new();
    let der = DER.get_or_init(|| {
        let key = rsa::RsaPrivateKey::new(&mut Chance, 2048).unwrap();
        key.to_pkcs1_der().unwrap().as_bytes().to_vec()
    });
    RsaKeyPair::from_der(der).unwrap()
}

struct Chance;

impl rsa::rand_core::TryRng for Chance {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        base::Rng::fill(&base::SystemRng, bytes);
        Ok(())
    }
}

impl rsa::rand_core::TryCryptoRng for Chance {}

async fn callback(
    State(issuer): State<Published>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    let content_type = headers.get("content-type").map(|value| value.to_str().unwrap().to_owned());
    let mut desk = issuer.desk.lock().unwrap();
    desk.heard.push(Heard {
        method,
        content_type: content_type.unwrap_or_default(),
        body: String::from_utf8(body.to_vec()).unwrap(),
    });
    let (status, body) = desk.answers.pop_front().unwrap_or_else(|| desk.always.clone());
    (StatusCode::from_u16(status).unwrap(), body)
}

async fn discovery(State(issuer): State<Published>) -> Json<Value> {
    let url = &issuer.url;
    Json(json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/authorize"),
        "jwks_uri": format!("{url}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256"],
    }))
}

async fn jwks(State(issuer): State<Published>) -> Json<Value> {
    let point = issuer.key.public_key().as_ref();
    Json(json!({ "keys": [{ "kty": "EC", "crv": "P-256", "kid": "first", "use": "sig", "alg": "ES256",
        "x": URL_SAFE_NO_PAD.encode(&point[1..33]), "y": URL_SAFE_NO_PAD.encode(&point[33..]) }] }))
}
