//! Stylesheet, scripts and the mark, embedded in the program.
//!
//! Pages load them under names that carry a hash of the content, so browsers may keep them for ever. Under its
//! plain name an asset must be asked for again. The hash tells versions apart and guards nothing.

use std::sync::LazyLock;

/// A file that pages load.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// Its content.
    pub bytes: &'static [u8],
    /// Value of `Content-Type`.
    pub content_type: &'static str,
    /// Value of `ETag`, with its quotes (RFC 9110 section 8.8.3).
    pub etag: &'static str,
    /// How long it may be kept.
    pub caching: Caching,
}

/// How long an asset may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caching {
    /// For ever: its name changes with its content. `max-age=31536000, immutable`.
    Immutable,
    /// Until asked again with `If-None-Match`. `no-cache`.
    Revalidate,
}

/// The asset at a path below `/assets/`, with or without a hash in its name.
pub fn asset(path: &str) -> Option<Asset> {
    ASSETS.iter().find_map(|file| {
        let caching = if path == file.hashed_name {
            Caching::Immutable
        } else if path == file.name {
            Caching::Revalidate
        } else {
            return None;
        };
        Some(Asset { bytes: file.bytes, content_type: file.content_type, etag: &file.etag, caching })
    })
}

/// Where pages load an asset from: `/assets/app-0123456789abcdef.css` for `app.css`. A name that is not an asset
/// stays as it is and will not be found.
pub fn asset_href(name: &str) -> String {
    let path = ASSETS.iter().find(|file| file.name == name).map_or(name, |file| &file.hashed_name);
    format!("/assets/{path}")
}

struct File {
    name: &'static str,
    hashed_name: String,
    etag: String,
    bytes: &'static [u8],
    content_type: &'static str,
}

impl File {
    fn new(name: &'static str, content_type: &'static str, content: &'static str) -> Self {
        let hash = fnv_1a(content.as_bytes());
        let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
        Self {
            name,
            hashed_name: format!("{stem}-{hash:016x}.{extension}"),
            etag: format!("\"{hash:016x}\""),
            bytes: content.as_bytes(),
            content_type,
        }
    }
}

/// The stylesheet: one file each for tokens, base, page frame and component, in this order.
pub(crate) const STYLESHEET: &str = concat!(
    include_str!("../static/styles/tokens.css"),
    include_str!("../static/styles/base.css"),
    include_str!("../static/styles/frame.css"),
    include_str!("../static/styles/banner.css"),
    include_str!("../static/styles/button.css"),
    include_str!("../static/styles/field.css"),
    include_str!("../static/styles/choice.css"),
    include_str!("../static/styles/notice.css"),
    include_str!("../static/styles/consent.css"),
    include_str!("../static/styles/row.css"),
    include_str!("../static/styles/level.css"),
    include_str!("../static/styles/table.css"),
    include_str!("../static/styles/progress.css"),
    include_str!("../static/styles/account.css"),
    include_str!("../static/styles/qr.css"),
    include_str!("../static/styles/way.css"),
    include_str!("../static/styles/scan.css"),
);

static ASSETS: LazyLock<[File; 7]> = LazyLock::new(|| {
    const SCRIPT: &str = "text/javascript; charset=utf-8";
    [
        File::new("app.css", "text/css; charset=utf-8", STYLESHEET),
        File::new("app.js", SCRIPT, include_str!("../static/app.js")),
        File::new("form-post.js", SCRIPT, include_str!("../static/form-post.js")),
        File::new("passkey.js", SCRIPT, include_str!("../static/passkey.js")),
        File::new("qr.js", SCRIPT, include_str!("../static/qr.js")),
        File::new("work.js", SCRIPT, include_str!("../static/work.js")),
        File::new("mark.svg", "image/svg+xml", include_str!("../static/mark.svg")),
    ]
});

/// FNV-1a, 64 bits (draft-eastlake-fnv, section 4).
fn fnv_1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hash_matches_the_published_vectors() {
        assert_eq!(fnv_1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv_1a(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn hashed_name_may_be_kept_for_ever() {
        let href = asset_href("app.css");
        let found = asset(href.strip_prefix("/assets/").unwrap()).unwrap();
        assert_eq!(found.caching, Caching::Immutable);
        assert_eq!(found.content_type, "text/css; charset=utf-8");
        assert!(href.contains(found.etag.trim_matches('"')));
    }

    #[test]
    fn plain_name_is_asked_for_again() {
        assert_eq!(asset("mark.svg").unwrap().caching, Caching::Revalidate);
    }

    #[test]
    fn not_found_when_the_hash_is_of_another_version() {
        assert!(asset("app-0000000000000000.css").is_none());
    }

    #[test]
    fn all_a_page_loads_weighs_under_60_kilobytes() {
        let total: usize = ASSETS.iter().map(|file| file.bytes.len()).sum();
        assert!(total < 42_000, "{total} bytes, to which a page adds its own");
    }
}
