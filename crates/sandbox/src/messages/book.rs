//! The book of the provider: what it took, what it refused, and which tokens were used.

use std::collections::VecDeque;
use std::time::Duration;

use base::Time;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};

use super::behaviour::Behaviour;
use super::call::CallRefusal;
use super::message::Message;
use crate::bounded::Bounded;

/// As many messages are kept; older ones are forgotten.
const LATEST: usize = 200;
/// As many refusals are kept.
const LATEST_REFUSALS: usize = 20;
/// As many tokens and messages are remembered.
const REMEMBERED: usize = 20_000;
/// Used tokens are remembered longer than any of them lives, with the difference of two clocks at both ends.
const TOKENS_FOR: Duration = Duration::from_secs(2 * 3600);
/// Messages are known again for longer than anybody tries to send one.
const MESSAGES_FOR: Duration = Duration::from_secs(48 * 3600);

/// What the provider remembers.
pub(super) struct Book {
    pub(super) behaviour: Behaviour,
    pub(super) calls: usize,
    latest: VecDeque<Message>,
    refusals: VecDeque<Refused>,
    tokens: Bounded<()>,
    taken: Bounded<Message>,
}

/// A call that was refused.
#[derive(Clone, Copy)]
pub(super) struct Refused {
    pub(super) at: Time,
    pub(super) why: CallRefusal,
}

/// What came of a call that was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The message is new.
    Taken,
    /// The message was taken before: another attempt by a caller who did not hear the answer. It is shown once.
    TakenBefore,
}

impl Book {
    pub(super) fn new() -> Self {
        Self {
            behaviour: Behaviour::Takes,
            calls: 0,
            latest: VecDeque::new(),
            refusals: VecDeque::new(),
            tokens: Bounded::new(REMEMBERED, TOKENS_FOR),
            taken: Bounded::new(REMEMBERED, MESSAGES_FOR),
        }
    }

    /// Takes a message that `token` carried.
    ///
    /// # Errors
    /// `Replayed` when that very token was used before, `MessageDiffers` when its `jti` stands for another message.
    pub(super) fn take(&mut self, token: &str, message: Message) -> Result<Outcome, CallRefusal> {
        let now = message.received_at;
        self.first_use(token, now)?;
        match self.taken.find(&message.id, now) {
            Some(before) if before.is_same(&message) => Ok(Outcome::TakenBefore),
            Some(_) => Err(CallRefusal::MessageDiffers),
            None => {
                self.taken.insert(message.id.clone(), message.clone(), now);
                self.latest.push_front(message);
                self.latest.truncate(LATEST);
                Ok(Outcome::Taken)
            }
        }
    }

    // What was signed names the token, not the signature: ECDSA has two for one text.
    fn first_use(&mut self, token: &str, now: Time) -> Result<(), CallRefusal> {
        let signed = token.rsplit_once('.').map_or(token, |(signed, _)| signed);
        let name = URL_SAFE_NO_PAD.encode(digest(&SHA256, signed.as_bytes()));
        if self.tokens.find(&name, now).is_some() {
            return Err(CallRefusal::Replayed);
        }
        self.tokens.insert(name, (), now);
        Ok(())
    }

    pub(super) fn refuse(&mut self, at: Time, why: CallRefusal) {
        self.refusals.push_front(Refused { at, why });
        self.refusals.truncate(LATEST_REFUSALS);
    }

    /// The messages, newest first: all, or those to one phone or mailbox.
    pub(super) fn messages(&self, to: Option<&str>) -> Vec<Message> {
        let wanted = |message: &&Message| to.is_none_or(|to| message.is_for(to));
        self.latest.iter().filter(wanted).cloned().collect()
    }

    /// The refusals, newest first.
    pub(super) fn refusals(&self) -> impl Iterator<Item = Refused> + '_ {
        self.refusals.iter().copied()
    }
}
