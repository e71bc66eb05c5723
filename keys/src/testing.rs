//! A vault in memory, for tests of this package and of those that use it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use base::Fault;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};

use crate::custody::{KeyAct, SealedBlob, Vault, VaultContents};

/// Keeps blobs and acts as long as it lives.
#[derive(Debug, Default)]
pub struct MemoryVault(Mutex<Memory>);

#[derive(Clone, Debug, Default)]
struct Memory {
    contents: VaultContents,
    acts: Vec<KeyAct>,
}

impl MemoryVault {
    /// An empty vault.
    pub fn new() -> Self {
        Self::default()
    }

    /// What was done, oldest first.
    pub fn acts(&self) -> Vec<KeyAct> {
        self.lock().acts.clone()
    }

    /// What it holds now.
    pub fn contents(&self) -> VaultContents {
        self.lock().contents.clone()
    }

    /// Puts other contents in place, as somebody with access to the database could. The version grows.
    pub fn tamper(&self, change: impl FnOnce(&mut Vec<SealedBlob>)) {
        let mut memory = self.lock();
        change(&mut memory.contents.blobs);
        memory.contents.version += 1;
    }

    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vault for MemoryVault {
    fn load(&self) -> BoxFuture<'_, Result<VaultContents, Fault>> {
        ready(Ok(self.contents())).boxed()
    }

    fn version(&self) -> BoxFuture<'_, Result<i64, Fault>> {
        ready(Ok(self.lock().contents.version)).boxed()
    }

    fn save(&self, expected: i64, blobs: Vec<SealedBlob>, act: KeyAct) -> BoxFuture<'_, Result<bool, Fault>> {
        let mut memory = self.lock();
        let won = memory.contents.version == expected;
        if won {
            memory.contents = VaultContents { version: expected + 1, blobs };
            memory.acts.push(act);
        }
        ready(Ok(won)).boxed()
    }
}
