//! What the suite is told: clients, a person, how the pages ask, and what is expected beyond the texts.
//!
//! Roles, not names, tell the cases which client to use; a role left out makes the cases that need it skip
//! themselves and say so.

use std::net::SocketAddr;
use std::path::Path;

use serde::Deserialize;

use crate::cli::CommandError;
use crate::jose::SigningKey;

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Who signs in.
    pub(crate) person: Person,
    /// How the pages ask.
    #[serde(default)]
    pub(crate) pages: Pages,
    /// Where the suite listens for what the provider sends by itself.
    #[serde(default)]
    pub(crate) listener: Listening,
    /// What is expected where the texts leave a choice.
    #[serde(default)]
    pub(crate) expect: Expect,
    /// How refresh tokens are asked for and kept.
    #[serde(default)]
    pub(crate) refresh: Refresh,
    /// Clients by role.
    pub(crate) clients: Clients,
}

/// An account at the provider.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Person {
    /// What goes in the field for the user name.
    pub(crate) username: String,
    /// What goes in the field for the password.
    pub(crate) password: String,
}

/// Names of form fields on the provider's pages.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Pages {
    /// Field for the user name.
    pub(crate) username_field: String,
    /// Field for the password.
    pub(crate) password_field: String,
    /// Control that marks the consent form.
    pub(crate) consent_field: String,
    /// Its value when the person agrees.
    pub(crate) consent_value: String,
    /// Its value when the person does not.
    pub(crate) refuse_value: String,
    /// Control that confirms signing out; empty when the first button of the form does.
    pub(crate) sign_out_field: String,
    /// Its value when the person wants to leave.
    pub(crate) sign_out_value: String,
}

impl Default for Pages {
    fn default() -> Self {
        Self {
            username_field: "username".to_owned(),
            password_field: "password".to_owned(),
            consent_field: "decision".to_owned(),
            consent_value: "allow".to_owned(),
            refuse_value: "deny".to_owned(),
            sign_out_field: String::new(),
            sign_out_value: String::new(),
        }
    }
}

/// The suite's own loopback listener.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Listening {
    /// Address and port.
    pub(crate) address: SocketAddr,
    /// Longest wait for a message the provider owes, in seconds.
    pub(crate) wait_seconds: u64,
}

impl Default for Listening {
    fn default() -> Self {
        Self { address: SocketAddr::from(([127, 0, 0, 1], 9650)), wait_seconds: 15 }
    }
}

/// Choices the texts leave open.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Expect {
    /// Response types discovery must list, no more and no less.
    pub(crate) response_types: Vec<String>,
    /// Whether a request without PKCE is refused.
    pub(crate) pkce: Pkce,
    /// ID token claims that must be there although the texts make them optional.
    pub(crate) id_token_claims: Vec<String>,
    /// `acr_values` to ask for; empty when the provider knows none.
    pub(crate) acr_values: String,
    /// Kind of subject the main and the second client get.
    pub(crate) subjects: Option<Subjects>,
    /// What introspection says of a token issued to another client.
    pub(crate) foreign_introspection: ForeignIntrospection,
}

impl Default for Expect {
    fn default() -> Self {
        Self {
            response_types: vec!["code".to_owned()],
            pkce: Pkce::Required,
            id_token_claims: Vec::new(),
            acr_values: String::new(),
            subjects: None,
            foreign_introspection: ForeignIntrospection::Inactive,
        }
    }
}

/// Whether PKCE is demanded of every client.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Pkce {
    /// A request without a challenge is refused.
    Required,
    /// Confidential clients may do without.
    Optional,
}

/// Kinds of subject identifier.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Subjects {
    /// Each sector sees another identifier.
    Pairwise,
    /// All clients see the same.
    Public,
}

/// What a client learns of another client's token.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ForeignIntrospection {
    /// Nothing: `{"active": false}`.
    Inactive,
    /// What its owner would.
    Active,
}

