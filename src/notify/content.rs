//! What a message holds while it rests: the facts, not the words. The words are found when it is sent, so that a code
//! that had to wait is not said to live longer than it does.

use base::{Fault, MessageId, Time};
use keys::{Keyring, SealPurpose};
use serde::{Deserialize, Serialize};

use super::{Channel, Occasion, Purpose, Recipient};

/// The country code of numbers that carry none.
const MAINLAND: &str = "+86";

/// A message before it is put into words. Not `Debug`: it holds an address, and perhaps a code.
#[derive(Serialize, Deserialize)]
pub(super) struct Content {
    /// Whom it is for: a number as ITU-T E.164 has it, or a mail address.
    pub(super) to: String,
    /// The language it is wanted in, a tag.
    pub(super) locale: String,
    /// What it says.
    pub(super) body: Body,
}

/// What a message says.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Body {
    /// A code that was asked for.
    Code(String),
    /// Something happened to the account.
    Notice {
        /// What, and on what.
        occasion: Occasion,
        /// When.
        at: Time,
    },
}

impl Body {
    pub(super) const fn purpose(&self) -> Purpose {
        match self {
            Self::Code(_) => Purpose::Code,
            Self::Notice { .. } => Purpose::Notice,
        }
    }
}

impl Content {
    pub(super) fn new(to: &Recipient, locale: &str, body: Body) -> Self {
        let address = to.address.trim();
        let to = match to.channel {
            Channel::Sms if !address.starts_with('+') => format!("{MAINLAND}{address}"),
            Channel::Sms | Channel::Mail => address.to_owned(),
        };
        Self { to, locale: locale.to_owned(), body }
    }

    /// Sealed under the id of its row: moved to another row, it does not open.
    pub(super) fn seal(&self, keys: &Keyring, id: MessageId) -> Result<Vec<u8>, Fault> {
        let plain = serde_json::to_vec(self).map_err(|error| Fault::caused("a message", error))?;
        keys.seal(SealPurpose::Message, id.as_bytes(), &plain)
            .map_err(|error| Fault::caused("a message cannot be sealed", error))
    }

    /// What [`Self::seal`] sealed under the same id.
    pub(super) fn open(keys: &Keyring, id: MessageId, sealed: &[u8]) -> Result<Self, Fault> {
        let plain = keys
            .open_sealed(SealPurpose::Message, id.as_bytes(), sealed)
            .map_err(|error| Fault::caused(format!("message.content of {id} does not open"), error))?;
        // The error of the parser may quote what it read: it stays here.
        serde_json::from_slice(&plain)
            .map_err(|_| Fault::new(format!("message.content of {id} is no message")))
    }
}
