//! The values of claims about a person that rest on what the person told. Nothing of it is verified but that a number or
//! address reaches them, and the claims say so; what was verified is in `person`.

use serde_json::{Value, json};
use store::account::Account;

use crate::account::Profile;

/// The value of one claim; none for what the person never told.
pub(super) fn value(account: &Account, profile: &Profile, name: &str) -> Option<Value> {
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
