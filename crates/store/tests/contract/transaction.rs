//! Units of work: whole or not at all, together or repeated.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use base::Fault;
use futures_util::future::join_all;
use store::account::{self, Inserted};
use store::{Db, DbOptions, Engine, audit};
use tokio::sync::{Barrier, Notify};

use crate::fixture::{account as given, account_id, at, audited, event, open_account};
use crate::world::{World, told};

/// Why a unit of these tests gives up.
#[derive(Debug, PartialEq, Eq)]
enum Refusal {
    Asked,
    Fault { overload: bool, text: String },
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Fault { overload: fault.is_overload(), text: fault.chain() }
    }
}

/// Records one event, then refuses if asked to.
async fn record(db: &Db, kind: String, refuse: bool) -> Result<(), Refusal> {
    db.write(move |tx| {
        let event = event(&kind);
        Box::pin(async move {
            audit::record(tx, &event).await?;
            if refuse { Err(Refusal::Asked) } else { Ok(()) }
        })
    })
    .await
}

contract! {
    async fn refused_unit_leaves_nothing(world) {
        assert_eq!(record(&world.db, "a".to_owned(), true).await, Err(Refusal::Asked));
        assert_eq!(record(&world.db, "b".to_owned(), false).await, Ok(()));
        assert_eq!(audited(world).await, ["b"]);
    }
}

contract! {
    async fn failing_unit_loses_only_itself(world) {
        let units = (0..40).map(|n| record(&world.db, format!("{n:02}"), n % 4 == 1));
        let outcomes = join_all(units).await;
        for (n, outcome) in outcomes.iter().enumerate() {
            assert_eq!(*outcome, if n % 4 == 1 { Err(Refusal::Asked) } else { Ok(()) });
        }
        let kept: Vec<String> = (0..40).filter(|n| n % 4 != 1).map(|n| format!("{n:02}")).collect();
        assert_eq!(audited(world).await, kept);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn waiting_units_share_commits_on_sqlite() {
    let world = World::sqlite().await;
    let before = world.db.counters();
    for outcome in join_all((0..90).map(|n| record(&world.db, format!("{n:02}"), false))).await {
        assert_eq!(outcome, Ok(()));
    }
    let after = world.db.counters();
    assert_eq!(after.write_units - before.write_units, 90);
    let commits = after.commits - before.commits;
    assert!(commits < 30, "{commits} commits for 90 units");
    assert_eq!(audited(&world).await.len(), 90);
}

contract! {
    async fn unit_in_which_a_statement_failed_does_not_commit(world) {
        open_account(world, 1).await;
        let outcome: Result<(), Fault> = world.db.write(|tx| Box::pin(async move {
            audit::record(tx, &event("first")).await?;
            // The same id again: the statement fails, and the unit goes on as if nothing were wrong.
            let _ignored = account::insert(tx, &given(1), &[], None).await;
            Ok(())
        })).await;
        assert!(told(outcome).contains("went on"));
        assert!(audited(world).await.is_empty());
        assert_eq!(record(&world.db, "next".to_owned(), false).await, Ok(()));
    }
}

contract! {
    async fn panic_in_a_unit_spares_the_next(world) {
        if world.db.engine() == Engine::Sqlite {
            let outcome: Result<(), Fault> = world.db.write(|tx| Box::pin(async move {
                audit::record(tx, &event("lost")).await?;
                panic!("a unit of this test panics")
            })).await;
            assert!(told(outcome).contains("panicked"));
        }
        assert_eq!(record(&world.db, "kept".to_owned(), false).await, Ok(()));
        assert_eq!(audited(world).await, ["kept"]);
    }
}

contract! {
    async fn process_that_dies_in_the_middle_leaves_nothing(world) {
        let options = world.options.clone();
        let dead = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            let reached = Arc::new(Notify::new());
            let signal = Arc::clone(&reached);
            runtime.spawn(async move {
                let db = Db::connect(&options).await.unwrap();
                let _never: Result<(), Fault> = db.write(move |tx| {
                    let signal = Arc::clone(&signal);
                    Box::pin(async move {
                        audit::record(tx, &event("half")).await?;
                        signal.notify_one();
                        std::future::pending().await
                    })
                }).await;
            });
            runtime.block_on(reached.notified());
            runtime.shutdown_background();
        });
        tokio::task::spawn_blocking(move || dead.join().unwrap()).await.unwrap();
        assert_eq!(record(&world.db, "whole".to_owned(), false).await, Ok(()));
        assert_eq!(audited(world).await, ["whole"]);
    }
}

contract! {
    async fn caller_that_goes_away_leaves_all_or_nothing(world) {
        for n in 0..10 {
            let db = world.db.clone();
            let task = tokio::spawn(async move { record(&db, format!("{n}"), false).await });
            tokio::task::yield_now().await;
            task.abort();
            let _gone = task.await;
        }
        assert_eq!(record(&world.db, "last".to_owned(), false).await, Ok(()));
        assert!(audited(world).await.contains(&"last".to_owned()));
    }
}

