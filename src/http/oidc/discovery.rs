//! What this issuer can do (OpenID Connect Discovery 1.0 section 3, RFC 8414 section 2). Only what works is told.

use std::sync::OnceLock;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::StatusCode;
use http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH,
};
use keys::MacPurpose;
use proto::jose::Algorithm;
use serde_json::{Value, json};

use crate::app::App;
use crate::assurance::reachable;
use crate::client::{SUPPORTED_CLAIMS, SUPPORTED_IN_VERIFIED};
use crate::http::routes;
use crate::http::state::Shared;
use crate::token::{Offered, TRUST_FRAMEWORK};

/// The documents, each made once: they follow from the configuration, and from how well people can become known with the
/// providers that are on.
pub(crate) struct Metadata([OnceLock<Made>; HIGHEST]);

/// The highest identity level.
const HIGHEST: usize = 5;

struct Made {
    body: Bytes,
    etag: HeaderValue,
}

impl Metadata {
    pub(crate) const fn new() -> Self {
        Self([const { OnceLock::new() }; HIGHEST])
    }

    fn of(&self, app: &App) -> &Made {
        let identity = app.verifications.reachable();
        let slot = self.0.get(usize::from(identity).saturating_sub(1)).unwrap_or(&self.0[0]);
        slot.get_or_init(|| Made::of(app, identity))
    }
}

impl Made {
    fn of(app: &App, identity: u8) -> Self {
        let body = document(app, identity).to_string();
        let hash = app.ground.keys.mac(MacPurpose::Csrf, &[b"discovery", body.as_bytes()]);
        let short = hash.get(..12).unwrap_or_default();
        let etag = HeaderValue::from_str(&format!("\"{}\"", URL_SAFE_NO_PAD.encode(short)));
        Self { body: body.into(), etag: etag.unwrap_or_else(|_| HeaderValue::from_static("\"1\"")) }
    }
}

pub(crate) async fn show(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    let metadata = shared.metadata().of(&shared);
    let common = [
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
        (ETAG, metadata.etag.clone()),
        (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    match headers.get(IF_NONE_MATCH) == Some(&metadata.etag) {
        true => (StatusCode::NOT_MODIFIED, common).into_response(),
        false => (common, [(CONTENT_TYPE, "application/json")], metadata.body.clone()).into_response(),
    }
}

fn document(app: &App, identity: u8) -> Value {
    let url = |path: &str| app.ground.url(path);
    let mut document = json!({
        "issuer": &*app.ground.issuer,
        "authorization_endpoint": url(routes::AUTHORIZE),
        "token_endpoint": url(routes::TOKEN),
        "userinfo_endpoint": url(routes::USERINFO),
        "jwks_uri": url(routes::JWKS),
        "pushed_authorization_request_endpoint": url(routes::PAR),
        "introspection_endpoint": url(routes::INTROSPECT),
        "revocation_endpoint": url(routes::REVOKE),
        "end_session_endpoint": url(routes::END_SESSION),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "subject_types_supported": ["pairwise", "public"],
        "scopes_supported": ["openid", "profile", "email", "phone", "address", "offline_access"],
        "code_challenge_methods_supported": ["S256"],
        "acr_values_supported": reachable(identity),
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "display_values_supported": ["page"],
        "ui_locales_supported": ui::Locale::ALL.map(ui::Locale::tag),
        "claim_types_supported": ["normal"],
        "claims_supported": claims_supported(),
        "claims_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "require_request_uri_registration": false,
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
    });
    if let Value::Object(members) = &mut document {
        members.extend(algorithms(app));
        members.extend(verified_claims(app));
    }
    document
}

fn algorithms(app: &App) -> Vec<(String, Value)> {
    let signing: Vec<Algorithm> = app.ground.keys.algorithms();
    let methods = json!(["client_secret_basic", "client_secret_post", "private_key_jwt", "none"]);
    let proving = json!(["client_secret_basic", "client_secret_post", "private_key_jwt"]);
    let verifying = json!(Algorithm::ALL);
    [
        ("id_token_signing_alg_values_supported", json!(signing)),
        ("userinfo_signing_alg_values_supported", json!(signing)),
        ("token_endpoint_auth_methods_supported", methods.clone()),
        ("token_endpoint_auth_signing_alg_values_supported", verifying.clone()),
        ("revocation_endpoint_auth_methods_supported", methods),
        ("revocation_endpoint_auth_signing_alg_values_supported", verifying.clone()),
        ("introspection_endpoint_auth_methods_supported", proving),
        ("introspection_endpoint_auth_signing_alg_values_supported", verifying),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// OpenID Connect for Identity Assurance 1.0 section 8.
fn verified_claims(app: &App) -> Vec<(String, Value)> {
    let offered = Offered::by(app.assurance.policy());
    let lists = [
        ("documents_supported", json!(offered.documents)),
        ("documents_check_methods_supported", json!(offered.document_checks)),
        ("electronic_records_supported", json!(offered.records)),
    ];
    // A list that is there has a member.
    let lists = lists.into_iter().filter(|(_, list)| list.as_array().is_some_and(|list| !list.is_empty()));
    if offered.evidence.is_empty() {
        return vec![("verified_claims_supported".to_owned(), false.into())];
    }
    let members = [
        ("verified_claims_supported", json!(true)),
        ("trust_frameworks_supported", json!([TRUST_FRAMEWORK])),
        ("claims_in_verified_claims_supported", json!(SUPPORTED_IN_VERIFIED)),
        ("evidence_supported", json!(offered.evidence)),
    ];
    members.into_iter().chain(lists).map(|(name, value)| (name.to_owned(), value)).collect()
}

fn claims_supported() -> Vec<&'static str> {
    let protocol = [
        "iss",
        "sub",
        "aud",
        "exp",
        "iat",
        "auth_time",
        "nonce",
        "acr",
        "amr",
        "sid",
        "at_hash",
        "ial",
        "aal",
        "evidence_time",
        "capacity",
        "act_as",
    ];
    protocol.into_iter().chain(SUPPORTED_CLAIMS.iter().copied()).collect()
}
