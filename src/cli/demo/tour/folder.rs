//! Where a tour works when nobody says where: a folder and ports of its own.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use base::{Fault, Rng};

use crate::cli::CliError;
use crate::cli::demo::files::make_folder;
use crate::cli::demo::layout::PORTS;

/// Ports below those that systems hand out by themselves.
const FIRST: u16 = 20_000;
const SPAN: u16 = 12_000;
const TRIES: usize = 100;

/// A folder that is there, and gone after the tour if it was made for it.
pub(in crate::cli::demo) enum Folder {
    Given(PathBuf),
    Own(PathBuf),
}

impl Folder {
    /// The folder given, or a new one for the tour alone.
    pub(in crate::cli::demo) fn of(given: Option<PathBuf>, rng: &dyn Rng) -> Result<Self, Fault> {
        if let Some(folder) = given {
            return Ok(Self::Given(folder));
        }
        let mut bytes = [0; 8];
        rng.fill(&mut bytes);
        let name = format!("yimen-tour-{:016x}", u64::from_be_bytes(bytes));
        let folder = std::env::temp_dir().join(name);
        make_folder(&folder)?;
        Ok(Self::Own(folder))
    }

    pub(in crate::cli::demo) fn path(&self) -> &Path {
        match self {
            Self::Given(folder) | Self::Own(folder) => folder,
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Self::Own(folder) = self {
            // What cannot be removed stays in the system's folder for what may be removed.
            let _left = std::fs::remove_dir_all(folder);
        }
    }
}

/// The first of enough neighbouring ports on which nothing listens.
pub(in crate::cli::demo) fn free_base(rng: &dyn Rng) -> Result<u16, CliError> {
    for _ in 0..TRIES {
        let mut bytes = [0; 2];
        rng.fill(&mut bytes);
        let base = FIRST + u16::from_be_bytes(bytes) % SPAN;
        if (base..base + PORTS).all(is_free) {
            return Ok(base);
        }
    }
    Err(CliError::refused(format!(
        "no {PORTS} neighbouring free ports were found; name the first with --port-base"
    )))
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

#[cfg(test)]
mod tests {
    use base::SystemRng;

    use super::*;

    #[test]
    fn a_folder_of_its_own_is_gone_afterwards() {
        let folder = Folder::of(None, &SystemRng).unwrap();
        let path = folder.path().to_owned();
        std::fs::write(path.join("x"), "y").unwrap();
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn a_folder_given_stays() {
        let given = tempfile::tempdir().unwrap();
        drop(Folder::of(Some(given.path().to_owned()), &SystemRng).unwrap());
        assert!(given.path().exists());
    }

    #[test]
    fn a_port_in_use_is_not_free() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        assert!(!is_free(taken.local_addr().unwrap().port()));
        assert!(free_base(&SystemRng).unwrap() >= FIRST);
    }
}