/// How refresh tokens behave here.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Refresh {
    /// Scope that brings a refresh token.
    pub(crate) scope: String,
    /// `prompt` to send with it; empty for none.
    pub(crate) prompt: String,
    /// A narrower scope to ask for when refreshing.
    pub(crate) narrower_scope: String,
    /// Seconds during which a lost answer may be asked for again with the old token.
    pub(crate) replay_grace_seconds: u64,
    /// What becomes of a refresh token when its session ends.
    pub(crate) after_logout: AfterLogout,
}

impl Default for Refresh {
    fn default() -> Self {
        Self {
            scope: "openid offline_access".to_owned(),
            prompt: "consent".to_owned(),
            narrower_scope: "openid".to_owned(),
            replay_grace_seconds: 0,
            after_logout: AfterLogout::Refused,
        }
    }
}

/// What becomes of a refresh token when its session ends.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AfterLogout {
    /// It is dead.
    Refused,
    /// It lives on, as offline access allows.
    Kept,
}

/// Clients by role.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Clients {
    /// Confidential, for everything that does not say otherwise.
    pub(crate) main: Client,
    /// Confidential, another party: takes codes and tokens that are not its own.
    pub(crate) second: Option<Client>,
    /// Without a secret (`none`).
    pub(crate) public: Option<Client>,
    /// Registered for `client_secret_post`.
    pub(crate) post: Option<Client>,
    /// Registered for `private_key_jwt`.
    pub(crate) assertion: Option<Client>,
    /// Confidential and exempt from PKCE.
    pub(crate) pkce_exempt: Option<Client>,
    /// Registered for RS256 ID tokens.
    pub(crate) rs256: Option<Client>,
}

/// A client as registered at the provider.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Client {
    /// Client identifier.
    pub(crate) client_id: String,
    /// Secret, for the two secret methods.
    pub(crate) client_secret: Option<String>,
    /// Registered authentication method.
    #[serde(default)]
    pub(crate) auth_method: AuthMethod,
    /// Registered redirect URI; the suite never visits it.
    pub(crate) redirect_uri: String,
    /// Registered place to return to after signing out.
    pub(crate) post_logout_redirect_uri: Option<String>,
    /// Registered back-channel logout URI, when it is the suite's own listener.
    pub(crate) backchannel_logout_uri: Option<String>,
    /// Scope of ordinary requests.
    #[serde(default = "openid")]
    pub(crate) scope: String,
    /// Registered ID token algorithm.
    pub(crate) id_token_signed_response_alg: Option<String>,
    /// Private key for assertions: a JWK.
    private_key_jwk: Option<serde_json::Map<String, serde_json::Value>>,
    /// Private key for assertions: a PKCS#8 PEM file, relative to the settings.
    private_key_file: Option<String>,
    /// `kid` to send with a PEM key.
    private_key_id: Option<String>,
    #[serde(skip)]
    key: Option<SigningKey>,
}

fn openid() -> String {
    "openid".to_owned()
}

/// Ways a client proves itself at the token endpoint.
#[derive(Deserialize, Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) enum AuthMethod {
    /// HTTP Basic.
    #[default]
    #[serde(rename = "client_secret_basic")]
    SecretBasic,
    /// Secret in the body.
    #[serde(rename = "client_secret_post")]
    SecretPost,
    /// Signed assertion.
    #[serde(rename = "private_key_jwt")]
    PrivateKeyJwt,
    /// Nothing to prove.
    #[serde(rename = "none")]
    None,
}

impl AuthMethod {
    /// The registered name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SecretBasic => "client_secret_basic",
            Self::SecretPost => "client_secret_post",
            Self::PrivateKeyJwt => "private_key_jwt",
            Self::None => "none",
        }
    }
}

impl Client {
    /// The key the client signs assertions with.
    pub(crate) fn key(&self) -> Option<&SigningKey> {
        self.key.as_ref()
    }

