//! A database that is not there is made only when that is asked for.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;

use base::{Clock, ManualClock, Rng, SeededRng, Time};
use config::Config;

use crate::admin::site::{Absent, Site, SiteRefusal, database_file};

pub(super) fn config(folder: &Path) -> Config {
    let text = "[server]\nissuer = \"http://localhost:8080\"\ndata_dir = \"data 100%\"\n";
    Config::load(text, folder.join("yimen.toml"), []).unwrap()
}

pub(super) fn world() -> (Arc<dyn Clock>, Arc<dyn Rng>) {
    (Arc::new(ManualClock::new(Time::from_seconds(1_900_000_000))), Arc::new(SeededRng::new(7)))
}

#[tokio::test]
async fn made_for_its_owner_alone_when_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    Site::open(&config, world(), Absent::Create).await.unwrap();
    assert!(database_file(&config).unwrap().exists());
    let mode = std::fs::metadata(&config.server.data_dir).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[tokio::test]
async fn refused_when_absent_and_not_to_be_made() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    let refusal = Site::open(&config, world(), Absent::Refuse).await.err().unwrap();
    assert!(matches!(refusal, SiteRefusal::NoDatabase(_)), "{refusal}");
    assert!(!database_file(&config).unwrap().exists());
}

#[tokio::test]
async fn refused_until_every_step_of_the_schema_is_applied() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::open(&config(folder.path()), world(), Absent::Create).await.unwrap();
    assert!(matches!(site.ready().await, Err(SiteRefusal::SchemaBehind)));
    site.migrate().await.unwrap();
    assert!(site.ready().await.is_ok());
    assert!(site.steps().await.unwrap().iter().all(|step| step.state == "applied"));
}
