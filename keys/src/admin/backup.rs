//! Encrypted backups of the whole vault, under a passphrase of their own (Argon2id and AES-256-GCM).
//!
//! A backup is one line of JSON in clear, a line feed, and the sealed content. It does not need the
//! key-encryption key to be read, so it is the way back when that key is lost.

use base::{Fault, Rng, Secret, Time};
use serde::{Deserialize, Serialize};
use serde_json::json;
use zeroize::Zeroizing;

use super::change::{Change, Draft, Mode, Outcome, Who};
use super::{Admin, emergency, has_reason};
use crate::custody::passphrase::{Stretching, is_long_enough};
use crate::custody::{KeyAction, Plan, Safe, VaultContents};
use crate::derive::{derive, framed, unframed};
use crate::envelope::Envelope;
use crate::error::{KeyError, KeyRefusal};
use crate::keyring::MAX_TRIES;
use crate::record::KeyRecord;
use crate::rotation::Force;

const VERSION: u32 = 1;

/// A backup and what opens it.
#[derive(Clone, Copy, Debug)]
pub struct Backup<'a> {
    /// As [`Admin::backup`] gave it.
    pub bytes: &'a [u8],
    /// The passphrase it was made with.
    pub passphrase: &'a Secret<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    yimen_key_backup: u32,
    vault: String,
    generation: u64,
    made_at: Time,
    stretching: Stretching,
}

impl Admin {
    /// The whole vault, sealed with a passphrase of at least 12 characters. Making one is audited.
    ///
    /// # Errors
    /// [`KeyRefusal::WeakPassphrase`].
    pub async fn backup(&self, passphrase: &Secret<String>, who: &Who) -> Result<Vec<u8>, KeyError> {
        who.check()?;
        if !is_long_enough(passphrase) {
            return Err(KeyRefusal::WeakPassphrase.into());
        }
        for _ in 0..MAX_TRIES {
            let safe = self.keeper.load_initialised().await?;
            let backup = sealed(&safe, passphrase, self.keeper.now(), &*self.keeper.rng)?;
            let summary = "an encrypted backup was made".to_owned();
            let draft = Draft::new(KeyAction::BackedUp, summary, json!({ "keys": safe.records.len() }));
            // Saved without a change, so that nobody makes a backup the audit log does not know.
            if self.keeper.save(&safe, draft.act(KeyAction::BackedUp, who)).await? {
                return Ok(backup);
            }
        }
        Err(KeyError::Contended)
    }

    /// Replaces the vault's content from a backup. Over a vault that holds keys this needs an emergency's reason:
    /// keys made since the backup are lost, and with them all they signed and sealed.
    ///
    /// # Errors
    /// [`KeyRefusal::BackupMalformed`], [`KeyRefusal::BackupVersion`], [`KeyRefusal::BackupPassphrase`],
    /// [`KeyRefusal::VaultNotEmpty`], [`KeyRefusal::NoEmergencyReason`].
    pub async fn restore(
        &self,
        backup: &Backup<'_>,
        force: &Force,
        who: &Who,
        mode: Mode,
    ) -> Result<Change, KeyError> {
        who.check()?;
        has_reason(force)?;
        let (head, opened) = unsealed(backup)?;
        for _ in 0..MAX_TRIES {
            let contents = self.keeper.vault.load().await?;
            if !contents.blobs.is_empty() && *force == Force::No {
                return Err(KeyRefusal::VaultNotEmpty.into());
            }
            let known = self.known_vault(&contents);
            let draft = restored(&head, &opened.records, force);
            if mode == Mode::DryRun {
                return Ok(draft.into_change(Outcome::WouldApply));
            }
            let mut safe = opened.copy_for(&head, &contents, known);
            let act = draft.act(KeyAction::Restored, who);
            if self.keeper.save_first(&mut safe, act).await? {
                return Ok(draft.into_change(Outcome::Applied));
            }
        }
        Err(KeyError::Contended)
    }

    /// Name and generation of the vault restored over, if it opens: running nodes then go on with it.
    fn known_vault(&self, contents: &VaultContents) -> Option<(String, u64)> {
        let (header, _) = self.keeper.unlock(contents).ok()?;
        Some((header.vault, header.generation))
    }
}

