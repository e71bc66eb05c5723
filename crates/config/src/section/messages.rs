//! `[messages]`: who delivers text messages and mail.

use url::Url;

use crate::source::Source;

/// Who delivers text messages and mail. Every call is signed; its time limit is that of `[outbound]`.
#[derive(Clone, Debug)]
pub struct Messages {
    /// `messages.sms_url`, default none, `YIMEN__MESSAGES__SMS_URL`: without it nothing is sent to phones.
    pub sms_url: Option<Url>,
    /// `messages.sms_audience`, default the origin of `sms_url`, `YIMEN__MESSAGES__SMS_AUDIENCE`: the `aud` of the calls.
    /// There whenever `sms_url` is.
    pub sms_audience: Option<String>,
    /// `messages.mail_url`, default none, `YIMEN__MESSAGES__MAIL_URL`: without it nothing is sent to mailboxes.
    pub mail_url: Option<Url>,
    /// `messages.mail_audience`, default the origin of `mail_url`, `YIMEN__MESSAGES__MAIL_AUDIENCE`: the `aud` of the
    /// calls. There whenever `mail_url` is.
    pub mail_audience: Option<String>,
}

impl Messages {
    pub(crate) fn read(source: &mut Source) -> Self {
        let mut fields = source.section(
            "messages",
            "Who delivers text messages and mail: a service of yours that takes calls signed with the keys of this one. \
             Its address must be one that [outbound] allows.",
        );
        let sms_url = fields.optional_url(
            "sms_url",
            "https://messages.example.org/sms",
            "Where a text message for a phone is handed over. Without it phones play no part.",
        );
        let sms_audience = fields.optional_text(
            "sms_audience",
            "https://messages.example.org",
            "Whom the calls to sms_url are meant for (aud); the origin of sms_url when not set.",
            audience,
        );
        let mail_url = fields.optional_url(
            "mail_url",
            "https://messages.example.org/mail",
            "Where a mail is handed over. Without it mailboxes play no part.",
        );
        let mail_audience = fields.optional_text(
            "mail_audience",
            "https://messages.example.org",
            "Whom the calls to mail_url are meant for (aud); the origin of mail_url when not set.",
            audience,
        );
        Self {
            sms_audience: sms_audience.or_else(|| sms_url.as_ref().map(origin)),
            sms_url,
            mail_audience: mail_audience.or_else(|| mail_url.as_ref().map(origin)),
            mail_url,
        }
    }
}

/// RFC 6454 section 6.2: scheme, host and port, the port left out where it is the usual one.
fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

fn audience(text: &str) -> Result<(), String> {
    if text.trim().is_empty() { Err("must not be empty".to_owned()) } else { Ok(()) }
}
