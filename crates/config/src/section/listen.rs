//! `[listen.public]`, `[listen.admin]`, `[listen.ops]`: where the service listens.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use crate::Network;
use crate::source::Source;
use crate::value::choice::choice;

/// The three listeners.
#[derive(Clone, Debug)]
pub struct Listen {
    /// `[listen.public]`: browsers and clients.
    pub public: PublicListener,
    /// `[listen.admin]`: the administration interface; a loopback address always.
    pub admin: PrivateListener,
    /// `[listen.ops]`: health, readiness and measurements.
    pub ops: PrivateListener,
}

/// The listener for browsers and clients.
#[derive(Clone, Debug)]
pub struct PublicListener {
    /// `listen.public.address`, default `127.0.0.1:8080`, `YIMEN__LISTEN__PUBLIC__ADDRESS`.
    pub address: SocketAddr,
    /// `listen.public.tls_certificate` and `listen.public.tls_key`, paths, both or none,
    /// `YIMEN__LISTEN__PUBLIC__TLS_CERTIFICATE` and `YIMEN__LISTEN__PUBLIC__TLS_KEY`.
    pub tls: Option<TlsFiles>,
    /// `listen.public.behind_proxy`, networks, default none, `YIMEN__LISTEN__PUBLIC__BEHIND_PROXY`: proxies whose word
    /// on the caller's address is taken.
    pub behind_proxy: Vec<Network>,
    /// `listen.public.forwarded_header`, default `x-forwarded-for`, `YIMEN__LISTEN__PUBLIC__FORWARDED_HEADER`: where those
    /// proxies write the caller's address.
    pub forwarded_header: ForwardedHeader,
}

choice! {
    /// Where a proxy writes the address of its caller.
    pub enum ForwardedHeader {
        /// `X-Forwarded-For`: addresses with commas between them; each proxy adds one at the end.
        XForwardedFor = "x-forwarded-for",
        /// `Forwarded` (RFC 7239): the parameter `for` of its elements, in the same order.
        Forwarded = "forwarded",
    }
}

/// A certificate chain and its private key, PEM.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// The chain, leaf first.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// A listener that is not for the public.
#[derive(Clone, Debug)]
pub struct PrivateListener {
    /// `listen.admin.address`, default `127.0.0.1:8090`, `YIMEN__LISTEN__ADMIN__ADDRESS`; `listen.ops.address`, default
    /// `127.0.0.1:8091`, `YIMEN__LISTEN__OPS__ADDRESS`.
    pub address: SocketAddr,
}

impl Listen {
    pub(crate) fn read(source: &mut Source) -> Self {
        Self {
            public: PublicListener::read(source),
            admin: PrivateListener::read_admin(source),
            ops: PrivateListener::read_ops(source),
        }
    }
}

impl PublicListener {
    fn read(source: &mut Source) -> Self {
        let mut fields = source.section(
            "listen.public",
            "Browsers and clients. Without a certificate the listener speaks plain HTTP, which is taken on a loopback \
             address or behind a proxy only.",
        );
        let address =
            fields.address("address", loopback(8080), "Address and port. Port 0 takes any free port.");
        let certificate = fields.optional_path(
            "tls_certificate",
            "tls/chain.pem",
            "Certificate chain, PEM, leaf first; with tls_key.",
        );
        let key = fields.optional_path("tls_key", "tls/key.pem", "Private key, PEM; with tls_certificate.");
        let behind_proxy = fields.networks(
            "behind_proxy",
            "10.0.0.0/8",
            "Networks of the proxies in front. Only their forwarded_header is believed: the last address in it that is not \
             one of theirs is the caller's. Setting it allows plain HTTP on \
             an address that is not loopback: see to it that the proxies alone can reach it.",
        );
        let forwarded_header = fields.choice(
            "forwarded_header",
            ForwardedHeader::XForwardedFor,
            "Where the proxies write the address of the caller. The other header is not looked at: a proxy that writes one \
             of them passes on what a caller wrote into the other.",
        );
        fields.both_or_neither("tls_certificate", "tls_key");
        let tls = certificate.zip(key).map(|(certificate, key)| TlsFiles { certificate, key });
        Self { address, tls, behind_proxy, forwarded_header }
    }
}

impl PrivateListener {
    fn read_admin(source: &mut Source) -> Self {
        let mut fields = source.section("listen.admin", "The administration interface.");
        Self { address: fields.address("address", loopback(8090), "Address and port; a loopback address.") }
    }

    fn read_ops(source: &mut Source) -> Self {
        let mut fields =
            source.section("listen.ops", "Health, readiness and measurements. Not for the public.");
        Self { address: fields.address("address", loopback(8091), "Address and port.") }
    }
}

const fn loopback(port: u16) -> SocketAddr {
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}
