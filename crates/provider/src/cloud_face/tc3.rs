//! `TC3-HMAC-SHA256`, how calls to Tencent Cloud are signed ("signature v3" of its public reference).
//!
//! Owns the canonical request, the derived key and the header. The secret key never signs a request itself: a key for the
//! day and the service is derived from it.

use base::{Secret, Time};
use ring::hmac::{HMAC_SHA256, Key, sign};
use time::OffsetDateTime;
use time::macros::format_description;
use url::Url;

use crate::call::Trouble;
use crate::digest::{hex, sha256};

const ALGORITHM: &str = "TC3-HMAC-SHA256";
const TERMINATOR: &str = "tc3_request";

/// A POST before it is signed.
pub(super) struct Request<'a> {
    /// The service called, in lower case.
    pub(super) service: &'a str,
    pub(super) url: &'a Url,
    /// Exactly as it is sent.
    pub(super) content_type: &'a str,
    /// Signed where it is named; the reference lets it be left out.
    pub(super) action: Option<&'a str>,
    pub(super) body: &'a str,
}

/// What was agreed with the provider.
pub(super) struct Credential {
    pub(super) id: Secret<String>,
    pub(super) key: Secret<String>,
}

/// The value of the header `Authorization` for a request made `now`.
///
/// # Errors
/// [`Trouble::NotSetUp`] when the moment has no date.
pub(super) fn authorization(request: &Request<'_>, by: &Credential, now: Time) -> Result<String, Trouble> {
    let date = date(now)?;
    let headers = signed_headers(request);
    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    let names = names.join(";");
    let scope = format!("{date}/{}/{TERMINATOR}", request.service);
    let canonical = hex(&sha256(canonical(request, &headers, &names).as_bytes()));
    let text = format!("{ALGORITHM}\n{}\n{scope}\n{canonical}", now.seconds());
    let signature = hex(mac(&derived(&by.key, &date, request.service), &text).as_ref());
    let id = by.id.expose();
    Ok(format!("{ALGORITHM} Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}"))
}

/// Method, path, query, headers one a line, their names, the digest of the body.
fn canonical(request: &Request<'_>, headers: &[(&str, String)], names: &str) -> String {
    let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let path = request.url.path();
    let query = request.url.query().unwrap_or_default();
    format!("POST\n{path}\n{query}\n{lines}\n{names}\n{}", hex(&sha256(request.body.as_bytes())))
}

/// Names and values in lower case, sorted by name.
fn signed_headers(request: &Request<'_>) -> Vec<(&'static str, String)> {
    let mut headers =
        vec![("content-type", request.content_type.to_ascii_lowercase()), ("host", host(request.url))];
    headers.extend(request.action.map(|action| ("x-tc-action", action.to_ascii_lowercase())));
    headers
}

/// The header `Host` (RFC 9110 section 7.2): with the port unless it is that of the scheme.
fn host(url: &Url) -> String {
    let name = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"))
}

fn derived(key: &Secret<String>, date: &str, service: &str) -> Key {
    let start = Key::new(HMAC_SHA256, format!("TC3{}", key.expose()).as_bytes());
    [date, service, TERMINATOR]
        .iter()
        .fold(start, |key, word| Key::new(HMAC_SHA256, mac(&key, word).as_ref()))
}

fn mac(key: &Key, text: &str) -> ring::hmac::Tag {
    sign(key, text.as_bytes())
}

/// The day in UTC.
fn date(now: Time) -> Result<String, Trouble> {
    let format = format_description!("[year]-[month]-[day]");
    let day = OffsetDateTime::from_unix_timestamp(now.seconds()).ok().and_then(|at| at.format(&format).ok());
    day.ok_or_else(|| Trouble::NotSetUp("the clock cannot be told in a date".to_owned()))
}

#[cfg(test)]
mod tests;
