//! Does the public listener's certificate fit, and how long will it?

use base::Time;
use config::{Config, TlsFiles};
use url::Url;

use super::{DAY_SECONDS, Finding, days};
use crate::admin::certificate;

const SUBJECT: &str = "certificate";
/// A certificate that ends sooner wants looking at: automatic renewal happens at a third of its life.
const SOON_DAYS: u64 = 14;

pub(super) fn examine(config: &Config, now: Time) -> Finding {
    match &config.listen.public.tls {
        Some(files) => with_files(files, &issuer_host(config), now),
        None if config.listen.public.behind_proxy.is_empty() => {
            Finding::ok(SUBJECT, "none: plain HTTP on a loopback address")
        }
        None => Finding::ok(SUBJECT, "none: the proxy in front holds it"),
    }
}

fn issuer_host(config: &Config) -> String {
    let url = Url::parse(config.server.issuer.as_str()).ok();
    url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

fn with_files(files: &TlsFiles, host: &str, now: Time) -> Finding {
    let validity = match certificate::examine(&files.certificate, &files.key, host) {
        Ok(validity) => validity,
        Err(refusal) => {
            let advice = "correct listen.public.tls_certificate and tls_key, or the files they name";
            return Finding::fail(SUBJECT, refusal.to_string(), advice);
        }
    };
    if now < validity.from {
        return Finding::fail(
            SUBJECT,
            "it is not valid yet",
            "see the clock of this machine and the certificate",
        );
    }
    if validity.until < now {
        return Finding::fail(
            SUBJECT,
            "it is no longer valid",
            "renew it; the service takes the new file by itself",
        );
    }
    let left = validity.until.since(now).as_secs() / DAY_SECONDS;
    let note = format!("fits {host}, ends in {}", days(left));
    if left < SOON_DAYS {
        return Finding::warn(SUBJECT, note, "renew it; the service takes the new file by itself");
    }
    Finding::ok(SUBJECT, note)
}
