//! The test harness: the application with a clock that stands still, and the people, browsers and relying parties
//! around it as types.
//!
//! A [`World`] is one deployment on a database of its own: one node that answers on loopback, more on request, and
//! an [`Outside`] of addresses that clients name. A [`RelyingParty`] is a client written for tests; a [`Person`]
//! walks through pages in a `sandbox` browser. Nothing here sleeps, nothing leaves loopback, and whatever goes wrong
//! in the harness itself ends the test where it stands.

#![expect(clippy::expect_used, clippy::panic, reason = "a harness that cannot go on ends the test")]

mod ask;
mod assertion;
mod call;
mod database;
mod declare;
mod factor;
mod journey;
mod node;
mod outside;
mod party;
mod tokens;
mod verify;
mod world;

pub use ask::Ask;
pub use assertion::{TestKey, hmac_signed, tampered, unsigned};
pub use call::{Call, Reply};
pub use declare::RETURN_PATH;
pub use factor::CodeApp;
pub use journey::{Answer, Person};
pub use node::Node;
pub use outside::{Heard, Outside};
pub use party::{Proof, RelyingParty};
pub use tokens::Tokens;
pub use verify::{Known, declared, id_of, number_of};
pub use world::{START, World};

pub use sandbox::actor::{Authenticator, Backup, Browser, HttpOnly, Lie, Page, SameSite};

/// Runs each of the functions, which take a [`World`], on SQLite and, where `YIMEN_TEST_POSTGRES` names a server, on
/// PostgreSQL. Once in a module; a function left out is reported as dead code.
#[macro_export]
macro_rules! on_each_database {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[::tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    super::$name($crate::World::on_sqlite().await).await;
                }
            )+
        }

        mod postgres {
            $(
                #[::tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    if let Some(world) = $crate::World::on_postgres().await {
                        let database = world.database();
                        super::$name(world).await;
                        database.remove().await;
                    }
                }
            )+
        }
    };
}
