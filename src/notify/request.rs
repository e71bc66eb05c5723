//! The call to a provider: a signed JSON Web Token that says what to send to whom. The provider checks it with the
//! published keys of this issuer, so nothing secret is shared with it.

use std::collections::BTreeMap;
use std::time::Duration;

use base::{Fault, Time};
use serde::Serialize;
use store::message::Message;

use super::content::Content;
use super::words::{self, Worded};
use super::{Notices, Provider};

/// `typ` of a call (RFC 8725 section 3.11): never taken for another token of ours, nor another for it.
pub const MESSAGE_JWT: &str = "yimen-message+jwt";
/// The media type of a call (RFC 7519 section 10.3.1).
pub(super) const MEDIA_TYPE: &str = "application/jwt";
/// How long a call is good for, in seconds: for clocks that differ and for a provider's own queue.
const LIFE: Duration = Duration::from_secs(300);

/// The claims of a call (RFC 7519 section 4.1).
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    /// The id of the message, the same at each attempt: the provider sends it once, however often it is asked to.
    jti: String,
    message: Carried<'a>,
}

#[derive(Serialize)]
struct Carried<'a> {
    channel: &'static str,
    to: &'a str,
    purpose: &'static str,
    /// Which text it is, for providers that keep texts of their own.
    template: &'static str,
    locale: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    /// What stands in the text, by name.
    values: BTreeMap<&'static str, String>,
    /// After this moment it is of no use and not to be delivered, in seconds since 1970.
    expires_at: i64,
}

impl Notices {
    /// Signs the call for one attempt at a message.
    pub(super) fn token(&self, message: &Message, provider: &Provider, now: Time) -> Result<String, Fault> {
        let content = Content::open(&self.ground.keys, message.id, &message.content)?;
        let left = message.expires_at.since(now);
        let host = host(&self.ground.issuer);
        let Worded { template, language, subject, text, code, values } =
            words::of(&content, message.channel, (left, host));
        let claims = Claims {
            iss: &self.ground.issuer,
            aud: &provider.audience,
            iat: now.seconds(),
            exp: now.plus(LIFE).seconds(),
            jti: message.id.to_string(),
            message: Carried {
                channel: message.channel.as_str(),
                to: &content.to,
                purpose: message.purpose.as_str(),
                template,
                locale: language.tag(),
                subject,
                text,
                code,
                values,
                expires_at: message.expires_at.seconds(),
            },
        };
        let signed = self.ground.keys.sign(self.policy.algorithm, MESSAGE_JWT, &claims);
        signed.map_err(|error| Fault::caused("a message cannot be signed", error))
    }
}

/// The site's name: the host of the issuer.
fn host(issuer: &str) -> &str {
    let rest = issuer.split_once("://").map_or(issuer, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn the_site_is_named_by_its_host() {
        assert_eq!(host("https://id.example.gov.cn"), "id.example.gov.cn");
        assert_eq!(host("https://example.gov.cn:8443/id"), "example.gov.cn");
    }
}
