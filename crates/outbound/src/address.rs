//! What kind of address an IP address is. Only public ones may be called without an exception.
//!
//! The registries: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890), multicast (RFC 5771, RFC 4291).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use self::AddressClass::{
    CarrierGrade, Documentation, LinkLocal, Loopback, Metadata, Multicast, Private, Reserved, Transition,
    UniqueLocal, Unspecified,
};

/// The kind of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AddressClass {
    /// Reachable by anybody.
    Public,
    /// This machine.
    Loopback,
    /// A private network (RFC 1918).
    Private,
    /// This link only.
    LinkLocal,
    /// A provider's shared space (RFC 6598).
    CarrierGrade,
    /// A group.
    Multicast,
    /// No address: every address of this machine, or of this network.
    Unspecified,
    /// Texts and measurements (RFC 5737, RFC 3849, RFC 2544).
    Documentation,
    /// A private IPv6 network (RFC 4193).
    UniqueLocal,
    /// A cloud's service that hands credentials to its machines.
    Metadata,
    /// An IPv4 address carried in IPv6 by a transition mechanism whose end nobody knows.
    Transition,
    /// Set aside, or not given out.
    Reserved,
}

impl std::fmt::Display for AddressClass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Public => "public",
            Self::Loopback => "loopback",
            Self::Private => "private",
            Self::LinkLocal => "link-local",
            Self::CarrierGrade => "carrier-grade",
            Self::Multicast => "multicast",
            Self::Unspecified => "unspecified",
            Self::Documentation => "documentation",
            Self::UniqueLocal => "unique-local",
            Self::Metadata => "metadata",
            Self::Transition => "transition",
            Self::Reserved => "reserved",
        })
    }
}

/// Instance metadata and guest services of clouds: they give credentials to whoever asks from the machine.
const METADATA: &[IpAddr] = &[
    IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254)),
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
    IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16)),
    IpAddr::V4(Ipv4Addr::new(192, 0, 0, 192)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
    IpAddr::V6(Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254)),
];

/// IPv4 networks that are not public; the first that holds the address names it.
const SPECIAL_V4: &[(Ipv4Net, AddressClass)] = &[
    (v4(0, 0, 0, 0, 8), Unspecified),
    (v4(10, 0, 0, 0, 8), Private),
    (v4(100, 64, 0, 0, 10), CarrierGrade),
    (v4(127, 0, 0, 0, 8), Loopback),
    (v4(169, 254, 0, 0, 16), LinkLocal),
    (v4(172, 16, 0, 0, 12), Private),
    (v4(192, 0, 0, 0, 24), Reserved),
    (v4(192, 0, 2, 0, 24), Documentation),
    (v4(192, 31, 196, 0, 24), Reserved),
    (v4(192, 52, 193, 0, 24), Reserved),
    (v4(192, 88, 99, 0, 24), Transition),
    (v4(192, 168, 0, 0, 16), Private),
    (v4(192, 175, 48, 0, 24), Reserved),
    (v4(198, 18, 0, 0, 15), Documentation),
    (v4(198, 51, 100, 0, 24), Documentation),
    (v4(203, 0, 113, 0, 24), Documentation),
    (v4(224, 0, 0, 0, 4), Multicast),
    (v4(240, 0, 0, 0, 4), Reserved),
];

/// IPv6 networks that are not public; the first that holds the address names it.
const SPECIAL_V6: &[(Ipv6Net, AddressClass)] = &[
    (v6([0; 8], 128), Unspecified),
    (v6([0, 0, 0, 0, 0, 0, 0, 1], 128), Loopback),
    // RFC 8215: NAT64 within a network of one's own; what it leads to depends on that network.
    (v6([0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48), Transition),
    // Teredo, RFC 4380.
    (v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 32), Transition),
    (v6([0x2001, 2, 0, 0, 0, 0, 0, 0], 48), Documentation),
    (v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32), Documentation),
    (v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 23), Reserved),
    // 6to4, RFC 3056, deprecated by RFC 7526: the IPv4 address within is reached through an unknown relay.
    (v6([0x2002, 0, 0, 0, 0, 0, 0, 0], 16), Transition),
    (v6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20), Documentation),
    (v6([0xfc00, 0, 0, 0, 0, 0, 0, 0], 7), UniqueLocal),
    (v6([0xfe80, 0, 0, 0, 0, 0, 0, 0], 10), LinkLocal),
    // RFC 3879: site-local, deprecated, still private.
    (v6([0xfec0, 0, 0, 0, 0, 0, 0, 0], 10), Private),
    (v6([0xff00, 0, 0, 0, 0, 0, 0, 0], 8), Multicast),
];

/// RFC 4291 section 2.4: the space from which public addresses are given out.
const GLOBAL_UNICAST: Ipv6Net = v6([0x2000, 0, 0, 0, 0, 0, 0, 0], 3);

/// RFC 6052 section 2.1: the well-known prefix of NAT64; the last four bytes are the IPv4 address.
const NAT64: Ipv6Net = v6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96);

/// The kind of `address`. An IPv4-mapped address, and one behind the well-known NAT64 prefix, is what the IPv4 address
/// within it is.
pub(crate) fn classify(address: IpAddr) -> AddressClass {
    if METADATA.contains(&address) {
        return Metadata;
    }
    match address {
        IpAddr::V4(address) => find(SPECIAL_V4, |network| network.contains(&address), AddressClass::Public),
        IpAddr::V6(address) => match carried(address) {
            Some(carried) => classify(IpAddr::V4(carried)),
            None => classify_v6(address),
        },
    }
}

/// Whether one of `networks` holds `address`, in its IPv4-mapped form or its plain one.
pub(crate) fn is_within(networks: &[IpNet], address: IpAddr) -> bool {
    let plain = address.to_canonical();
    networks.iter().any(|network| network.contains(&plain) || network.contains(&address))
}

fn classify_v6(address: Ipv6Addr) -> AddressClass {
    let otherwise = if GLOBAL_UNICAST.contains(&address) { AddressClass::Public } else { Reserved };
    find(SPECIAL_V6, |network| network.contains(&address), otherwise)
}

/// The IPv4 address an IPv6 address leads to.
fn carried(address: Ipv6Addr) -> Option<Ipv4Addr> {
    // RFC 4291 section 2.5.5.2: ::ffff:a.b.c.d.
    let behind_nat64 = || {
        let [.., a, b, c, d] = address.octets();
        NAT64.contains(&address).then(|| Ipv4Addr::new(a, b, c, d))
    };
    address.to_ipv4_mapped().or_else(behind_nat64)
}

fn find<N>(table: &[(N, AddressClass)], holds: impl Fn(&N) -> bool, otherwise: AddressClass) -> AddressClass {
    table.iter().find(|(network, _)| holds(network)).map_or(otherwise, |(_, class)| *class)
}

const fn v4(a: u8, b: u8, c: u8, d: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6(segments: [u16; 8], prefix: u8) -> Ipv6Net {
    let [a, b, c, d, e, f, g, h] = segments;
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, d, e, f, g, h), prefix)
}

#[cfg(test)]
mod tests;
