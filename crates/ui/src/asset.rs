//! Stylesheet, scripts and the mark.

/// A file that pages load.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// Its content.
    pub bytes: &'static [u8],
    /// Value of `Content-Type`.
    pub content_type: &'static str,
    /// Value of `ETag`, with its quotes.
    pub etag: &'static str,
    /// How long it may be kept.
    pub caching: Caching,
}

/// How long an asset may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caching {
    /// For ever: its name changes with its content.
    Immutable,
    /// Until asked again with `If-None-Match`.
    Revalidate,
}

/// The asset at a path below `/assets/`.
pub fn asset(path: &str) -> Option<Asset> {
    let _ = path;
    None
}

/// Where pages load an asset from.
pub fn asset_href(name: &str) -> String {
    format!("/assets/{name}")
}
