//! Messages to people: codes they asked for and notices of what happened to their account. They leave a durable
//! outbox through providers of text messages and mail, and are tried again until they are of no use any more.
//!
//! Owns the words, the outbox and the signed call to a provider. Does not own what a code is good for, nor who is to
//! be told what. A message rests sealed: nobody who reads the database learns an address, a code or what was told.

mod content;
mod device;
mod notice;
mod outbox;
mod request;
mod words;

use std::sync::Arc;

use base::{AccountId, Fault, MessageId, Time};
use outbound::Outbound;
use proto::jose::Algorithm;
use store::Tx;
use store::message::{Message, MessageState};
use tokio::sync::Notify;
use url::Url;

use crate::ground::Ground;
use content::{Body, Content};

pub use device::DeviceKind;
pub use notice::{Notice, Occasion};
pub use outbox::{LEASE, NOTICE_LIFE};
pub use request::MESSAGE_JWT;
pub use store::message::{MessageChannel as Channel, MessagePurpose as Purpose};

/// Where one kind of message goes.
#[derive(Clone, Debug)]
pub struct Provider {
    /// What is called.
    pub url: Url,
    /// `aud` of each call.
    pub audience: String,
}

impl Provider {
    /// The provider at `url`, called by the origin of it unless it wants to be called something else.
    pub fn new(url: &Url, audience: Option<&str>) -> Self {
        let audience = audience.map_or_else(|| url.origin().ascii_serialization(), str::to_owned);
        Self { url: url.clone(), audience }
    }
}

/// Through whom messages go.
#[derive(Clone, Debug)]
pub struct MessagePolicy {
    /// Takes text messages, if there are any.
    pub sms: Option<Provider>,
    /// Takes mail, if there is any.
    pub mail: Option<Provider>,
    /// Signs the calls.
    pub algorithm: Algorithm,
}

impl MessagePolicy {
    /// What a configuration says, with the algorithm the deployment signs by unless told otherwise.
    pub fn new(section: &config::Messages, algorithm: Algorithm) -> Self {
        let provider = |url: &Option<Url>, audience: &Option<String>| {
            url.as_ref().map(|url| Provider::new(url, audience.as_deref()))
        };
        Self {
            sms: provider(&section.sms_url, &section.sms_audience),
            mail: provider(&section.mail_url, &section.mail_audience),
            algorithm,
        }
    }

    const fn provider(&self, channel: Channel) -> Option<&Provider> {
        match channel {
            Channel::Sms => self.sms.as_ref(),
            Channel::Mail => self.mail.as_ref(),
        }
    }
}

/// Whom a message is for.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient {
    /// How it goes.
    pub channel: Channel,
    /// A mobile number, in its normal form of 11 digits or as `+` with country code; or a mail address.
    pub address: String,
}

impl Recipient {
    /// Somebody with a telephone.
    pub fn phone(number: &str) -> Self {
        Self { channel: Channel::Sms, address: number.to_owned() }
    }

    /// Somebody with a mailbox.
    pub fn mail(address: &str) -> Self {
        Self { channel: Channel::Mail, address: address.to_owned() }
    }
}

impl std::fmt::Debug for Recipient {
    /// Without the address: what is debugged may end in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recipient").field("channel", &self.channel).finish_non_exhaustive()
    }
}

/// The messages of this deployment.
#[derive(Clone)]
pub struct Notices {
    ground: Ground,
    outbound: Outbound,
    policy: Arc<MessagePolicy>,
    wake: Arc<Notify>,
}

impl Notices {
    /// The service over its parts.
    pub fn new(ground: Ground, outbound: Outbound, policy: MessagePolicy) -> Self {
        Self { ground, outbound, policy: Arc::new(policy), wake: Arc::default() }
    }

    /// Whether somebody takes messages of this kind.
    pub fn can(&self, channel: Channel) -> bool {
        self.policy.provider(channel).is_some()
    }

    /// Says that there is something to send, so that nobody waits for the next round. To be said after the transaction
    /// that queued it is committed.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Waits until there may be something to send.
    pub async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Queues a code, in the transaction of the act that it belongs to. It is not sent any more once the code has
    /// expired. `locale` is a language tag.
    ///
    /// # Errors
    /// A fault of keys or database, and one when nobody takes messages of this kind: ask [`Self::can`] first.
    #[expect(clippy::too_many_arguments, reason = "to whom, what, in which language, for whose account")]
    pub async fn enqueue_code(
        &self,
        tx: &mut Tx,
        to: &Recipient,
        code: &str,
        locale: &str,
        (expires_at, account): (Time, Option<AccountId>),
    ) -> Result<(), Fault> {
        if !self.can(to.channel) {
            return Err(Fault::new(format!("no provider takes messages by {}", to.channel.as_str())));
        }
        let content = Content::new(to, locale, Body::Code(code.to_owned()));
        self.enqueue(tx, to.channel, &content, (expires_at, account)).await
    }

    /// Queues a notice of what happens in this transaction: a [`Notice`], or one with the device it happened on. It is
    /// tried for a day. Where nobody takes messages of this kind, nothing is queued.
    ///
    /// # Errors
    /// A fault of keys or database.
    #[expect(clippy::too_many_arguments, reason = "to whom, what, in which language, for whose account")]
    pub async fn enqueue_notice(
        &self,
        tx: &mut Tx,
        to: &Recipient,
        what: impl Into<Occasion> + Send,
        locale: &str,
        account: Option<AccountId>,
    ) -> Result<(), Fault> {
        if !self.can(to.channel) {
            return Ok(());
        }
        let now = self.ground.now();
        let content = Content::new(to, locale, Body::Notice { occasion: what.into(), at: now });
        self.enqueue(tx, to.channel, &content, (now.plus(NOTICE_LIFE), account)).await
    }

    async fn enqueue(
        &self,
        tx: &mut Tx,
        channel: Channel,
        content: &Content,
        (expires_at, account_id): (Time, Option<AccountId>),
    ) -> Result<(), Fault> {
        let (id, now) = (MessageId::random(&*self.ground.rng), self.ground.now());
        let message = Message {
            id,
            account_id,
            channel,
            purpose: content.body.purpose(),
            content: content.seal(&self.ground.keys, id)?,
            state: MessageState::Pending,
            attempts: 0,
            next_attempt_at: now,
            expires_at,
            last_error: None,
            created_at: now,
            finished_at: None,
        };
        store::message::enqueue(tx, &message).await
    }
}

#[cfg(test)]
mod tests;
