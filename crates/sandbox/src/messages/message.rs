//! A message as the provider was given it.

use std::collections::BTreeMap;

use base::Time;
use serde::Deserialize;

/// The country code that numbers of the mainland are written with or without.
const MAINLAND: &str = "86";
/// Digits of a mobile number of the mainland.
const MAINLAND_DIGITS: usize = 11;

/// A message that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its identifier, the `jti` of its call.
    pub id: String,
    /// When it came in.
    pub received_at: Time,
    /// The way it goes.
    pub channel: Channel,
    /// Whom it is for: a number as ITU-T E.164 has it, or a mail address.
    pub to: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Which text it is, for providers that keep texts of their own.
    pub template: String,
    /// The language of the text, a tag of RFC 5646.
    pub locale: String,
    /// The subject of a mail.
    pub subject: Option<String>,
    /// What it says.
    pub text: String,
    /// The code in it.
    pub code: Option<String>,
    /// What stands in the text, by name.
    pub values: BTreeMap<String, String>,
    /// After this moment it is of no use.
    pub expires_at: Option<Time>,
}

/// The way a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// To a phone.
    Sms,
    /// To a mailbox.
    Mail,
}

/// What a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// It carries a code that a person types in.
    Code,
    /// It tells of something that happened.
    Notice,
}

impl Channel {
    /// The word that stands for it in a call.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Mail => "mail",
        }
    }

    /// Whether `to` has the form of an address of this channel.
    pub(super) fn fits(self, to: &str) -> bool {
        match self {
            // ITU-T E.164 section 6: a country code that does not start with 0, at most 15 digits in all.
            Self::Sms => to.strip_prefix('+').is_some_and(|digits| {
                (8..=15).contains(&digits.len())
                    && digits.bytes().all(|byte| byte.is_ascii_digit())
                    && !digits.starts_with('0')
            }),
            // RFC 5321 section 4.1.2: a local part, an at sign, a domain. More is for the mail server to say.
            Self::Mail => {
                let parts = to.rsplit_once('@');
                parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
                    && !to.contains(|letter: char| letter.is_whitespace() || letter.is_control())
            }
        }
    }
}

impl Purpose {
    /// The word that stands for it in a call.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Notice => "notice",
        }
    }
}

impl Message {
    /// Whether it is for this phone or mailbox. A mainland number may be given with or without its country code; a plus
    /// sign that a query turned into a space is one.
    pub(super) fn is_for(&self, to: &str) -> bool {
        bare(&self.to) == bare(to)
    }

    /// Whether it is the same message but for its wording, which may change from one attempt to the next.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let of = |message: &Self| {
            (
                message.channel,
                message.purpose,
                message.to.clone(),
                message.template.clone(),
                message.code.clone(),
            )
        };
        of(self) == of(other)
    }
}

fn bare(to: &str) -> &str {
    let number = to.trim().trim_start_matches('+');
    number.strip_prefix(MAINLAND).filter(|rest| rest.len() == MAINLAND_DIGITS).unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_known_with_and_without_its_country_code() {
        for to in ["+8613800138000", " 8613800138000", "8613800138000", "13800138000"] {
            assert_eq!(bare(to), "13800138000", "{to}");
        }
        assert_eq!(bare("+4915112345678"), "4915112345678");
        assert_eq!(bare("a@example.org"), "a@example.org");
    }

    #[test]
    fn an_address_fits_its_channel_alone() {
        assert!(Channel::Sms.fits("+8613800138000"));
        for to in ["13800138000", "+0123456789", "+123", "+1234567890123456", "+86 138", "a@example.org", ""]
        {
            assert!(!Channel::Sms.fits(to), "{to}");
        }
        assert!(Channel::Mail.fits("a@example.org"));
        for to in ["+8613800138000", "@example.org", "a@", "a b@example.org", "a@example.org\n", ""] {
            assert!(!Channel::Mail.fits(to), "{to}");
        }
    }
}
