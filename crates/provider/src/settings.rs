//! The settings of a registered provider, and which language they are for.
//!
//! Owns the list of kinds, what each needs to be registered with, and the form of settings. Does not own secrets and keys:
//! they are kept apart from settings, sealed.

use proto::uri::{LoopbackHttp, check_https};
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

/// What is wrong with settings, in one sentence for the operator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SettingsProblem(pub String);

/// Settings as `T`, which says by itself what it does not know.
pub(crate) fn read<T: DeserializeOwned>(settings: &Value) -> Result<T, SettingsProblem> {
    T::deserialize(settings).map_err(|problem| SettingsProblem(format!("settings: {problem}")))
}

/// An address of the provider: https, or http on a loopback address.
pub(crate) fn address(name: &str, text: &str) -> Result<Url, SettingsProblem> {
    check_https(text, LoopbackHttp::Allowed)
        .map_err(|refusal| SettingsProblem(format!("settings: {name}: {refusal}")))
}

/// The longest identifier a provider is known by.
const MAX_WORD_BYTES: usize = 256;

/// A text that identifies somebody: printable ASCII without spaces.
pub(crate) fn word(name: &str, text: String) -> Result<String, SettingsProblem> {
    let sound = !text.is_empty()
        && text.len() <= MAX_WORD_BYTES
        && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'&' && byte != b'=');
    if sound {
        return Ok(text);
    }
    Err(SettingsProblem(format!(
        "settings: {name}: must be 1 to {MAX_WORD_BYTES} printable ASCII characters without spaces, & and ="
    )))
}
