//! `yimen completions` and `yimen man`: what other programs need to know of this command line.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;
use serde_json::json;

use super::CliError;
use super::invocation::Invocation;

/// Write the completions for a shell
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  yimen completions bash > /usr/share/bash-completion/completions/yimen")]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Write the manual page, or with a folder one for each command
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  yimen man | man -l -\n  yimen man /usr/share/man/man1")]
pub(super) struct Man {
    /// An existing folder for all pages
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl Completions {
    pub(super) fn run(self, at: &Invocation) -> Result<(), CliError> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut super::command(), "yimen", &mut script);
        at.output.document(&script)
    }
}

impl Man {
    pub(super) fn run(self, at: &Invocation) -> Result<(), CliError> {
        let unwritten = |error| CliError::refused(format!("the manual pages cannot be written: {error}"));
        if let Some(folder) = self.folder {
            clap_mangen::generate_to(super::command(), &folder).map_err(unwritten)?;
            let human = format!("wrote the manual pages to {}", folder.display());
            return at.output.show(&human, &json!({ "folder": folder.display().to_string() }));
        }
        let mut page = Vec::new();
        clap_mangen::Man::new(super::command()).render(&mut page).map_err(unwritten)?;
        at.output.document(&page)
    }
}
