//! What handlers share: the application, and what is computed once from its configuration.

use std::sync::Arc;

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
        let metadata = Metadata::of(&app);
        Self(Arc::new(Inner { app, metadata }))
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
