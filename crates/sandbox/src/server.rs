//! A listening actor: serves until it is stopped or dropped.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::SandboxError;

/// Open connections get this long to finish when the actor stops.
const FAREWELL: Duration = Duration::from_secs(2);

/// A running server. Dropping it stops it at once; [`Server::stop`] lets open requests finish.
pub(crate) struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

/// Takes a port and tells which; port 0 takes a free one.
///
/// # Errors
/// When the address is taken or not ours.
pub(crate) async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), SandboxError> {
    let refused = |cause| SandboxError::Listen { address, cause };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    Ok((listener, address))
}

impl Server {
    /// Answers what comes in at `listener`, whose address is `address`.
    pub(crate) fn start(
        listener: impl Listener<Addr = SocketAddr>,
        address: SocketAddr,
        router: Router,
    ) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            let until_stopped = async move { drop(stopped.await) };
            // Accepting never fails for good: the server retries by itself.
            let _served = axum::serve(listener, router).with_graceful_shutdown(until_stopped).await;
        });
        Self { address, stop: Some(stop), task }
    }

    /// The address it listens on.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops listening, lets open requests finish for two seconds, then ends.
    pub(crate) async fn stop(mut self) {
        if let Some(stop) = self.stop.take() {
            // The receiver is gone only if the server has ended already.
            let _ended = stop.send(());
        }
        if tokio::time::timeout(FAREWELL, &mut self.task).await.is_err() {
            self.task.abort();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}
