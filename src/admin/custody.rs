//! Custody of the keys from outside the running service: the first key-encryption key, and the commands of
//! administration on the vault.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use base::{Clock, Fault, Rng};
use config::Config;
use keys::admin::Admin;
use keys::{Kek, KekSource, KeyError, Keyring, RotationPolicy};

use super::site::{Absent, Site, SiteRefusal, make_folder};
use crate::vault::StoreVault;

/// Before the first start: makes the folders, the database and the key-encryption key file that are missing.
/// Gives the key file's path if it was made.
///
/// A key file is made only for a vault that was never used: beside sealed keys a new one would open nothing, and
/// hide that the right one is lost.
///
/// # Errors
/// A fault of the database or the disk.
pub async fn prepare(
    config: &Config,
    kek: &KekSource,
    (clock, rng): (Arc<dyn Clock>, Arc<dyn Rng>),
) -> Result<Option<PathBuf>, Fault> {
    make_folder(&config.server.data_dir)?;
    let KekSource::File(file) = kek else { return Ok(None) };
    if file.exists() {
        return Ok(None);
    }
    let site = match Site::open(config, (clock, rng), Absent::Create).await {
        Ok(site) => site,
        Err(SiteRefusal::Fault(fault)) => return Err(fault),
        Err(refusal @ (SiteRefusal::NoDatabase(_) | SiteRefusal::SchemaBehind)) => {
            return Err(Fault::caused("the database cannot be made", refusal));
        }
    };
    site.migrate().await?;
    make_first_kek(&site, file).await
}

async fn make_first_kek(site: &Site, file: &Path) -> Result<Option<PathBuf>, Fault> {
    let version = store::vault::version(&mut site.db.reader().await?).await?;
    if version != 0 {
        return Ok(None);
    }
    create_kek_file(file, &*site.rng)?;
    Ok(Some(file.to_owned()))
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
    Admin::new(Arc::new(vault(site)), kek, site.clock.clone(), site.rng.clone())
}

/// Makes the first keys of an empty vault; opens a vault that has keys.
///
/// # Errors
/// As [`Keyring::open`].
pub async fn initialise(site: &Site, kek: KekSource, policy: RotationPolicy) -> Result<Keyring, KeyError> {
    Keyring::open(Arc::new(vault(site)), kek, policy, site.clock.clone(), site.rng.clone()).await
}

fn vault(site: &Site) -> StoreVault {
    StoreVault::new(site.db.clone(), site.clock.clone(), site.rng.clone())
}
