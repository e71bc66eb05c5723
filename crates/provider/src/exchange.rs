//! One exchange with a provider that answers in JSON.
//!
//! Owns the shape of the call, and what of an answer an operator may be told: codes, never sentences, for there are people
//! in those. Does not own what any member means, nor what a status means (`answer`).

use serde::de::DeserializeOwned;
use url::Url;

use crate::call::{Call, CallMethod, Trouble};
use crate::notified::{Acknowledgement, Reply};

/// JSON in UTF-8.
pub(crate) const JSON: &str = "application/json; charset=utf-8";

/// A form in UTF-8.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// The longest name a provider may have for something of its own.
const MAX_REFERENCE_BYTES: usize = 256;

/// The longest code of a provider that is repeated to an operator.
const MAX_CODE_CHARS: usize = 64;

/// A POST that wants JSON back.
pub(crate) fn post(url: Url, content_type: &str, body: impl Into<Vec<u8>>) -> Call {
    let headers = vec![("content-type", content_type.to_owned()), ("accept", "application/json".to_owned())];
    Call { method: CallMethod::Post, url, headers, body: body.into() }
}

/// The address with this path below a base address.
pub(crate) fn below(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    url
}

/// Reads JSON. What is wrong with it is not told: the parser would repeat a piece of it.
pub(crate) fn parse<T: DeserializeOwned>(text: &[u8]) -> Result<T, Trouble> {
    serde_json::from_slice(text).map_err(|_| not_believed("the answer is not of its form"))
}

/// An answer that its language does not allow.
pub(crate) fn not_believed(why: &str) -> Trouble {
    Trouble::NotBelieved(why.to_owned())
}

/// A code of the provider's as it may be repeated: letters, digits, `.`, `_` and `-`.
pub(crate) fn code(told: &str) -> String {
    let fit = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
    told.chars().filter(fit).take(MAX_CODE_CHARS).collect()
}

/// Whether a text can be what a provider calls something: printable ASCII without spaces and `&`.
pub(crate) fn is_reference(text: &str) -> bool {
    (1..=MAX_REFERENCE_BYTES).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'&')
}

/// What a provider that pushes nothing is answered when something arrives in its name.
pub(crate) fn nothing_expected(acknowledgement: Acknowledgement) -> Reply {
    Reply::empty(match acknowledgement {
        Acknowledgement::Taken => 200,
        Acknowledgement::Refused(_) => 404,
        Acknowledgement::Conflict => 409,
        Acknowledgement::Later => 503,
    })
}

#[cfg(test)]
mod tests;
