//! Where everything of the demonstration is: ten neighbouring ports on loopback, and the files of its folder.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use super::region::Region;

/// The first port of the identity provider unless another is asked for.
pub(super) const USUAL_BASE: u16 = 8080;
/// Ports from the base on that belong to the demonstration.
pub(super) const PORTS: u16 = 10;
/// The largest base that leaves room for all of them.
pub(super) const LAST_BASE: u16 = u16::MAX - PORTS + 1;

/// Folder and ports of one demonstration.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    folder: PathBuf,
    base: u16,
}

impl Layout {
    /// Everything in `folder`, on the ports from `base` (at most [`LAST_BASE`]) on.
    pub(super) const fn new(folder: PathBuf, base: u16) -> Self {
        Self { folder, base }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The configuration, complete and usable by every other command.
    pub(super) fn config_file(&self) -> PathBuf {
        self.folder.join("yimen.toml")
    }

    /// Platforms and clients as declared, in the format of `yimen client import`.
    pub(super) fn clients_file(&self) -> PathBuf {
        self.folder.join("clients.toml")
    }

    /// Addresses, clients and people for programs.
    pub(super) fn facts_file(&self) -> PathBuf {
        self.folder.join("demo.json")
    }

    /// Settings of the black-box suite.
    pub(super) fn conformance_file(&self) -> PathBuf {
        self.folder.join("conformance.toml")
    }

    /// Secrets that the outside world keeps: of clients and of people.
    pub(super) fn secrets_folder(&self) -> PathBuf {
        self.folder.join("secrets")
    }

    /// The issuer. A name, not an address: cookies of `localhost` reach none of the platforms.
    pub(super) fn issuer(&self) -> String {
        format!("http://localhost:{}", self.base)
    }

    pub(super) const fn public(&self) -> SocketAddr {
        self.at(1, 0)
    }

    pub(super) const fn admin(&self) -> SocketAddr {
        self.at(1, 8)
    }

    pub(super) const fn ops(&self) -> SocketAddr {
        self.at(1, 9)
    }

    /// Each platform has a loopback host of its own, so that neither sees the cookies of the other.
    pub(super) const fn platform(&self, region: Region) -> SocketAddr {
        match region {
            Region::Hangzhou => self.at(2, 1),
            Region::Chengdu => self.at(3, 2),
        }
    }

    /// The address of a platform as browsers see it, without a slash at the end.
    pub(super) fn platform_url(&self, region: Region) -> String {
        format!("http://{}", self.platform(region))
    }

    /// Where the black-box suite listens.
    pub(super) const fn suite(&self) -> SocketAddr {
        self.at(1, 3)
    }

    /// Where the tests with a stock client library listen.
    pub(super) const fn peer(&self) -> SocketAddr {
        self.at(1, 4)
    }

    /// Where codes for the tour's own client are sent; nothing listens there.
    pub(super) const fn observer(&self) -> SocketAddr {
        self.at(1, 5)
    }

    /// Where the provider of text messages and mail listens.
    pub(super) const fn messages(&self) -> SocketAddr {
        self.at(1, 6)
    }

    /// The address of that provider, without a slash at the end.
    pub(super) fn messages_url(&self) -> String {
        format!("http://{}", self.messages())
    }

    /// Where the providers that verify people listen.
    pub(super) const fn providers(&self) -> SocketAddr {
        self.at(1, 7)
    }

    /// The address of those providers and of their page for testers, without a slash at the end.
    pub(super) fn providers_url(&self) -> String {
        format!("http://{}", self.providers())
    }

    const fn at(&self, host: u8, offset: u16) -> SocketAddr {
        let address = std::net::Ipv4Addr::new(127, 0, 0, host);
        SocketAddr::new(std::net::IpAddr::V4(address), self.base.saturating_add(offset))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_a_port_of_its_own() {
        let layout = Layout::new(PathBuf::from("x"), LAST_BASE);
        let mut ports: Vec<u16> = [
            layout.public(),
            layout.admin(),
            layout.ops(),
            layout.platform(Region::Hangzhou),
            layout.platform(Region::Chengdu),
            layout.suite(),
            layout.peer(),
            layout.observer(),
            layout.messages(),
            layout.providers(),
        ]
        .iter()
        .map(SocketAddr::port)
        .collect();
        ports.sort_unstable();
        ports.dedup();
        assert_eq!(ports.len(), 10);
        assert!(ports.iter().all(|port| (LAST_BASE..=LAST_BASE + (PORTS - 1)).contains(port)));
    }

    #[test]
    fn platforms_and_issuer_are_different_hosts() {
        let layout = Layout::new(PathBuf::from("x"), 8080);
        let hosts = Region::ALL.map(|region| layout.platform(region).ip());
        assert_ne!(hosts[0], hosts[1]);
        assert!(layout.issuer().starts_with("http://localhost:"));
    }
}
