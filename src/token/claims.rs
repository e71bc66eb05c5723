//! What a client learns about a person: claims by scope (OpenID Connect Core 1.0 section 5.4) and by name (section
//! 5.5), each only with a legal basis registered for the client. All of it is what the person told, nothing verified,
//! and the claims say so.

use std::collections::BTreeSet;

use proto::claims_request::ClaimsRequest;
use proto::scope::Scope;
use serde_json::{Map, Value, json};
use store::account::Account;

use crate::account::Profile;
use crate::client::Client;

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
];

const SCOPES: &[(&str, &[&str])] = &[
    ("profile", &["name", "preferred_username", "birthdate", "locale", "updated_at"]),
    ("email", &["email", "email_verified"]),
    ("phone", &["phone_number", "phone_number_verified"]),
    ("address", &["address"]),
];

/// Claims about the sign-in, which need no legal basis: they are in every ID token anyway.
pub fn always_allowed(name: &str) -> bool {
    matches!(name, "sub" | "acr" | "amr" | "auth_time" | "sid")
}

/// The names of the claims about the person that UserInfo delivers.
pub fn userinfo_names(client: &Client, scope: &Scope, claims: &ClaimsRequest) -> BTreeSet<String> {
    let of_scopes = SCOPES.iter().filter(|(name, _)| scope.contains(name)).flat_map(|(_, claims)| *claims);
    let by_name = claims.userinfo.keys().map(String::as_str);
    allowed(client, of_scopes.copied().chain(by_name))
}

/// The names of the claims about the person that the ID token carries: those asked for by name only.
pub fn id_token_names(client: &Client, claims: &ClaimsRequest) -> BTreeSet<String> {
    allowed(client, claims.id_token.keys().map(String::as_str))
}

fn allowed<'a>(client: &Client, names: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    names.filter(|name| may_have(client, name)).map(str::to_owned).collect()
}

/// Whether a client has a registered legal basis for a claim. A claim that only says whether another is verified
/// goes with that other.
pub fn may_have(client: &Client, name: &str) -> bool {
    let name = name.strip_suffix("_verified").unwrap_or(name);
    SUPPORTED.contains(&name) && client.metadata.allowed_claims.contains_key(name)
}

/// The values of the named claims. What the person never told is left out, never null.
pub fn values(account: &Account, profile: &Profile, names: &BTreeSet<String>) -> Map<String, Value> {
    let named = names.iter().filter_map(|name| Some((name.clone(), value(account, profile, name)?)));
    named.collect()
}

fn value(account: &Account, profile: &Profile, name: &str) -> Option<Value> {
    let text = |text: &Option<String>| text.clone().map(Value::from);
    match name {
        "name" => text(&profile.name),
        "preferred_username" => Some(profile.username.clone().into()),
        "birthdate" => text(&profile.birthdate),
        "locale" => text(&account.locale),
        "updated_at" => Some(account.updated_at.seconds().into()),
        "email" => text(&profile.email),
        "email_verified" => profile.email.as_ref().map(|_| false.into()),
        "phone_number" => profile.phone.as_ref().map(|phone| format!("+86{phone}").into()),
        "phone_number_verified" => profile.phone.as_ref().map(|_| false.into()),
        "address" => profile.address.as_ref().map(|formatted| json!({ "formatted": formatted })),
        _ => None,
    }
}