contract! {
    async fn two_processes_write_to_one_database(world) {
        let other = world.again().await;
        let mine = (0..30).map(|n| record(&world.db, format!("m{n:02}"), false));
        let yours = (0..30).map(|n| record(&other, format!("y{n:02}"), false));
        let (mine, yours) = futures_util::future::join(join_all(mine), join_all(yours)).await;
        assert!(mine.iter().chain(&yours).all(Result::is_ok));
        assert_eq!(audited(world).await.len(), 60);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deadlock_is_repeated_on_postgres() {
    let Some(world) = World::postgres().await else { return };
    open_account(&world, 1).await;
    open_account(&world, 2).await;
    let meet = Arc::new(Barrier::new(2));
    let runs = Arc::new(AtomicU32::new(0));
    let unit = |first: u8, second: u8| {
        let (meet, runs) = (Arc::clone(&meet), Arc::clone(&runs));
        world.db.write::<(), Fault, _>(move |tx| {
            let (meet, runs) = (Arc::clone(&meet), Arc::clone(&runs));
            Box::pin(async move {
                account::set_password(tx, account_id(first), Some("x"), at(1)).await?;
                // Only the first two runs wait for each other, each holding what the other wants.
                if runs.fetch_add(1, Ordering::SeqCst) < 2 {
                    meet.wait().await;
                }
                account::set_password(tx, account_id(second), Some("y"), at(1)).await.map(drop)
            })
        })
    };
    let (one, two) = futures_util::future::join(unit(1, 2), unit(2, 1)).await;
    assert!(one.is_ok() && two.is_ok());
    assert_eq!(runs.load(Ordering::SeqCst), 3);
    world.drop_database().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_connections_are_replaced_on_postgres() {
    let Some(world) = World::postgres().await else { return };
    let held = join_all((0..4).map(|_| world.db.reader())).await;
    drop(held);
    world
        .tamper(
            "select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()",
        )
        .await;
    assert!(world.db.ping().await.unwrap_err().is_overload());
    assert!(world.db.ping().await.is_ok(), "its siblings are not used again");
    assert_eq!(record(&world.db, "after".to_owned(), false).await, Ok(()));
    world.drop_database().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statement_that_waits_too_long_is_an_overload_on_postgres() {
    let Some(world) = World::postgres().await else { return };
    open_account(&world, 1).await;
    let options = DbOptions { statement_timeout: Duration::from_millis(500), ..world.options.clone() };
    let hasty = Db::connect(&options).await.unwrap();
    let unit = world.db.write::<(), Fault, _>(move |tx| {
        let hasty = hasty.clone();
        Box::pin(async move {
            account::set_password(tx, account_id(1), Some("x"), at(1)).await?;
            let blocked = hasty
                .write::<bool, Fault, _>(|tx| {
                    Box::pin(async move { account::set_password(tx, account_id(1), Some("y"), at(1)).await })
                })
                .await;
            assert!(blocked.unwrap_err().is_overload());
            Ok(())
        })
    });
    unit.await.unwrap();
    world.drop_database().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn full_queue_sheds_on_sqlite() {
    let world = World::sqlite().await;
    let (entered, leave) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (signal, wait) = (Arc::clone(&entered), Arc::clone(&leave));
    let db = world.db.clone();
    let holding = tokio::spawn(async move {
        db.write::<(), Fault, _>(move |_tx| {
            let (signal, wait) = (Arc::clone(&signal), Arc::clone(&wait));
            Box::pin(async move {
                signal.notify_one();
                wait.notified().await;
                Ok(())
            })
        })
        .await
    });
    entered.notified().await;
    let mut units: Vec<_> = (0..1100).map(|n| Box::pin(record(&world.db, format!("{n}"), false))).collect();
    let mut shed = 0;
    for unit in &mut units {
        if let Some(outcome) = futures_util::FutureExt::now_or_never(unit.as_mut()) {
            assert!(matches!(outcome, Err(Refusal::Fault { overload: true, .. })), "{outcome:?}");
            shed += 1;
        }
    }
    assert_eq!(shed, 1100 - 1024);
    drop(units);
    leave.notify_one();
    holding.await.unwrap().unwrap();
    // Those in the queue whose callers went away were passed over.
    assert_eq!(record(&world.db, "after".to_owned(), false).await, Ok(()));
    assert_eq!(audited(&world).await, ["after"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unit_that_stalls_is_cut_off_on_sqlite() {
    let world = World::sqlite().await;
    let options = DbOptions { statement_timeout: Duration::from_millis(50), ..world.options.clone() };
    let db = Db::connect(&options).await.unwrap();
    let stalled: Result<(), Fault> = db
        .write(|tx| {
            Box::pin(async move {
                audit::record(tx, &event("stalled")).await?;
                std::future::pending().await
            })
        })
        .await;
    assert!(stalled.unwrap_err().is_overload());
    assert_eq!(record(&db, "next".to_owned(), false).await, Ok(()));
    assert_eq!(audited(&world).await, ["next"]);
}

contract! {
    async fn reader_beyond_the_pool_is_shed(world) {
        let options = DbOptions {
            max_connections: 1,
            // Long enough to connect on a busy machine, short enough to wait for.
            statement_timeout: Duration::from_secs(2),
            ..world.options.clone()
        };
        let db = Db::connect(&options).await.unwrap();
        let held = db.reader().await.unwrap();
        assert!(db.reader().await.err().unwrap().is_overload());
        drop(held);
        assert!(db.reader().await.is_ok());
    }
}

contract! {
    async fn what_was_written_is_read(world) {
        open_account(world, 1).await;
        let seen = world.db.write::<_, Fault, _>(|tx| Box::pin(async move {
            assert_eq!(account::insert(tx, &given(2), &[], None).await?, Inserted::Inserted);
            account::by_id(tx, account_id(2)).await
        })).await.unwrap();
        assert_eq!(seen, Some(given(2)));
    }
}

#[tokio::test]
async fn refused_when_address_is_not_understood() {
    for url in
        ["mysql://localhost/x", "sqlite::memory:", "sqlite:/nowhere/at/all/yimen.db", "postgres://:x@/%"]
    {
        let options =
            DbOptions { url: url.to_owned(), max_connections: 1, statement_timeout: Duration::from_secs(1) };
        assert!(Db::connect(&options).await.is_err(), "{url}");
    }
}

#[tokio::test]
async fn database_file_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::sqlite().await;
    for entry in std::fs::read_dir(world.folder.path()).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
}
