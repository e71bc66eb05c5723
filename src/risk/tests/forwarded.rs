//! Where a request comes from, by what proxies write.

use config::ForwardedHeader::{self, Forwarded, XForwardedFor};
use config::Network;
use proptest::prelude::*;

use super::bench::source;
use crate::risk::Source;

const PROXY: &str = "10.0.0.1";

fn trusted() -> Vec<Network> {
    ["10.0.0.0/8", "2001:db8:ffff::/48"].map(|network| network.parse().unwrap()).to_vec()
}

fn of(peer: &str, header: ForwardedHeader, values: &[&str]) -> Source {
    let values = values.iter().map(|value| value.as_bytes());
    Source::of_request(peer.parse().unwrap(), header, values, &trusted())
}

fn list(values: &[&str]) -> Source {
    of(PROXY, XForwardedFor, values)
}

fn forwarded(values: &[&str]) -> Source {
    of(PROXY, Forwarded, values)
}

#[test]
fn a_stranger_is_the_source_whatever_it_says() {
    for header in [XForwardedFor, Forwarded] {
        assert_eq!(of("203.0.113.7", header, &["198.51.100.1", "for=198.51.100.1"]), source("203.0.113.7"));
    }
}

#[test]
fn a_proxy_that_says_nothing_is_the_source() {
    assert_eq!(list(&[]), source(PROXY));
    assert_eq!(forwarded(&[]), source(PROXY));
    assert_eq!(list(&["", " , ,"]), source(PROXY));
}

#[test]
fn the_last_address_is_the_source() {
    assert_eq!(list(&["198.51.100.1, 203.0.113.7"]), source("203.0.113.7"));
    assert_eq!(forwarded(&["for=198.51.100.1, for=203.0.113.7"]), source("203.0.113.7"));
}

#[test]
fn lines_are_read_as_one_list() {
    assert_eq!(list(&["198.51.100.1", "203.0.113.7"]), source("203.0.113.7"));
    assert_eq!(list(&["203.0.113.7", "10.0.0.3, 10.0.0.2"]), source("203.0.113.7"));
}

#[test]
fn our_proxies_are_passed_over() {
    assert_eq!(list(&["198.51.100.1, 203.0.113.7, 10.0.0.3,10.0.0.2"]), source("203.0.113.7"));
    let mixed = "for=198.51.100.1, for=\"[2001:db8:1:2::5]\", for=10.0.0.3, for=\"[2001:db8:ffff::2]:443\"";
    assert_eq!(forwarded(&[mixed]), source("2001:db8:1:2::"));
}

#[test]
fn where_all_are_ours_the_first_is_the_source() {
    assert_eq!(list(&["10.0.0.9, 10.0.0.2"]), source("10.0.0.9"));
}

#[test]
fn a_proxy_seen_by_a_listener_of_both_families_is_ours() {
    assert_eq!(of("::ffff:10.0.0.1", XForwardedFor, &["203.0.113.7"]), source("203.0.113.7"));
    assert_eq!(list(&["203.0.113.7, ::ffff:10.0.0.2"]), source("203.0.113.7"));
}

#[test]
fn an_entry_that_cannot_be_read_ends_the_walk_at_the_last_good_one() {
    for bad in [
        "unknown",
        "_hidden",
        "010.0.0.1",
        "256.1.1.1",
        "1.2.3",
        "fe80::1%eth0",
        "[::1",
        "1.2.3.4:",
        "::1]:80",
    ] {
        assert_eq!(list(&[&format!("203.0.113.7, {bad}, 10.0.0.2")]), source("10.0.0.2"), "{bad}");
        assert_eq!(
            forwarded(&[&format!("for=203.0.113.7, for={bad}, for=10.0.0.2")]),
            source("10.0.0.2"),
            "{bad}"
        );
    }
}

