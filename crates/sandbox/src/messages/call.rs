//! The rules a call must pass. Pure: text, keys and the present in, a message or a refusal out.
//!
//! Owns neither the memory of used tokens nor the messages taken.

use std::collections::BTreeMap;

use base::Time;
use openidconnect::JsonWebKeySet;
use openidconnect::core::CoreJsonWebKey;
use serde::Deserialize;

use super::message::{Channel, Message, Purpose};
use crate::jwt::{self, JwtRefusal};
use crate::provider::MayMissKey;

/// No call is good for longer, in seconds: used tokens are remembered at least as long.
pub(super) const LONGEST_LIFE: i64 = 3600;

/// The rule a call broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallRefusal {
    /// `Content-Type` is not `application/jwt`.
    #[error("the body must be application/jwt")]
    MediaType,
    /// The token is not a right one of the issuer for this provider.
    #[error(transparent)]
    Jwt(#[from] JwtRefusal),
    /// More than an hour from `iat` to `exp`.
    #[error("the token lives too long")]
    LivesTooLong,
    /// No `message` in the token.
    #[error("the token carries no message")]
    MessageMissing,
    /// `message` lacks a member, or one is not of its type.
    #[error("the message cannot be read")]
    MessageUnreadable,
    /// The message is for the other channel.
    #[error("the message is for another channel")]
    ChannelDiffers,
    /// `to` is no number of E.164, or no mail address.
    #[error("the message is for no address of this channel")]
    AddressUnfit,
    /// A message that should carry a code has none.
    #[error("the message is for a code and has none")]
    CodeMissing,
    /// `expires_at` is past.
    #[error("the message is of no use any more")]
    TooLate,
    /// The very token was used before.
    #[error("the token was used before")]
    Replayed,
    /// Another message came under this `jti`.
    #[error("another message came under this jti")]
    MessageDiffers,
}

impl CallRefusal {
    /// The name of the rule, for programs: `error` of the answer.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::MediaType => "media_type",
            Self::Jwt(refusal) => refusal.rule(),
            Self::LivesTooLong => "lives_too_long",
            Self::MessageMissing => "message_missing",
            Self::MessageUnreadable => "message_unreadable",
            Self::ChannelDiffers => "channel_differs",
            Self::AddressUnfit => "address_unfit",
            Self::CodeMissing => "code_missing",
            Self::TooLate => "too_late",
            Self::Replayed => "replayed",
            Self::MessageDiffers => "message_differs",
        }
    }

    /// Whether the caller did not show who it is, rather than said something that cannot be done.
    pub(super) const fn is_of_caller(self) -> bool {
        match self {
            Self::Jwt(refusal) => !matches!(refusal, JwtRefusal::Malformed),
            Self::LivesTooLong | Self::Replayed => true,
            Self::MediaType
            | Self::MessageMissing
            | Self::MessageUnreadable
            | Self::ChannelDiffers
            | Self::AddressUnfit
            | Self::CodeMissing
            | Self::TooLate
            | Self::MessageDiffers => false,
        }
    }
}

impl MayMissKey for CallRefusal {
    fn misses_key(&self) -> bool {
        *self == Self::Jwt(JwtRefusal::KeyUnknown)
    }
}

/// `message` in a call. Members that are not known are passed over: a provider need not use them.
#[derive(Deserialize)]
struct Carried {
    channel: Channel,
    to: String,
    purpose: Purpose,
    template: String,
    locale: String,
    subject: Option<String>,
    text: String,
    code: Option<String>,
    #[serde(default)]
    values: BTreeMap<String, String>,
    expires_at: Option<i64>,
}

/// What a call must be.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) audience: &'a str,
    pub(super) channel: Channel,
    pub(super) now: Time,
}

/// Checks a call against the issuer's keys.
pub(super) fn check(
    unverified_token: &str,
    keys: &JsonWebKeySet<CoreJsonWebKey>,
    expected: &Expected<'_>,
) -> Result<Message, CallRefusal> {
    let Expected { issuer, audience, channel, now } = *expected;
    let token = jwt::check(unverified_token, keys, &jwt::Expected { issuer, audience, now, is_typ })?;
    if token.life > LONGEST_LIFE {
        return Err(CallRefusal::LivesTooLong);
    }
    let carried = token.claims.get("message").ok_or(CallRefusal::MessageMissing)?;
    let carried = Carried::deserialize(carried).map_err(|_| CallRefusal::MessageUnreadable)?;
    let message = carried.into_message(token.jti, now);
    check_message(&message, channel)?;
    Ok(message)
}

// RFC 8725 section 3.11: a type of its own keeps other tokens of the issuer from passing for a call.
fn is_typ(typ: Option<&str>) -> bool {
    matches!(typ, Some("yimen-message+jwt" | "application/yimen-message+jwt"))
}

fn check_message(message: &Message, channel: Channel) -> Result<(), CallRefusal> {
    if [&message.template, &message.locale, &message.text].into_iter().any(String::is_empty) {
        return Err(CallRefusal::MessageUnreadable);
    }
    if message.channel != channel {
        return Err(CallRefusal::ChannelDiffers);
    }
    if !channel.fits(&message.to) {
        return Err(CallRefusal::AddressUnfit);
    }
    let has_code = message.code.as_ref().is_some_and(|code| !code.is_empty());
    match message.purpose {
        Purpose::Code if !has_code => return Err(CallRefusal::CodeMissing),
        Purpose::Code | Purpose::Notice => {}
    }
    if message.expires_at.is_some_and(|end| end <= message.received_at) {
        return Err(CallRefusal::TooLate);
    }
    Ok(())
}

impl Carried {
    fn into_message(self, id: String, received_at: Time) -> Message {
        Message {
            id,
            received_at,
            channel: self.channel,
            to: self.to,
            purpose: self.purpose,
            template: self.template,
            locale: self.locale,
            subject: self.subject,
            text: self.text,
            code: self.code,
            values: self.values,
            expires_at: self.expires_at.map(Time::from_seconds),
        }
    }
}
