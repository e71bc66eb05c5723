//! `[limits]`: what one request, and all together, may cost.

use std::time::Duration;

use crate::source::Source;
use crate::value::size::Size;

/// What one request, and all together, may cost.
#[derive(Clone, Debug)]
pub struct Limits {
    /// `limits.body_kib`, KiB, default 64, `YIMEN__LIMITS__BODY_KIB`: longest request body.
    pub body_kib: Size,
    /// `limits.request_seconds`, default 15, `YIMEN__LIMITS__REQUEST_SECONDS`: longest request.
    pub request_seconds: Duration,
    /// `limits.header_kib`, KiB, default 16, `YIMEN__LIMITS__HEADER_KIB`: longest request line and header.
    pub header_kib: Size,
    /// `limits.concurrent_requests`, default 4096, `YIMEN__LIMITS__CONCURRENT_REQUESTS`: requests at a time.
    pub concurrent_requests: usize,
}

impl Limits {
    pub(crate) fn read(source: &mut Source) -> Self {
        let mut fields = source.section("limits", "What one request, and all together, may cost.");
        Self {
            body_kib: fields.kib("body_kib", 64, 8..=4096, "Longest request body."),
            request_seconds: fields.seconds(
                "request_seconds",
                15,
                1..=120,
                "Longest request, from its first byte to the last of the answer.",
            ),
            header_kib: fields.kib("header_kib", 16, 8..=256, "Longest request line and header together."),
            concurrent_requests: fields.count(
                "concurrent_requests",
                4096,
                16..=1_000_000,
                "Requests at a time; one more is turned away with 503 and Retry-After.",
            ),
        }
    }
}
