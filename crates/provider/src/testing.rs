//! A provider's other side for tests: keys made by the test, a caller that answers what it is told to.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, OnceLock};

use base::{Secret, Time};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use evidence::document::DocumentType;
use evidence::kind::EvidenceKind;
use futures_util::future::BoxFuture;
use proto::jose::{Algorithm, Curve, Jwk, PublicKey, VerifyingKey};
use rand::SeedableRng;
use ring::rand::SystemRandom;
use ring::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaKeyPair, RsaPublicKeyComponents};
use rsa::pkcs1::EncodeRsaPrivateKey;
use serde_json::Value;

use crate::call::{Answer, Call, Caller, Trouble};
use crate::dialect::{Ask, Factors, Open, Subject};
use crate::notified::{Delivery, TheirKey};

/// The present of all tests.
pub(crate) const NOW: i64 = 1_790_000_000;
pub(crate) const ISSUER: &str = "https://id.example";
pub(crate) const SEQ: &str = "00112233445566778899aabbccddeeff";
/// Of the vectors of GB 11643; nobody's.
pub(crate) const NUMBER: &str = "11010519491231002X";
pub(crate) const NAME: &str = "演示甲";

/// A private key of one test.
pub(crate) enum TestKey {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl TestKey {
    /// The RSA key of every test that needs one, 2048 bits: made once, since that is slow.
    pub(crate) fn rsa() -> Self {
        static DER: OnceLock<Vec<u8>> = OnceLock::new();
        Self::from_rsa_der(DER.get_or_init(|| new_rsa_der(1)))
    }

    /// Another RSA key: that of a stranger, or the next in a rotation.
    pub(crate) fn other_rsa() -> Self {
        static DER: OnceLock<Vec<u8>> = OnceLock::new();
        Self::from_rsa_der(DER.get_or_init(|| new_rsa_der(2)))
    }

    fn from_rsa_der(der: &[u8]) -> Self {
        Self::Rsa(RsaKeyPair::from_der(der).unwrap())
    }

    /// A new P-256 key.
    pub(crate) fn ec() -> Self {
        let random = SystemRandom::new();
        let scheme = &signature::ECDSA_P256_SHA256_FIXED_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(scheme, &random).unwrap();
        Self::Ec(EcdsaKeyPair::from_pkcs8(scheme, pkcs8.as_ref(), &random).unwrap())
    }

    /// A new Ed25519 key.
    pub(crate) fn ed25519() -> Self {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self::Ed25519(Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap())
    }

    /// The public key under a name, as a provider registers it.
    pub(crate) fn public(&self, kid: &str) -> TheirKey {
        let key = match self {
            Self::Ec(key) => {
                let (x, y) = key.public_key().as_ref()[1..].split_at(32);
                PublicKey::Ec { crv: Curve::P256, x: x.to_vec(), y: y.to_vec() }
            }
            Self::Ed25519(key) => PublicKey::Ed25519 { x: key.public_key().as_ref().to_vec() },
            Self::Rsa(key) => {
                let RsaPublicKeyComponents { n, e } = RsaPublicKeyComponents::<Vec<u8>>::from(key.public());
                PublicKey::Rsa { n, e }
            }
        };
        let jwk = Jwk { key, kid: Some(kid.to_owned()), alg: None, key_use: None, key_ops: Vec::new() };
        TheirKey { kid: kid.to_owned(), key: VerifyingKey::from_jwk(&jwk).unwrap() }
    }

    /// RS256 or PS256 with an RSA key; the other kinds have one algorithm.
    pub(crate) fn sign(&self, algorithm: Algorithm, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Ec(key) => key.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::Ed25519(key) => key.sign(message).as_ref().to_vec(),
            Self::Rsa(key) => {
                let scheme: &'static dyn signature::RsaEncoding = if algorithm == Algorithm::PS256 {
                    &signature::RSA_PSS_SHA256
                } else {
                    &signature::RSA_PKCS1_SHA256
                };
                let mut proof = vec![0; key.public().modulus_len()];
                key.sign(scheme, &random, message, &mut proof).unwrap();
                proof
            }
        }
    }

    /// The RSA2 signature of a text, base64.
    pub(crate) fn rsa2(&self, message: &str) -> String {
        STANDARD.encode(self.sign(Algorithm::RS256, message.as_bytes()))
    }

    /// A compact JWS with this header, as given, over these claims.
    pub(crate) fn jws(&self, algorithm: Algorithm, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let input = format!("{}.{}", part(header), part(claims));
        let proof = self.sign(algorithm, input.as_bytes());
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(proof))
    }
}

fn new_rsa_der(seed: u64) -> Vec<u8> {
    let mut rng = rand::rngs::StdRng::seed_from_u64(seed);
    rsa::RsaPrivateKey::new(&mut rng, 2048).unwrap().to_pkcs1_der().unwrap().as_bytes().to_vec()
}

