//! Opens and saves the vault: the one holder of the key-encryption key.

use std::sync::Arc;

use arc_swap::{ArcSwap, ArcSwapOption};
use base::{Clock, Rng, Time};

use super::header::Header;
use super::kek::{Kek, KekSource};
use super::passphrase::Stretching;
use super::safe::Safe;
use super::vault::{KeyAct, Vault, VaultContents};
use crate::error::{KekError, KeyError, KeyRefusal};

/// A vault with what it takes to open it.
pub(crate) struct Keeper {
    pub(crate) vault: Arc<dyn Vault>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rng: Arc<dyn Rng>,
    source: ArcSwap<KekSource>,
    unlocked: ArcSwapOption<Unlocked>,
}

struct Unlocked {
    stretching: Option<Stretching>,
    kek: Arc<Kek>,
}

impl Keeper {
    pub(crate) fn new(
        vault: Arc<dyn Vault>,
        source: KekSource,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Self {
        let (source, unlocked) = (ArcSwap::from_pointee(source), ArcSwapOption::empty());
        Self { vault, clock, rng, source, unlocked }
    }

    pub(crate) fn now(&self) -> Time {
        self.clock.now()
    }

    /// The vault unlocked; none when it was never initialised.
    pub(crate) async fn load(&self) -> Result<Option<Safe>, KeyError> {
        let contents = self.vault.load().await?;
        if contents.blobs.is_empty() {
            return Ok(None);
        }
        let (header, kek) = self.unlock(&contents)?;
        Safe::open(&contents, &header, &kek).map(Some)
    }

    /// As [`Self::load`], where an empty vault is of no use.
    pub(crate) async fn load_initialised(&self) -> Result<Safe, KeyError> {
        self.load().await?.ok_or(KeyRefusal::VaultEmpty.into())
    }

    /// Saves the safe over the version it was loaded from. `false`: somebody else was first.
    pub(crate) async fn save(&self, safe: &Safe, act: KeyAct) -> Result<bool, KeyError> {
        let kek = self.kek_for(safe.stretching.as_ref())?;
        let blobs = safe.seal(&kek, &*self.rng)?;
        Ok(self.vault.save(safe.version, blobs, act).await?)
    }

    /// Saves a vault that has no key-encryption key yet: this source's becomes it.
    pub(crate) async fn save_first(&self, safe: &mut Safe, act: KeyAct) -> Result<bool, KeyError> {
        safe.stretching = self.source.load().fresh_stretching(&*self.rng);
        self.save(safe, act).await
    }

    /// Saves the safe under another key-encryption key, which this keeper uses from then on.
    pub(crate) async fn save_rewrapped(
        &self,
        safe: &mut Safe,
        source: &KekSource,
        act: KeyAct,
    ) -> Result<bool, KeyError> {
        let (stretching, kek) = self.prepare(safe, source)?;
        safe.stretching = stretching.clone();
        let blobs = safe.seal(&kek, &*self.rng)?;
        let won = self.vault.save(safe.version, blobs, act).await?;
        if won {
            self.source.store(Arc::new(source.clone()));
            self.unlocked.store(Some(Arc::new(Unlocked { stretching, kek: Arc::new(kek) })));
        }
        Ok(won)
    }

    /// The key another source gives, refused when it is the one in use.
    pub(crate) fn prepare(
        &self,
        safe: &Safe,
        source: &KekSource,
    ) -> Result<(Option<Stretching>, Kek), KeyError> {
        // With the old salt the same passphrase gives the same key: compare there first.
        let unchanged = match source.unlock(safe.stretching.as_ref()) {
            Ok(kek) => {
                kek.check(&safe.vault)? == self.kek_for(safe.stretching.as_ref())?.check(&safe.vault)?
            }
            Err(KeyError::Kek(KekError::Wrong)) => false,
            Err(error) => return Err(error),
        };
        if unchanged {
            return Err(KeyRefusal::SameKek.into());
        }
        let stretching = source.fresh_stretching(&*self.rng);
        let kek = source.unlock(stretching.as_ref())?;
        Ok((stretching, kek))
    }

    /// The header, and the key that is proved to be its own.
    pub(crate) fn unlock(&self, contents: &VaultContents) -> Result<(Header, Arc<Kek>), KeyError> {
        let header = Header::read(contents)?;
        if let Some(known) = self.known(header.stretching.as_ref()) {
            if known.check(&header.vault)? == header.check {
                return Ok((header, known));
            }
            // Stretching the same passphrase with the same salt again would cost a second and change nothing.
            if !self.source.load().may_change() {
                return Err(KekError::Wrong.into());
            }
        }
        let kek = self.source.load().unlock(header.stretching.as_ref())?;
        if kek.check(&header.vault)? != header.check {
            return Err(KekError::Wrong.into());
        }
        Ok((header.clone(), self.remember(header.stretching, kek)))
    }

    fn kek_for(&self, stretching: Option<&Stretching>) -> Result<Arc<Kek>, KeyError> {
        if let Some(known) = self.known(stretching) {
            return Ok(known);
        }
        let kek = self.source.load().unlock(stretching)?;
        Ok(self.remember(stretching.cloned(), kek))
    }

    fn known(&self, stretching: Option<&Stretching>) -> Option<Arc<Kek>> {
        let unlocked = self.unlocked.load_full()?;
        (unlocked.stretching.as_ref() == stretching).then(|| unlocked.kek.clone())
    }

    fn remember(&self, stretching: Option<Stretching>, kek: Kek) -> Arc<Kek> {
        let kek = Arc::new(kek);
        self.unlocked.store(Some(Arc::new(Unlocked { stretching, kek: kek.clone() })));
        kek
    }
}
