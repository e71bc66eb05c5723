//! What programs are told of the demonstration: `demo.json` for the tests with a stock client library and in a
//! browser, `conformance.toml` for the black-box suite. Both hold secrets, so only their owner may read them.

use std::collections::BTreeMap;

use base::{Fault, Secret};
use proto::client::ClientMetadata;
use serde_json::{Map, Value, json};

use super::clients::ClientKeys;
use super::files::write_private;
use super::layout::Layout;
use super::people::Person;
use super::region::Region;

/// Uses of clients as `demo.json` names them.
const PEERS: [(&str, &str); 5] = [
    ("confidential", "peer-confidential"),
    ("public", "peer-public"),
    ("signing", "peer-signing"),
    ("pushed", "peer-pushed"),
    ("service", "peer-service"),
];
/// Roles of clients as the suite names them.
const ROLES: [(&str, &str); 7] = [
    ("main", "suite-main"),
    ("second", "suite-second"),
    ("public", "suite-public"),
    ("post", "suite-post"),
    ("assertion", "suite-assertion"),
    ("pkce_exempt", "suite-pkce-exempt"),
    ("rs256", "suite-rs256"),
];
/// What a client of the suite asks for in ordinary requests. Every one of them is registered for it.
const USUAL_SCOPE: &str = "openid profile";
/// Seconds the suite waits for a logout notice.
const PATIENCE: u64 = 15;

/// All there is to tell.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) clients: Vec<ClientMetadata>,
    pub(super) secrets: BTreeMap<String, Secret<String>>,
    pub(super) keys: ClientKeys,
    pub(super) people: Vec<Person>,
    /// Seconds during which a refresh may be repeated.
    pub(super) refresh_grace: u64,
}

impl Facts {
    /// Writes both files.
    pub(super) fn write(&self, layout: &Layout) -> Result<(), Fault> {
        let json = serde_json::to_string_pretty(&self.json(layout)?);
        let json = json.map_err(|error| Fault::caused("demo.json cannot be written", error))?;
        write_private(&layout.facts_file(), &json)?;
        let toml = toml::to_string(&self.conformance(layout)?);
        let toml = toml.map_err(|error| Fault::caused("conformance.toml cannot be written", error))?;
        write_private(&layout.conformance_file(), &toml)
    }

    /// What a person at the terminal may want as JSON: no secret but the passwords of people who do not exist.
    pub(super) fn summary(&self, layout: &Layout) -> Value {
        json!({
            "issuer": layout.issuer(),
            "admin": format!("http://{}", layout.admin()),
            "ops": format!("http://{}", layout.ops()),
            "messages": layout.messages_url(),
            "providers": layout.providers_url(),
            "config": layout.config_file(),
            "platforms": Region::ALL.map(|region| platform(layout, region)),
            "people": self.people.iter().map(person).collect::<Vec<_>>(),
        })
    }

    fn json(&self, layout: &Layout) -> Result<Value, Fault> {
        let mut facts = self.summary(layout);
        let mut clients = Map::new();
        for (used_for, id) in PEERS {
            clients.insert(used_for.to_owned(), Value::Object(self.client(id, "private_jwk")?));
        }
        if let Some(facts) = facts.as_object_mut() {
            facts.insert("person".to_owned(), person(self.somebody()?));
            facts.insert("clients".to_owned(), Value::Object(clients));
        }
        Ok(facts)
    }

    fn conformance(&self, layout: &Layout) -> Result<Value, Fault> {
        let somebody = self.somebody()?;
        let mut clients = Map::new();
        for (role, id) in ROLES {
            clients.insert(role.to_owned(), Value::Object(self.role(id)?));
        }
        Ok(json!({
            "person": { "username": somebody.username, "password": somebody.password.expose() },
            "listener": { "address": layout.suite().to_string(), "wait_seconds": PATIENCE },
            "expect": {
                "response_types": ["code"],
                "pkce": "required",
                "id_token_claims": ["at_hash", "auth_time", "acr", "amr", "sid"],
                "acr_values": crate::assurance::PASSWORD.to_string(),
                "subjects": "pairwise",
                "foreign_introspection": "inactive",
            },
            // Without offline_access a refresh token ends with its session, which is the stricter rule to hold us to.
            "refresh": {
                "scope": USUAL_SCOPE,
                "prompt": "",
                "narrower_scope": "openid",
                "replay_grace_seconds": self.refresh_grace,
                "after_logout": "refused",
            },
            "clients": clients,
        }))
    }

