//! A backup takes the place of a database only when nobody uses it, and deletes nothing.

use std::fs;
use std::path::{Path, PathBuf};

use base::Time;

use super::site::{config, world};
use crate::admin::audit_log::{self, Query};
use crate::admin::backup::{self, Present, RestoreRefusal};
use crate::admin::site::{Absent, Site};
use crate::audit::Kind;

const NOW: Time = Time::from_seconds(1_900_000_000);

/// A migrated database with a backup of it taken.
async fn backed_up(folder: &Path) -> (Site, PathBuf) {
    let site = Site::open(&config(folder), world(), Absent::Create).await.unwrap();
    site.migrate().await.unwrap();
    let file = folder.join("backup.db");
    backup::take(&site, &file, "admin:tester").await.unwrap();
    (site, file)
}

#[tokio::test]
async fn a_backup_is_audited_with_who_took_it() {
    let folder = tempfile::tempdir().unwrap();
    let (site, _) = backed_up(folder.path()).await;
    let query = Query { account: None, kind: Some(Kind::BackupTaken), before: None, limit: 10 };
    let events = audit_log::read(&site.db, query).await.unwrap();
    assert_eq!(events.iter().map(|event| event.actor.as_str()).collect::<Vec<_>>(), ["admin:tester"]);
}

#[tokio::test]
async fn put_back_where_nothing_stood() {
    let folder = tempfile::tempdir().unwrap();
    let (_site, file) = backed_up(folder.path()).await;
    let target = folder.path().join("elsewhere/yimen.db");
    let restored = backup::put_back(&file, &target, Present::Refuse, NOW).await.unwrap();
    assert_eq!(restored.moved_aside, Vec::<PathBuf>::new());
    assert_eq!(fs::read(&target).unwrap(), fs::read(&file).unwrap());
}

#[tokio::test]
async fn refused_when_a_database_stands_there() {
    let folder = tempfile::tempdir().unwrap();
    let (_site, file) = backed_up(folder.path()).await;
    let target = folder.path().join("other.db");
    fs::write(&target, "precious").unwrap();
    let refusal = backup::put_back(&file, &target, Present::Refuse, NOW).await.unwrap_err();
    assert!(matches!(refusal, RestoreRefusal::TargetExists(_)), "{refusal}");
    assert_eq!(fs::read_to_string(&target).unwrap(), "precious");
}

#[tokio::test]
async fn what_stood_there_is_moved_aside_with_its_log() {
    let folder = tempfile::tempdir().unwrap();
    let (_site, file) = backed_up(folder.path()).await;
    let target = folder.path().join("other.db");
    fs::write(&target, "precious").unwrap();
    fs::write(folder.path().join("other.db-wal"), "log").unwrap();
    let restored = backup::put_back(&file, &target, Present::MoveAside, NOW).await.unwrap();
    let aside = folder.path().join("other.db.before-1900000000");
    assert_eq!(restored.moved_aside, [aside.clone(), folder.path().join("other.db.before-1900000000-wal")]);
    assert_eq!(fs::read_to_string(&aside).unwrap(), "precious");
    assert!(!folder.path().join("other.db-wal").exists());
}

#[tokio::test]
async fn refused_when_the_file_is_no_backup() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.db");
    fs::write(&file, "no database").unwrap();
    let target = folder.path().join("other.db");
    let refusal = backup::put_back(&file, &target, Present::Refuse, NOW).await.unwrap_err();
    assert!(matches!(refusal, RestoreRefusal::Backup(_)), "{refusal}");
    assert!(!target.exists());
}
