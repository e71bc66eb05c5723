//! `yimen platform logo`: the pictures by which people know platforms.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use super::invocation::{Invocation, Operator};
use super::{CliError, node};
use crate::client::LARGEST_LOGO;

const SET_MORE: &str = "\
The picture stands beside the platform's name on every page where it asks for something, in a square 48 pixels wide. It \
is a PNG, JPEG or WebP file of at most 16 KiB and 512 pixels each way; what it is, its content says and not its name. \
It takes the place of the one before within a second.

Example:
  yimen platform logo set lakeside lakeside.png";

/// Give a platform a logo, or take it away
#[derive(Debug, Subcommand)]
pub(super) enum LogoCommand {
    Set(Set),
    Remove(Remove),
}

/// Give a platform a logo in place of the one it has
#[derive(Args, Debug)]
#[command(after_help = SET_MORE)]
pub(super) struct Set {
    /// The platform's id
    #[arg(value_name = "ID")]
    id: String,
    /// The picture
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    operator: Operator,
}

/// Take a platform's logo away; the first character of its name stands there again
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  yimen platform logo remove lakeside")]
pub(super) struct Remove {
    /// The platform's id
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    operator: Operator,
}

impl LogoCommand {
    pub(super) async fn run(self, at: &Invocation) -> Result<(), CliError> {
        match self {
            Self::Set(set) => set.run(at).await,
            Self::Remove(remove) => remove.run(at).await,
        }
    }
}

impl Set {
    async fn run(self, at: &Invocation) -> Result<(), CliError> {
        let who = at.operator(&self.operator)?;
        let content = read(&self.file)?;
        let app = at.app().await?;
        app.clients.set_logo(&self.id, content, &who).await?;
        node::tell(app.config.listen.admin.address).await;
        at.output.show(&format!("{} has a new logo", self.id), &json!({ "platform": self.id, "logo": "set" }))
    }
}

impl Remove {
    async fn run(self, at: &Invocation) -> Result<(), CliError> {
        let who = at.operator(&self.operator)?;
        let app = at.app().await?;
        if !app.clients.remove_logo(&self.id, &who).await? {
            return Err(CliError::refused(format!("there is no platform {} with a logo", self.id)));
        }
        node::tell(app.config.listen.admin.address).await;
        at.output.show(
            &format!("{} has no logo any more", self.id),
            &json!({ "platform": self.id, "logo": "removed" }),
        )
    }
}

/// The file, but not much more of it than can be taken: a name given by mistake may be that of anything.
fn read(file: &Path) -> Result<Vec<u8>, CliError> {
    let most = u64::try_from(LARGEST_LOGO).unwrap_or(u64::MAX).saturating_add(1);
    let mut content = Vec::new();
    let read = File::open(file).and_then(|opened| opened.take(most).read_to_end(&mut content));
    match read {
        Ok(_) => Ok(content),
        Err(error) => Err(CliError::refused(format!("{} cannot be read: {error}", file.display()))),
    }
}
