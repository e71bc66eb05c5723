//! Where a request comes from: an address, reduced to what one household or one phone holds.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use config::{ForwardedHeader, Network};

use super::forwarded;

// RFC 6052 section 2.1: the Well-Known Prefix 64:ff9b::/96, by which a translator shows IPv4 addresses to an IPv6
// network.
const TRANSLATED: u128 = 0x0064_ff9b << 96;

/// Where a request comes from: one IPv4 address, or an IPv6 network of 64 bits, for a subscriber has at least that
/// (RFC 6177 section 2) and changes the rest at will (RFC 8981).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source(Reduced);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Reduced {
    V4(Ipv4Addr),
    V6(u64),
}

impl Source {
    /// The source that an address belongs to.
    pub fn of(address: IpAddr) -> Self {
        // RFC 4291 section 2.5.5.2: a listener for both families sees IPv4 peers as ::ffff:0:0/96.
        match address.to_canonical() {
            IpAddr::V4(address) => Self(Reduced::V4(address)),
            IpAddr::V6(address) => Self(reduced(address.to_bits())),
        }
    }

    /// The source of a request.
    ///
    /// `peer` is the other end of the connection; `values` are those of the named header, in the order they came;
    /// `trusted` are the networks of our own proxies. Read from the end, as each proxy adds to it: addresses of our
    /// proxies are passed over and the first other one is the source. A peer that is no proxy of ours is itself the
    /// source, whatever it says. Where the header ends, or cannot be read, the last address that could be is the
    /// source.
    pub fn of_request<'a>(
        peer: IpAddr,
        header: ForwardedHeader,
        values: impl DoubleEndedIterator<Item = &'a [u8]>,
        trusted: &[Network],
    ) -> Self {
        let ours = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
        let mut hops = values.rev().flat_map(|value| forwarded::hops(header, value));
        let mut source = peer.to_canonical();
        while ours(source) {
            match hops.next() {
                Some(Some(address)) => source = address.to_canonical(),
                Some(None) | None => break,
            }
        }
        Self::of(source)
    }

    /// A number for queues that are fair between sources: another for each IPv4 source and each IPv6 site of 48 bits. One
    /// site holds 65,536 networks, and would have as many places in the queue.
    pub fn key(&self) -> u64 {
        match self.0 {
            // No network begins with 0:ffff: (RFC 4291 section 2.4: 0000::/8 is not given out).
            Reduced::V4(address) => 0x0000_ffff_0000_0000 | u64::from(address.to_bits()),
            Reduced::V6(network) => network & !0xffff,
        }
    }

    /// As much as people are shown of it: `203.0.113.*`, `2001:db8:1:*`.
    pub fn shown(&self) -> String {
        match self.0 {
            Reduced::V4(address) => {
                let [a, b, c, _] = address.octets();
                format!("{a}.{b}.{c}.*")
            }
            Reduced::V6(network) => {
                let [a, b, c] = [48, 32, 16].map(|low| (network >> low) & 0xffff);
                format!("{a:x}:{b:x}:{c:x}:*")
            }
        }
    }

    /// The whole of it: `203.0.113.7`, `2001:db8:1:2::/64`.
    pub fn text(&self) -> String {
        match self.0 {
            Reduced::V4(_) => self.address().to_string(),
            Reduced::V6(_) => format!("{}/64", self.address()),
        }
    }

    /// The bytes a budget is counted by. Four or eight: the two families never meet.
    pub(super) fn bytes(&self) -> Vec<u8> {
        match self.0 {
            Reduced::V4(address) => address.octets().to_vec(),
            Reduced::V6(network) => network.to_be_bytes().to_vec(),
        }
    }

    /// The site that an IPv6 source lies in, six bytes: what one customer may have been given (RFC 6177 section 2).
    pub(super) fn site(&self) -> Option<Vec<u8>> {
        match self.0 {
            Reduced::V4(_) => None,
            Reduced::V6(network) => Some(network.to_be_bytes().into_iter().take(6).collect()),
        }
    }

    /// Its first address.
    pub(super) const fn address(&self) -> IpAddr {
        match self.0 {
            Reduced::V4(address) => IpAddr::V4(address),
            Reduced::V6(network) => IpAddr::V6(Ipv6Addr::from_bits((network as u128) << 64)),
        }
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({})", self.text())
    }
}

fn reduced(address: u128) -> Reduced {
    let low = u32::try_from(address & u128::from(u32::MAX)).unwrap_or_default();
    if address & !u128::from(u32::MAX) == TRANSLATED {
        return Reduced::V4(Ipv4Addr::from_bits(low));
    }
    Reduced::V6(u64::try_from(address >> 64).unwrap_or_default())
}
