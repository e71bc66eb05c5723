//! The values of claims about a person. All of it is what the person told, nothing verified, and the claims say so.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use store::account::Account;

use crate::account::Profile;

/// The values of the named claims. What the person never told is left out, never null.
pub(crate) fn values(account: &Account, profile: &Profile, names: &BTreeSet<String>) -> Map<String, Value> {
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
        "email_verified" => profile.email.as_ref().map(|_| profile.email_confirmed_at.is_some().into()),
        "phone_number" => profile.phone.as_ref().map(|phone| format!("+86{phone}").into()),
        "phone_number_verified" => {
            profile.phone.as_ref().map(|_| profile.phone_confirmed_at.is_some().into())
        }
        "address" => profile.address.as_ref().map(|formatted| json!({ "formatted": formatted })),
        _ => None,
    }
}
