//! How long an answer stays fresh, by its own word.

use http::HeaderMap;
use http::header::{AGE, CACHE_CONTROL};

// RFC 9111 section 1.2.2: a number too large counts as 2147483648.
const LONGEST: u64 = 2_147_483_648;

/// Seconds of freshness left from `Cache-Control` and `Age`; none when `Cache-Control` says nothing of it.
pub(crate) fn cache_seconds(headers: &HeaderMap) -> Option<u64> {
    let values = headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
    let told = values.flat_map(|value| value.split(',')).filter_map(|directive| lifetime(directive.trim()));
    // RFC 9111 section 4.2.1: of two that conflict the most restrictive is honoured.
    let lifetime = told.min()?;
    // RFC 9111 section 4.2: what a cache on the way already used up is gone.
    let age = headers.get(AGE).and_then(|age| age.to_str().ok()).and_then(|age| seconds(age.trim()));
    Some(lifetime.saturating_sub(age.unwrap_or(0)))
}

/// The lifetime one directive gives, if it speaks of lifetime.
fn lifetime(directive: &str) -> Option<u64> {
    let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
    // RFC 9111 sections 5.2.2.4 and 5.2.2.5: neither may be used again unasked.
    if name.eq_ignore_ascii_case("no-store") || name.eq_ignore_ascii_case("no-cache") {
        return Some(0);
    }
    if !name.eq_ignore_ascii_case("max-age") {
        return None;
    }
    // RFC 9111 section 4.2.1: invalid freshness information makes an answer stale.
    Some(seconds(value.trim().trim_matches('"')).unwrap_or(0))
}

fn seconds(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(LONGEST).min(LONGEST))
}

#[cfg(test)]
mod tests;
