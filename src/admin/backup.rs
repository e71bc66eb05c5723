//! Backups of the embedded database: taken while the service runs, put back while it does not.
//!
//! The key-encryption key is never part of one: a backup without it opens nothing. A server's database is backed
//! up with the server's own means.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use base::{Fault, Time};
use rustix::fs::{FlockOperation, fcntl_lock};
use rustix::io::Errno;
use serde::Serialize;
use store::backup::{BackupError, BackupReport};

use super::site::{Site, make_folder};
use crate::audit::Kind;

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Holdings {
    /// Size of the file in bytes.
    pub bytes: u64,
    /// How many accounts are in it.
    pub accounts: i64,
}

impl From<BackupReport> for Holdings {
    fn from(report: BackupReport) -> Self {
        Self { bytes: report.bytes, accounts: report.accounts }
    }
}

/// What to do with a database that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Present {
    /// Refuse.
    Refuse,
    /// Move it aside, under a name that says when.
    MoveAside,
}

/// What putting a backup back did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// What the backup holds.
    pub holdings: Holdings,
    /// The database now in place.
    pub database: PathBuf,
    /// Where the files that stood there before are now.
    pub moved_aside: Vec<PathBuf>,
}

/// Why a backup was not put back.
#[derive(Debug, thiserror::Error)]
pub enum RestoreRefusal {
    /// The file is no backup of ours.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// A database stands there.
    #[error("{} exists; --force moves it aside", .0.display())]
    TargetExists(PathBuf),
    /// Another process has the database open.
    #[error("{} is open in another process; stop the service first", .0.display())]
    InUse(PathBuf),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The disk says no.
    #[error("{what}")]
    Disk {
        /// What was tried.
        what: String,
        /// Why it failed.
        source: io::Error,
    },
}

/// Copies the running database into a new file and records who took it.
///
/// # Errors
/// See [`BackupError`].
pub async fn take(site: &Site, target: &Path, who: &str) -> Result<Holdings, BackupError> {
    let holdings = Holdings::from(store::backup::to_file(&site.db, target).await?);
    let detail = serde_json::json!({ "bytes": holdings.bytes, "accounts": holdings.accounts });
    site.record(Kind::BackupTaken, who, &detail).await?;
    Ok(holdings)
}

/// Checks a backup and puts it in the place of the embedded database `target`. `now` names what is moved aside.
///
/// # Errors
/// See [`RestoreRefusal`]; the database that stood there is then untouched.
pub async fn put_back(
    backup: &Path,
    target: &Path,
    present: Present,
    now: Time,
) -> Result<Restored, RestoreRefusal> {
    let holdings = Holdings::from(store::backup::check(backup).await?);
    if let Some(folder) = target.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        make_folder(folder)?;
    }
    // Held until the end: nobody opens the old file while it is being moved.
    let _lock = lock(target)?;
    let there: Vec<_> = COMPANIONS.iter().filter(|suffix| with_suffix(target, suffix).exists()).collect();
    if !there.is_empty() && present == Present::Refuse {
        return Err(RestoreRefusal::TargetExists(target.to_owned()));
    }
    let copy = with_suffix(target, ".restoring");
    copy_durably(backup, &copy)?;
    let mut moved_aside = Vec::new();
    for suffix in there {
        let aside = with_suffix(target, &format!(".before-{}{suffix}", now.seconds()));
        rename(&with_suffix(target, suffix), &aside)?;
        moved_aside.push(aside);
    }
    rename(&copy, target)?;
    flush_folder(target)?;
    Ok(Restored { holdings, database: target.to_owned(), moved_aside })
}

/// Records in the database put back who put it there.
///
/// # Errors
/// A fault of the database.
pub async fn note_restored(site: &Site, restored: &Restored, who: &str) -> Result<(), Fault> {
    let moved: Vec<_> = restored.moved_aside.iter().map(|file| file.display().to_string()).collect();
    let detail = serde_json::json!({ "accounts": restored.holdings.accounts, "moved_aside": moved });
    site.record(Kind::BackupRestored, who, &detail).await
}

/// The database and what SQLite keeps beside it under the same name: a log left over from another database would be
/// played into the new one.
const COMPANIONS: [&str; 3] = ["", "-wal", "-shm"];

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    path.with_file_name(name)
}

/// A lock on the whole file. Every open connection of SQLite holds a shared one on part of it
/// (sqlite.org/walformat.html, "Locks"), so it is to be had only when there is none.
fn lock(target: &Path) -> Result<Option<File>, RestoreRefusal> {
    let file = match OpenOptions::new().read(true).write(true).open(target) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(disk(format!("{} cannot be opened", target.display()), error)),
    };
    match fcntl_lock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Some(file)),
        Err(Errno::AGAIN | Errno::ACCESS) => Err(RestoreRefusal::InUse(target.to_owned())),
        Err(error) => Err(disk(format!("{} cannot be locked", target.display()), error.into())),
    }
}

fn copy_durably(from: &Path, to: &Path) -> Result<(), RestoreRefusal> {
    let failed = |error| disk(format!("{} cannot be written", to.display()), error);
    let mut source =
        File::open(from).map_err(|error| disk(format!("{} cannot be read", from.display()), error))?;
    let mut options = OpenOptions::new();
    let mut copy = options.write(true).create(true).truncate(true).mode(0o600).open(to).map_err(failed)?;
    io::copy(&mut source, &mut copy).map_err(failed)?;
    copy.sync_all().map_err(failed)
}

fn rename(from: &Path, to: &Path) -> Result<(), RestoreRefusal> {
    let failed = |error| disk(format!("{} cannot be moved to {}", from.display(), to.display()), error);
    fs::rename(from, to).map_err(failed)
}

/// A rename is on disk when its folder is.
fn flush_folder(target: &Path) -> Result<(), RestoreRefusal> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let flushed = File::open(folder).and_then(|folder| folder.sync_all());
    flushed.map_err(|error| disk(format!("{} cannot be flushed to disk", folder.display()), error))
}

const fn disk(what: String, source: io::Error) -> RestoreRefusal {
    RestoreRefusal::Disk { what, source }
}
