//! What of an address is kept, counted and shown.

use proptest::prelude::*;

use super::bench::source;
use crate::risk::Source;

#[test]
fn an_ipv4_address_is_a_source_of_its_own() {
    assert_ne!(source("203.0.113.7"), source("203.0.113.8"));
    assert_eq!(source("203.0.113.7").text(), "203.0.113.7");
    assert_eq!(source("203.0.113.7").shown(), "203.0.113.*");
}

#[test]
fn ipv6_addresses_of_one_network_are_one_source() {
    assert_eq!(source("2001:db8:1:2::1"), source("2001:db8:1:2:ffff:ffff:ffff:ffff"));
    assert_ne!(source("2001:db8:1:2::1"), source("2001:db8:1:3::1"));
    assert_eq!(source("2001:db8:1:2::1").text(), "2001:db8:1:2::/64");
    assert_eq!(source("2001:db8:1:2::1").shown(), "2001:db8:1:*");
}

#[test]
fn zeros_of_a_site_are_shown() {
    assert_eq!(source("2001:db8::1").shown(), "2001:db8:0:*");
    assert_eq!(source("::1").shown(), "0:0:0:*");
}

#[test]
fn ipv4_written_as_ipv6_is_ipv4() {
    assert_eq!(source("::ffff:203.0.113.7"), source("203.0.113.7"));
    assert_eq!(source("64:ff9b::203.0.113.7"), source("203.0.113.7"));
}

#[test]
fn a_neighbour_of_the_translators_prefix_is_ipv6() {
    assert_eq!(source("64:ff9b:0:0:0:1:203.0.113.7").text(), "64:ff9b::/64");
    assert_eq!(source("64:ff9c::203.0.113.7").text(), "64:ff9c::/64");
}

proptest! {
    #[test]
    fn sources_of_one_site_share_a_key_and_others_do_not(one: u32, other: u32, high: u64, network: u16) {
        let four = |bits: u32| Source::of(std::net::Ipv4Addr::from_bits(bits).into());
        let six = |high: u64| Source::of(std::net::Ipv6Addr::from_bits(u128::from(high) << 64).into());
        prop_assert_eq!(four(one) == four(other), four(one).key() == four(other).key());
        // What is given out begins with 001 (RFC 4291 section 2.4).
        let high = high >> 3 | 1 << 61;
        prop_assert_ne!(four(one).key(), six(high).key());
        let neighbour = high & !0xffff | u64::from(network);
        prop_assert_eq!(six(high).key(), six(neighbour).key());
        prop_assert_ne!(six(high).key(), six(high ^ 0x1_0000).key());
    }

    #[test]
    fn what_is_shown_hides_the_end(bits: u32) {
        let address = std::net::Ipv4Addr::from_bits(bits);
        let [a, b, c, _] = address.octets();
        prop_assert_eq!(Source::of(address.into()).shown(), format!("{a}.{b}.{c}.*"));
    }
}
