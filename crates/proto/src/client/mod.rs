//! What is registered about a client: the record as stored, imported and exported.
//!
//! Names follow OpenID Connect Registration and RFC 7591 where these have one. The record is data that anybody
//! may have written: [`ClientMetadata::check`] says all that is wrong with it, and only a record without problems
//! is stored. Secrets are not part of it.

mod check;
mod keys_and_subject;
mod sector;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::acr::Acr;
use crate::jose::{Algorithm, JwkSet};
use crate::prompt::MaxAge;
pub use crate::redirect::ApplicationType;
use crate::redirect::RedirectUri;
use crate::scope::Scope;
pub use crate::uri::LoopbackHttp;
pub use check::Problem;

/// Everything registered about one client. Unknown members are refused, so that a misspelt rule is not lost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientMetadata {
    /// Its identifier: 1 to 128 unreserved characters.
    pub client_id: String,
    /// The id of the platform it belongs to.
    pub platform: String,
    /// Its name, shown where no localised one fits.
    pub client_name: String,
    /// Its name by language tag.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub client_names: BTreeMap<String, String>,
    /// Where it runs.
    #[serde(default)]
    pub application_type: ApplicationType,
    /// Where codes may be sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redirect_uris: Vec<String>,
    /// Where a browser may be sent after sign-out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub post_logout_redirect_uris: Vec<String>,
    /// What it may ask the token endpoint for.
    #[serde(default = "code_grant_only")]
    pub grant_types: Vec<GrantType>,
    /// How it proves itself.
    #[serde(default)]
    pub token_endpoint_auth_method: AuthMethod,
    /// The one algorithm of its assertions; any of ours when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_endpoint_auth_signing_alg: Option<Algorithm>,
    /// Its public keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks: Option<JwkSet>,
    /// Where its public keys are published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<String>,
    /// Whether it sees a person under a name of its own sector.
    #[serde(default)]
    pub subject_type: SubjectType,
    /// The law or order that lets it see one name across sectors; required for `public`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_subject_legal_basis: Option<String>,
    /// The address whose host names the sector (OpenID Connect Core 8.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector_identifier_uri: Option<String>,
    /// The algorithm of its ID tokens.
    #[serde(default = "es256")]
    pub id_token_signed_response_alg: Algorithm,
    /// The algorithm of signed UserInfo answers; plain JSON when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userinfo_signed_response_alg: Option<Algorithm>,
    /// The `max_age` of requests that name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_max_age: Option<MaxAge>,
    /// Whether ID tokens always say when the person authenticated.
    #[serde(default)]
    pub require_auth_time: bool,
    /// The level below which nobody gets in, whatever a request says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_acr: Option<Acr>,
    /// The levels asked for by requests that name none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub default_acr_values: Vec<Acr>,
    /// How old the evidence behind an identity level may be, in seconds, whatever a request says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_evidence_age_seconds: Option<u32>,
    /// In whose name people may come.
    #[serde(default = "own_name", skip_serializing_if = "is_own_name")]
    pub capacities: Vec<Capacity>,
    /// The providers whose proofs its people may be sent for; all, when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub providers: Option<Vec<String>>,
    /// The scope it may ask for.
    #[serde(default)]
    pub scope: Scope,
    /// The claims about a person it may receive, each with its reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub allowed_claims: BTreeMap<String, ClaimPermission>,
    /// The resources it may ask access tokens for (RFC 8707).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// The resources it is the server of: it may introspect access tokens that are for them (RFC 7662 section 2.1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub serves_resources: Vec<String>,
    /// Where it is told of a sign-out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_uri: Option<String>,
    /// Whether it needs to be told which session ended.
    #[serde(default)]
    pub backchannel_logout_session_required: bool,
    /// Where a sign-in started elsewhere is handed to it (OpenID Connect Core 4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initiate_login_uri: Option<String>,
    /// Whether its requests must be pushed first (RFC 9126 section 6).
    #[serde(default)]
    pub require_pushed_authorization_requests: bool,
    /// Whether its requests must carry a code challenge.
    #[serde(default)]
    pub pkce: PkceRule,
    /// Whether a person is asked before claims are given out.
    #[serde(default)]
    pub consent: ConsentRule,
    /// The life of its access tokens in seconds, when another than the service's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token_seconds: Option<u32>,
    /// The time a refresh token may lie unused, in seconds, when another than the service's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_idle_seconds: Option<u32>,
    /// The life of a family of refresh tokens in seconds, when another than the service's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_absolute_seconds: Option<u32>,
}

/// In whose name somebody comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Capacity {
    /// Their own.
    #[serde(rename = "self")]
    OwnName,
    /// That of an entity they may act for.
    #[serde(rename = "entity")]
    Entity,
}

impl Capacity {
    /// From the parameter `capacity` of a request.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|capacity| capacity.as_str() == text)
    }
}

fn own_name() -> Vec<Capacity> {
    vec![Capacity::OwnName]
}

fn is_own_name(capacities: &[Capacity]) -> bool {
    capacities == [Capacity::OwnName]
}

/// Why a client may receive a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimPermission {
    /// The law, order or agreement it rests on.
    pub legal_basis: String,
    /// What it is used for, shown to the person where no localised text fits.
    pub purpose: String,
    /// What it is used for, by language tag.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub purposes: BTreeMap<String, String>,
}

