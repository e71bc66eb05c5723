//! The clients of the demonstration: written as an import file and declared as any import is.

use std::collections::BTreeMap;

use base::Fault;
use proto::client::{AuthMethod, ClientMetadata, LoopbackHttp};
use serde_json::{Map, Value};

use super::layout::Layout;
use super::region::Region;
use crate::app::App;
use crate::cli::CliError;
use crate::client::ClientFile;

/// Clients of every demonstration.
const CLIENTS: &str = include_str!("clients.toml");
/// The one more that a tour has.
const OBSERVER: &str = include_str!("observer.toml");
/// Who declares, for the audit log.
pub(super) const WHO: &str = "admin:demo";

/// Who takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cast {
    /// Platforms and test clients.
    Usual,
    /// And the client the tour looks on with.
    WithObserver,
}

/// Private JWKs by client.
pub(super) type ClientKeys = BTreeMap<String, Map<String, Value>>;

/// The ids of the clients that prove themselves with a key.
pub(super) const KEY_HOLDERS: [&str; 2] = ["suite-assertion", "peer-signing"];

/// The import file of this run.
pub(super) fn file_text(layout: &Layout, cast: Cast, keys: &ClientKeys) -> String {
    let mut text = CLIENTS.to_owned();
    if cast == Cast::WithObserver {
        text.push_str(OBSERVER);
    }
    let places = [
        ("{{hangzhou}}", layout.platform_url(Region::Hangzhou)),
        ("{{chengdu}}", layout.platform_url(Region::Chengdu)),
        ("{{suite}}", format!("http://{}", layout.suite())),
        ("{{suite-by-name}}", format!("http://localhost:{}", layout.suite().port())),
        ("{{peer}}", format!("http://{}", layout.peer())),
        ("{{observer}}", format!("http://{}", layout.observer())),
    ];
    for (name, value) in places {
        text = text.replace(name, &value);
    }
    for (client, jwk) in keys {
        text = text.replace(&format!("{{{{key:{client}}}}}"), &public_set(jwk));
    }
    text
}

/// Declares what the file says and returns the clients in it.
pub(super) async fn declare(app: &App, text: &str) -> Result<Vec<ClientMetadata>, CliError> {
    let file: ClientFile = toml::from_str(text)
        .map_err(|error| Fault::caused("the clients of the demonstration cannot be read", error))?;
    let problems = app.clients.check_file(&file, LoopbackHttp::Allowed).await;
    if !problems.is_empty() {
        let told: Vec<_> =
            problems.iter().map(|one| format!("{}: {}: {}", one.entry, one.field, one.reason)).collect();
        return Err(CliError::refused(told.join("; ")));
    }
    app.clients.apply(&file, WHO).await?;
    Ok(file.client)
}

/// Whether a client proves itself with a secret.
pub(super) const fn has_secret(client: &ClientMetadata) -> bool {
    match client.token_endpoint_auth_method {
        AuthMethod::ClientSecretBasic | AuthMethod::ClientSecretPost => true,
        AuthMethod::PrivateKeyJwt | AuthMethod::None => false,
    }
}

/// A key set with the public part of a key, as a value of TOML.
fn public_set(private: &Map<String, Value>) -> String {
    let members: Vec<_> = private
        .iter()
        .filter(|(name, _)| *name != "d")
        .filter_map(|(name, value)| Some(format!("{name} = \"{}\"", value.as_str()?)))
        .collect();
    format!("{{ keys = [{{ {} }}] }}", members.join(", "))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn keys() -> ClientKeys {
        let key = |client: &str| (client.to_owned(), sandbox::ClientKey::generate().unwrap().private_jwk());
        KEY_HOLDERS.into_iter().map(key).collect()
    }

    fn text(cast: Cast) -> String {
        file_text(&Layout::new(PathBuf::from("x"), 8080), cast, &keys())
    }

    fn clients(cast: Cast) -> Vec<ClientMetadata> {
        toml::from_str::<ClientFile>(&text(cast)).unwrap().client
    }

    #[test]
    fn every_declared_client_is_free_of_problems() {
        for client in clients(Cast::WithObserver) {
            assert_eq!(client.check(LoopbackHttp::Allowed), [], "{}", client.client_id);
        }
    }

    #[test]
    fn nothing_is_left_to_fill_in() {
        assert!(!text(Cast::WithObserver).contains("{{"));
    }

    #[test]
    fn import_file_holds_no_private_key() {
        let keys = keys();
        let text = file_text(&Layout::new(PathBuf::from("x"), 8080), Cast::Usual, &keys);
        for jwk in keys.values() {
            let member = |name: &str| jwk[name].as_str().unwrap().to_owned();
            assert!(text.contains(&member("x")) && !text.contains(&member("d")));
        }
    }

    #[test]
    fn observer_takes_part_in_tours_only() {
        let has = |cast| clients(cast).iter().any(|client| client.client_id == "tour-observer");
        assert!(has(Cast::WithObserver) && !has(Cast::Usual));
    }

    #[test]
    fn every_client_knows_people_under_names_of_its_own() {
        let mut sectors: Vec<_> =
            clients(Cast::Usual).iter().filter(|c| !c.redirect_uris.is_empty()).map(|c| c.sector()).collect();
        let all = sectors.len();
        sectors.sort_unstable();
        sectors.dedup();
        assert_eq!(sectors.len(), all);
    }

    #[test]
    fn each_region_has_its_client() {
        let clients = clients(Cast::Usual);
        for region in Region::ALL {
            assert!(clients.iter().any(|client| client.client_id == region.client_id()));
        }
    }
}
