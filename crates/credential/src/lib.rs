//! What a person proves themselves with: passwords, one-time codes, recovery codes, passkeys.
//!
//! Owns the rules of each: what a password may be and how it is hashed, which code is right and once only, which
//! answer of an authenticator is believed. Knows no account, no database and no network; whoever calls keeps the
//! values, sealed, and marks as used what must work once.

mod passkey;
mod password;
mod pool;
mod recovery;
mod sent_code;
mod totp;
mod typed;

pub use passkey::{
    AttestationPolicy, Binding, NewPasskey, PasskeyRefusal, PasskeySettings, PasskeyUser, Passkeys, Pending,
    StoredPasskey, UsedPasskey, UserVerified,
};
pub use password::{BreachedList, Context, NotChosen, Password, PasswordPolicy, PasswordRefusal, Weakness};
pub use pool::{HashPool, HashSettings, Rehash, Verdict};
pub use recovery::{RECOVERY_CODES, RecoveryCode};
pub use sent_code::SentCode;
pub use totp::{TotpSecret, TotpSecretLength};