/// What a client may ask the token endpoint for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// RFC 6749 section 4.1.
    AuthorizationCode,
    /// RFC 6749 section 6.
    RefreshToken,
    /// RFC 6749 section 4.4.
    ClientCredentials,
}

/// How a client proves itself (OpenID Connect Core 9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// A secret in the Authorization header.
    #[default]
    ClientSecretBasic,
    /// A secret in the body.
    ClientSecretPost,
    /// An assertion signed with its own key.
    PrivateKeyJwt,
    /// Not at all: a public client.
    None,
}

/// How a client sees people (OpenID Connect Core 8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectType {
    /// Under another name in each sector.
    #[default]
    Pairwise,
    /// Under one name everywhere.
    Public,
}

/// Whether a code challenge is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PkceRule {
    /// Every request needs one.
    #[default]
    Required,
    /// An administrator let an old, confidential client go without; what it sends is still checked.
    Exempt,
}

/// Whether a person is asked before claims are given out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentRule {
    /// Asked the first time, and when more is wanted.
    #[default]
    Required,
    /// Not asked: the law is the basis.
    Implicit,
}

macro_rules! wire_names {
    ($kind:ident: $($variant:ident = $text:literal),+) => {
        impl $kind {
            /// All of them, as the metadata of the server lists them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in requests and metadata.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }
    };
}

wire_names!(GrantType: AuthorizationCode = "authorization_code", RefreshToken = "refresh_token",
    ClientCredentials = "client_credentials");
wire_names!(AuthMethod: ClientSecretBasic = "client_secret_basic", ClientSecretPost = "client_secret_post",
    PrivateKeyJwt = "private_key_jwt", None = "none");
wire_names!(SubjectType: Pairwise = "pairwise", Public = "public");
wire_names!(Capacity: OwnName = "self", Entity = "entity");

fn code_grant_only() -> Vec<GrantType> {
    vec![GrantType::AuthorizationCode]
}

const fn es256() -> Algorithm {
    Algorithm::ES256
}

impl ClientMetadata {
    /// Whether the client cannot keep a secret (RFC 6749 section 2.1).
    pub fn is_public(&self) -> bool {
        self.token_endpoint_auth_method == AuthMethod::None
    }

    /// Whether the client may use a grant.
    pub fn allows(&self, grant: GrantType) -> bool {
        self.grant_types.contains(&grant)
    }

    /// Whether the client may ask for refresh tokens that outlive the session (OpenID Connect Core 11).
    pub fn may_refresh_offline(&self) -> bool {
        self.allows(GrantType::RefreshToken) && self.scope.contains("offline_access")
    }

    /// Whether a legal basis is registered for a claim.
    pub fn may_have_claim(&self, name: &str) -> bool {
        self.allowed_claims.contains_key(name)
    }

    /// The algorithms its assertions may be signed with.
    pub fn assertion_algorithms(&self) -> Vec<Algorithm> {
        self.token_endpoint_auth_signing_alg.map_or_else(|| Algorithm::ALL.to_vec(), |only| vec![only])
    }

    /// Whether codes may be sent to `unverified`.
    pub fn allows_redirect(&self, unverified: &str) -> bool {
        self.match_redirect(unverified).is_some()
    }

    /// The registered redirect URI that `unverified` is, with the text of the request (its port may be another).
    pub fn match_redirect(&self, unverified: &str) -> Option<RedirectUri> {
        self.find(&self.redirect_uris, unverified)
    }

    /// The registered address after sign-out that `unverified` is.
    pub fn match_post_logout_redirect(&self, unverified: &str) -> Option<RedirectUri> {
        self.find(&self.post_logout_redirect_uris, unverified)
    }

    /// The client's name for a language tag such as `zh-Hans`: of the tag, else of its language, else the plain
    /// one.
    pub fn name_in(&self, language: &str) -> &str {
        localised(&self.client_names, language).unwrap_or(&self.client_name)
    }

    fn find(&self, registered: &[String], unverified: &str) -> Option<RedirectUri> {
        // What is stored was checked when it was registered; how loopback http was judged then does not change.
        let parse =
            |text: &str| RedirectUri::register_with(text, self.application_type, LoopbackHttp::Allowed);
        let found = registered.iter().any(|own| {
            own == unverified || parse(own).is_ok_and(|own| own.matches(unverified, self.application_type))
        });
        if found { parse(unverified).ok() } else { None }
    }
}

impl ClaimPermission {
    /// What the claim is used for, for a language tag.
    pub fn purpose_in(&self, language: &str) -> &str {
        localised(&self.purposes, language).unwrap_or(&self.purpose)
    }
}

fn localised<'a>(texts: &'a BTreeMap<String, String>, language: &str) -> Option<&'a str> {
    let primary = language.split('-').next().unwrap_or_default();
    let of_language = |tag: &String| tag.split('-').next() == Some(primary);
    let by_language = || texts.iter().find(|(tag, _)| of_language(tag)).map(|(_, text)| text);
    texts.get(language).or_else(by_language).map(String::as_str)
}

#[cfg(test)]
mod tests;
