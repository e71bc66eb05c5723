//! One listener and its connections: accepting, and the end.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::connection::{Connection, Manners};

/// Pause after the system refused a connection, as it does when it is out of file descriptors.
const AFTER_REFUSAL: Duration = Duration::from_millis(100);

/// A listener with what it answers.
pub(super) struct Site {
    pub(super) listener: TcpListener,
    pub(super) router: Router,
    pub(super) tls: Option<TlsAcceptor>,
    pub(super) manners: Manners,
    /// Connections at once. One more waits in the system's queue.
    pub(super) connections: usize,
    /// How long requests under way may go on after the signal.
    pub(super) grace: Duration,
}

struct Accepted {
    stream: TcpStream,
    peer: std::net::SocketAddr,
    place: OwnedSemaphorePermit,
}

impl Site {
    /// Answers until told to stop, then lets what is under way end within the grace.
    pub(super) async fn run(self, stop: watch::Receiver<()>) {
        let places = Arc::new(Semaphore::new(self.connections.min(Semaphore::MAX_PERMITS)));
        let mut talks = JoinSet::new();
        let mut told = stop.clone();
        loop {
            tokio::select! {
                biased;
                _ = told.changed() => break,
                Some(_) = talks.join_next() => {}
                accepted = self.accept(&places) => {
                    if let Some(accepted) = accepted {
                        self.talk(accepted, &stop, &mut talks);
                    }
                }
            }
        }
        drop(self.listener);
        drain(talks, self.grace).await;
    }

    async fn accept(&self, places: &Arc<Semaphore>) -> Option<Accepted> {
        let place = places.clone().acquire_owned().await.ok()?;
        match self.listener.accept().await {
            Ok((stream, peer)) => Some(Accepted { stream, peer, place }),
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(AFTER_REFUSAL).await;
                None
            }
        }
    }

    fn talk(&self, accepted: Accepted, stop: &watch::Receiver<()>, talks: &mut JoinSet<()>) {
        let Accepted { stream, peer, place } = accepted;
        let (router, manners, stop) = (self.router.clone(), self.manners, stop.clone());
        let talk = Connection { peer, router, manners, stop }.serve(stream, self.tls.clone());
        talks.spawn(async move {
            talk.await;
            drop(place);
        });
    }
}

async fn drain(mut talks: JoinSet<()>, grace: Duration) {
    let all = async { while talks.join_next().await.is_some() {} };
    if tokio::time::timeout(grace, all).await.is_err() {
        tracing::warn!(connections = talks.len(), "connections were cut: their requests did not end in time");
        talks.shutdown().await;
    }
}
