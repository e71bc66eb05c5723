//! The logos of platforms.

use std::fs;

use serde_json::json;

use super::Place;

const PLATFORM: &str = r#"
[[platform]]
id = "lakeside"
names = { zh-Hans = "湖滨市" }
division_code = "330100"
"#;

/// A picture of 64 by 64 pixels as far as its header.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x40\0\0\0\x40\x08\x06\0\0\0\0\0\0\0 and pixels";

/// A deployment with a platform, and files beside it.
fn place() -> Place {
    let place = Place::started();
    place.write("platforms.toml", PLATFORM);
    place.run("platform import platforms.toml").done();
    fs::write(place.path("logo.png"), PNG).unwrap();
    place
}

#[test]
fn a_logo_is_set_shown_and_removed() {
    let place = place();
    let shown = |logo: &str| {
        let text = place.run("platform show lakeside").done();
        assert!(text.lines().any(|line| line.split_whitespace().eq(["logo", logo])), "{text}");
    };
    shown("none");
    place.run("platform logo set lakeside logo.png").done();
    shown("set");
    place.run("platform logo remove lakeside --who duty").done();
    shown("none");
    let events = place.run("audit list --kind platform.changed --json").json();
    assert_eq!((&events[0]["actor"], &events[1]["actor"]), (&json!("admin:duty"), &json!("admin:tester")));
    assert_eq!(events[0]["detail"], json!({ "platform": "lakeside", "logo": "removed" }));
    assert_eq!(events[1]["detail"], json!({ "platform": "lakeside", "logo": "set" }));
}

#[test]
fn a_logo_is_refused_in_one_sentence() {
    let place = place();
    place.write("page.png", "<!doctype html><script>alert(1)</script>");
    place.write("large.png", &"x".repeat(20_000));
    fs::write(place.path("short.png"), &PNG[..24]).unwrap();
    let mut wide = PNG.to_vec();
    wide[18] = 0x10;
    fs::write(place.path("wide.png"), wide).unwrap();
    for (line, told) in [
        ("set lakeside page.png", "the file is no PNG, JPEG or WebP picture"),
        ("set lakeside large.png", "the picture is larger than 16 KiB"),
        ("set lakeside short.png", "the header of the picture cannot be read"),
        ("set lakeside wide.png", "the picture is 4160 pixels wide and 64 high; 512 each way are the most"),
        ("set lakeside none.png", "none.png cannot be read"),
        ("set seaside logo.png", "there is no platform seaside"),
        ("remove seaside", "there is no platform seaside with a logo"),
        ("remove lakeside", "there is no platform lakeside with a logo"),
    ] {
        let sentence = place.run(&format!("platform logo {line}")).refused();
        assert!(sentence.contains(told), "{sentence}");
    }
}
