//! What messages say. Plain words: what happened, when, on what, and what to do about it. No name, no number and no
//! address is in them, and no link: a message that tells people to tap on something teaches them to fall for others.
//!
//! A text message is one or two parts long. In China a text message begins with the name of who sends it in 【】.

mod chinese;
mod english;

use std::collections::BTreeMap;
use std::time::Duration;

use base::Time;
use time::{OffsetDateTime, UtcOffset};

use super::content::{Body, Content};
use super::{Channel, DeviceKind, Occasion};

/// China Standard Time, the one wall clock of the country the service stands in.
const CHINA_STANDARD_TIME: i8 = 8;
/// Which text a code goes with.
const CODE: &str = "code";

/// The languages of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// Chinese in simplified characters.
    Chinese,
    /// English, for everybody else.
    English,
}

impl Language {
    /// The language for a tag: Chinese for every Chinese and where nothing is known, else English.
    pub(super) fn of(tag: &str) -> Self {
        let primary = tag.split('-').next().unwrap_or_default();
        if primary.is_empty() || primary.eq_ignore_ascii_case("zh") { Self::Chinese } else { Self::English }
    }

    /// Its tag.
    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-Hans",
            Self::English => "en",
        }
    }

    fn moment(self, at: Time) -> String {
        match self {
            Self::Chinese => chinese::moment(at),
            Self::English => english::moment(at),
        }
    }

    const fn device(self, kind: DeviceKind) -> &'static str {
        match self {
            Self::Chinese => chinese::device(kind),
            Self::English => english::device(kind),
        }
    }
}

/// A message in words.
pub(super) struct Worded<'a> {
    /// Which text it is.
    pub(super) template: &'static str,
    /// In what language.
    pub(super) language: Language,
    /// The subject of a mail. It can be read on a locked screen, so there is no code in it.
    pub(super) subject: Option<String>,
    /// The whole text.
    pub(super) text: String,
    /// The code in it, if there is one.
    pub(super) code: Option<&'a str>,
    /// What stands in the text, by name.
    pub(super) values: BTreeMap<&'static str, String>,
}

/// The sentences of a message: what it is about, what is so, what to do.
struct Sentences {
    subject: String,
    facts: String,
    advice: String,
}

/// Puts a message into words. `left` is how long it is still of use, `host` the name of the site.
pub(super) fn of<'a>(content: &'a Content, channel: Channel, (left, host): (Duration, &str)) -> Worded<'a> {
    let language = Language::of(&content.locale);
    let (template, code, values) = match &content.body {
        Body::Code(code) => (CODE, Some(code.as_str()), code_values(code, left)),
        Body::Notice { occasion, at } => {
            (occasion.notice.template(), None, notice_values(language, occasion, *at))
        }
    };
    let sentences = sentences(language, &content.body, left);
    let text = joined(language, channel, (&sentences, host));
    let subject = match channel {
        Channel::Sms => None,
        Channel::Mail => Some(sentences.subject),
    };
    Worded { template, language, subject, text, code, values }
}

fn sentences(language: Language, body: &Body, left: Duration) -> Sentences {
    match (language, body) {
        (Language::Chinese, Body::Code(code)) => chinese::code(code, minutes(left)),
        (Language::English, Body::Code(code)) => english::code(code, minutes(left)),
        (Language::Chinese, Body::Notice { occasion, at }) => chinese::notice(occasion, *at),
        (Language::English, Body::Notice { occasion, at }) => english::notice(occasion, *at),
    }
}

fn joined(language: Language, channel: Channel, (sentences, host): (&Sentences, &str)) -> String {
    let Sentences { subject: _, facts, advice } = sentences;
    match (channel, language) {
        (Channel::Sms, Language::Chinese) => format!("{}{facts}{advice}", chinese::SIGN),
        (Channel::Sms, Language::English) => format!("{} {facts} {advice}", english::SIGN),
        (Channel::Mail, Language::Chinese) => format!("{facts}\n\n{advice}\n\n{}\n", chinese::foot(host)),
        (Channel::Mail, Language::English) => format!("{facts}\n\n{advice}\n\n{}\n", english::foot(host)),
    }
}

fn code_values(code: &str, left: Duration) -> BTreeMap<&'static str, String> {
    BTreeMap::from([("code", code.to_owned()), ("minutes", minutes(left).to_string())])
}

fn notice_values(language: Language, occasion: &Occasion, at: Time) -> BTreeMap<&'static str, String> {
    let mut values = BTreeMap::from([("at", language.moment(at))]);
    values.extend(occasion.device.map(|kind| ("device", language.device(kind).to_owned())));
    values.extend(occasion.notice.ready_at().map(|ready_at| ("ready_at", language.moment(ready_at))));
    values
}

/// The nearest number of whole minutes, at least one: a code given five minutes is said to live five although the way
/// here took a moment.
fn minutes(left: Duration) -> u64 {
    (left.as_secs() + 30).div_euclid(60).max(1)
}

/// By the wall clock. Years that no calendar has become the first moment it knows.
fn local(moment: Time) -> OffsetDateTime {
    let offset = UtcOffset::from_hms(CHINA_STANDARD_TIME, 0, 0).unwrap_or(UtcOffset::UTC);
    let utc = OffsetDateTime::from_unix_timestamp(moment.seconds()).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    utc.checked_to_offset(offset).unwrap_or(utc)
}

#[cfg(test)]
mod tests;
