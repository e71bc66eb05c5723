//! The longest request body. One that announces its length is judged before a byte is read; one that does not is cut
//! off where it grows too long.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::{Body, HttpBody as _};
use axum::extract::Request;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use super::refusal::Refusal;

/// A request whose body cannot be read beyond the limit.
pub(super) struct Bounded {
    pub(super) request: Request,
    pub(super) overrun: Overrun,
}

/// Whether reading ran into the limit.
pub(super) enum Overrun {
    /// The length was announced and is small enough.
    Impossible,
    /// Known once the body was read.
    Watched(Arc<AtomicBool>),
}

impl Overrun {
    pub(super) fn happened(&self) -> bool {
        match self {
            Self::Impossible => false,
            Self::Watched(mark) => mark.load(Ordering::Relaxed),
        }
    }
}

/// The request with its body bounded to `limit` bytes.
pub(super) fn bound(request: Request, limit: usize) -> Result<Bounded, Refusal> {
    match request.body().size_hint().exact() {
        // RFC 9110 section 15.5.14: 413 when the content is larger than we are willing to process.
        Some(length) if usize::try_from(length).unwrap_or(usize::MAX) > limit => Err(Refusal::TooLarge),
        Some(_) => Ok(Bounded { request, overrun: Overrun::Impossible }),
        None => {
            let mark = Arc::new(AtomicBool::new(false));
            let overrun = Overrun::Watched(mark.clone());
            Ok(Bounded { request: request.map(|body| watched(body, limit, mark)), overrun })
        }
    }
}

fn watched(body: Body, limit: usize, mark: Arc<AtomicBool>) -> Body {
    Body::new(Limited::new(body, limit).map_err(move |error| {
        if error.is::<LengthLimitError>() {
            mark.store(true, Ordering::Relaxed);
        }
        error
    }))
}
