//! Variables of the environment that override the file: `YIMEN__SECTION__KEY`.

use crate::source::{Entry, Place, Source, Value};

/// What every variable of ours starts with. A single underscore is left to others.
const PREFIX: &str = "YIMEN__";

/// Lays the variables over what the file said.
pub(crate) fn overlay(env: impl IntoIterator<Item = (String, String)>, source: &mut Source) {
    for (variable, text) in env {
        let Some(rest) = variable.strip_prefix(PREFIX) else { continue };
        let key = rest.replace("__", ".").to_ascii_lowercase();
        source.insert(key, Entry { value: Value::Raw(text), place: Place::Environment(variable) });
    }
}

/// The variable that overrides an option.
pub(crate) fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "__").to_ascii_uppercase())
}
