//! One deployment: a database, a clock, one node or more, and the outside.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use base::{ManualClock, Rng, SeededRng, Time};
use config::Config;
use sandbox::Environment;

use crate::call::Wire;
use crate::database::Database;
use crate::node::Node;
use crate::outside::Outside;

/// When every test begins: 2026-03-01T00:00:00Z.
pub const START: Time = Time::from_seconds(1_772_323_200);

/// A deployment and what surrounds it. Behaves as its first node.
pub struct World {
    first: Node,
    database: Database,
}

/// What all nodes of a deployment and all actors around it share.
pub(crate) struct Surroundings {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) chance: Arc<dyn Rng>,
    pub(crate) outside: Outside,
    pub(crate) wire: Wire,
    pub(crate) environment: Environment,
    seeds: AtomicU64,
}

impl World {
    /// On an embedded database.
    pub async fn on_sqlite() -> Self {
        Self::on(Database::sqlite()).await
    }

    /// On a server, if one is named.
    pub async fn on_postgres() -> Option<Self> {
        match Database::postgres().await {
            Some(database) => Some(Self::on(database).await),
            None => None,
        }
    }

    async fn on(database: Database) -> Self {
        let surroundings = Arc::new(Surroundings::new().await);
        let first = Box::pin(Node::start(surroundings, &database, None, |_| {})).await;
        let world = Self { first, database };
        world.declare_platforms().await;
        world
    }

    /// The same deployment with other settings: its first node makes way for one that has them, and the issuer's
    /// address changes with it. For the beginning of a test.
    pub async fn set(self, change: impl FnOnce(&mut Config)) -> Self {
        let Self { first, database } = self;
        let surroundings = first.surroundings();
        drop(first);
        let first = Box::pin(Node::start(surroundings, &database, None, change)).await;
        Self { first, database }
    }

    /// The database, to remove it when the test is over.
    pub fn database(&self) -> Database {
        self.database.clone()
    }

    /// One more node on the same database, under the same issuer.
    pub async fn second_node(&self) -> Node {
        self.node_with(|_| {}).await
    }

    /// One more node whose settings differ.
    pub async fn node_with(&self, change: impl FnOnce(&mut Config)) -> Node {
        let issuer = self.issuer().to_owned();
        Box::pin(Node::start(self.first.surroundings(), &self.database, Some(issuer), change)).await
    }

    /// Moves the clock of all nodes and actors.
    pub fn advance(&self, span: Duration) {
        self.first.surroundings().clock.advance(span);
    }
}

impl Deref for World {
    type Target = Node;

    fn deref(&self) -> &Node {
        &self.first
    }
}

impl Surroundings {
    async fn new() -> Self {
        let clock = Arc::new(ManualClock::new(START));
        let chance: Arc<dyn Rng> = Arc::new(SeededRng::new(1));
        let environment = Environment { clock: clock.clone(), rng: chance.clone(), trusted: Vec::new() };
        Self {
            clock,
            chance,
            outside: Outside::open().await,
            wire: Wire::new(),
            environment,
            seeds: AtomicU64::new(100),
        }
    }

    /// Another seed for each node: two nodes never draw the same ids.
    pub(crate) fn next_seed(&self) -> u64 {
        self.seeds.fetch_add(1, Ordering::Relaxed)
    }
}
