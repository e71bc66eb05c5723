//! `[sessions]`: lives of sign-on sessions and of sign-in pages, cookies.

use std::time::Duration;

use super::server::Server;
use crate::source::Source;
use crate::value::choice::choice;
use crate::value::issuer::IssuerScheme;

/// Lives of sign-on sessions and of sign-in pages, cookies.
#[derive(Clone, Debug)]
pub struct Sessions {
    /// `sessions.idle_minutes`, default 30, `YIMEN__SESSIONS__IDLE_MINUTES`: a session not used for so long ends.
    pub idle_minutes: Duration,
    /// `sessions.absolute_hours`, default 8, `YIMEN__SESSIONS__ABSOLUTE_HOURS`: every session ends.
    pub absolute_hours: Duration,
    /// `sessions.touch_seconds`, default 60, `YIMEN__SESSIONS__TOUCH_SECONDS`: use is written down at most so often.
    pub touch_seconds: Duration,
    /// `sessions.request_minutes`, default 30, `YIMEN__SESSIONS__REQUEST_MINUTES`: life of a sign-in page.
    pub request_minutes: Duration,
    /// `sessions.fresh_minutes`, default 5, `YIMEN__SESSIONS__FRESH_MINUTES`: how recent a sign-in a sensitive act needs.
    pub fresh_minutes: Duration,
    /// `sessions.qr_seconds`, default 120, `YIMEN__SESSIONS__QR_SECONDS`: life of a code to be scanned with a phone.
    pub qr_seconds: Duration,
    /// `sessions.cookie_policy`, default `host` with an https issuer and `loopback` otherwise,
    /// `YIMEN__SESSIONS__COOKIE_POLICY`.
    pub cookie_policy: CookiePolicy,
}

choice! {
    /// How cookies are marked. HttpOnly, SameSite=Lax and Path=/ always.
    pub enum CookiePolicy {
        /// `Secure` and the prefix `__Host-` (RFC 6265bis section 4.1.3.2): the browser takes them from this host over
        /// TLS only.
        Host = "host",
        /// Neither: for an issuer that speaks plain HTTP on loopback.
        Loopback = "loopback",
    }
}

impl Sessions {
    pub(crate) fn read(source: &mut Source, server: &Server) -> Self {
        let mut fields = source.section("sessions", "Sign-on sessions of browsers, sign-in pages, cookies.");
        Self {
            idle_minutes: fields.minutes("idle_minutes", 30, 1..=1440, "A session not used for so long ends."),
            absolute_hours: fields.hours(
                "absolute_hours",
                8,
                1..=720,
                "A session ends so long after the sign-in, used or not.",
            ),
            touch_seconds: fields.seconds(
                "touch_seconds",
                60,
                60..=3600,
                "The use of a session is written down at most so often: fewer writes, a coarser idle limit.",
            ),
            request_minutes: fields.minutes(
                "request_minutes",
                30,
                5..=120,
                "Life of a sign-in page: how long a person may take from the client's request to the answer.",
            ),
            fresh_minutes: fields.minutes(
                "fresh_minutes",
                5,
                1..=60,
                "Whoever changes how they sign in, or closes their account, must have signed in no longer ago.",
            ),
            qr_seconds: fields.seconds(
                "qr_seconds",
                120,
                30..=600,
                "Life of the code on a screen that a phone scans to sign in there.",
            ),
            cookie_policy: fields.choice_or(
                "cookie_policy",
                "host with an https issuer, loopback otherwise",
                CookiePolicy::following(server.issuer.scheme()),
                "host: cookies bear the prefix __Host- and Secure. loopback: neither, for an issuer that speaks plain \
                 HTTP on loopback.",
            ),
        }
    }
}

impl CookiePolicy {
    const fn following(scheme: IssuerScheme) -> Self {
        match scheme {
            IssuerScheme::Https => Self::Host,
            IssuerScheme::LoopbackHttp => Self::Loopback,
        }
    }
}
