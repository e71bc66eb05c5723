//! A relying party written for tests: it can do everything right, and every single thing wrong.

use std::sync::Arc;

use http::Method;
use serde_json::{Value, json};

use crate::ask::Ask;
use crate::assertion::TestKey;
use crate::call::{Call, Reply};
use crate::node::Node;
use crate::tokens::Tokens;
use crate::world::Surroundings;

/// RFC 7523 section 2.2.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How a party proves itself.
#[derive(Clone)]
pub enum Proof {
    /// Not at all.
    None,
    /// A secret in the Authorization header.
    Basic(String),
    /// A secret in the body.
    Post(String),
    /// Assertions by a key.
    Key(Arc<TestKey>),
}

/// A client of the service at one of its nodes.
#[derive(Clone)]
pub struct RelyingParty {
    id: String,
    redirect_uri: String,
    proof: Proof,
    issuer: String,
    base: String,
    surroundings: Arc<Surroundings>,
}

impl RelyingParty {
    pub(crate) fn new(node: &Node, id: &str, redirect_uri: String, proof: Proof) -> Self {
        Self {
            id: id.to_owned(),
            redirect_uri,
            proof,
            issuer: node.issuer().to_owned(),
            base: node.url(""),
            surroundings: node.surroundings(),
        }
    }

    /// The same party at another node.
    #[must_use]
    pub fn at(&self, node: &Node) -> Self {
        Self { base: node.url(""), ..self.clone() }
    }

    /// The same party with another proof.
    #[must_use]
    pub fn proving(&self, proof: Proof) -> Self {
        Self { proof, ..self.clone() }
    }

    /// The same party with another of its redirect URIs.
    #[must_use]
    pub fn returning_to(&self, redirect_uri: &str) -> Self {
        Self { redirect_uri: redirect_uri.to_owned(), ..self.clone() }
    }

    /// Its client identifier.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Where its codes go.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// The secret it has.
    pub fn secret(&self) -> &str {
        match &self.proof {
            Proof::Basic(secret) | Proof::Post(secret) => secret,
            Proof::None | Proof::Key(_) => panic!("{} has no secret", self.id),
        }
    }

    /// The key it has.
    pub fn key(&self) -> &TestKey {
        match &self.proof {
            Proof::Key(key) => key,
            Proof::None | Proof::Basic(_) | Proof::Post(_) => panic!("{} has no key", self.id),
        }
    }

    /// A sound authorization request.
    pub fn ask(&self) -> Ask {
        Ask::new(self)
    }

    /// The claims of a sound assertion.
    pub fn assertion_claims(&self) -> Value {
        let now = self.now_seconds();
        json!({
            "iss": self.id, "sub": self.id, "aud": self.issuer,
            "iat": now, "exp": now + 60, "jti": self.node_fresh(),
        })
    }

    /// Sends a form to a path, with the party's proof.
    pub async fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Reply {
        let assertion = match &self.proof {
            Proof::Key(key) => key.sign(&self.assertion_claims()),
            Proof::None | Proof::Basic(_) | Proof::Post(_) => String::new(),
        };
        let mut pairs = pairs.to_vec();
        match &self.proof {
            Proof::Basic(secret) => return self.send(Call::post(path, &pairs).basic(&self.id, secret)).await,
            Proof::None => pairs.push(("client_id", &self.id)),
            Proof::Post(secret) => pairs.extend([("client_id", self.id.as_str()), ("client_secret", secret)]),
            Proof::Key(_) => {
                pairs.extend([
                    ("client_assertion_type", JWT_BEARER),
                    ("client_assertion", assertion.as_str()),
                ]);
            }
        }
        self.send(Call::post(path, &pairs)).await
    }

    /// Sends a form with an assertion of the test's making.
    pub async fn post_asserting(&self, path: &str, pairs: &[(&str, &str)], assertion: &str) -> Reply {
        let proof = [("client_assertion_type", JWT_BEARER), ("client_assertion", assertion)];
        self.send(Call::post(path, &[pairs, &proof].concat())).await
    }

    /// Redeems a code as the party that asked for it.
    pub async fn redeem(&self, ask: &Ask, code: &str) -> Reply {
        self.post("/token", &self.redemption(ask, code)).await
    }

    /// The parameters that redeem a code.
    pub fn redemption<'a>(&'a self, ask: &'a Ask, code: &'a str) -> [(&'a str, &'a str); 4] {
        [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", ask.verifier()),
        ]
    }

    /// Redeems a code and checks all that came of it.
    pub async fn tokens(&self, ask: &Ask, code: &str) -> Tokens {
        Tokens::read(self, &self.redeem(ask, code).await, ask.value("nonce")).await
    }

    /// Asks for the next tokens.
    pub async fn refresh(&self, refresh_token: &str) -> Reply {
        self.post("/token", &[("grant_type", "refresh_token"), ("refresh_token", refresh_token)]).await
    }

    /// Asks for the next tokens and checks them.
    pub async fn refreshed(&self, refresh_token: &str) -> Tokens {
        Tokens::read(self, &self.refresh(refresh_token).await, None).await
    }

    /// What the service says of a token.
    pub async fn introspect(&self, token: &str) -> Value {
        self.post("/introspect", &[("token", token)]).await.json()
    }

    /// Gives a token back.
    pub async fn revoke(&self, token: &str) -> Reply {
        self.post("/revoke", &[("token", token)]).await
    }

    /// Asks for the claims behind an access token.
    pub async fn userinfo(&self, access_token: &str) -> Reply {
        self.send(Call::get("/userinfo").bearer(access_token)).await
    }

    /// Pushes a request and returns its reference.
    pub async fn push(&self, ask: &Ask) -> Reply {
        self.post("/par", &ask.pairs()).await
    }

    /// The address a browser is sent to with a pushed request.
    pub fn pushed_url(&self, request_uri: &str) -> String {
        let pairs = [("client_id", self.id.as_str()), ("request_uri", request_uri)];
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.url(&format!("/authorize?{query}"))
    }

    /// The URL of a path at the party's node.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Sends a request to the party's node.
    pub async fn send(&self, call: Call) -> Reply {
        self.surroundings.wire.send(call, &self.base).await
    }

    /// Sends a request without a body.
    pub async fn call(&self, method: Method, path: &str) -> Reply {
        self.send(Call::new(method, path)).await
    }

    /// The issuer it believes in.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    pub(crate) fn now_seconds(&self) -> i64 {
        base::Clock::now(&*self.surroundings.clock).seconds()
    }

    pub(crate) fn node_fresh(&self) -> String {
        use base64::Engine as _;
        let mut bytes = [0_u8; 32];
        self.surroundings.chance.fill(&mut bytes);
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
    }
}
