//! Taking over at once what was changed elsewhere: by `POST /reload` of the administration or by SIGHUP.

use std::sync::Arc;

use base::Fault;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use super::Certificates;
use crate::job::Jobs;

/// Reads again what may have changed: clients, keys, revocations and the certificate.
#[derive(Clone)]
pub struct Reload {
    jobs: Jobs,
    certificates: Option<Arc<Certificates>>,
}

impl Reload {
    pub(super) const fn new(jobs: Jobs, certificates: Option<Arc<Certificates>>) -> Self {
        Self { jobs, certificates }
    }

    /// Reads everything again.
    ///
    /// # Errors
    /// The first fault; what could not be read stays as it was, and the rest was read all the same.
    pub async fn now(&self) -> Result<(), Fault> {
        let certificate = match &self.certificates {
            Some(certificates) => certificates.reload().await,
            None => Ok(()),
        };
        self.jobs.catch_up().await.and(certificate)
    }

    /// Looks at the files of the certificate and listens for SIGHUP, until told to stop.
    pub(super) async fn watch(&self, stop: watch::Receiver<()>) {
        let files = async {
            if let Some(certificates) = &self.certificates {
                certificates.watch(stop.clone()).await;
            }
        };
        tokio::join!(files, self.obey(stop.clone()));
    }

    async fn obey(&self, mut stop: watch::Receiver<()>) {
        let mut hangups = match signal(SignalKind::hangup()) {
            Ok(hangups) => hangups,
            Err(error) => {
                tracing::warn!(%error, "SIGHUP cannot be listened for");
                return;
            }
        };
        while next(&mut hangups, &mut stop).await.is_some() {
            match self.now().await {
                Ok(()) => tracing::info!("everything was read again"),
                Err(fault) => tracing::error!(fault = fault.chain(), "reading again failed"),
            }
        }
    }
}

async fn next(hangups: &mut Signal, stop: &mut watch::Receiver<()>) -> Option<()> {
    tokio::select! {
        hangup = hangups.recv() => hangup,
        _ = stop.changed() => None,
    }
}
