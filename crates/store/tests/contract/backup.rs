//! Backups of SQLite.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use base::Fault;
use futures_util::future::join;
use store::backup::{self, BackupError};
use store::{Db, DbOptions, MigrationState, account, audit};

use crate::fixture::{account_id, event, open_account};
use crate::world::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copy_taken_while_writing_is_whole() {
    let world = World::sqlite().await;
    open_account(&world, 1).await;
    let target = world.folder.path().join("copy.db");
    let writing = async {
        for n in 0..50 {
            let kind = format!("{n}");
            let outcome: Result<(), Fault> = world
                .db
                .write(move |tx| {
                    let event = event(&kind);
                    Box::pin(async move { audit::record(tx, &event).await })
                })
                .await;
            outcome.unwrap();
        }
    };
    let (report, ()) = join(backup::to_file(&world.db, &target), writing).await;
    let report = report.unwrap();
    assert_eq!(report.accounts, 1);
    assert!(report.bytes > 0);
    assert!(report.migrations.iter().all(|status| status.state == MigrationState::Applied));
    assert_eq!(backup::check(&target).await.unwrap(), report);
    assert_eq!(std::fs::metadata(&target).unwrap().permissions().mode() & 0o077, 0);
    assert!(!world.folder.path().join("copy.db.part").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn restored_copy_is_a_database() {
    let world = World::sqlite().await;
    open_account(&world, 1).await;
    let target = world.folder.path().join("copy.db");
    backup::to_file(&world.db, &target).await.unwrap();
    let options = DbOptions { url: format!("sqlite:{}", target.display()), ..world.options.clone() };
    let restored = Db::connect(&options).await.unwrap();
    assert!(restored.migrate().await.unwrap().is_empty());
    let mut conn = restored.reader().await.unwrap();
    assert!(account::by_id(&mut conn, account_id(1)).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_when_target_exists() {
    let world = World::sqlite().await;
    let target = world.folder.path().join("copy.db");
    std::fs::write(&target, "something dear").unwrap();
    let outcome = backup::to_file(&world.db, &target).await;
    assert!(matches!(outcome, Err(BackupError::TargetExists(path)) if path == target));
    assert_eq!(std::fs::read(&target).unwrap(), b"something dear");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_when_file_is_damaged() {
    let world = World::sqlite().await;
    for n in 1..=60 {
        open_account(&world, n).await;
    }
    let target = world.folder.path().join("copy.db");
    backup::to_file(&world.db, &target).await.unwrap();
    let mut bytes = std::fs::read(&target).unwrap();
    let middle = bytes.len() / 4;
    bytes[middle..].fill(0xa5);
    std::fs::write(&target, bytes).unwrap();
    assert!(matches!(backup::check(&target).await, Err(BackupError::Damaged { .. })));
    std::fs::write(&target, "no database at all, but long enough to look at").unwrap();
    assert!(matches!(backup::check(&target).await, Err(BackupError::Damaged { .. })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_when_schema_is_missing_or_changed() {
    let empty = World::sqlite_unmigrated().await;
    let path = empty.folder.path().join("yimen.db");
    assert!(matches!(backup::check(&path).await, Err(BackupError::OtherSchema { .. })));
    let world = World::sqlite().await;
    world.tamper("update schema_migration set checksum = 'other'").await;
    let target = world.folder.path().join("copy.db");
    let outcome = backup::to_file(&world.db, &target).await;
    assert!(matches!(outcome, Err(BackupError::OtherSchema { .. })));
    assert!(!target.exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_when_file_is_missing() {
    let outcome = backup::check(std::path::Path::new("/nowhere/copy.db")).await;
    assert!(matches!(outcome, Err(BackupError::Fault(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refused_on_postgres() {
    let Some(world) = World::postgres().await else { return };
    let target = world.folder.path().join("copy.db");
    let outcome = backup::to_file(&world.db, &target).await;
    assert!(matches!(outcome, Err(BackupError::NotSqlite)));
    world.drop_database().await;
}

/// A backup must not wait for the statement time-out of requests.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn backup_is_not_cut_off_by_the_statement_time_out() {
    let world = World::sqlite().await;
    let options = DbOptions { statement_timeout: Duration::from_millis(1), ..world.options.clone() };
    let db = Db::connect(&options).await.unwrap();
    let target = world.folder.path().join("copy.db");
    assert!(backup::to_file(&db, &target).await.is_ok());
}
