//! Where the service listens: the public, the administration and the operations listener, from the first bind to the
//! last answer.
//!
//! Owns sockets, TLS, the limits of a connection and the order of a shutdown. Does not own routes, nor the limits of
//! a request (`http::layer`). Everything a running service does by itself is started and awaited here too.

mod activity;
mod certificates;
mod connection;
mod patient;
mod reload;
mod site;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use base::Fault;
use config::{Config, Listen};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::http::{admin, ops};
use crate::telemetry;

pub use certificates::Certificates;
pub use reload::Reload;

use connection::Manners;
use site::Site;

/// Longest that operations and administration go on after everything else has ended.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// How often measurements are folded into their buckets.
const FOLD: Duration = Duration::from_secs(5);
/// Connections for each request that may be under way: most connections of browsers are idle.
const CONNECTIONS_PER_REQUEST: usize = 4;
/// Connections to a listener that is not for the public.
const PRIVATE_CONNECTIONS: usize = 64;

/// The three sockets, bound and not yet answering. Binding first lets a caller learn the ports, and lets the service
/// give up those rights that only binding needs.
#[derive(Debug)]
pub struct Sockets {
    public: TcpListener,
    admin: TcpListener,
    ops: TcpListener,
}

/// A running service.
#[derive(Debug)]
pub struct Bound {
    /// Where browsers and clients reach it.
    pub public: SocketAddr,
    /// Where its administrator does.
    pub admin: SocketAddr,
    /// Where its operator does.
    pub ops: SocketAddr,
    running: JoinHandle<()>,
}

impl Bound {
    /// Waits until the service was told to stop, the requests under way were answered or given up, and its jobs have
    /// ended.
    ///
    /// # Errors
    /// A fault when it died instead.
    pub async fn drained(self) -> Result<(), Fault> {
        self.running.await.map_err(|error| Fault::caused("the service died", error))
    }
}

impl Sockets {
    /// Binds the addresses of the configuration; port 0 takes any free port.
    ///
    /// # Errors
    /// A fault when an address is taken or not ours.
    pub async fn bind(listen: &Listen) -> Result<Self, Fault> {
        Ok(Self {
            public: bound(listen.public.address, "public").await?,
            admin: bound(listen.admin.address, "administration").await?,
            ops: bound(listen.ops.address, "operations").await?,
        })
    }

    /// The address of the public one.
    ///
    /// # Errors
    /// A fault of the operating system.
    pub fn public_address(&self) -> Result<SocketAddr, Fault> {
        address(&self.public)
    }

    /// Answers on them until told to stop: by a value or by the end of the sender.
    ///
    /// `public` is served as it is; [`crate::http::layer::wrap`] puts the edge around it.
    ///
    /// # Errors
    /// A fault when the certificate cannot be used.
    pub async fn serve(self, app: App, public: Router, stop: watch::Receiver<()>) -> Result<Bound, Fault> {
        let (at_public, at_admin, at_ops) =
            (address(&self.public)?, address(&self.admin)?, address(&self.ops)?);
        let certificates = match &app.config.listen.public.tls {
            Some(files) => Some(Arc::new(Certificates::open(files.clone()).await?)),
            None => None,
        };
        let service = Service::new(self, app, public, certificates, &stop)?;
        tracing::info!(public = %at_public, admin = %at_admin, ops = %at_ops, "listening");
        let running = tokio::spawn(service.run(stop));
        Ok(Bound { public: at_public, admin: at_admin, ops: at_ops, running })
    }
}

/// Binds the addresses of the configuration and answers on them until told to stop: by a value or by the end of the
/// sender.
///
/// # Errors
/// A fault when an address is taken or the certificate cannot be used.
pub async fn serve(app: App, public: Router, stop: watch::Receiver<()>) -> Result<Bound, Fault> {
    Sockets::bind(&app.config.listen).await?.serve(app, public, stop).await
}

async fn bound(address: SocketAddr, name: &str) -> Result<TcpListener, Fault> {
    let taken = |error| Fault::caused(format!("the {name} listener cannot be bound to {address}"), error);
    TcpListener::bind(address).await.map_err(taken)
}

fn address(listener: &TcpListener) -> Result<SocketAddr, Fault> {
    listener.local_addr().map_err(|error| Fault::caused("a listener has no address", error))
}

/// Everything that runs.
struct Service {
    app: App,
    reload: Reload,
    public: Site,
    admin: Site,
    ops: Site,
}

impl Service {
    fn new(
        sockets: Sockets,
        app: App,
        public: Router,
        certificates: Option<Arc<Certificates>>,
        stop: &watch::Receiver<()>,
    ) -> Result<Self, Fault> {
        let tls = certificates.as_deref().map(Certificates::acceptor).transpose()?;
        let ops = ops::router(app.clone(), stop.clone(), certificates.clone());
        let reload = Reload::new(app.jobs.clone(), certificates);
        let manners = Manners::new(app.config.limits.header_kib.bytes());
        let private = |listener, router| Site {
            listener,
            router,
            tls: None,
            manners,
            connections: PRIVATE_CONNECTIONS,
            grace: LAST_WORDS,
        };
        Ok(Self {
            admin: private(sockets.admin, admin::router(app.clone(), reload.clone())),
            ops: private(sockets.ops, ops),
            public: public_site(sockets.public, public, tls, (manners, &app.config)),
            reload,
            app,
        })
    }

    /// Readiness looks at the same signal, so it turns false before the first connection is refused; operations and
    /// administration answer until the public listener has drained.
    async fn run(self, stop: watch::Receiver<()>) {
        let grace = self.app.config.server.shutdown_seconds;
        let (last, after_public) = watch::channel(());
        let private = tokio::spawn({
            let (admin, ops, after_public) = (self.admin, self.ops, after_public.clone());
            async move { tokio::join!(admin.run(after_public.clone()), ops.run(after_public)) }
        });
        let jobs = self.app.jobs.clone();
        tokio::join!(
            self.public.run(stop.clone()),
            until_stopped(jobs.run(stop.clone()), stop.clone(), grace),
            self.reload.watch(stop.clone()),
            fold_measurements(stop),
        );
        drop(last);
        if private.await.is_err() {
            tracing::error!("the administration and operations listeners died");
        }
        tracing::info!("stopped");
    }
}

fn public_site(
    listener: TcpListener,
    router: Router,
    tls: Option<tokio_rustls::TlsAcceptor>,
    (manners, config): (Manners, &Config),
) -> Site {
    Site {
        listener,
        router,
        tls,
        manners,
        connections: config.limits.concurrent_requests.saturating_mul(CONNECTIONS_PER_REQUEST),
        grace: config.server.shutdown_seconds,
    }
}

/// Lets work that ends by itself do so, but not longer than `grace` after the signal.
async fn until_stopped(work: impl Future<Output = ()>, mut stop: watch::Receiver<()>, grace: Duration) {
    let too_late = async {
        let _told = stop.changed().await;
        tokio::time::sleep(grace).await;
    };
    tokio::select! {
        () = work => {}
        () = too_late => tracing::warn!("a job was given up in the middle"),
    }
}

async fn fold_measurements(mut stop: watch::Receiver<()>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(FOLD) => telemetry::fold_measurements(),
            _ = stop.changed() => return,
        }
    }
}

#[cfg(test)]
mod tests;
