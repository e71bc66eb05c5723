//! A ground with an empty vault, a database in a file of its own and a clock that stands still.

use std::sync::Arc;
use std::time::Duration;

use base::{ManualClock, Secret, SeededRng, SystemRng, Time};
use base64::Engine as _;
use config::{Abuse, Config, SecondFactors};
use keys::testing::MemoryVault;
use keys::{KekSource, Keyring, RotationPolicy};
use store::{Db, DbOptions};

use crate::ground::Ground;
use crate::risk::Source;

pub(super) const START: Time = Time::from_seconds(1_900_000_000);

pub(super) struct Bench {
    pub(super) ground: Ground,
    pub(super) clock: Arc<ManualClock>,
    _folder: tempfile::TempDir,
}

impl Bench {
    pub(super) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = DbOptions {
            url: format!("sqlite:{}", folder.path().join("risk.db").display()),
            max_connections: 2,
            statement_timeout: Duration::from_secs(30),
        };
        let db = Db::connect(&options).await.unwrap();
        let clock = Arc::new(ManualClock::new(START));
        let ground = Ground {
            db,
            keys: keyring(clock.clone()).await,
            clock: clock.clone(),
            rng: Arc::new(SeededRng::new(7)),
            issuer: "https://id.example".into(),
        };
        Self { ground, clock, _folder: folder }
    }
}

async fn keyring(clock: Arc<ManualClock>) -> Keyring {
    let kek = base64::engine::general_purpose::STANDARD.encode([7; 32]);
    let kek = KekSource::Value(Secret::new(kek));
    let vault = Arc::new(MemoryVault::new());
    Keyring::open(vault, kek, RotationPolicy::default(), clock, Arc::new(SystemRng)).await.unwrap()
}

/// The settings of a file that sets nothing about attempts.
pub(super) fn settings() -> (Abuse, SecondFactors) {
    let text = "[server]\nissuer = \"https://id.example\"\n";
    let config = Config::load(text, "yimen.toml", []).unwrap();
    (config.abuse, config.second_factors)
}

pub(super) fn source(text: &str) -> Source {
    Source::of(text.parse().unwrap())
}
