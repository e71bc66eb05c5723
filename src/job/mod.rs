//! What runs by itself on every node: looking for changes made elsewhere, sending logout notices and messages to
//! people, moving the key calendar on, deleting what has expired. Each is safe to run on all nodes at once.

use std::time::Duration;

use base::Fault;
use tokio::sync::watch;

use crate::client::Clients;
use crate::entity::Entities;
use crate::ground::Ground;
use crate::logout::Logouts;
use crate::notify::Notices;
use crate::token::Denylist;
use crate::verification::Verifications;

/// How often a node looks for changes made elsewhere: a lost message costs a second, not correctness.
const POLL: Duration = Duration::from_secs(1);
/// How often the calendar and the expired rows are looked at.
const TIDY: Duration = Duration::from_secs(20);
/// Rows deleted in one transaction.
const BATCH: u32 = 500;
/// Batches deleted before others have a turn.
const BATCHES: u32 = 8;

/// The jobs of this node.
#[derive(Clone)]
pub struct Jobs {
    ground: Ground,
    clients: Clients,
    denylist: Denylist,
    logouts: Logouts,
    notices: Notices,
    verifications: Verifications,
    entities: Entities,
    sessions_kept: Duration,
}

/// Whether expired rows are left.
#[derive(Clone, Copy)]
enum Left {
    Some,
    Nothing,
}

/// The epochs a node has seen.
#[derive(Clone, Debug, Default)]
struct Seen(Vec<(store::epoch::Topic, i64)>);

impl Jobs {
    /// The jobs over their parts.
    pub fn new(
        ground: Ground,
        clients: Clients,
        denylist: Denylist,
        (logouts, notices, verifications, entities): (Logouts, Notices, Verifications, Entities),
        sessions_kept: Duration,
    ) -> Self {
        Self { ground, clients, denylist, logouts, notices, verifications, entities, sessions_kept }
    }

    /// Runs until told to stop. A job that fails is logged and tried again in its next round.
    pub async fn run(&self, stop: watch::Receiver<()>) {
        tokio::join!(
            self.watch(stop.clone()),
            self.tidy(stop.clone()),
            self.deliver(stop.clone()),
            self.deliver_messages(stop.clone()),
            self.conclude(stop)
        );
    }

    /// Takes over at once what was changed elsewhere.
    pub async fn catch_up(&self) -> Result<(), Fault> {
        self.denylist.refresh(&self.ground.db, self.ground.now()).await?;
        self.reload_keys().await?;
        self.verifications.providers().reload().await?;
        self.clients.reload().await
    }

    async fn watch(&self, mut stop: watch::Receiver<()>) {
        let mut seen = Seen::default();
        loop {
            if let Err(fault) = self.look(&mut seen).await {
                tracing::error!(fault = fault.chain(), "looking for changes failed");
            }
            if wait(POLL, &mut stop).await.is_stop() {
                return;
            }
        }
    }

    async fn look(&self, seen: &mut Seen) -> Result<(), Fault> {
        use store::epoch::Topic;
        let mut conn = self.ground.db.reader().await?;
        let epochs = store::epoch::all(&mut conn).await?;
        drop(conn);
        let moved =
            |topic| epochs.iter().find(|one| one.0 == topic) != seen.0.iter().find(|one| one.0 == topic);
        // What died comes first: a client or a key that cannot be read must not keep dead tokens alive.
        if moved(Topic::Revocations) {
            self.denylist.refresh(&self.ground.db, self.ground.now()).await?;
        }
        if moved(Topic::Keys) {
            self.reload_keys().await?;
        }
        // Before clients: who is switched off must be off even where a client cannot be read.
        if moved(Topic::Providers) {
            self.verifications.providers().reload().await?;
        }
        if moved(Topic::Clients) {
            self.clients.reload().await?;
        }
        seen.0 = epochs;
        Ok(())
    }

    async fn tidy(&self, mut stop: watch::Receiver<()>) {
        loop {
            if let Err(error) = self.ground.keys.tick().await {
                tracing::error!(fault = %error, "the key calendar failed");
            }
            if let Err(fault) = self.entities.tidy().await {
                tracing::error!(fault = fault.chain(), "ending rights that nobody confirmed failed");
            }
            let pause = match self.sweep().await {
                Ok(Left::Some) => POLL,
                Ok(Left::Nothing) => TIDY,
                Err(fault) => {
                    tracing::error!(fault = fault.chain(), "deleting expired rows failed");
                    TIDY
                }
            };
            if wait(pause, &mut stop).await.is_stop() {
                return;
            }
        }
    }

    /// Deletes expired rows, a few batches at a time, so that sign-ons never wait for it.
    async fn sweep(&self) -> Result<Left, Fault> {
        for _ in 0..BATCHES {
            let (now, kept) = (self.ground.now(), self.sessions_kept);
            if store::expiry::sweep(&self.ground.db, now, kept, BATCH).await? < u64::from(BATCH) {
                return Ok(Left::Nothing);
            }
        }
        Ok(Left::Some)
    }

    async fn deliver(&self, mut stop: watch::Receiver<()>) {
        loop {
            match self.logouts.send_due().await {
                Ok(sent) if sent > 0 && !is_over(&stop) => continue,
                Ok(_) => {}
                Err(fault) => tracing::error!(fault = fault.chain(), "sending logout notices failed"),
            }
            tokio::select! {
                pause = wait(POLL, &mut stop) => if pause.is_stop() { return },
                () = self.logouts.woken() => {}
            }
        }
    }

    /// Beside logout notices and not after them: somebody waits for a code, and must not wait for a slow platform.
    async fn deliver_messages(&self, mut stop: watch::Receiver<()>) {
        loop {
            match self.notices.send_due().await {
                Ok(sent) if sent > 0 && !is_over(&stop) => continue,
                Ok(_) => {}
                Err(fault) => tracing::error!(fault = fault.chain(), "sending messages failed"),
            }
            tokio::select! {
                pause = wait(POLL, &mut stop) => if pause.is_stop() { return },
                () = self.notices.woken() => {}
            }
        }
    }

    /// Callbacks and questions to providers.
    async fn conclude(&self, mut stop: watch::Receiver<()>) {
        loop {
            match self.conclude_due().await {
                Ok(dealt) if dealt > 0 && !is_over(&stop) => continue,
                Ok(_) => {}
                Err(fault) => tracing::error!(fault = fault.chain(), "concluding verifications failed"),
            }
            tokio::select! {
                pause = wait(POLL, &mut stop) => if pause.is_stop() { return },
                () = self.verifications.woken() => {}
            }
        }
    }

    async fn conclude_due(&self) -> Result<u32, Fault> {
        let taken = self.verifications.process_inbox().await?;
        Ok(taken + self.verifications.poll_due().await?)
    }

    async fn reload_keys(&self) -> Result<(), Fault> {
        let reloaded = self.ground.keys.reload_if_changed().await;
        reloaded.map(drop).map_err(|error| Fault::caused("the keys cannot be read again", error))
    }
}

#[derive(Clone, Copy)]
enum Pause {
    Over,
    Stop,
}

impl Pause {
    const fn is_stop(self) -> bool {
        matches!(self, Self::Stop)
    }
}

/// Whether it was told to stop: a backlog must not keep a node that is to go.
fn is_over(stop: &watch::Receiver<()>) -> bool {
    !matches!(stop.has_changed(), Ok(false))
}

async fn wait(pause: Duration, stop: &mut watch::Receiver<()>) -> Pause {
    tokio::select! {
        () = tokio::time::sleep(pause) => Pause::Over,
        _ = stop.changed() => Pause::Stop,
    }
}
