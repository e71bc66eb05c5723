//! `yimen backup` and `yimen restore`: the embedded database as a file.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::invocation::{Invocation, Operator};
use super::node::Node;
use super::{CliError, node, output};
use crate::admin::backup::{self, Present};
use crate::admin::site::{Absent, database_file};

const BACKUP_MORE: &str = "\
For the embedded database; a PostgreSQL database is backed up with its own means. The copy is of one moment, checked, and \
readable by its owner alone. The key-encryption key is not in it: keep that apart, for without it nothing in the backup \
that is sealed can be opened.

Example:
  yimen backup /var/backups/yimen-2030-01-31.db";

const RESTORE_MORE: &str = "\
Refused while anything has the database open. With --force the database that stands there is moved aside, never \
deleted. What happened since the backup is lost, audit log and revocations included.

Example:
  yimen restore /var/backups/yimen-2030-01-31.db --force";

/// Copy the running database into a new file
#[derive(Args, Debug)]
#[command(after_help = BACKUP_MORE)]
pub(super) struct Backup {
    /// The file to write; it must not exist
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    operator: Operator,
}

/// Put a backup in the place of the database, while the service does not run
#[derive(Args, Debug)]
#[command(after_help = RESTORE_MORE)]
pub(super) struct Restore {
    /// The backup to put back
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Move aside the database that is there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    operator: Operator,
}

impl Backup {
    pub(super) async fn run(self, at: &Invocation) -> Result<(), CliError> {
        let who = at.operator(&self.operator)?;
        let site = at.site(&at.config()?, Absent::Refuse).await?;
        site.ready().await?;
        let taken = backup::take(&site, &self.file, &who).await.map_err(|error| CliError::told(&error))?;
        output::note("the key-encryption key is not in the backup: keep a copy of it apart");
        let file = self.file.display();
        let human = format!("wrote {file}: {} bytes, {} accounts", taken.bytes, taken.accounts);
        at.output.show(&human, &json!({ "file": file.to_string(), "holds": taken }))
    }
}

impl Restore {
    pub(super) async fn run(self, at: &Invocation) -> Result<(), CliError> {
        let config = at.config()?;
        let who = at.operator(&self.operator)?;
        let Some(target) = database_file(&config) else {
            return Err(CliError::refused(
                "this is a PostgreSQL database: restore it with the server's own means",
            ));
        };
        if node::look(config.listen.admin.address).await == Node::Running {
            return Err(CliError::refused(format!(
                "a service answers at {}; stop it first",
                config.listen.admin.address
            )));
        }
        let present = if self.force { Present::MoveAside } else { Present::Refuse };
        let now = at.world.clock.now();
        let restored = backup::put_back(&self.file, &target, present, now)
            .await
            .map_err(|refusal| CliError::told(&refusal))?;
        let site = at.site(&config, Absent::Refuse).await?;
        backup::note_restored(&site, &restored, &who).await?;
        let mut human = format!(
            "{} now holds {} accounts from {}",
            target.display(),
            restored.holdings.accounts,
            self.file.display()
        );
        for aside in &restored.moved_aside {
            human.push_str(&format!("\nmoved aside: {}", aside.display()));
        }
        at.output.show(&human, &restored)
    }
}
