//! What proves a person rests sealed, and is in no log.

use std::io::Write;
use std::sync::{Arc, Mutex};

use sandbox::providers::{Verdict, people};
use testkit::{World, on_each_database};
use tracing_subscriber::fmt::MakeWriter;

use super::acts::{BANK, Case, FACE, REGISTER, media_type};

on_each_database! {
    no_table_holds_a_person_in_clear,
}

const PROVIDERS: [&str; 5] = ["population", "open-set", "bank", "wechat", "open-sorted"];

/// What belongs to a person and to nobody else.
fn personal(number: usize) -> [(&'static str, &'static str); 5] {
    let person = &people()[number];
    [
        ("the number", person.number),
        ("the name", person.name),
        ("the phone", person.phone),
        ("the bank card", person.bank_card),
        ("the name at the provider", person.openid),
    ]
}

/// One verification in each state: told, begun, acknowledged, failed, passed.
async fn journey(world: World) -> Case {
    let case = Case::of(world, &PROVIDERS).await;
    case.proved(&case.lin, REGISTER).await;
    case.proved(&case.lin, FACE).await;
    case.proved(&case.lin, BANK).await;
    let failed = case.begun(BANK).await;
    case.decide("bank", failed, Verdict::Fail).await;
    case.world.conclude_due().await;
    case.begun(("wechat", FACE.1)).await;
    case.begun(BANK).await;
    let refused = case.letter("open-set", case.begun(FACE).await, Verdict::Pass).await;
    case.world.call_back("open-sorted", media_type("open-sorted"), &refused).await;
    let waiting = case.begun(FACE).await;
    case.decide("open-set", waiting, Verdict::Pass).await;
    case
}

async fn no_table_holds_a_person_in_clear(world: World) {
    let case = journey(world).await;
    let database = case.world.database();
    // It finds what is there.
    assert!(database.tables_holding("open-set").await.contains(&"verification".to_owned()));
    for (what, text) in personal(0) {
        assert_eq!(database.tables_holding(text).await, Vec::<String>::new(), "{what}");
    }
}

/// Everything that is logged on this thread.
#[derive(Clone, Default)]
struct Listener(Arc<Mutex<Vec<u8>>>);

impl Write for Listener {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Listener {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

// One thread, so that the server's log lines are heard too.
#[tokio::test]
async fn no_person_is_logged_or_audited() {
    let listener = Listener::default();
    let everything = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(listener.clone())
        .with_ansi(false)
        .finish();
    let heard = tracing::subscriber::set_default(everything);
    let case = journey(World::on_sqlite().await).await;
    drop(heard);
    let log = String::from_utf8(listener.0.lock().unwrap().clone()).unwrap();
    // Only what the service says: its libraries trace what they do in their own words.
    let service = [" yimen", " provider", " outbound", " store", " keys", " evidence"];
    let own: String = log.lines().filter(|line| service.iter().any(|name| line.contains(name))).collect();
    assert!(own.contains("a callback was refused"), "the service logs what it refuses");
    let mut conn = case.world.app.ground.db.reader().await.unwrap();
    let audited = store::audit::page(&mut conn, &store::audit::AuditFilter::All, None, 500).await.unwrap();
    let audited: String = audited.iter().map(|event| format!("{event:?}")).collect();
    for (what, text) in personal(0) {
        assert!(!own.contains(text), "the log holds {what}");
        assert!(!audited.contains(text), "the audit log holds {what}");
    }
}
