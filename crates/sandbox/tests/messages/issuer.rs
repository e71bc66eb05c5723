//! An issuer that publishes one key, and the calls it signs.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

pub(crate) struct Issuer {
    pub(crate) url: String,
    key: Arc<Mutex<Key>>,
    server: JoinHandle<()>,
}

/// A key pair and its name.
pub(crate) struct Key {
    pair: EcdsaKeyPair,
    pub(crate) kid: String,
}

#[derive(Clone)]
struct Published {
    url: String,
    key: Arc<Mutex<Key>>,
}

impl Issuer {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let url = format!("http://{address}");
        let key = Arc::new(Mutex::new(Key::new("first")));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(jwks))
            .with_state(Published { url: url.clone(), key: Arc::clone(&key) });
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, key, server }
    }

    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> String {
        self.key.lock().unwrap().sign(header, claims)
    }

    /// Signs with a new key from now on and publishes that key alone.
    pub(crate) fn rotate(&self, kid: &str) {
        *self.key.lock().unwrap() = Key::new(kid);
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Key {
    pub(crate) fn new(kid: &str) -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap();
        Self { pair, kid: kid.to_owned() }
    }

    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> String {
        let input = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(claims.to_string())
        );
        let signature = self.pair.sign(&SystemRandom::new(), input.as_bytes()).unwrap();
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
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
    let key = issuer.key.lock().unwrap();
    let point = key.pair.public_key().as_ref();
    Json(json!({ "keys": [{ "kty": "EC", "crv": "P-256", "kid": key.kid, "use": "sig", "alg": "ES256",
        "x": URL_SAFE_NO_PAD.encode(&point[1..33]), "y": URL_SAFE_NO_PAD.encode(&point[33..]) }] }))
}