struct Opened {
    plan: Plan,
    records: Vec<KeyRecord>,
}

impl Opened {
    fn copy_for(&self, head: &Head, contents: &VaultContents, known: Option<(String, u64)>) -> Safe {
        let (vault, generation) = known.unwrap_or_else(|| (head.vault.clone(), 0));
        let copy =
            |record: &KeyRecord| KeyRecord { label: record.label.clone(), private: record.private.clone() };
        Safe {
            version: contents.version,
            vault,
            generation: generation.max(head.generation),
            stretching: None,
            plan: self.plan.clone(),
            records: self.records.iter().map(copy).collect(),
        }
    }
}

fn restored(head: &Head, records: &[KeyRecord], force: &Force) -> Draft {
    let mut detail = emergency(force);
    if let Some(members) = detail.as_object_mut() {
        members.insert("backup_made_at".to_owned(), json!(head.made_at));
        members.insert("keys".to_owned(), json!(records.len()));
    }
    let made_at = crate::calendar_time::rfc3339(head.made_at);
    let summary = format!("{} keys are restored from the backup of {made_at}", records.len());
    Draft::new(KeyAction::Restored, summary, detail)
}

fn sealed(safe: &Safe, passphrase: &Secret<String>, now: Time, rng: &dyn Rng) -> Result<Vec<u8>, KeyError> {
    let unwritable = |error| Fault::caused("a backup could not be written", error);
    let head = Head {
        yimen_key_backup: VERSION,
        vault: safe.vault.clone(),
        generation: safe.generation,
        made_at: now,
        stretching: Stretching::fresh(rng),
    };
    let plan = serde_json::to_vec(&safe.plan).map_err(unwritable)?;
    let records = safe.records.iter().map(KeyRecord::encode).collect::<Result<Vec<_>, _>>()?;
    let mut parts: Vec<&[u8]> = vec![&plan];
    parts.extend(records.iter().map(|record| record.as_slice()));
    let plain = Zeroizing::new(framed(&parts));
    let mut backup = serde_json::to_vec(&head).map_err(unwritable)?;
    let content = envelope(&head, passphrase)?.seal(rng, &backup, &plain)?;
    backup.push(b'\n');
    backup.extend_from_slice(&content);
    Ok(backup)
}

fn unsealed(backup: &Backup<'_>) -> Result<(Head, Opened), KeyError> {
    #[derive(Deserialize)]
    struct Version {
        yimen_key_backup: u32,
    }
    let end = backup.bytes.iter().position(|byte| *byte == b'\n').ok_or(KeyRefusal::BackupMalformed)?;
    let (line, rest) = backup.bytes.split_at_checked(end).ok_or(KeyRefusal::BackupMalformed)?;
    let content = rest.strip_prefix(b"\n").ok_or(KeyRefusal::BackupMalformed)?;
    let version: Version = serde_json::from_slice(line).map_err(|_| KeyRefusal::BackupMalformed)?;
    if version.yimen_key_backup != VERSION {
        return Err(KeyRefusal::BackupVersion(version.yimen_key_backup).into());
    }
    let head: Head = serde_json::from_slice(line).map_err(|_| KeyRefusal::BackupMalformed)?;
    if !head.stretching.is_sound() {
        return Err(KeyRefusal::BackupMalformed.into());
    }
    let plain =
        envelope(&head, backup.passphrase)?.open(line, content).ok_or(KeyRefusal::BackupPassphrase)?;
    let opened = read(&plain).ok_or(KeyRefusal::BackupMalformed)?;
    Ok((head, opened))
}

fn read(plain: &[u8]) -> Option<Opened> {
    let parts = unframed(plain)?;
    let (plan, records) = parts.split_first()?;
    let plan = serde_json::from_slice(plan).ok()?;
    let records = records.iter().map(|record| KeyRecord::decode(record)).collect::<Option<Vec<_>>>()?;
    Some(Opened { plan, records })
}

fn envelope(head: &Head, passphrase: &Secret<String>) -> Result<Envelope, Fault> {
    let stretched = head.stretching.stretch(passphrase)?;
    Envelope::new(&*derive(stretched.as_slice(), head.vault.as_bytes(), "yimen backup 1")?)
}
