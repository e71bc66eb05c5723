//! The way out: what is due is claimed, posted to the provider, and finished, tried again or given up.

use std::time::Duration;

use base::{Fault, Time};
use futures_util::future::join_all;
use serde_json::json;
use store::Tx;
use store::message::{Message, Next};

use super::{Notices, Purpose, request};
use crate::audit::{self, Entry, Kind};
use crate::ground::Ground;

/// How many messages one round takes; they go out side by side.
const BATCH: u32 = 64;
/// A node that dies with a message in hand loses it to the others after this: longer than the longest call
/// (`outbound.timeout_ms` is at most 30 s) and the transaction after it.
pub const LEASE: Duration = Duration::from_secs(40);
/// How long a notice is tried. Later it would rather frighten than help.
pub const NOTICE_LIFE: Duration = Duration::from_secs(24 * 3600);
/// The first pause; each next one is twice as long.
const FIRST_RETRY: Duration = Duration::from_secs(2);
/// The longest pause before a code: somebody waits for it.
const LONGEST_FOR_CODE: Duration = Duration::from_secs(15);
/// The longest pause before a notice.
const LONGEST_FOR_NOTICE: Duration = Duration::from_secs(600);

const EXPIRED: &str = "expired before a provider took it";

impl Notices {
    /// Sends what is due and returns how many messages were dealt with.
    ///
    /// # Errors
    /// A fault of the database when claiming. What goes wrong with one message is logged and told by its row.
    pub async fn send_due(&self) -> Result<u32, Fault> {
        let now = self.ground.now();
        let claimed = self
            .ground
            .db
            .write(move |tx| Box::pin(async move { store::message::claim_due(tx, now, BATCH, LEASE).await }))
            .await?;
        let count = u32::try_from(claimed.len()).unwrap_or(BATCH);
        let sends = claimed.into_iter().map(|message| self.send(message));
        // Each on its own: what fails for one person must not cut the messages of others short.
        for fault in join_all(sends).await.into_iter().filter_map(Result::err) {
            tracing::error!(fault = fault.chain(), "a message could not be dealt with");
        }
        Ok(count)
    }

    async fn send(&self, message: Message) -> Result<(), Fault> {
        let outcome = self.attempt(&message).await;
        let (ground, now) = (self.ground.clone(), self.ground.now());
        let next = next(&message, now);
        if let Err(reason) = &outcome {
            tracing::warn!(
                message.id = %message.id,
                message.channel = message.channel.as_str(),
                message.attempts = message.attempts,
                reason,
                "a message was not taken"
            );
        }
        self.ground
            .db
            .write(move |tx| {
                let (ground, message, outcome) = (ground.clone(), message.clone(), outcome.clone());
                Box::pin(async move { conclude(tx, &ground, &message, (outcome, next)).await })
            })
            .await
    }

    /// Asks the provider once. Any 2xx is a yes. The text says why it is no yes; it holds neither address nor code.
    async fn attempt(&self, message: &Message) -> Result<(), String> {
        let now = self.ground.now();
        if message.expires_at <= now {
            return Err(EXPIRED.to_owned());
        }
        let provider = self.policy.provider(message.channel).ok_or("this node has no provider for it")?;
        let token = self.token(message, provider, now).map_err(|fault| fault.chain())?;
        let answer = self.outbound.post(&provider.url, request::MEDIA_TYPE, token).await;
        match answer.map_err(|error| error.to_string())?.status {
            200..=299 => Ok(()),
            status => Err(format!("status {status}")),
        }
    }
}

async fn conclude(
    tx: &mut Tx,
    ground: &Ground,
    message: &Message,
    (outcome, next): (Result<(), String>, Next),
) -> Result<(), Fault> {
    let reason = match outcome {
        Ok(()) => return store::message::finish(tx, message.id, ground.now()).await.map(drop),
        Err(reason) => reason,
    };
    let was_pending = store::message::fail(tx, message.id, &reason, next).await?;
    match next {
        Next::GiveUp(_) if was_pending => audit::record(tx, ground, given_up(message, &reason)).await,
        Next::GiveUp(_) | Next::Retry(_) => Ok(()),
    }
}

fn given_up(message: &Message, reason: &str) -> Entry {
    let entry = Entry::new(Kind::MessageFailed, "system", "").detail(json!({
        "channel": message.channel.as_str(),
        "purpose": message.purpose.as_str(),
        "reason": reason,
    }));
    match message.account_id {
        Some(account) => entry.account(account),
        None => entry,
    }
}

/// What follows if this attempt fails: a pause twice as long as the last, up to a bound, or the end when the message
/// would be of no use by then.
fn next(message: &Message, now: Time) -> Next {
    let earlier = u32::try_from(message.attempts.saturating_sub(1)).unwrap_or(0);
    let doubled = 1_u32.checked_shl(earlier).unwrap_or(u32::MAX);
    let longest = match message.purpose {
        Purpose::Code => LONGEST_FOR_CODE,
        Purpose::Notice => LONGEST_FOR_NOTICE,
    };
    let at = now.plus(FIRST_RETRY.saturating_mul(doubled).min(longest));
    if at >= message.expires_at { Next::GiveUp(now) } else { Next::Retry(at) }
}

#[cfg(test)]
mod tests;
