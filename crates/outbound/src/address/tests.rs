//! Each kind of address by its first, its last and its embedded form; the neighbours outside are public.

use super::AddressClass::Public;
use super::*;

#[track_caller]
fn assert_class(class: AddressClass, addresses: &[&str]) {
    for text in addresses {
        let address: IpAddr = text.parse().unwrap();
        assert_eq!(classify(address), class, "{text}");
    }
}

#[test]
fn public_addresses_are_public() {
    assert_class(Public, &["1.1.1.1", "8.8.8.8", "114.114.114.114", "223.5.5.5", "192.0.1.1"]);
    assert_class(Public, &["2400:3200::1", "2606:4700:4700::1111", "2a00:1450:4001::1", "2001:200::1"]);
}

#[test]
fn neighbours_of_special_networks_are_public() {
    assert_class(Public, &["9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255"]);
    assert_class(Public, &["128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0"]);
    assert_class(
        Public,
        &["192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255"],
    );
}

#[test]
fn this_machine_is_loopback() {
    assert_class(Loopback, &["127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"]);
}

#[test]
fn private_networks_are_private() {
    assert_class(Private, &["10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.1"]);
    assert_class(
        Private,
        &["::ffff:10.0.0.1", "::ffff:c0a8:1", "64:ff9b::a00:1", "64:ff9b::192.168.1.1", "fec0::1"],
    );
}

#[test]
fn one_link_is_link_local() {
    assert_class(LinkLocal, &["169.254.0.1", "169.254.255.255", "fe80::1", "febf::1", "::ffff:169.254.1.1"]);
}

#[test]
fn shared_provider_space_is_carrier_grade() {
    assert_class(CarrierGrade, &["100.64.0.0", "100.127.255.255", "::ffff:100.64.0.1"]);
}

#[test]
fn groups_are_multicast() {
    assert_class(Multicast, &["224.0.0.1", "239.255.255.255", "ff02::1", "ffff::1", "::ffff:224.0.0.1"]);
}

#[test]
fn no_address_is_unspecified() {
    assert_class(Unspecified, &["0.0.0.0", "0.255.255.255", "::", "::ffff:0.0.0.0", "64:ff9b::"]);
}

#[test]
fn text_and_measurement_networks_are_documentation() {
    assert_class(
        Documentation,
        &["192.0.2.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.255"],
    );
    assert_class(Documentation, &["2001:db8::1", "3fff::1", "2001:2::1"]);
}

#[test]
fn private_ipv6_is_unique_local() {
    assert_class(UniqueLocal, &["fc00::1", "fd12:3456:789a::1", "fdff:ffff::1"]);
}

#[test]
fn services_that_hand_out_credentials_are_metadata() {
    assert_class(Metadata, &["169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192"]);
    assert_class(
        Metadata,
        &["fd00:ec2::254", "fd20:ce::254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe"],
    );
}

#[test]
fn tunnels_are_transition() {
    assert_class(
        Transition,
        &["2002:7f00:1::1", "2002:808:808::1", "2001::1", "64:ff9b:1::1", "192.88.99.1"],
    );
}

#[test]
fn what_is_set_aside_is_reserved() {
    assert_class(Reserved, &["240.0.0.1", "255.255.255.255", "192.0.0.1", "::7f00:1", "100::1", "4000::1"]);
    assert_class(Reserved, &["2001:10::1", "5f00::1", "64:ff9b:2::1"]);
}

#[test]
fn behind_nat64_a_public_address_stays_public() {
    assert_class(Public, &["64:ff9b::808:808", "::ffff:8.8.8.8"]);
}

#[test]
fn an_allowed_network_holds_the_mapped_form_too() {
    let networks = ["127.0.0.0/8".parse().unwrap()];
    assert!(is_within(&networks, "::ffff:127.0.0.1".parse().unwrap()));
    assert!(!is_within(&networks, "::1".parse().unwrap()));
}
