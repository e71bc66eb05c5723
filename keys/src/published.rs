//! The key set as relying parties see it (RFC 7517 section 5), and how long they may keep it.

use std::time::Duration;

use base::{Fault, Time};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proto::jose::{Jwk, JwkSet};
use ring::digest;

use crate::record::Label;
use crate::rotation::{RotationPolicy, StateName};

const MIN_AGE: Duration = Duration::from_secs(60);

/// The body of the `jwks_uri` and what its caching headers say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The JWK Set: active, next and retiring keys, public parts only.
    pub body: String,
    /// A strong entity tag, in quotation marks (RFC 9110 section 8.8.3).
    pub etag: String,
    /// For `Cache-Control: max-age`, in whole seconds.
    pub max_age: Duration,
}

/// Body and entity tag; both change with the keys only.
pub(crate) fn key_set(labels: &[Label]) -> Result<(String, String), Fault> {
    // Some relying parties take the first key that fits: the active ones come first.
    let mut keys = Vec::new();
    for state in [StateName::Active, StateName::Next, StateName::Retiring] {
        keys.extend(labels.iter().filter(|label| label.state.name() == state).filter_map(public));
    }
    let body = serde_json::to_string(&JwkSet { keys })
        .map_err(|error| Fault::caused("the key set could not be written", error))?;
    let hash = digest::digest(&digest::SHA256, body.as_bytes());
    Ok((body, format!("\"{}\"", URL_SAFE_NO_PAD.encode(hash.as_ref()))))
}

fn public(label: &Label) -> Option<Jwk> {
    label.public.clone()
}

/// How long a copy made now may be kept.
///
/// OpenID Connect Core 1.0 section 10.1.1: who verifies must come to know a key before it signs. A copy made now
/// is good until a key that is not in it may sign, which is never sooner than `publish_ahead` from now; and it
/// ends with the earliest next key's time, so that copies made before it was published have gone by then.
pub(crate) fn max_age<'a>(
    labels: impl Iterator<Item = &'a Label>,
    policy: &RotationPolicy,
    now: Time,
) -> Duration {
    let until_used = labels
        .filter(|label| label.state.is_next() && label.public.is_some())
        .map(|label| label.state.published_at().plus(policy.publish_ahead).since(now))
        .filter(|span| !span.is_zero())
        .min();
    let age = until_used.unwrap_or(policy.jwks_max_age).min(policy.jwks_max_age).min(policy.publish_ahead);
    Duration::from_secs(age.max(MIN_AGE).as_secs())
}
