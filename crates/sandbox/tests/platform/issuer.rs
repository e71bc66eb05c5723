//! A small issuer that does as it is told: right by default, wrong in one way when a test asks for it.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::{Query, RawForm, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::{HeaderMap, StatusCode};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Map, Value, json};
use tokio::task::JoinHandle;

/// The moment at which the clocks of these tests stand still.
pub(crate) const NOW: i64 = 1_800_000_000;
pub(crate) const CLIENT: &str = "hangzhou";
pub(crate) const SECRET: &str = "a secret with : and %";
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// One way to be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    IssMissing,
    IssOfAnother,
    Nonce,
    Audience,
    Issuer,
    Expired,
    IssuedAhead,
    AccessTokenHash,
    Party,
    SignedByAnother,
    NoIdToken,
    OldLogin,
    InvalidGrant,
    UserInfoOfAnother,
    RefreshOfAnother,
}

pub(crate) struct Issuer {
    pub(crate) url: String,
    state: Arc<Mutex<Book>>,
    server: JoinHandle<()>,
}

pub(crate) struct Book {
    url: String,
    pub(crate) fault: Fault,
    /// The level of every login.
    pub(crate) acr: &'static str,
    /// Whether a person is signed in at the issuer; decides what a silent request gets.
    pub(crate) signed_in: Option<&'static str>,
    key: EcdsaKeyPair,
    pub(crate) kid: String,
    codes: HashMap<String, HashMap<String, String>>,
    /// The parameters of every authorization request.
    pub(crate) asked: Vec<HashMap<String, String>>,
    /// Parameters of every end-session request.
    pub(crate) departures: Vec<HashMap<String, String>>,
    /// How often the key set was read.
    pub(crate) key_reads: usize,
    pub(crate) refreshes: usize,
}

impl Issuer {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let url = format!("http://{address}");
        let state = Arc::new(Mutex::new(Book {
            url: url.clone(),
            fault: Fault::None,
            acr: "urn:yimen:acr:L2.A1",
            signed_in: Some("person-1"),
            key: new_key(),
            kid: "first".into(),
            codes: HashMap::new(),
            asked: Vec::new(),
            departures: Vec::new(),
            key_reads: 0,
            refreshes: 0,
        }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(jwks))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .route("/userinfo", get(user_info))
            .route("/end", get(end_session))
            .with_state(Arc::clone(&state));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, state, server }
    }

    pub(crate) fn book(&self) -> MutexGuard<'_, Book> {
        self.state.lock().unwrap()
    }

    /// Signs with a new key from now on and publishes that key alone.
    pub(crate) fn rotate(&self, kid: &str) {
        let mut book = self.book();
        book.key = new_key();
        book.kid = kid.into();
    }

    /// A logout token for the session the platform has, changed as the test likes.
    pub(crate) fn logout_token(&self, change: impl FnOnce(&mut Map<String, Value>)) -> String {
        let book = self.book();
        let mut claims = json!({ "iss": book.url, "aud": CLIENT, "iat": NOW, "exp": NOW + 120, "jti": "j1",
            "sid": "session-1", "sub": "person-1", "events": { EVENT: {} } });
        change(claims.as_object_mut().unwrap());
        book.sign("logout+jwt", &claims)
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.server.abort();
    }
}

type Shared = State<Arc<Mutex<Book>>>;

impl Book {
    fn sign(&self, typ: &str, claims: &Value) -> String {
        sign_with(&self.key, &json!({ "alg": "ES256", "kid": self.kid, "typ": typ }), claims)
    }

    fn id_token(&self, nonce: Option<&str>, access_token: &str) -> String {
        let hash = digest(&SHA256, access_token.as_bytes());
        let mut claims = json!({ "iss": self.url, "aud": CLIENT, "sub": "person-1", "sid": "session-1", "iat": NOW,
            "exp": NOW + 300, "auth_time": NOW, "acr": self.acr, "amr": ["pwd"], "name": "安娜 <b>",
            "at_hash": URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16]) });
        if let Some(nonce) = nonce {
            claims["nonce"] = json!(nonce);
        }
        match self.fault {
            Fault::Nonce => claims["nonce"] = json!("another"),
            Fault::Audience => claims["aud"] = json!([CLIENT, "another"]),
            Fault::Issuer => claims["iss"] = json!("http://127.0.0.1:1"),
            Fault::Expired => claims["exp"] = json!(NOW - 1),
            Fault::IssuedAhead => claims["iat"] = json!(NOW + 3600),
            Fault::AccessTokenHash => claims["at_hash"] = json!("AAAAAAAAAAAAAAAAAAAAAA"),
            Fault::Party => claims["azp"] = json!("another"),
            Fault::OldLogin => claims["auth_time"] = json!(NOW - 3600),
            Fault::RefreshOfAnother if nonce.is_none() => claims["sub"] = json!("person-2"),
            Fault::RefreshOfAnother
            | Fault::None
            | Fault::IssMissing
            | Fault::IssOfAnother
            | Fault::SignedByAnother
            | Fault::NoIdToken
            | Fault::InvalidGrant
            | Fault::UserInfoOfAnother => {}
        }
        if self.fault == Fault::SignedByAnother {
            return sign_with(&new_key(), &json!({ "alg": "ES256", "kid": self.kid }), &claims);
        }
        self.sign("JWT", &claims)
    }
}

