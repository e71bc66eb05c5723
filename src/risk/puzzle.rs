//! Proof of work: something a browser computes in a moment and a flood of attempts cannot afford to.
//!
//! Never the only way on: whoever cannot compute waits for the time the puzzle names, and then it counts without a
//! solution. The puzzle travels in the page, authenticated by a keyed hash over its source, so nothing is kept until
//! one comes back. Owns the puzzle; who is asked for one is `limits`' to say.
//!
//! A solution is a decimal number such that SHA-256 over the nonce, as text, and that number begins with so many zero
//! bits (FIPS 180-4; the idea of hashcash).

use std::time::Duration;

use base::{Fault, Secret, Time};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keys::MacPurpose;
use sha2::{Digest as _, Sha256};

use super::Source;
use super::rates::Key;
use crate::ground::Ground;

/// How long a puzzle is good once its time to wait is over: long enough to fill a form in.
const LIFE: Duration = Duration::from_secs(10 * 60);
/// Decimal digits of a solution: a browser counts with integers of 53 bits.
const LONGEST_SOLUTION: usize = 16;
/// Longer texts are not looked at, bytes.
const LONGEST_PUZZLE: usize = 160;

/// How hard, and from when on it counts without a solution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Leading zero bits of the hash.
    pub bits: u32,
    /// From then on no solution is needed.
    pub ripe_at: Time,
}

/// A puzzle for one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Puzzle {
    text: String,
    nonce: String,
    terms: Terms,
}

/// A puzzle that was solved or waited for. [`Puzzle::verify`] alone makes one; `Limits::take_work` takes it once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Solved {
    pub(super) key: Key,
    pub(super) expires_at: Time,
}

/// Why a puzzle does not count.
#[derive(Debug, thiserror::Error)]
pub enum PuzzleRefusal {
    /// It is not of ours, or it was given to another source.
    #[error("the puzzle was not given to this source")]
    NotGiven,
    /// Its time is over.
    #[error("the puzzle is too old")]
    Expired,
    /// The solution is none, and the time to wait is not over.
    #[error("the puzzle is not solved")]
    NotSolved,
    /// It was used for an attempt before.
    #[error("the puzzle was used before")]
    Used,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Puzzle {
    /// A new puzzle for a source.
    pub fn issue(ground: &Ground, source: Source, terms: Terms) -> Self {
        let nonce = ground.random_text::<16>();
        let expires_at = terms.ripe_at.plus(LIFE);
        let body = format!("{}.{}.{}.{nonce}", terms.bits, terms.ripe_at.micros(), expires_at.micros());
        let mac = ground.keys.mac(MacPurpose::Budget, &[b"puzzle", &source.bytes(), body.as_bytes()]);
        Self { text: format!("{body}.{}", URL_SAFE_NO_PAD.encode(mac)), nonce, terms }
    }

    /// What the page gives back beside the solution.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is hashed before the solution.
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// Leading zero bits of the hash.
    pub const fn bits(&self) -> u32 {
        self.terms.bits
    }

    /// From then on it counts without a solution.
    pub const fn ripe_at(&self) -> Time {
        self.terms.ripe_at
    }

    /// The puzzle that a text stands for, as it was issued: its time to wait goes on and does not begin anew.
    ///
    /// # Errors
    /// When it was not given to this source, or is too old. Whether it was used is not looked at.
    pub fn reopen(ground: &Ground, source: Source, text: &str) -> Result<Self, PuzzleRefusal> {
        let given = Given::checked(ground, source, text)?;
        Ok(Self { text: text.to_owned(), nonce: given.nonce.to_owned(), terms: given.terms })
    }

    /// Checks what came back: that it is ours and of this source, that it is not too old, and one hash for the
    /// solution.
    ///
    /// # Errors
    /// The first rule broken.
    pub fn verify(
        ground: &Ground,
        source: Source,
        text: &str,
        solution: Option<&str>,
    ) -> Result<Solved, PuzzleRefusal> {
        let given = Given::checked(ground, source, text)?;
        let solved = solution.is_some_and(|solution| solves(given.nonce, solution, given.terms.bits));
        if !solved && ground.now() < given.terms.ripe_at {
            return Err(PuzzleRefusal::NotSolved);
        }
        let key = ground.keys.mac(MacPurpose::Budget, &[b"puzzle used", given.nonce.as_bytes()]);
        Ok(Solved { key, expires_at: given.expires_at })
    }
}

/// What came back, taken apart.
struct Given<'a> {
    body: &'a str,
    nonce: &'a str,
    terms: Terms,
    expires_at: Time,
    mac: Secret<Vec<u8>>,
}

impl<'a> Given<'a> {
    /// Taken apart, and shown to be ours, of this source and not too old.
    fn checked(ground: &Ground, source: Source, text: &'a str) -> Result<Self, PuzzleRefusal> {
        let given = Self::read(text).ok_or(PuzzleRefusal::NotGiven)?;
        let parts: [&[u8]; 3] = [b"puzzle", &source.bytes(), given.body.as_bytes()];
        let ours = ground.keys.mac_candidates(MacPurpose::Budget, &parts);
        if !ours.into_iter().any(|mac| Secret::new(mac.to_vec()) == given.mac) {
            return Err(PuzzleRefusal::NotGiven);
        }
        if ground.now() >= given.expires_at {
            return Err(PuzzleRefusal::Expired);
        }
        Ok(given)
    }

    fn read(text: &'a str) -> Option<Self> {
        if text.len() > LONGEST_PUZZLE {
            return None;
        }
        let (body, mac) = text.rsplit_once('.')?;
        let mut parts = body.splitn(4, '.');
        let bits = parts.next()?.parse().ok()?;
        let ripe_at = Time::from_micros(parts.next()?.parse().ok()?);
        let expires_at = Time::from_micros(parts.next()?.parse().ok()?);
        let nonce = parts.next()?;
        let mac = Secret::new(URL_SAFE_NO_PAD.decode(mac).ok()?);
        Some(Self { body, nonce, terms: Terms { bits, ripe_at }, expires_at, mac })
    }
}

fn solves(nonce: &str, solution: &str, bits: u32) -> bool {
    let digits = (1..=LONGEST_SOLUTION).contains(&solution.len());
    if !digits || !solution.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let hash = Sha256::new().chain_update(nonce).chain_update(solution).finalize();
    let zeros = hash.iter().scan(true, |all, byte| {
        let counted = all.then(|| byte.leading_zeros());
        *all = *byte == 0;
        counted
    });
    zeros.sum::<u32>() >= bits
}
