//! `yimen serve`: the service until it is told to stop.

use clap::Args;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use super::CliError;
use super::invocation::Invocation;
use crate::http::{layer, listeners, routes};
use crate::telemetry;

const MORE: &str = "\
A first start makes the database, its schema, the keys and the key-encryption key. Several nodes that share one \
PostgreSQL database need one and the same key-encryption key.

SIGTERM and SIGINT stop the service: readiness turns false, requests under way are finished within \
server.shutdown_seconds. SIGHUP reads the certificate again.

Examples:
  yimen serve --config /etc/yimen/yimen.toml
  YIMEN__LOG__FORMAT=json yimen serve";

/// Run the service
#[derive(Args, Debug)]
#[command(after_help = MORE)]
pub(super) struct Serve {}

impl Serve {
    pub(super) async fn run(self, at: &Invocation) -> Result<(), CliError> {
        // From here on: a signal that comes while the service starts must not cut it off in the middle.
        let signals = Signals::listen()?;
        let config = at.config()?;
        telemetry::init(&config.log)?;
        telemetry::log_panics();
        let app = at.app_of(config).await?;
        let router = layer::wrap(routes::public(app.clone()), &app);
        let (stop, stopped) = watch::channel(());
        let bound = listeners::serve(app, router, stopped).await?;
        signals.told_to_stop().await;
        tracing::info!("told to stop");
        drop(stop);
        Ok(bound.drained().await?)
    }
}

/// The signals that end a service: SIGTERM, as service managers send it, and SIGINT, as Ctrl-C does.
struct Signals {
    term: Signal,
    int: Signal,
}

impl Signals {
    fn listen() -> Result<Self, CliError> {
        let listen = |kind| {
            signal(kind)
                .map_err(|error| CliError::refused(format!("signals cannot be listened for: {error}")))
        };
        Ok(Self { term: listen(SignalKind::terminate())?, int: listen(SignalKind::interrupt())? })
    }

    /// Waits for one of them.
    async fn told_to_stop(mut self) {
        tokio::select! {
            _ = self.term.recv() => {}
            _ = self.int.recv() => {}
        }
    }
}

/// Waits for a signal that ends a service, from now on.
#[cfg(feature = "demo")]
pub(super) async fn told_to_stop() -> Result<(), CliError> {
    Signals::listen()?.told_to_stop().await;
    Ok(())
}
