//! The rules, in the order of sections.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::Rule;
use url::{Host, Url};

use crate::{Attestation, Config, CookiePolicy, IssuerScheme, Listen, Messages};

pub(super) const RULES: &[Rule] = &[
    Rule {
        keys: &["listen.public.address", "listen.public.behind_proxy", "listen.public.tls_certificate"],
        broken: plain_http_in_the_open,
    },
    Rule { keys: &["listen.public.tls_certificate", "server.issuer"], broken: tls_with_http_issuer },
    Rule { keys: &["listen.admin.address"], broken: admin_in_the_open },
    Rule {
        keys: &["listen.ops.address", "listen.admin.address", "listen.public.address"],
        broken: listeners_in_one_place,
    },
    Rule {
        keys: &["database.statement_timeout_ms", "limits.request_seconds"],
        broken: |config| within_request(config, config.database.statement_timeout_ms, "statement_timeout_ms"),
    },
    Rule { keys: &["keys.default_algorithm", "keys.algorithms"], broken: default_without_key },
    Rule {
        keys: &["keys.jwks_max_age_seconds", "keys.publish_ahead_hours"],
        broken: |config| {
            at_most(
                (config.keys.jwks_max_age_seconds, "jwks_max_age_seconds"),
                (
                    config.keys.publish_ahead_hours,
                    "publish_ahead_hours, or a client meets a key it has not seen",
                ),
            )
        },
    },
    Rule {
        keys: &["keys.publish_ahead_hours", "keys.period_days"],
        broken: |config| {
            at_most(
                (config.keys.publish_ahead_hours, "publish_ahead_hours"),
                (config.keys.period_days, "period_days, or keys overtake one another"),
            )
        },
    },
    Rule {
        keys: &["keys.retire_after_hours", "tokens.access_token_seconds", "tokens.id_token_seconds"],
        broken: |config| {
            at_most(
                (config.tokens.longest_signed(), "the longest token life"),
                (config.keys.retire_after_hours, "keys.retire_after_hours, or a living token loses its key"),
            )
        },
    },
    Rule {
        keys: &["tokens.refresh_idle_days", "tokens.refresh_absolute_days"],
        broken: |config| {
            at_most(
                (config.tokens.refresh_idle_days, "refresh_idle_days"),
                (config.tokens.refresh_absolute_days, "refresh_absolute_days"),
            )
        },
    },
    Rule {
        keys: &["sessions.idle_minutes", "sessions.absolute_hours"],
        broken: |config| {
            at_most(
                (config.sessions.idle_minutes, "idle_minutes"),
                (config.sessions.absolute_hours, "absolute_hours"),
            )
        },
    },
    Rule {
        keys: &["sessions.touch_seconds", "sessions.idle_minutes"],
        broken: |config| {
            at_most(
                (config.sessions.touch_seconds, "touch_seconds"),
                (config.sessions.idle_minutes, "idle_minutes, or a session ends while it is used"),
            )
        },
    },
    Rule { keys: &["sessions.cookie_policy", "server.issuer"], broken: cookies_against_issuer },
    Rule { keys: &["passwords.memory_kib", "passwords.iterations"], broken: weak_hash },
    Rule {
        keys: &["passwords.queue_ms", "limits.request_seconds"],
        broken: |config| within_request(config, config.passwords.queue_ms, "queue_ms"),
    },
    Rule { keys: &["passkeys.attestation", "passkeys.attestation_roots"], broken: attestation_without_roots },
    Rule { keys: &["passkeys.attestation_roots", "passkeys.attestation"], broken: roots_without_attestation },
    Rule {
        keys: &["second_factors.resend_seconds", "second_factors.code_seconds"],
        broken: |config| {
            at_most(
                (config.second_factors.resend_seconds, "resend_seconds"),
                (
                    config.second_factors.code_seconds,
                    "code_seconds, or a person waits with a code that is dead",
                ),
            )
        },
    },
    Rule {
        keys: &["messages.sms_url", "outbound.allow_networks"],
        broken: |config| plain_http_not_allowed(config, config.messages.sms_url.as_ref()?),
    },
    Rule {
        keys: &["messages.sms_audience", "messages.sms_url"],
        broken: |config| {
            let Messages { sms_url, sms_audience, .. } = &config.messages;
            audience_without_url(sms_url.as_ref(), sms_audience.as_deref(), "messages.sms_url")
        },
    },
    Rule {
        keys: &["messages.mail_url", "outbound.allow_networks"],
        broken: |config| plain_http_not_allowed(config, config.messages.mail_url.as_ref()?),
    },
    Rule {
        keys: &["messages.mail_audience", "messages.mail_url"],
        broken: |config| {
            let Messages { mail_url, mail_audience, .. } = &config.messages;
            audience_without_url(mail_url.as_ref(), mail_audience.as_deref(), "messages.mail_url")
        },
    },
    Rule {
        keys: &["recovery.phone_delay_hours", "recovery.delay_hours"],
        broken: |config| {
            at_most(
                (config.recovery.delay_hours, "delay_hours"),
                (config.recovery.phone_delay_hours, "phone_delay_hours, although a phone proves less"),
            )
        },
    },
    Rule {
        keys: &["outbound.timeout_ms", "limits.request_seconds"],
        broken: |config| within_request(config, config.outbound.timeout_ms, "timeout_ms"),
    },
];

fn at_most(shorter: (Duration, &str), longer: (Duration, &str)) -> Option<String> {
    (shorter.0 > longer.0).then(|| {
        let [short, long] = [shorter.0.as_secs(), longer.0.as_secs()];
        format!("{} ({short} s) must not be longer than {long} s, which is {}", shorter.1, longer.1)
    })
}

