//! The logos of platforms, each at an address of ours. Pictures and nothing else: the type is the stored one, it is
//! not guessed at (`nosniff`, as on every reply), and opened by itself the answer can load and run nothing.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH};

use crate::client::Logo;
use crate::http::extract::{Browser, Query};
use crate::http::reply;
use crate::http::state::Shared;

const POLICY: &str = "default-src 'none'; sandbox";

pub(crate) async fn show(
    State(shared): State<Shared>,
    browser: Browser,
    Path(platform): Path<String>,
    Query(params): Query,
    headers: HeaderMap,
) -> Response {
    match shared.clients.logo(&platform).await {
        Ok(Some(logo)) => picture(logo, params.unwrap_or_default().get("v"), &headers),
        Ok(None) => reply::status(StatusCode::NOT_FOUND),
        Err(fault) => reply::fault_page(&browser.frame(None, None), &fault),
    }
}

/// An address that names this very picture may be kept for a year; any other is asked for again.
fn picture(logo: Logo, asked: Option<&str>, headers: &HeaderMap) -> Response {
    let caching = match asked {
        Some(digest) if digest == logo.digest => "public, max-age=31536000, immutable",
        Some(_) | None => "no-cache",
    };
    let tag = format!("\"{}\"", logo.digest);
    let known = is_known(&tag, headers);
    let common =
        [(CACHE_CONTROL, caching.to_owned()), (ETAG, tag), (CONTENT_SECURITY_POLICY, POLICY.to_owned())];
    match known {
        true => (StatusCode::NOT_MODIFIED, common).into_response(),
        false => (common, [(CONTENT_TYPE, logo.format.media_type())], logo.content).into_response(),
    }
}

/// RFC 9110 section 13.1.2: a list of tags, compared without regard to whether they are weak.
fn is_known(tag: &str, headers: &HeaderMap) -> bool {
    let lists = headers.get_all(IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    let mut known = lists.flat_map(|list| list.split(',')).map(str::trim);
    known.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}
