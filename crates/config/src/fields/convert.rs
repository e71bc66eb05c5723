//! From a value of the file, or the text of a variable, to the type an option asks for.

use std::path::PathBuf;

use crate::source::Value;

/// A text.
pub(super) fn text(value: &Value) -> Result<&str, String> {
    match value {
        Value::Text(text) | Value::Raw(text) => Ok(text),
        Value::Integer(_) | Value::Switch(_) | Value::List(_) | Value::Other(_) => {
            Err(not_a("a string", value))
        }
    }
}

/// A path that is not empty.
pub(super) fn path(value: &Value) -> Result<PathBuf, String> {
    match text(value)? {
        "" => Err("must not be empty".to_owned()),
        path => Ok(PathBuf::from(path)),
    }
}

/// An integer.
pub(super) fn integer(value: &Value) -> Result<i128, String> {
    match value {
        Value::Integer(number) => Ok(*number),
        Value::Raw(text) => text.trim().parse().map_err(|_| format!("must be an integer; it is {text:?}")),
        Value::Text(_) | Value::Switch(_) | Value::List(_) | Value::Other(_) => {
            Err(not_a("an integer", value))
        }
    }
}

/// true or false.
pub(super) fn switch(value: &Value) -> Result<bool, String> {
    match value {
        Value::Switch(switch) => Ok(*switch),
        Value::Raw(text) => text.trim().parse().map_err(|_| format!("must be true or false; it is {text:?}")),
        Value::Text(_) | Value::Integer(_) | Value::List(_) | Value::Other(_) => {
            Err(not_a("true or false", value))
        }
    }
}

/// A list of texts; in a variable, between commas.
pub(super) fn list(value: &Value) -> Result<Vec<&str>, String> {
    match value {
        Value::List(items) => {
            items.iter().map(text).collect::<Result<_, _>>().map_err(|reason| format!("each item {reason}"))
        }
        Value::Raw(text) => Ok(text.split(',').map(str::trim).filter(|item| !item.is_empty()).collect()),
        Value::Text(_) | Value::Integer(_) | Value::Switch(_) | Value::Other(_) => {
            Err(not_a("an array of strings", value))
        }
    }
}

/// Names what was found, never its content: it may be a secret in the wrong place.
fn not_a(wanted: &str, value: &Value) -> String {
    let found = match value {
        Value::Text(_) | Value::Raw(_) => "a string",
        Value::Integer(_) => "an integer",
        Value::Switch(_) => "true or false",
        Value::List(_) => "an array",
        Value::Other("integer") => "an integer too large for any option",
        Value::Other(kind) => return format!("must be {wanted}; it is a {kind}"),
    };
    format!("must be {wanted}; it is {found}")
}
