//! A deployment's database without its keys: for what must work before there are any, or when they do not open.

use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base::{Clock, EventId, Fault, Rng};
use config::Config;
use percent_encoding::percent_decode_str;
use serde::Serialize;
use store::audit::AuditEvent;
use store::{Db, DbOptions, Engine, MigrationState};

use crate::audit::Kind;

/// A deployment's database, the present and chance.
#[derive(Clone)]
pub struct Site {
    /// The database, migrated or not.
    pub db: Db,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub rng: Arc<dyn Rng>,
}

/// What to do when an embedded database is not there yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// Make an empty one.
    Create,
    /// Refuse.
    Refuse,
}

/// Why a deployment's database cannot be worked on.
#[derive(Debug, thiserror::Error)]
pub enum SiteRefusal {
    /// The embedded database was never made, or the configuration names the wrong place.
    #[error("there is no database at {} yet; `yimen migrate up` makes it", .0.display())]
    NoDatabase(PathBuf),
    /// Migrations are missing.
    #[error("the schema of the database is not up to date; run `yimen migrate up` first")]
    SchemaBehind,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// One step of the schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Its number, the order of application.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// `applied`, `pending`, `changed` (applied with another text) or `unknown` (applied by a newer program).
    pub state: &'static str,
}

impl Site {
    /// Connects to the database of a configuration; applies no migration.
    ///
    /// # Errors
    /// [`SiteRefusal::NoDatabase`] where it may not be made, or a fault when it does not answer.
    pub async fn open(
        config: &Config,
        (clock, rng): (Arc<dyn Clock>, Arc<dyn Rng>),
        absent: Absent,
    ) -> Result<Self, SiteRefusal> {
        let file = database_file(config);
        match absent {
            Absent::Create => make_folders(config, file.as_deref())?,
            Absent::Refuse => {
                if let Some(file) = file.filter(|file| !file.exists()) {
                    return Err(SiteRefusal::NoDatabase(file));
                }
            }
        }
        let options = DbOptions {
            url: config.database.url.expose().clone(),
            max_connections: config.database.max_connections,
            statement_timeout: config.database.statement_timeout_ms,
        };
        Ok(Self { db: Db::connect(&options).await?, clock, rng })
    }

    /// How each step of the schema stands, in order.
    ///
    /// # Errors
    /// A fault when the database does not answer.
    pub async fn steps(&self) -> Result<Vec<Step>, Fault> {
        let all = self.db.migration_status().await?;
        let step = |status: store::MigrationStatus| Step {
            version: status.version,
            name: status.name,
            state: word(status.state),
        };
        Ok(all.into_iter().map(step).collect())
    }

    /// Applies the steps that are missing and gives their names.
    ///
    /// # Errors
    /// A fault when one fails, or when one was applied with another text.
    pub async fn migrate(&self) -> Result<Vec<String>, Fault> {
        self.db.migrate().await
    }

    /// Passes when no step of the schema is missing.
    ///
    /// # Errors
    /// [`SiteRefusal::SchemaBehind`], or a fault.
    pub async fn ready(&self) -> Result<(), SiteRefusal> {
        let states = self.db.migration_status().await?;
        let behind = states.iter().any(|status| status.state == MigrationState::Pending);
        if behind { Err(SiteRefusal::SchemaBehind) } else { Ok(()) }
    }

    /// The name of the engine behind it.
    pub const fn engine(&self) -> &'static str {
        match self.db.engine() {
            Engine::Sqlite => "SQLite",
            Engine::Postgres => "PostgreSQL",
        }
    }

    /// Writes an audit event in a transaction of its own.
    pub(super) async fn record(
        &self,
        kind: Kind,
        actor: &str,
        detail: &serde_json::Value,
    ) -> Result<(), Fault> {
        let at = self.clock.now();
        let event = AuditEvent {
            id: EventId::ordered(at, &*self.rng),
            at,
            kind: kind.as_str().to_owned(),
            actor: actor.to_owned(),
            account_id: None,
            client_id: None,
            session_id: None,
            request_id: String::new(),
            detail: detail.to_string(),
        };
        self.db
            .write(move |tx| {
                let event = event.clone();
                Box::pin(async move { store::audit::record(tx, &event).await })
            })
            .await
    }
}

/// The file of an embedded database; none where the database is a server.
pub fn database_file(config: &Config) -> Option<PathBuf> {
    let path = config.database.url.expose().strip_prefix("sqlite:")?;
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    Some(PathBuf::from(percent_decode_str(path).decode_utf8_lossy().into_owned()))
}

const fn word(state: MigrationState) -> &'static str {
    match state {
        MigrationState::Pending => "pending",
        MigrationState::Applied => "applied",
        MigrationState::Changed => "changed",
        MigrationState::Unknown => "unknown",
    }
}

/// The data folder also holds the key-encryption key, so it is made for either engine.
fn make_folders(config: &Config, file: Option<&Path>) -> Result<(), Fault> {
    make_folder(&config.server.data_dir)?;
    let folder = file.and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty());
    folder.map_or(Ok(()), make_folder)
}

/// Makes a folder for the service's eyes only, unless it is there.
///
/// # Errors
/// A fault of the disk.
pub fn make_folder(folder: &Path) -> Result<(), Fault> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|error: io::Error| {
        Fault::caused(format!("the folder {} cannot be made", folder.display()), error)
    })
}