    /// A client as the suite reads it.
    fn role(&self, id: &str) -> Result<Map<String, Value>, Fault> {
        let metadata = self.metadata(id)?;
        let mut told = self.client(id, "private_key_jwk")?;
        let method = metadata.token_endpoint_auth_method.as_str();
        told.insert("auth_method".to_owned(), json!(method));
        told.insert("scope".to_owned(), json!(USUAL_SCOPE));
        let algorithm = metadata.id_token_signed_response_alg.as_str();
        told.insert("id_token_signed_response_alg".to_owned(), json!(algorithm));
        Ok(told)
    }

    fn client(&self, id: &str, name_of_key: &str) -> Result<Map<String, Value>, Fault> {
        let metadata = self.metadata(id)?;
        let members = [
            ("client_id", Some(json!(id))),
            ("client_secret", self.secrets.get(id).map(|secret| json!(secret.expose()))),
            ("redirect_uri", metadata.redirect_uris.first().map(|uri| json!(uri))),
            ("post_logout_redirect_uri", metadata.post_logout_redirect_uris.first().map(|uri| json!(uri))),
            ("backchannel_logout_uri", metadata.backchannel_logout_uri.as_ref().map(|uri| json!(uri))),
            (name_of_key, self.keys.get(id).map(|jwk| json!(jwk))),
        ];
        Ok(members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect())
    }

    fn metadata(&self, id: &str) -> Result<&ClientMetadata, Fault> {
        let found = self.clients.iter().find(|client| client.client_id == id);
        found.ok_or_else(|| Fault::new(format!("the demonstration has no client {id}")))
    }

    fn somebody(&self) -> Result<&Person, Fault> {
        self.people.first().ok_or_else(|| Fault::new("the demonstration has no people"))
    }
}

fn platform(layout: &Layout, region: Region) -> Value {
    json!({
        "url": layout.platform_url(region),
        "name": region.chinese(),
        "division_code": region.division_code(),
        "client_id": region.client_id(),
    })
}

fn person(person: &Person) -> Value {
    json!({
        "username": person.username,
        "name": person.name,
        "phone": person.phone,
        "password": person.password.expose(),
    })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::cli::demo::clients::{Cast, KEY_HOLDERS, file_text, has_secret};
    use crate::client::ClientFile;

    fn layout() -> Layout {
        Layout::new(PathBuf::from("x"), 8080)
    }

    fn facts() -> Facts {
        let key = |client: &str| (client.to_owned(), sandbox::ClientKey::generate().unwrap().private_jwk());
        let keys: ClientKeys = KEY_HOLDERS.into_iter().map(key).collect();
        let clients = toml::from_str::<ClientFile>(&file_text(&layout(), Cast::Usual, &keys)).unwrap().client;
        let secrets = clients.iter().filter(|client| has_secret(client));
        let secrets = secrets.map(|client| (client.client_id.clone(), Secret::from("s"))).collect();
        let somebody =
            Person { username: "demo-x", name: "x", phone: "10000000009", password: Secret::from("p") };
        Facts { clients, secrets, keys, people: vec![somebody], refresh_grace: 10 }
    }

    #[test]
    fn every_use_of_the_peer_tests_has_its_client() {
        let told = facts().json(&layout()).unwrap();
        let clients = &told["clients"];
        assert_eq!(clients["signing"]["private_jwk"]["kty"], "EC");
        assert!(clients["public"].get("client_secret").is_none());
        assert!(clients["service"]["client_secret"].is_string());
        assert!(clients["confidential"]["backchannel_logout_uri"].is_string());
        assert_eq!(told["platforms"].as_array().unwrap().len(), 2);
        assert_eq!(told["person"]["username"], "demo-x");
        assert_eq!(told["messages"], "http://127.0.0.1:8086");
    }

    #[test]
    fn settings_of_the_suite_name_every_role() {
        let text = toml::to_string(&facts().conformance(&layout()).unwrap()).unwrap();
        let told: toml::Table = text.parse().unwrap();
        let clients = told["clients"].as_table().unwrap();
        assert_eq!(clients.len(), ROLES.len());
        assert_eq!(clients["rs256"]["id_token_signed_response_alg"].as_str(), Some("RS256"));
        assert!(clients["assertion"]["private_key_jwk"].get("d").is_some());
        assert!(clients["main"]["client_secret"].as_str().is_some());
    }

    #[test]
    fn summary_for_the_terminal_holds_no_client_secret() {
        assert!(!facts().summary(&layout()).to_string().contains("client_secret"));
    }
}
