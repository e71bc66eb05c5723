//! Style, script and mark of the pages, embedded in the program.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH};
use ui::Caching;

pub(crate) async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ui::asset(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let caching = match asset.caching {
        Caching::Immutable => "public, max-age=31536000, immutable",
        Caching::Revalidate => "no-cache",
    };
    let common = [(CACHE_CONTROL, caching), (ETAG, asset.etag)];
    match headers.get(IF_NONE_MATCH).is_some_and(|known| known == asset.etag) {
        true => (StatusCode::NOT_MODIFIED, common).into_response(),
        false => (common, [(CONTENT_TYPE, asset.content_type)], asset.bytes).into_response(),
    }
}
