//! A copy of a running SQLite database, checked before it counts as one.
//!
//! PostgreSQL has better means of its own (`pg_dump`, base backups, archived logs) and is refused.

use std::path::{Path, PathBuf};

use base::Fault;
use tokio::fs;

use crate::backend;
use crate::fields::Fields;
use crate::migrate::{self, MigrationState, MigrationStatus};
use crate::seam::{Conn, Db, Engine, open_file};

/// Why there is no backup, or why a file is none.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database is not SQLite.
    #[error("this is a PostgreSQL database: back it up with pg_dump or the server's own base backups")]
    NotSqlite,
    /// The target is there already.
    #[error("{} exists already", .0.display())]
    TargetExists(PathBuf),
    /// The file is not a sound database.
    #[error("{} is not a sound database: {why}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite says of it.
        why: String,
    },
    /// The file is a sound database, but not one this program can run on.
    #[error("{} does not hold this program's schema: {why}", path.display())]
    OtherSchema {
        /// The file.
        path: PathBuf,
        /// What differs.
        why: String,
    },
    /// Something of ours failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What a checked backup holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupReport {
    /// Size of the file in bytes.
    pub bytes: u64,
    /// How many accounts are in it.
    pub accounts: i64,
    /// The migrations applied to it.
    pub migrations: Vec<MigrationStatus>,
}

/// Writes a copy of the running database as of one moment, checks it and only then gives it its name. The file is
/// for its owner only and is on disk when this returns.
///
/// # Errors
/// See [`BackupError`]; no file is left under the target's name then.
pub async fn to_file(db: &Db, target: &Path) -> Result<BackupReport, BackupError> {
    if db.engine() == Engine::Postgres {
        return Err(BackupError::NotSqlite);
    }
    if fs::try_exists(target).await.unwrap_or(false) {
        return Err(BackupError::TargetExists(target.to_owned()));
    }
    let part = part_of(target);
    let outcome = write(db, &part, target).await;
    // Left over only if something failed, or as the second name of the finished file.
    let _absent = fs::remove_file(&part).await;
    outcome
}

async fn write(db: &Db, part: &Path, target: &Path) -> Result<BackupReport, BackupError> {
    let _absent = fs::remove_file(part).await;
    // SQLite takes an empty file as a target, which lets us choose its mode.
    let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(part).await;
    file.map_err(|error| io("the backup file cannot be created", error))?;
    let path = part.to_str().ok_or_else(|| Fault::new("the path of the backup is not UTF-8"))?;
    db.reader().await?.long(backend::BACKUP_SQLITE, Some(path.to_owned())).await?;
    let report = check(part).await?;
    sync(part).await?;
    // A link, not a rename: it fails if another file has taken the name meanwhile.
    match fs::hard_link(part, target).await {
        Ok(()) => Ok(report),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(BackupError::TargetExists(target.to_owned()))
        }
        Err(error) => Err(io("the backup cannot be given its name", error).into()),
    }
}

/// Checks that a file is a sound database with a schema this program can run on: before it is put in place of a
/// lost one.
///
/// # Errors
/// See [`BackupError`].
pub async fn check(path: &Path) -> Result<BackupReport, BackupError> {
    let bytes = fs::metadata(path).await.map_err(|error| io("the backup cannot be read", error))?.len();
    let damaged = |fault: Fault| BackupError::Damaged { path: path.to_owned(), why: fault.chain() };
    let mut conn = open_file(path).await.map_err(damaged)?;
    if let Some(why) = unsound(&mut conn).await.map_err(damaged)? {
        return Err(BackupError::Damaged { path: path.to_owned(), why });
    }
    let migrations = migrate::status_of(&mut conn).await?;
    let other = |why: String| BackupError::OtherSchema { path: path.to_owned(), why };
    if let Some(changed) = migrations.iter().find(|status| status.state == MigrationState::Changed) {
        return Err(other(format!("migration {} has another text", changed.name)));
    }
    if migrations.iter().all(|status| status.state == MigrationState::Pending) {
        return Err(other("no migration was ever applied".to_owned()));
    }
    Ok(BackupReport { bytes, accounts: accounts(&mut conn).await?, migrations })
}

async fn unsound(conn: &mut Conn) -> Result<Option<String>, Fault> {
    let verdict = match conn.long(backend::INTEGRITY_SQLITE, None).await? {
        Some(row) => Fields::new(&row, "integrity_check").text("integrity_check")?,
        None => "no verdict".to_owned(),
    };
    Ok((verdict != "ok").then_some(verdict))
}

const ACCOUNTS: &str = "
    select 'all' as id, count(*) as accounts
    from account";

async fn accounts(conn: &mut Conn) -> Result<i64, Fault> {
    let row =
        conn.long(ACCOUNTS, None).await?.ok_or_else(|| Fault::new("counting accounts returned nothing"))?;
    let mut fields = Fields::new(&row, "account");
    fields.text("id")?;
    fields.int("accounts")
}

fn part_of(target: &Path) -> PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    target.with_file_name(name)
}

/// `VACUUM INTO` leaves flushing to the operating system; a backup must survive a loss of power.
async fn sync(path: &Path) -> Result<(), Fault> {
    let file = fs::File::open(path).await.map_err(|error| io("the backup cannot be opened", error))?;
    file.sync_all().await.map_err(|error| io("the backup cannot be flushed to disk", error))
}

fn io(what: &str, error: std::io::Error) -> Fault {
    Fault::caused(what, error)
}
