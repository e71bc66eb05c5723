//! Which claims about a person a client may be told: named by scope (OpenID Connect Core 1.0 section 5.4) or one by
//! one (section 5.5), each only with a legal basis registered for the client. Fixed when the person agrees, and
//! carried by the grant from then on: what a client registers later is not released by an older yes.

use std::collections::BTreeSet;

use proto::claims_request::ClaimsRequest;
use proto::scope::Scope;
use serde::{Deserialize, Serialize};

use super::Client;

/// Every claim about a person that can be delivered, for discovery.
pub const SUPPORTED: &[&str] = &[
    "name",
    "preferred_username",
    "birthdate",
    "locale",
    "updated_at",
    "email",
    "email_verified",
    "phone_number",
    "phone_number_verified",
    "address",
    "real_name",
    "id_document_type",
    "id_number",
    "id_number_masked",
    "age_over_18",
    "resident_in",
    "entity_name",
    "entity_uscc",
];

const SCOPES: &[(&str, &[&str])] = &[
    ("profile", &["name", "preferred_username", "birthdate", "locale", "updated_at"]),
    ("email", &["email", "email_verified"]),
    ("phone", &["phone_number", "phone_number_verified"]),
    ("address", &["address"]),
];

/// The claims about the person that one request releases, by where they are delivered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// In the ID token: those asked for there by name.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub id_token: BTreeSet<String>,
    /// At UserInfo: those of the scopes, and those asked for there by name.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub userinfo: BTreeSet<String>,
}

impl Release {
    /// What a request may release to a client.
    pub fn of(client: &Client, scope: &Scope, claims: &ClaimsRequest) -> Self {
        let by_scope = SCOPES.iter().filter(|(name, _)| scope.contains(name)).flat_map(|(_, claims)| *claims);
        let by_name = claims.userinfo.keys().map(String::as_str);
        Self {
            id_token: allowed(client, claims.id_token.keys().map(String::as_str)),
            userinfo: allowed(client, by_scope.copied().chain(by_name)),
        }
    }

    /// What of it a client may still have: its registration may have shrunk, or it asks for less scope.
    #[must_use]
    pub fn narrowed(&self, client: &Client, granted: &Scope, scope: &Scope) -> Self {
        let given_up = SCOPES.iter().filter(|(name, _)| granted.contains(name) && !scope.contains(name));
        let given_up: BTreeSet<&str> = given_up.flat_map(|(_, claims)| *claims).copied().collect();
        let keep = |names: &BTreeSet<String>| {
            allowed(client, names.iter().map(String::as_str).filter(|name| !given_up.contains(name)))
        };
        Self { id_token: keep(&self.id_token), userinfo: keep(&self.userinfo) }
    }

    /// Everything the client learns, wherever it is delivered.
    pub fn names(&self) -> BTreeSet<String> {
        self.id_token.union(&self.userinfo).cloned().collect()
    }
}

/// Whether a client has a registered legal basis for a claim. A claim that only says whether another is verified
/// goes with that other.
pub fn may_have(client: &Client, name: &str) -> bool {
    let family = family(name);
    let told_of = family.strip_suffix("_verified").unwrap_or(family);
    SUPPORTED.contains(&family) && client.metadata.may_have_claim(told_of)
}

/// The claim that a legal basis is registered for: `resident_in` for `resident_in:44`, whose name carries the division
/// that is asked about (GB/T 2260: two, four or six digits).
fn family(name: &str) -> &str {
    match name.split_once(':') {
        Some(("resident_in", code)) if is_division(code) => "resident_in",
        Some(_) | None if name == "resident_in" => "",
        Some(_) | None => name,
    }
}

fn is_division(code: &str) -> bool {
    matches!(code.len(), 2 | 4 | 6) && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// Claims about the sign-in, which need no legal basis: they are in every ID token anyway.
pub fn is_about_the_sign_in(name: &str) -> bool {
    matches!(
        name,
        "sub" | "acr" | "amr" | "auth_time" | "sid" | "ial" | "aal" | "evidence_time" | "capacity" | "act_as"
    )
}

fn allowed<'a>(client: &Client, names: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    names.filter(|name| may_have(client, name)).map(str::to_owned).collect()
}