/// A part of a request may not take longer than the whole.
fn within_request(config: &Config, part: Duration, name: &str) -> Option<String> {
    let whole = config.limits.request_seconds;
    (part >= whole).then(|| {
        format!(
            "{name} ({} ms) must be shorter than limits.request_seconds ({} s)",
            part.as_millis(),
            whole.as_secs()
        )
    })
}

fn plain_http_in_the_open(config: &Config) -> Option<String> {
    let public = &config.listen.public;
    let is_safe =
        public.tls.is_some() || public.address.ip().is_loopback() || !public.behind_proxy.is_empty();
    (!is_safe).then(|| {
        format!(
            "plain HTTP on {} would carry passwords in the open: set tls_certificate and tls_key, or behind_proxy, or \
             listen on a loopback address",
            public.address
        )
    })
}

fn tls_with_http_issuer(config: &Config) -> Option<String> {
    let is_http = config.server.issuer.scheme() == IssuerScheme::LoopbackHttp;
    (is_http && config.listen.public.tls.is_some())
        .then(|| format!("the listener speaks TLS but the issuer is {}", config.server.issuer))
}

fn admin_in_the_open(config: &Config) -> Option<String> {
    let address = config.listen.admin.address;
    (!address.ip().is_loopback()).then(|| {
        format!("the administration interface listens on a loopback address only; {address} is none")
    })
}

fn listeners_in_one_place(config: &Config) -> Option<String> {
    let Listen { public, admin, ops } = &config.listen;
    let pairs =
        [(public.address, admin.address), (public.address, ops.address), (admin.address, ops.address)];
    let (one, other) = pairs.into_iter().find(|(one, other)| is_one_place(*one, *other))?;
    Some(format!("two listeners cannot share a port: {one} and {other}"))
}

/// Port 0 is a different port each time; the unspecified address takes the port on every address.
fn is_one_place(one: SocketAddr, other: SocketAddr) -> bool {
    one.port() != 0
        && one.port() == other.port()
        && (one.ip() == other.ip() || one.ip().is_unspecified() || other.ip().is_unspecified())
}

fn default_without_key(config: &Config) -> Option<String> {
    let default = config.keys.default_algorithm;
    (!config.keys.algorithms.contains(&default)).then(|| format!("{default} is not among keys.algorithms"))
}

fn cookies_against_issuer(config: &Config) -> Option<String> {
    match (config.sessions.cookie_policy, config.server.issuer.scheme()) {
        (CookiePolicy::Host, IssuerScheme::Https) | (CookiePolicy::Loopback, IssuerScheme::LoopbackHttp) => {
            None
        }
        // RFC 6265bis section 5.7: a cookie with the prefix __Host- set over plain HTTP is dropped.
        (CookiePolicy::Host, IssuerScheme::LoopbackHttp) => {
            Some("host asks for an https issuer: a browser drops such cookies over plain HTTP".to_owned())
        }
        (CookiePolicy::Loopback, IssuerScheme::Https) => {
            Some("loopback leaves cookies unprotected; with an https issuer it must be host".to_owned())
        }
    }
}

/// OWASP Password Storage Cheat Sheet, Argon2id: pairs of equal strength, iterations and KiB.
const EQUAL_STRENGTH: [(u32, u32); 5] = [(1, 47_104), (2, 19_456), (3, 12_288), (4, 9216), (5, 7168)];

fn weak_hash(config: &Config) -> Option<String> {
    let iterations = config.passwords.iterations;
    let needed = EQUAL_STRENGTH.iter().rev().find(|(count, _)| *count <= iterations).map(|(_, kib)| *kib)?;
    (config.passwords.memory_kib < needed).then(|| {
        format!(
            "{} KiB are too few with iterations = {iterations}: at least {needed}",
            config.passwords.memory_kib
        )
    })
}

fn attestation_without_roots(config: &Config) -> Option<String> {
    let passkeys = &config.passkeys;
    (passkeys.attestation == Attestation::Required && passkeys.attestation_roots.is_none()).then(|| {
        "required needs passkeys.attestation_roots beside it, or no passkey could be accepted".to_owned()
    })
}

fn roots_without_attestation(config: &Config) -> Option<String> {
    let passkeys = &config.passkeys;
    (passkeys.attestation == Attestation::NotAsked && passkeys.attestation_roots.is_some())
        .then(|| "needs passkeys.attestation = \"required\" beside it, or nobody looks at them".to_owned())
}

fn audience_without_url(url: Option<&Url>, audience: Option<&str>, needed: &str) -> Option<String> {
    (url.is_none() && audience.is_some()).then(|| format!("needs {needed} beside it"))
}

/// What an outbound call would refuse every time. A name is judged when it is looked up, call by call.
fn plain_http_not_allowed(config: &Config, url: &Url) -> Option<String> {
    let allowed = &config.outbound.allow_networks;
    let is_allowed = match url.host() {
        Some(Host::Ipv4(address)) => allowed.iter().any(|network| network.contains(&IpAddr::V4(address))),
        Some(Host::Ipv6(address)) => allowed.iter().any(|network| network.contains(&IpAddr::V6(address))),
        Some(Host::Domain(_)) => !allowed.is_empty(),
        None => false,
    };
    (url.scheme() == "http" && !is_allowed).then(|| {
        "plain HTTP is spoken with a network of outbound.allow_networks only; https needs none".to_owned()
    })
}
