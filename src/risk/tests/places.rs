//! The file of places.

use std::fmt::Write as _;
use std::io::Write as _;

use proptest::prelude::*;

use super::bench::source;
use crate::risk::{LineProblem, Places, PlacesError};

fn read(text: &str) -> Places {
    Places::read(text.as_bytes()).unwrap()
}

fn refused(text: &[u8]) -> (usize, LineProblem) {
    match Places::read(text) {
        Err(PlacesError::Line { line, why }) => (line, why),
        other => panic!("not refused by a line: {other:?}"),
    }
}

#[test]
fn the_narrowest_network_counts() {
    let places = read("203.0.0.0/16,浙江,Zhejiang\n203.0.113.0/24,杭州,Hangzhou\n0.0.0.0/0,别处,Elsewhere\n");
    assert_eq!(places.place(&source("203.0.113.7"), "en"), Some("Hangzhou"));
    assert_eq!(places.place(&source("203.0.114.7"), "en"), Some("Zhejiang"));
    assert_eq!(places.place(&source("203.0.112.255"), "en"), Some("Zhejiang"));
    assert_eq!(places.place(&source("198.51.100.1"), "en"), Some("Elsewhere"));
}

#[test]
fn an_address_of_no_network_has_no_place() {
    let places = read("203.0.113.0/24,杭州,Hangzhou\n");
    assert_eq!(places.place(&source("203.0.112.255"), "en"), None);
    assert_eq!(places.place(&source("203.0.114.0"), "en"), None);
    assert_eq!(Places::default().place(&source("203.0.113.7"), "en"), None);
}

#[test]
fn families_are_kept_apart() {
    let places = read("::/0,六,Six\n");
    assert_eq!(places.place(&source("203.0.113.7"), "en"), None);
    assert_eq!(places.place(&source("2001:db8::1"), "en"), Some("Six"));
}

#[test]
fn every_kind_of_chinese_is_chinese_and_the_rest_english() {
    let places = read("203.0.113.0/24,杭州,Hangzhou\n");
    for (tag, name) in
        [("zh", "杭州"), ("zh-Hans", "杭州"), ("ZH-hant", "杭州"), ("en", "Hangzhou"), ("zha", "Hangzhou")]
    {
        assert_eq!(places.place(&source("203.0.113.7"), tag), Some(name), "{tag}");
    }
}

#[test]
fn lines_that_say_nothing_are_passed_over() {
    let places = read("\u{feff}network,zh,en\r\n# ours\r\n\r\n 203.0.113.0/24 , 杭州 , Hangzhou \r\n");
    assert_eq!(places.place(&source("203.0.113.7"), "zh"), Some("杭州"));
}

#[test]
fn refused_with_the_number_of_the_line() {
    let good = "203.0.113.0/24,杭州,Hangzhou\n";
    let cases = [
        ("203.0.112.0/24,杭州", LineProblem::NotThreeFields),
        ("203.0.112.0/24,杭州,Hangzhou,China", LineProblem::NotThreeFields),
        ("203.0.112.0/24,\"杭州\",Hangzhou", LineProblem::NotThreeFields),
        ("203.0.112.0,杭州,Hangzhou", LineProblem::NoNetwork),
        ("network,zh,en", LineProblem::NoNetwork),
        ("203.0.112.1/24,杭州,Hangzhou", LineProblem::BitsBeyondPrefix),
        ("2001:db8::/65,杭州,Hangzhou", LineProblem::TooNarrow),
        ("203.0.112.0/24,,Hangzhou", LineProblem::BadName),
        ("203.0.112.0/24,杭州,Hang\u{7}zhou", LineProblem::BadName),
        ("203.0.113.0/24,宁波,Ningbo", LineProblem::Twice),
    ];
    for (line, why) in cases {
        assert_eq!(refused(format!("{good}\n{line}\n").as_bytes()), (3, why), "{line}");
    }
    assert_eq!(refused(b"\n\n203.0.113.0/24,\xff,Hangzhou"), (3, LineProblem::NotUtf8));
}

#[test]
fn a_name_has_a_bound() {
    let line = |length| format!("203.0.113.0/24,{},Hangzhou", "杭".repeat(length));
    assert_eq!(read(&line(64)).place(&source("203.0.113.7"), "en"), Some("Hangzhou"));
    assert_eq!(refused(line(65).as_bytes()), (1, LineProblem::BadName));
}

#[test]
fn refused_when_the_file_is_too_large() {
    let blank = vec![b'\n'; 32 * 1024 * 1024 + 1];
    assert_eq!(Places::read(&blank).unwrap_err(), PlacesError::TooLarge);
    assert!(Places::read(blank.get(1..).unwrap()).is_ok());
}

#[test]
fn a_file_that_cannot_be_used_is_named() {
    assert!(Places::open(None).is_ok());
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all("203.0.113.0/24,杭州,Hangzhou\n".as_bytes()).unwrap();
    let places = Places::open(Some(file.path())).unwrap();
    assert_eq!(places.place(&source("203.0.113.7"), "en"), Some("Hangzhou"));
    file.write_all(b"nothing\n").unwrap();
    let fault = Places::open(Some(file.path())).unwrap_err().chain();
    assert!(fault.contains(&file.path().display().to_string()) && fault.contains("line 2"), "{fault}");
    let missing = file.path().with_extension("missing");
    assert!(Places::open(Some(&missing)).unwrap_err().chain().contains("missing"));
}

proptest! {
    /// The table says what a search through all networks says.
    #[test]
    fn the_table_finds_what_a_plain_search_finds(
        networks in proptest::collection::hash_map((0..=255_u32, 0..=12_u8), 0..1_u8, 0..40),
        asked in proptest::collection::vec(0..4096_u32, 1..20),
    ) {
        // Networks within 10.0.0.0/20, so that many lie in one another.
        let mut rows: Vec<(u32, u32)> = networks.into_keys().map(|(at, wider)| {
            let length = 32 - u32::from(wider);
            let start = 0x0a00_0000 + (at * 16);
            (start >> wider << wider, length)
        }).collect();
        rows.sort_unstable();
        rows.dedup();
        let mut text = String::new();
        for (start, length) in &rows {
            let network = std::net::Ipv4Addr::from_bits(*start);
            writeln!(text, "{network}/{length},名,{network}/{length}").unwrap();
        }
        let places = read(&text);
        for low in asked {
            let address = 0x0a00_0000 + low;
            let holds = |row: &&(u32, u32)| (address ^ row.0).checked_shr(32 - row.1).unwrap_or(0) == 0;
            let plain = rows.iter().filter(holds).max_by_key(|row| row.1);
            let plain = plain.map(|(start, length)| format!("{}/{length}", std::net::Ipv4Addr::from_bits(*start)));
            let address = std::net::Ipv4Addr::from_bits(address).to_string();
            prop_assert_eq!(places.place(&source(&address), "en"), plain.as_deref());
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(content: Vec<u8>) {
        let _outcome = Places::read(&content);
    }
}
