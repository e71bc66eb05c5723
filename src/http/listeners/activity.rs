//! Whether anything happens on a connection: requests under way, and requests since one last looked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Shared by a connection and the requests on it.
#[derive(Clone, Default)]
pub(super) struct Activity(Arc<Inner>);

#[derive(Default)]
struct Inner {
    under_way: AtomicUsize,
    stirred: AtomicBool,
}

/// A request under way; over when dropped.
pub(super) struct UnderWay(Activity);

impl Activity {
    /// A request begins.
    pub(super) fn begin(&self) -> UnderWay {
        self.0.under_way.fetch_add(1, Ordering::Relaxed);
        self.0.stirred.store(true, Ordering::Relaxed);
        UnderWay(self.clone())
    }

    /// Whether nothing is under way and nothing began or ended since this was last asked.
    pub(super) fn was_still(&self) -> bool {
        let stirred = self.0.stirred.swap(false, Ordering::Relaxed);
        self.0.under_way.load(Ordering::Relaxed) == 0 && !stirred
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.0.under_way.fetch_sub(1, Ordering::Relaxed);
        self.0.0.stirred.store(true, Ordering::Relaxed);
    }
}
