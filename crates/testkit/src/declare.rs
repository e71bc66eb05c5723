//! Platforms, clients and people declared through the ordinary services.

use std::sync::Arc;
use std::time::Duration;

use proto::client::LoopbackHttp;
use serde_json::{Value, json};
use store::client::ClientStatus;
use yimen::account::AccountFile;
use yimen::client::ClientFile;

use crate::assertion::TestKey;
use crate::journey::Person;
use crate::node::{Node, held};
use crate::party::{Proof, RelyingParty};

/// The last part of a party's redirect URI, after its id.
pub const RETURN_PATH: &str = "/back";

const WHO: &str = "test";
const PASSWORD: &str = "a long enough password";

impl Node {
    pub(crate) async fn declare_platforms(&self) {
        self.apply(json!({ "platform": [
            { "id": "lakeside", "names": { "zh-Hans": "湖滨市", "en": "Lakeside" }, "division_code": "330100" },
            { "id": "hillside", "names": { "zh-Hans": "山麓市", "en": "Hillside" }, "division_code": "510100" },
        ]}))
        .await;
    }

    /// Declares a client and hands out its relying party. `changes` are laid over a confidential web client of the
    /// east with a code and refresh grant that need not ask for consent; a null takes a member away.
    pub async fn party(&self, id: &str, changes: Value) -> RelyingParty {
        let key = Arc::new(TestKey::new("first"));
        let mut record = self.usual_client(id);
        overlay(&mut record, changes);
        let by_key = record.get("token_endpoint_auth_method") == Some(&json!("private_key_jwt"));
        if by_key && record.get("jwks_uri").is_none() && record.get("jwks").is_none() {
            overlay(&mut record, json!({ "jwks": { "keys": [key.public_jwk()] } }));
        }
        let redirect =
            record.pointer("/redirect_uris/0").and_then(Value::as_str).unwrap_or_default().to_owned();
        let method =
            record.get("token_endpoint_auth_method").and_then(Value::as_str).unwrap_or_default().to_owned();
        self.apply(json!({ "client": [record] })).await;
        let proof = match method.as_str() {
            "client_secret_basic" => Proof::Basic(self.new_secret(id).await),
            "client_secret_post" => Proof::Post(self.new_secret(id).await),
            "private_key_jwt" => Proof::Key(key),
            _ => Proof::None,
        };
        RelyingParty::new(self, id, redirect, proof)
    }

    /// Changes the record of a client declared before.
    pub async fn redeclare(&self, id: &str, changes: Value) {
        let client = self.app.clients.find_any(id).expect("a client of that name");
        let mut record = serde_json::to_value(&client.metadata).expect("a record");
        overlay(&mut record, changes);
        self.apply(json!({ "client": [record] })).await;
    }

    /// Enables or disables a client.
    pub async fn set_client(&self, id: &str, status: ClientStatus) {
        assert!(held(self.app.clients.set_client_status(id, status, WHO).await), "no client {id}");
        self.catch_up().await;
    }

    /// A new secret of a client; the ones before it end at once.
    pub async fn new_secret(&self, id: &str) -> String {
        let secret = held(self.app.clients.rotate_secret(id, Duration::ZERO, WHO).await);
        self.catch_up().await;
        secret.text.expose().clone()
    }

    /// Opens an account.
    pub async fn person(&self, username: &str) -> Person {
        self.person_with(username, json!({})).await
    }

    /// Opens an account whose declaration differs from the usual one; a null takes a member away.
    pub async fn person_with(&self, username: &str, changes: Value) -> Person {
        let mut account = json!({
            "username": username,
            "name": format!("{username} 某"),
            "email": format!("{username}@mail.example"),
            "birthdate": "1990-01-02",
            "password": PASSWORD,
        });
        overlay(&mut account, changes);
        let file: AccountFile = read(json!({ "account": [account] }));
        assert_eq!(self.app.accounts.check_file(&file), Vec::<String>::new());
        let written = held(self.app.accounts.import(&file, WHO).await);
        assert_eq!(written, [username], "the name is taken");
        Person { username: username.to_owned(), password: PASSWORD.to_owned() }
    }

    /// What is wrong with a record laid over the usual one, by field.
    pub async fn client_problems(&self, id: &str, changes: Value) -> Vec<String> {
        let mut record = self.usual_client(id);
        overlay(&mut record, changes);
        let file: ClientFile = read(json!({ "client": [record] }));
        let problems = self.app.clients.check_file(&file, LoopbackHttp::Allowed).await;
        problems.into_iter().map(|problem| problem.field).collect()
    }

    fn usual_client(&self, id: &str) -> Value {
        let purpose = json!({ "legal_basis": "a test", "purpose": "to be tested" });
        json!({
            "client_id": id,
            "platform": "lakeside",
            "client_name": format!("Service {id}"),
            "redirect_uris": [self.outside().east(&format!("/{id}{RETURN_PATH}"))],
            "post_logout_redirect_uris": [self.outside().east(&format!("/{id}/left"))],
            "backchannel_logout_uri": self.outside().east(&format!("/{id}/logout")),
            "grant_types": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_method": "client_secret_basic",
            "scope": "openid profile email offline_access",
            "allowed_claims": {
                "name": purpose, "preferred_username": purpose, "birthdate": purpose, "email": purpose,
            },
            "consent": "implicit",
        })
    }

    async fn apply(&self, file: Value) {
        let file: ClientFile = read(file);
        let problems = self.app.clients.check_file(&file, LoopbackHttp::Allowed).await;
        assert_eq!(problems, [], "the declaration is sound");
        held(self.app.clients.apply(&file, WHO).await);
    }
}

fn read<T: serde::de::DeserializeOwned>(file: Value) -> T {
    serde_json::from_value(file).unwrap_or_else(|error| panic!("the declaration cannot be read: {error}"))
}

fn overlay(record: &mut Value, changes: Value) {
    let (Some(record), Value::Object(changes)) = (record.as_object_mut(), changes) else {
        panic!("records and changes are objects");
    };
    for (name, value) in changes {
        match value {
            Value::Null => drop(record.remove(&name)),
            value @ (Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_)) => {
                drop(record.insert(name, value));
            }
        }
    }
}
