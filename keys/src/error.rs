//! What can go wrong with keys: refusals (the operator's doing), damage (somebody touched the vault), faults.

use std::path::PathBuf;

use base::{Fault, Time};
use proto::jose::Algorithm;

use crate::calendar_time::rfc3339;
use crate::record::KeyUse;
use crate::rotation::{CalendarRefusal, TransitionRefusal};

/// Why a key operation did not happen.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The request breaks a rule.
    #[error(transparent)]
    Refused(#[from] KeyRefusal),
    /// No key of this algorithm may sign now.
    #[error("there is no active {0} key")]
    NoActiveKey(Algorithm),
    /// The key that opens the vault is missing or wrong.
    #[error(transparent)]
    Kek(#[from] KekError),
    /// The vault does not hold what was put in.
    #[error(transparent)]
    Damaged(#[from] Damage),
    /// Others changed the vault each time we tried.
    #[error("other nodes kept changing the vault; try again")]
    Contended,
    /// Something of ours failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<CalendarRefusal> for KeyError {
    fn from(refusal: CalendarRefusal) -> Self {
        Self::Refused(refusal.into())
    }
}

impl From<KeyError> for Fault {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Fault(fault) => fault,
            KeyError::Contended => Self::caused("a key operation failed", KeyError::Contended).overload(),
            other @ (KeyError::Refused(_)
            | KeyError::NoActiveKey(_)
            | KeyError::Kek(_)
            | KeyError::Damaged(_)) => Self::caused("a key operation failed", other),
        }
    }
}

