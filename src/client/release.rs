//! Which claims about a person a client may be told: named by scope (OpenID Connect Core 1.0 section 5.4), one by one
//! (section 5.5) or as verified claims (OpenID Connect for Identity Assurance 1.0 section 5), each only with a legal
//! basis registered for the client. Fixed when the person agrees, and carried by the grant from then on: what a client
//! registers later is not released by an older yes.

use std::collections::BTreeSet;

use proto::claims_request::ClaimsRequest;
use proto::identity_assurance::VerifiedClaimsRequest;
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

/// Every claim that can be among verified claims, for discovery.
pub const SUPPORTED_IN_VERIFIED: &[&str] = &[
    "name",
    "birthdate",
    "real_name",
    "id_document_type",
    "id_number",
    "id_number_masked",
    "age_over_18",
    "resident_in",
];

const SCOPES: &[(&str, &[&str])] = &[
    ("profile", &["name", "preferred_username", "birthdate", "locale", "updated_at"]),
    ("email", &["email", "email_verified"]),
    ("phone", &["phone_number", "phone_number_verified"]),
    ("address", &["address"]),
];

/// The claim that says whether a household is registered in a division; the code follows a colon.
const RESIDENT_IN: &str = "resident_in";

/// The claims about the person that one request releases, by where they are delivered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Release {
    /// In the ID token: those asked for there by name.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub id_token: BTreeSet<String>,
    /// At UserInfo: those of the scopes, and those asked for there by name.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub userinfo: BTreeSet<String>,
    /// In the ID token, as verified claims.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub id_token_verified: Vec<VerifiedClaimsRequest>,
    /// At UserInfo, as verified claims.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub userinfo_verified: Vec<VerifiedClaimsRequest>,
}

impl Release {
    /// What a request may release to a client.
    pub fn of(client: &Client, scope: &Scope, claims: &ClaimsRequest) -> Self {
        let by_scope = SCOPES.iter().filter(|(name, _)| scope.contains(name)).flat_map(|(_, claims)| *claims);
        let by_name = claims.userinfo.keys().map(String::as_str);
        Self {
            id_token: allowed(client, claims.id_token.keys().map(String::as_str)),
            userinfo: allowed(client, by_scope.copied().chain(by_name)),
            id_token_verified: allowed_verified(client, &claims.id_token_verified),
            userinfo_verified: allowed_verified(client, &claims.userinfo_verified),
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
        Self {
            id_token: keep(&self.id_token),
            userinfo: keep(&self.userinfo),
            id_token_verified: allowed_verified(client, &self.id_token_verified),
            userinfo_verified: allowed_verified(client, &self.userinfo_verified),
        }
    }

    /// Everything the client learns, wherever and however it is delivered, by the name it has a legal basis under.
    pub fn names(&self) -> BTreeSet<String> {
        let verified = self.id_token_verified.iter().chain(&self.userinfo_verified);
        let verified = verified.flat_map(|set| set.claims.keys()).filter_map(|name| basis_in_verified(name));
        let plain = self.id_token.union(&self.userinfo).map(String::as_str);
        plain.chain(verified).map(str::to_owned).collect()
    }
}

/// Whether a client has a registered legal basis for a claim. A claim that only says whether another is verified
/// goes with that other.
pub fn may_have(client: &Client, name: &str) -> bool {
    let family = family(name);
    let told_of = family.strip_suffix("_verified").unwrap_or(family);
    SUPPORTED.contains(&family) && client.metadata.may_have_claim(told_of)
}

/// What of requests for verified claims a client has a registered legal basis for. A request that nothing is left of is
/// left out: what is known of a verification is told with a claim it covers, not by itself.
pub fn allowed_verified(client: &Client, requests: &[VerifiedClaimsRequest]) -> Vec<VerifiedClaimsRequest> {
    let may = |name: &String| basis_in_verified(name).is_some_and(|basis| may_have(client, basis));
    let cut = requests.iter().cloned().map(|mut request| {
        request.claims.retain(|name, _| may(name));
        request
    });
    cut.filter(|request| !request.claims.is_empty()).collect()
}

/// Whether a claim rests on a verified document.
pub fn is_of_document(name: &str) -> bool {
    matches!(
        family(name),
        "real_name" | "id_document_type" | "id_number" | "id_number_masked" | "age_over_18" | RESIDENT_IN
    )
}

/// The division a claim asks about, as far as it is one: GB/T 2260 fills the code of a province or city up with zeros.
pub fn division_asked(name: &str) -> Option<&str> {
    let mut code = name.strip_prefix(RESIDENT_IN)?.strip_prefix(':').filter(|code| is_division(code))?;
    while let Some(wider) = code.strip_suffix("00").filter(|wider| !wider.is_empty()) {
        code = wider;
    }
    Some(code)
}

/// The claim by whose legal basis a verified claim is told; none for what cannot be among verified claims. A verified
/// name is the one in the document, whatever the person calls themselves here.
fn basis_in_verified(name: &str) -> Option<&str> {
    match name {
        "name" => Some("real_name"),
        "birthdate" => Some("birthdate"),
        name => is_of_document(name).then_some(name),
    }
}

/// The claim that a legal basis is registered for: `resident_in` for `resident_in:44`, whose name carries the division
/// that is asked about (GB/T 2260: two, four or six digits).
pub fn family(name: &str) -> &str {
    match name.split_once(':') {
        Some((RESIDENT_IN, code)) if is_division(code) => RESIDENT_IN,
        Some(_) | None if name == RESIDENT_IN => "",
        Some(_) | None => name,
    }
}

fn is_division(code: &str) -> bool {
    matches!(code.len(), 2 | 4 | 6)
        && code.bytes().all(|byte| byte.is_ascii_digit())
        && !code.starts_with("00")
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

#[cfg(test)]
mod tests;
