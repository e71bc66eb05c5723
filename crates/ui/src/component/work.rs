//! What a browser works out before a form is sent, where too much has come from its network.
//!
//! The script `work.js` works it out in the background and fills in `solution`. Without script the form is taken once
//! the time has passed that the page names.

use askama::Template;

use super::html;
use crate::catalogue::Words;

/// A number to be found: the first `bits` bits of SHA-256 over the nonce and that number, in decimal, are zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// Names the task; comes back as `puzzle`.
    pub puzzle: String,
    /// What is hashed before the number: ASCII, at most 32 characters.
    pub nonce: String,
    /// How many bits are zero.
    pub bits: u32,
    /// Seconds until the form is taken without the number.
    pub ripe_after_seconds: u32,
}

/// Its part of a form: `puzzle`, `solution`, and what is told when the person is faster than the script.
#[derive(Template)]
#[template(path = "component/work.html")]
pub(crate) struct WorkFields<'a> {
    t: Words,
    work: &'a Work,
}

impl<'a> WorkFields<'a> {
    /// The fields of what is to be done, if anything is.
    pub(crate) fn of(t: Words, work: Option<&'a Work>) -> Option<Self> {
        Some(Self { t, work: work? })
    }

    fn ripe_after_minutes(&self) -> u32 {
        self.work.ripe_after_seconds.div_ceil(60).max(1)
    }
}

html!(WorkFields<'_>);