    fn prepare(&mut self, folder: Option<&Path>) -> Result<(), CommandError> {
        self.key = match (&self.private_key_jwk, &self.private_key_file) {
            (Some(jwk), None) => Some(SigningKey::from_jwk(jwk).map_err(|e| self.problem(&e))?),
            (None, Some(file)) => Some(self.key_from_file(file, folder)?),
            (Some(_), Some(_)) => {
                return Err(self.problem("give private_key_jwk or private_key_file, not both"));
            }
            (None, None) => None,
        };
        let secret = self.client_secret.is_some();
        match self.auth_method {
            AuthMethod::SecretBasic | AuthMethod::SecretPost if !secret => {
                Err(self.problem("the method needs client_secret"))
            }
            AuthMethod::PrivateKeyJwt if self.key.is_none() => {
                Err(self.problem("the method needs private_key_jwk or private_key_file"))
            }
            AuthMethod::SecretBasic
            | AuthMethod::SecretPost
            | AuthMethod::PrivateKeyJwt
            | AuthMethod::None => Ok(()),
        }
    }

    fn key_from_file(&self, file: &str, folder: Option<&Path>) -> Result<SigningKey, CommandError> {
        let path = folder.unwrap_or(Path::new(".")).join(file);
        let pem = std::fs::read_to_string(&path)
            .map_err(|cause| CommandError::File { path: path.display().to_string(), cause })?;
        SigningKey::from_pem(&pem, self.private_key_id.clone()).map_err(|e| self.problem(&e))
    }

    fn problem(&self, text: &str) -> CommandError {
        CommandError::Config(format!("client {}: {text}", self.client_id))
    }
}

impl Config {
    /// Reads the file and the keys it names; relative key files are looked for beside it.
    ///
    /// # Errors
    /// When the text is not such a file or a client lacks what its method needs.
    pub(crate) fn parse(text: &str, folder: Option<&Path>) -> Result<Self, CommandError> {
        let mut config: Self = toml::from_str(text).map_err(|e| CommandError::Config(e.to_string()))?;
        let clients = &mut config.clients;
        clients.main.prepare(folder)?;
        for client in [
            &mut clients.second,
            &mut clients.public,
            &mut clients.post,
            &mut clients.assertion,
            &mut clients.pkce_exempt,
            &mut clients.rs256,
        ]
        .into_iter()
        .flatten()
        {
            client.prepare(folder)?;
        }
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIN: &str = "[person]\nusername=\"a\"\npassword=\"b\"\n[clients.main]\nclient_id=\"c\"\nredirect_uri=\"http://127.0.0.1:9/cb\"\n";

    fn parse(text: &str) -> Result<Config, CommandError> {
        Config::parse(text, None)
    }

    #[test]
    fn smallest_file_is_enough() {
        let config = parse(&format!("{MAIN}client_secret=\"s\"\n")).ok().unwrap();
        assert_eq!(config.clients.main.auth_method, AuthMethod::SecretBasic);
        assert_eq!(config.pages.username_field, "username");
        assert_eq!(config.expect.response_types, ["code"]);
    }

    #[test]
    fn example_file_is_valid_and_names_every_role() {
        let config = parse(include_str!("../localhost.example.toml")).ok().unwrap();
        let clients = config.clients;
        let roles = [clients.second, clients.public, clients.post, clients.pkce_exempt, clients.rs256];
        assert!(roles.iter().all(Option::is_some));
        assert!(clients.assertion.is_some_and(|client| client.key().is_some()));
    }

    #[test]
    fn refused_when_secret_is_missing() {
        assert!(matches!(parse(MAIN), Err(CommandError::Config(_))));
    }

    #[test]
    fn refused_when_assertion_client_has_no_key() {
        assert!(matches!(
            parse(&format!("{MAIN}auth_method=\"private_key_jwt\"\n")),
            Err(CommandError::Config(_))
        ));
    }

    #[test]
    fn refused_when_a_name_is_misspelt() {
        assert!(parse(&format!("{MAIN}client_secret=\"s\"\nredirect=\"x\"\n")).is_err());
    }
}
