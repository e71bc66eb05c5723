//! What can only be seen from inside the seam. All else is in the contract suite.

use std::time::Duration;

use base::Fault;

use super::trouble::Trouble;
use super::value::padded;
use super::{Db, DbOptions, Engine, args};

async fn database(folder: &tempfile::TempDir) -> (Db, String) {
    let url = format!("sqlite:{}", folder.path().join("seam.db").display());
    let options =
        DbOptions { url: url.clone(), max_connections: 2, statement_timeout: Duration::from_secs(5) };
    let db = Db::connect(&options).await.unwrap();
    let made: Result<(), Fault> = db
        .write(|tx| Box::pin(async move { tx.script("create table t (a integer primary key)").await }))
        .await;
    made.unwrap();
    (db, url)
}

#[tokio::test]
async fn reader_of_sqlite_cannot_write() {
    let folder = tempfile::TempDir::new().unwrap();
    let (db, _) = database(&folder).await;
    let mut conn = db.reader().await.unwrap();
    let outcome = conn.rows("insert into t (a) values ($1) returning a", args![1_i64]).await;
    assert!(outcome.err().unwrap().chain().contains("readonly"));
    assert!(conn.row("select a from t", &[]).await.unwrap().is_none());
}

#[tokio::test]
async fn settings_of_sqlite_are_the_durable_ones() {
    let folder = tempfile::TempDir::new().unwrap();
    let (db, _) = database(&folder).await;
    let settings: Result<Vec<String>, Fault> = db
        .write(|tx| {
            Box::pin(async move {
                let sql =
                    "select cast(journal_mode as text), cast(synchronous as text), cast(foreign_keys as text)
                    from pragma_journal_mode, pragma_synchronous, pragma_foreign_keys";
                let row = tx.row(sql, &[]).await?.unwrap();
                Ok((0..3).map(|column| row.text(column).unwrap().unwrap()).collect())
            })
        })
        .await;
    assert_eq!(settings.unwrap(), ["wal", "2", "1"]);
}

#[tokio::test]
async fn first_unit_of_a_batch_needs_no_savepoint() {
    let folder = tempfile::TempDir::new().unwrap();
    let (db, _) = database(&folder).await;
    let before = db.counters();
    let written: Result<u64, Fault> =
        db.write(|tx| Box::pin(async move { tx.run("insert into t (a) values (1)", &[]).await })).await;
    assert_eq!(written.unwrap(), 1);
    assert_eq!(db.counters().round_trips - before.round_trips, 3);
}

#[tokio::test]
async fn statement_of_sqlite_is_broken_off_when_its_time_is_over() {
    let folder = tempfile::TempDir::new().unwrap();
    let url = database(&folder).await.1;
    let options = DbOptions { url, max_connections: 1, statement_timeout: Duration::from_millis(20) };
    let db = Db::connect(&options).await.unwrap();
    let endless: Result<(), Fault> = db
        .write(|tx| {
            Box::pin(async move {
                let sql = "insert into t (a)
                    with recursive n (a) as (select 1 union all select a + 1 from n)
                    select a from n";
                tx.run(sql, &[]).await.map(drop)
            })
        })
        .await;
    assert!(endless.unwrap_err().is_overload());
    assert!(db.reader().await.unwrap().row("select a from t", &[]).await.unwrap().is_none());
}

#[tokio::test]
async fn statement_for_postgres_is_refused_on_sqlite() {
    let folder = tempfile::TempDir::new().unwrap();
    let (db, _) = database(&folder).await;
    assert_eq!(db.engine(), Engine::Sqlite);
    assert!(db.write_alone("select 1", &[]).await.is_err());
}

#[test]
fn padding_repeats_the_first_and_refuses_too_many() {
    assert!(padded::<2>(&[]).unwrap().is_none());
    assert_eq!(padded::<2>(&[[1; 32]]).unwrap().unwrap(), [[1; 32].as_slice(), &[1; 32]]);
    assert_eq!(padded::<2>(&[[1; 32], [2; 32]]).unwrap().unwrap(), [[1; 32].as_slice(), &[2; 32]]);
    assert!(padded::<2>(&[[1; 32], [2; 32], [3; 32]]).is_err());
}

#[test]
fn lost_connection_is_told_from_a_failed_statement() {
    let broken = sqlx::Error::Io(std::io::Error::from(std::io::ErrorKind::BrokenPipe)).into();
    assert_eq!(Trouble::of(&broken), Trouble::Lost);
    let odd = rusqlite::Error::InvalidColumnIndex(7).into();
    assert_eq!(Trouble::of(&odd), Trouble::Statement);
    assert!(Trouble::Lost.fault("select 1", broken).is_overload());
    assert!(!Trouble::Statement.fault("select 1", odd).is_overload());
}