/// A caller that answers what it was given, in order, and remembers what it was asked.
pub(crate) struct FakeCaller {
    now: Time,
    answers: Mutex<VecDeque<Result<Answer, Trouble>>>,
    calls: Mutex<Vec<Call>>,
    our_key: Option<TestKey>,
    secrets: HashMap<String, String>,
    their_keys: Vec<TheirKey>,
}

impl FakeCaller {
    /// With an RSA key of ours, no secrets and no keys of theirs.
    pub(crate) fn new() -> Self {
        Self {
            now: Time::from_seconds(NOW),
            answers: Mutex::default(),
            calls: Mutex::default(),
            our_key: Some(TestKey::rsa()),
            secrets: HashMap::new(),
            their_keys: Vec::new(),
        }
    }

    /// Without a key of ours.
    pub(crate) fn without_our_key(mut self) -> Self {
        self.our_key = None;
        self
    }

    pub(crate) fn at(mut self, now: Time) -> Self {
        self.now = now;
        self
    }

    pub(crate) fn secret(mut self, name: &str, value: &str) -> Self {
        self.secrets.insert(name.to_owned(), value.to_owned());
        self
    }

    pub(crate) fn trusting(mut self, key: TheirKey) -> Self {
        self.their_keys.push(key);
        self
    }

    /// The next call is answered so.
    pub(crate) fn answering(self, status: u16, body: impl Into<Vec<u8>>) -> Self {
        self.answers.lock().unwrap().push_back(Ok(Answer { status, body: body.into() }));
        self
    }

    /// The next call fails so.
    pub(crate) fn failing(self, trouble: Trouble) -> Self {
        self.answers.lock().unwrap().push_back(Err(trouble));
        self
    }

    /// What was sent, in order.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    /// The one call that was made.
    pub(crate) fn only_call(&self) -> Call {
        let [call] = <[Call; 1]>::try_from(self.calls()).expect("one call");
        call
    }
}

impl Caller for FakeCaller {
    fn now(&self) -> Time {
        self.now
    }

    fn send(&self, call: Call) -> BoxFuture<'_, Result<Answer, Trouble>> {
        self.calls.lock().unwrap().push(call);
        let answer = self.answers.lock().unwrap().pop_front();
        Box::pin(async move { answer.expect("an answer was prepared for this call") })
    }

    fn sign_rs256(&self, message: &[u8]) -> Result<Vec<u8>, Trouble> {
        let key = self.our_key.as_ref().ok_or_else(|| Trouble::NotSetUp("no key".to_owned()))?;
        Ok(key.sign(Algorithm::RS256, message))
    }

    /// The type and the claims side by side: what tests look at.
    fn sign_jws(&self, typ: &str, claims: &Value) -> Result<String, Trouble> {
        Ok(serde_json::json!({ "typ": typ, "claims": claims }).to_string())
    }

    fn secret(&self, name: &str) -> Option<Secret<String>> {
        self.secrets.get(name).map(|value| Secret::from(value.as_str()))
    }

    fn their_keys(&self) -> &[TheirKey] {
        &self.their_keys
    }

    fn issuer(&self) -> &str {
        ISSUER
    }

    fn nonce(&self) -> String {
        "0f".repeat(16)
    }
}

/// An ask about the person of all tests, with every factor.
pub(crate) fn ask(kind: EvidenceKind) -> Ask {
    Ask {
        seq: SEQ.to_owned(),
        subject: Subject {
            document: DocumentType::ResidentId,
            number: NUMBER.to_owned(),
            name: NAME.to_owned(),
        },
        factors: Factors {
            phone: Some("13800000000".to_owned()),
            bank_card: Some("6222020000000000000".to_owned()),
            openid: Some("o-demo-1".to_owned()),
        },
        kind,
        return_url: format!("{ISSUER}/verify/return/{SEQ}").parse().unwrap(),
        notify_url: format!("{ISSUER}/providers/demo/callback").parse().unwrap(),
        expires_at: Time::from_seconds(NOW + 1800),
    }
}

/// The same, under way.
pub(crate) fn open(kind: EvidenceKind, reference: &str) -> Open {
    Open { ask: ask(kind), reference: reference.to_owned(), voucher: None }
}

/// A callback that arrived now.
pub(crate) fn delivery<'a>(content_type: &'a str, body: &'a [u8], keys: &'a [TheirKey]) -> Delivery<'a> {
    Delivery { content_type: Some(content_type), body, keys, audience: ISSUER, now: Time::from_seconds(NOW) }
}

/// Runs a future that never waits for anything.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    futures_util::FutureExt::now_or_never(future).expect("nothing to wait for")
}