/// A rule of key administration that the request breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefusal {
    /// Somebody asked for the private part.
    #[error("private keys are never exported; use an encrypted backup of the whole vault")]
    PrivateExport,
    /// No such key.
    #[error("there is no key {kid}")]
    UnknownKey {
        /// The key asked for.
        kid: String,
    },
    /// The key is meant for something else.
    #[error("the key {kid} is for {found}, and this works on keys for {needed} only")]
    WrongUse {
        /// The key.
        kid: String,
        /// What it is for.
        found: KeyUse,
        /// What the operation needs.
        needed: KeyUse,
    },
    /// The imported key says it is not for signing.
    #[error("the imported key's use or key_ops says it is not for signing")]
    NotForSigning,
    /// The imported key names another algorithm.
    #[error("the imported key is meant for {found}, not for {wanted}")]
    WrongAlgorithm {
        /// What the key says.
        found: String,
        /// What the caller says.
        wanted: Algorithm,
    },
    /// The imported key is on a curve, or of a type, the algorithm does not use.
    #[error("the imported key is not of the type and curve {wanted} needs")]
    WrongCurve {
        /// The algorithm asked for.
        wanted: Algorithm,
    },
    /// An RSA modulus under 2048 bits.
    #[error("an RSA key of {bits} bits is too weak; at least 2048 are needed")]
    WeakRsa {
        /// The length found.
        bits: u32,
    },
    /// An RSA modulus we cannot sign with.
    #[error("an RSA key of {bits} bits is not supported; use 2048, 3072 or 4096")]
    UnsupportedRsa {
        /// The length found or asked for.
        bits: u32,
    },
    /// An RSA exponent below 65537 or over 33 bits.
    #[error("the RSA exponent must be odd, at least 65537 and at most 33 bits long")]
    RsaExponent,
    /// More than two primes.
    #[error("RSA keys of more than two primes are not supported")]
    MultiPrime,
    /// A length was given for an algorithm that has only one.
    #[error("{0} keys have one length only; leave the number of bits out")]
    BitsWithoutChoice(Algorithm),
    /// Only the public part was given.
    #[error("only the public part of the key was given")]
    PublicOnly,
    /// The PEM is encrypted.
    #[error("the private key is encrypted; decrypt it first")]
    EncryptedPem,
    /// PEM, but not PKCS#8.
    #[error("the PEM block is not PKCS#8 (BEGIN PRIVATE KEY)")]
    NotPkcs8,
    /// The import does not parse.
    #[error("the imported key is malformed: {0}")]
    Malformed(&'static str),
    /// Public and private part belong to different keys.
    #[error("the public and the private part of the key do not belong together")]
    Mismatch,
    /// The key is already in the vault, perhaps for another algorithm.
    #[error("the key {kid} is already in the vault")]
    AlreadyPresent {
        /// Its thumbprint.
        kid: String,
    },
    /// There is a next key already.
    #[error("the next key for {what} exists already: {kid}")]
    NextExists {
        /// The algorithm or use.
        what: String,
        /// The next key.
        kid: String,
    },
    /// The calendar does not name this algorithm.
    #[error("{0} is not in the calendar; add it there first")]
    NotInCalendar(Algorithm),
    /// The step is not allowed in the key's state.
    #[error("the key {kid} {refusal}")]
    State {
        /// The key.
        kid: String,
        /// The rule.
        refusal: TransitionRefusal,
    },
    /// The key's own end would leave an algorithm without a key.
    #[error("{kid} is the only active key for {what}; activate another first")]
    LastActive {
        /// The key.
        kid: String,
        /// The algorithm or use.
        what: String,
    },
    /// A secret whose loss would orphan what is stored cannot be ended.
    #[error("the key {kid} indexes stored records and cannot be retired without a migration")]
    IndexKey {
        /// The key.
        kid: String,
    },
    /// The calendar contradicts itself.
    #[error(transparent)]
    Calendar(#[from] CalendarRefusal),
    /// Nobody, or no reason, was named.
    #[error("say who acts and why")]
    NoReason,
    /// An emergency without a reason.
    #[error("an emergency needs a reason")]
    NoEmergencyReason,
    /// Nothing has been initialised.
    #[error("the vault is empty; initialise it first")]
    VaultEmpty,
    /// There are keys that would be lost.
    #[error("the vault is not empty; restoring over it needs an emergency with a reason")]
    VaultNotEmpty,
    /// The passphrase is too short.
    #[error("the passphrase must have at least 12 characters")]
    WeakPassphrase,
    /// Not one of our backups, or cut short.
    #[error("this is not a key backup, or it is damaged")]
    BackupMalformed,
    /// A backup of a later version.
    #[error("the backup is of version {0}, which this version cannot read")]
    BackupVersion(u32),
    /// The backup does not open.
    #[error("the passphrase does not open the backup, or the backup was changed")]
    BackupPassphrase,
    /// The new key that opens the vault is the old one.
    #[error("the new key-encryption key is the one in use already")]
    SameKek,
}

impl KeyRefusal {
    pub(crate) fn state(kid: &str, refusal: TransitionRefusal) -> Self {
        Self::State { kid: kid.to_owned(), refusal }
    }
}

/// Why the vault's own key is not to be had.
#[derive(Debug, thiserror::Error)]
pub enum KekError {
    /// The file cannot be read.
    #[error("the key-encryption key file {path} cannot be read")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file cannot be written, or exists already.
    #[error("the key-encryption key file {path} cannot be created")]
    NotCreated {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Others on this machine may read or change the file.
    #[error("the key-encryption key file {path} is open to others (mode {mode:o}); run chmod 600")]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Not 32 bytes, raw or in base64.
    #[error("the key-encryption key is not 32 bytes, raw or in base64")]
    NotAKey,
    /// The passphrase is shorter than 12 characters.
    #[error("the vault's passphrase must have at least 12 characters")]
    WeakPassphrase,
    /// Right form, wrong key.
    #[error("the key-encryption key is not the one this vault was sealed with")]
    Wrong,
}

/// The vault does not hold what was put in: changed, mixed, cut or rolled back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// No header blob.
    #[error("the vault has no header")]
    NoHeader,
    /// The header does not parse.
    #[error("the vault's header is malformed")]
    MalformedHeader,
    /// The header was sealed by a later version.
    #[error("the vault is of format {0}, which this version cannot read")]
    UnknownFormat(u32),
    /// The header was changed.
    #[error("the vault's header was changed")]
    HeaderChanged,
    /// A blob does not open: changed, or taken from another place or time.
    #[error("the vault's blob {name} was changed, swapped or is from another time")]
    BlobChanged {
        /// The blob.
        name: String,
    },
    /// The header names a blob that is not there.
    #[error("the vault's blob {name} is missing")]
    BlobMissing {
        /// The blob.
        name: String,
    },
    /// A blob is there that the header does not name.
    #[error("the vault holds a blob {name} that does not belong to it")]
    BlobForeign {
        /// The blob.
        name: String,
    },
    /// It opens, and what is inside is not a key.
    #[error("the key {kid} in the vault cannot be read")]
    BadRecord {
        /// The key.
        kid: String,
    },
    /// A seal, mac or index key every node needs is not there.
    #[error("the vault has no active key for {0}")]
    NoActive(KeyUse),
    /// The vault is older than what this node has seen.
    #[error("the vault went back from generation {known} to {found}")]
    WentBack {
        /// Seen before.
        known: u64,
        /// Found now.
        found: u64,
    },
    /// The vault is another than the one this node started with.
    #[error("the vault was replaced by another")]
    OtherVault,
    /// A partner key outside the vault does not open, or what is inside is not a key.
    #[error("a partner key cannot be opened: {0}")]
    PartnerKey(SealError),
}

/// Why a sealed value does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Too short, of another version, or not base64url.
    #[error("this is not a sealed value")]
    Malformed,
    /// Sealed with a key we do not have, or no longer have.
    #[error("the key this value was sealed with is not known")]
    UnknownKey,
    /// Changed, or sealed for another purpose or context.
    #[error("the sealed value was changed or belongs elsewhere")]
    DoesNotOpen,
}

pub(crate) fn until_text(until: Option<Time>) -> String {
    until.map_or_else(|| "somebody retires it by force".to_owned(), rfc3339)
}
