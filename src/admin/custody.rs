//! Custody of the keys from outside the running service: key-encryption key files, and the commands of
//! administration on the vault.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use base::{Fault, Rng};
use keys::admin::Admin;
use keys::{Kek, KekSource};

use super::site::{Site, make_folder};
use crate::vault::StoreVault;

/// Makes the key-encryption key file of a vault that was never used, and gives its path; none where there is nothing
/// to make. Beside sealed keys a new file would open nothing, and hide that the right one is lost.
///
/// # Errors
/// A fault of the database or the disk.
pub async fn make_first_kek(site: &Site, kek: &KekSource) -> Result<Option<PathBuf>, Fault> {
    let KekSource::File(file) = kek else { return Ok(None) };
    if file.exists() || store::vault::version(&mut site.db.reader().await?).await? != 0 {
        return Ok(None);
    }
    create_kek_file(file, &*site.rng)?;
    Ok(Some(file.clone()))
}

/// Makes a key-encryption key in a new file that its owner alone may read.
///
/// # Errors
/// A fault when the file exists or cannot be written.
pub fn create_kek_file(file: &Path, rng: &dyn Rng) -> Result<(), Fault> {
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        make_folder(folder)?;
    }
    Kek::create_file(file, rng).map_err(|error| Fault::caused("no key-encryption key was made", error))
}

/// The commands of key administration on a deployment's vault, without a running service.
pub fn desk(site: &Site, kek: KekSource) -> Admin {
    let vault = StoreVault::new(site.db.clone(), site.clock.clone(), site.rng.clone());
    Admin::new(Arc::new(vault), kek, site.clock.clone(), site.rng.clone())
}