async fn discovery(State(state): Shared) -> Response {
    let url = state.lock().unwrap().url.clone();
    Json(json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"),
        "userinfo_endpoint": format!("{url}/userinfo"),
        "end_session_endpoint": format!("{url}/end"),
        "jwks_uri": format!("{url}/jwks"),
        "scopes_supported": ["openid", "profile"],
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "authorization_response_iss_parameter_supported": true,
    }))
    .into_response()
}

async fn jwks(State(state): Shared) -> Response {
    let mut book = state.lock().unwrap();
    book.key_reads += 1;
    let point = book.key.public_key().as_ref();
    let key = json!({ "kty": "EC", "crv": "P-256", "kid": book.kid, "use": "sig", "alg": "ES256",
        "x": URL_SAFE_NO_PAD.encode(&point[1..33]), "y": URL_SAFE_NO_PAD.encode(&point[33..]) });
    Json(json!({ "keys": [key, { "kty": "AKP", "alg": "ML-DSA-65", "pub": "AA" }] })).into_response()
}

async fn authorize(State(state): Shared, Query(asked): Query<HashMap<String, String>>) -> Redirect {
    let mut book = state.lock().unwrap();
    assert_eq!(asked["response_type"], "code");
    assert_eq!(asked["code_challenge_method"], "S256");
    let mut back = url::Url::parse(&asked["redirect_uri"]).unwrap();
    {
        let mut pairs = back.query_pairs_mut();
        pairs.append_pair("state", &asked["state"]);
        if book.fault != Fault::IssMissing {
            let iss =
                if book.fault == Fault::IssOfAnother { "http://127.0.0.1:1" } else { book.url.as_str() };
            pairs.append_pair("iss", iss);
        }
        if book.signed_in.is_none() {
            pairs.append_pair("error", "login_required");
        } else if asked.get("prompt").is_some_and(|prompt| prompt == "consent") {
            pairs.append_pair("error", "access_denied");
            pairs.append_pair("error_description", "<i>no</i>");
        } else {
            let code = format!("code-{}", book.asked.len());
            pairs.append_pair("code", &code);
            book.codes.insert(code, asked.clone());
        }
    }
    book.asked.push(asked);
    Redirect::to(back.as_str())
}

async fn token(State(state): Shared, headers: HeaderMap, RawForm(form): RawForm) -> Response {
    let mut book = state.lock().unwrap();
    let form: HashMap<String, String> = form_urlencoded::parse(&form).into_owned().collect();
    // RFC 6749 section 2.3.1: identifier and secret are form-encoded before they go into the header.
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let expected = STANDARD.encode(format!("{}:{}", encode(CLIENT), encode(SECRET)));
    if headers["authorization"] != format!("Basic {expected}").as_str() {
        return error(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    if book.fault == Fault::InvalidGrant {
        return error(StatusCode::BAD_REQUEST, "invalid_grant");
    }
    let nonce = match form["grant_type"].as_str() {
        "authorization_code" => {
            let Some(asked) = book.codes.remove(&form["code"]) else {
                return error(StatusCode::BAD_REQUEST, "invalid_grant");
            };
            let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, form["code_verifier"].as_bytes()));
            assert_eq!(
                (challenge, &form["redirect_uri"]),
                (asked["code_challenge"].clone(), &asked["redirect_uri"])
            );
            Some(asked["nonce"].clone())
        }
        _ => {
            assert_eq!(form["refresh_token"], format!("refresh-{}", book.refreshes));
            book.refreshes += 1;
            None
        }
    };
    let access_token = format!("access-{}", book.refreshes);
    let mut answer = json!({ "access_token": access_token, "token_type": "Bearer", "expires_in": 300,
        "refresh_token": format!("refresh-{}", book.refreshes) });
    if book.fault != Fault::NoIdToken {
        answer["id_token"] = json!(book.id_token(nonce.as_deref(), &access_token));
    }
    Json(answer).into_response()
}

async fn user_info(State(state): Shared, headers: HeaderMap) -> Response {
    let book = state.lock().unwrap();
    if headers["authorization"] != format!("Bearer access-{}", book.refreshes).as_str() {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let sub = if book.fault == Fault::UserInfoOfAnother { "person-2" } else { "person-1" };
    Json(json!({ "sub": sub, "name": "安娜", "ial": 2 })).into_response()
}

async fn end_session(State(state): Shared, Query(asked): Query<HashMap<String, String>>) -> Redirect {
    let mut book = state.lock().unwrap();
    let mut back = url::Url::parse(&asked["post_logout_redirect_uri"]).unwrap();
    back.query_pairs_mut().append_pair("state", &asked["state"]);
    book.signed_in = None;
    book.departures.push(asked);
    Redirect::to(back.as_str())
}

fn error(status: StatusCode, code: &str) -> Response {
    (status, Json(json!({ "error": code, "error_description": "told to" }))).into_response()
}

fn new_key() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap()
}

fn sign_with(key: &EcdsaKeyPair, header: &Value, claims: &Value) -> String {
    let input = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header.to_string()),
        URL_SAFE_NO_PAD.encode(claims.to_string())
    );
    let signature = key.sign(&SystemRandom::new(), input.as_bytes()).unwrap();
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
}
