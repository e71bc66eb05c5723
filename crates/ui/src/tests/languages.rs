//! A language is added by adding a folder: one made up for these tests, with little in it and read from right to
//! left, gets every page whole.

use std::collections::BTreeSet;

use super::words::{messages, shown};
use super::{frame, tags};
use crate::asset::STYLESHEET;
use crate::locale::{LANGUAGES, OFFERED};
use crate::{Frame, LargePrint, Locale, Message};

/// The language that only these tests know.
fn made_up() -> Locale {
    let found: Vec<Locale> = Locale::only_in_tests().collect();
    assert_eq!((found.len(), LANGUAGES.len()), (1, OFFERED + 1));
    found[0]
}

fn pages() -> Vec<(&'static str, String)> {
    let frame = Frame { large_print: LargePrint::On, ..frame(made_up()) };
    crate::gallery_names()
        .into_iter()
        .map(|name| (name, crate::gallery(&frame, name).expect("a listed page exists")))
        .collect()
}

#[test]
fn every_page_is_read_from_right_to_left() {
    for (name, page) in pages() {
        let tags = tags(&page);
        let html = tags.iter().find(|tag| tag.name == "html").expect("an html element");
        assert_eq!((html.attribute("lang"), html.attribute("dir")), (Some("ar-XB"), Some("rtl")), "{name}");
    }
}

#[test]
fn what_the_language_says_is_used_and_what_it_lacks_is_said_in_english() {
    let page = crate::not_found(&frame(made_up()));
    assert!(page.contains("nemiY") && page.contains("Page not found"), "{page}");
    assert_eq!(Message::NotFoundHeading.text(made_up()), "Page not found");
}

#[test]
fn no_words_are_missing_on_any_page() {
    let keys: BTreeSet<String> = messages(Locale::En).into_keys().filter(|key| key.contains('-')).collect();
    for (name, page) in pages() {
        // These are named, not said.
        if name == "components" {
            continue;
        }
        for word in shown(&page).split_whitespace() {
            assert!(!keys.contains(word), "{name}: {word}");
        }
    }
}

#[test]
fn only_offered_languages_are_on_the_switch() {
    let page = crate::not_found(&frame(made_up()));
    let offered: Vec<_> = tags(&page)
        .iter()
        .filter(|tag| tag.attribute("data-testid") == Some("switch-language"))
        .filter_map(|tag| tag.attribute("hreflang").map(str::to_owned))
        .collect();
    assert_eq!(offered, Locale::ALL.map(Locale::tag));
}

/// Languages read from right to left turn a page round: nothing in the styles may name a side.
#[test]
fn styles_name_no_side() {
    let without_comments: String =
        STYLESHEET.split("/*").map(|part| part.split_once("*/").map_or(part, |(_, after)| after)).collect();
    let words: BTreeSet<&str> = without_comments
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    for side in ["left", "right"] {
        assert!(!words.contains(side), "{side}");
    }
    for physical in [
        "margin-top",
        "margin-bottom",
        "padding-top",
        "padding-bottom",
        " width:",
        " height:",
        " top:",
        " bottom:",
    ] {
        assert!(!without_comments.contains(physical), "{physical}");
    }
}
