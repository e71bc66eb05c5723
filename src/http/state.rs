//! What handlers share: the application, and what is computed once from its configuration.

use std::sync::Arc;

use base::Time;

use crate::app::App;
use crate::http::oidc::discovery::Metadata;

/// The state of the public router: cheap to clone.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Inner>);

struct Inner {
    app: App,
    metadata: Metadata,
}

impl Shared {
    pub(crate) fn new(app: App) -> Self {
        Self(Arc::new(Inner { app, metadata: Metadata::new() }))
    }

    /// For how many minutes a code that is sent works.
    pub(crate) fn code_minutes(&self) -> u32 {
        let seconds = self.config.second_factors.code_seconds.as_secs();
        u32::try_from(seconds.div_ceil(60)).unwrap_or(u32::MAX)
    }

    /// Seconds from now to a moment; none are left of one that has passed.
    pub(crate) fn seconds_until(&self, moment: Time) -> u32 {
        let left = moment.since(self.ground.now()).as_secs();
        u32::try_from(left).unwrap_or(u32::MAX)
    }

    pub(crate) fn metadata(&self) -> &Metadata {
        &self.0.metadata
    }
}

impl std::ops::Deref for Shared {
    type Target = App;

    fn deref(&self) -> &App {
        &self.0.app
    }
}