#[test]
fn bytes_that_are_no_text_end_the_walk() {
    let values: [&[u8]; 1] = [b"203.0.113.7, \xff, 10.0.0.2"];
    let source_ = Source::of_request(PROXY.parse().unwrap(), XForwardedFor, values.into_iter(), &trusted());
    assert_eq!(source_, source("10.0.0.2"));
}

#[test]
fn ports_are_passed_over() {
    assert_eq!(list(&["203.0.113.7:4711"]), source("203.0.113.7"));
    assert_eq!(list(&["[2001:db8:1:2::5]:4711"]), source("2001:db8:1:2::"));
    assert_eq!(list(&["2001:db8:1:2::5"]), source("2001:db8:1:2::"));
    assert_eq!(forwarded(&["for=\"203.0.113.7:_gazonk\""]), source("203.0.113.7"));
}

#[test]
fn the_header_that_is_not_named_is_not_read() {
    assert_eq!(list(&["for=203.0.113.7"]), source(PROXY));
    assert_eq!(forwarded(&["203.0.113.7"]), source(PROXY));
}

// RFC 7239 section 4: the examples there, as far as they name addresses.
#[test]
fn the_examples_of_the_rfc_are_read() {
    assert_eq!(forwarded(&["For=\"[2001:db8:cafe::17]:4711\""]), source("2001:db8:cafe::"));
    assert_eq!(forwarded(&["for=192.0.2.60;proto=http;by=203.0.113.43"]), source("192.0.2.60"));
    assert_eq!(forwarded(&["for=192.0.2.43, for=198.51.100.17"]), source("198.51.100.17"));
    assert_eq!(forwarded(&["for=\"_gazonk\""]), source(PROXY));
}

#[test]
fn refused_when_an_element_names_no_address_or_two() {
    assert_eq!(forwarded(&["for=203.0.113.7, proto=https"]), source(PROXY));
    assert_eq!(forwarded(&["for=203.0.113.7;for=198.51.100.1"]), source(PROXY));
}

#[test]
fn other_parameters_are_passed_over() {
    let value = "proto=https; host=\"a;for=198.51.100.1\";for=203.0.113.7;;by=_x";
    assert_eq!(forwarded(&[value]), source("203.0.113.7"));
}

#[test]
fn quotes_hide_commas_and_escaped_quotes_do_not_end_them() {
    let value = "for=198.51.100.1, for=203.0.113.7;host=\"a\\\", for=198.51.100.9;x=\\\"b\"";
    assert_eq!(forwarded(&[value]), source("203.0.113.7"));
}

#[test]
fn a_quote_a_caller_leaves_open_does_not_reach_what_the_proxy_wrote() {
    assert_eq!(forwarded(&["for=\"198.51.100.1, for=203.0.113.7"]), source("203.0.113.7"));
    assert_eq!(forwarded(&["for=\"198.51.100.1, for=\"[2001:db8:1:2::5]\""]), source("2001:db8:1:2::"));
}

proptest! {
    /// Whatever a caller writes, our proxy adds the caller's address at the end, and that is the source.
    #[test]
    fn nothing_a_caller_writes_moves_its_source(written in "[ -~]{0,60}") {
        prop_assert_eq!(list(&[&format!("{written}, 203.0.113.7")]), source("203.0.113.7"));
        prop_assert_eq!(forwarded(&[&format!("{written}, for=203.0.113.7")]), source("203.0.113.7"));
        let quoted = format!("{written}, for=\"[2001:db8:1:2::5]:80\";proto=https");
        prop_assert_eq!(forwarded(&[&quoted]), source("2001:db8:1:2::"));
        prop_assert_eq!(list(&[&written, "203.0.113.7, 10.0.0.2"]), source("203.0.113.7"));
    }

    #[test]
    fn any_bytes_are_read_without_harm(value: Vec<u8>) {
        for header in [XForwardedFor, Forwarded] {
            let values = [value.as_slice()];
            Source::of_request(PROXY.parse().unwrap(), header, values.into_iter(), &trusted());
        }
    }
}
