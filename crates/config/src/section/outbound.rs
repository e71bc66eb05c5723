//! `[outbound]`: connections to addresses that clients and platforms name.

use std::path::PathBuf;
use std::time::Duration;

use crate::Network;
use crate::source::Source;
use crate::value::size::Size;

/// Connections to addresses that clients and platforms name: key sets, sector lists, logout notices.
#[derive(Clone, Debug)]
pub struct Outbound {
    /// `outbound.timeout_ms`, default 3000, `YIMEN__OUTBOUND__TIMEOUT_MS`: for one call, from name look-up to last byte.
    pub timeout_ms: Duration,
    /// `outbound.max_response_kib`, KiB, default 256, `YIMEN__OUTBOUND__MAX_RESPONSE_KIB`.
    pub max_response_kib: Size,
    /// `outbound.allow_networks`, networks, default none, `YIMEN__OUTBOUND__ALLOW_NETWORKS`: not public, yet allowed.
    pub allow_networks: Vec<Network>,
    /// `outbound.ca_file`, path, default none, `YIMEN__OUTBOUND__CA_FILE`: authorities trusted besides the system's.
    pub ca_file: Option<PathBuf>,
}

impl Outbound {
    pub(crate) fn read(source: &mut Source) -> Self {
        let mut fields = source.section(
            "outbound",
            "Connections to addresses that clients and platforms name: key sets, sector lists, logout notices. Only \
             https to public addresses, unless a network is allowed here.",
        );
        Self {
            timeout_ms: fields.millis(
                "timeout_ms",
                3000,
                100..=30_000,
                "For one call in all, from the look-up of the name to the last byte.",
            ),
            max_response_kib: fields.kib("max_response_kib", 256, 1..=16_384, "Longest answer read."),
            allow_networks: fields.networks(
                "allow_networks",
                "10.20.0.0/16",
                "Networks that are not public (loopback, private, link-local and so on) and yet allowed, with https or \
                 http. Keep it narrow: whoever registers a client can make the service call addresses in them.",
            ),
            ca_file: fields.optional_path(
                "ca_file",
                "tls/government-ca.pem",
                "Certificate authorities, PEM, trusted besides those of the operating system.",
            ),
        }
    }
}
