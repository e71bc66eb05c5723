//! Hostile values: they are shown as text, and cannot turn the words around them.

use super::{frame, tags};
use crate::{
    Asking, Consent, ConsentItem, Detail, ErrorPage, FormPost, Frame, Link, Locale, LogoutOutcome,
    LogoutState, Message, Need, SignIn, SignOutConfirm, SignedOut,
};

/// Breaks out of text and attributes, overrides the reading direction, closes isolates.
const HOSTILE: &str = "\"'><script>alert(1)</script>\u{202e}\u{2069}{{8765*4321}}{ $x }";

pub(super) fn hostile() -> String {
    HOSTILE.to_owned()
}

fn asking() -> Asking {
    Asking { name: hostile(), place: hostile(), logo: Some(hostile()) }
}

fn hostile_link() -> Link {
    Link { href: "javascript:alert(1)".to_owned(), label: Message::WayToPlatform { platform: hostile() } }
}

pub(super) fn outcome() -> LogoutOutcome {
    LogoutOutcome { platform: hostile(), state: LogoutState::Failed }
}

fn hostile_consent() -> Consent {
    let item = |need| ConsentItem {
        name: hostile(),
        label: hostile(),
        purpose: hostile(),
        legal_basis: hostile(),
        need,
    };
    Consent {
        handle: hostile(),
        csrf: hostile(),
        asking: asking(),
        account_name: hostile(),
        items: vec![item(Need::Required), item(Need::Optional)],
    }
}

fn hostile_error() -> ErrorPage {
    ErrorPage {
        heading: Message::WayToPlatform { platform: hostile() },
        text: Message::Fault,
        detail: Some(Detail { code: hostile(), description: hostile() }),
        incident: Some(hostile()),
        way_on: vec![hostile_link()],
    }
}

fn hostile_pages(locale: Locale) -> Vec<String> {
    let frame = Frame {
        signed_in_as: Some(hostile()),
        switch_return: hostile(),
        request_id: hostile(),
        ..frame(locale)
    };
    let confirm = SignOutConfirm {
        handle: hostile(),
        csrf: hostile(),
        asking: Some(asking()),
        account_name: hostile(),
    };
    let done = SignedOut { asking: Some(asking()), told: vec![outcome()], way_on: Some(hostile_link()) };
    let post = FormPost {
        action: "javascript:alert(1)".to_owned(),
        fields: vec![(hostile(), hostile())],
        asking: Some(asking()),
    };
    let mut pages = vec![
        crate::consent(&frame, &hostile_consent()),
        crate::error(&frame, &hostile_error()),
        crate::sign_out_confirm(&frame, &confirm),
        crate::signed_out(&frame, &done),
        crate::form_post(&frame, &post),
        crate::busy(&frame, &crate::Busy { retry_after_seconds: 1 }),
        crate::not_found(&frame),
    ];
    pages.extend(super::hostile_sign_in::pages(&frame));
    pages.extend(super::hostile_home::pages(&frame));
    pages.extend(super::hostile_identity::pages(&frame));
    pages
}

#[test]
fn hostile_text_never_becomes_markup() {
    for page in Locale::ALL.into_iter().flat_map(hostile_pages) {
        assert!(!page.contains("<script>"), "{page}");
        for tag in tags(&page) {
            assert!(
                tag.name != "script" || tag.attribute("src").is_some_and(|src| src.starts_with("/assets/"))
            );
        }
    }
}

#[test]
fn hostile_text_never_becomes_a_link_that_runs() {
    for page in Locale::ALL.into_iter().flat_map(hostile_pages) {
        for tag in tags(&page) {
            for name in ["href", "action", "src"] {
                let address = tag.attribute(name).unwrap_or("/");
                assert!(address.starts_with(['/', '#']) && !address.starts_with("//"), "{address}");
            }
        }
    }
}

#[test]
fn hostile_text_never_turns_the_reading_direction() {
    for page in Locale::ALL.into_iter().flat_map(hostile_pages) {
        // Values of fields and ids go back as they came and are read by no one.
        let text: String =
            page.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect();
        assert!(!text.contains('\u{202e}'), "{text}");
        assert_eq!(text.matches('\u{2068}').count(), text.matches('\u{2069}').count(), "{text}");
    }
}

#[test]
fn hostile_text_is_not_read_as_a_template() {
    for page in Locale::ALL.into_iter().flat_map(hostile_pages) {
        assert!(!page.contains("37873565"), "{page}");
    }
}

#[test]
fn typed_values_come_back_exactly() {
    let view = SignIn { username: "a\"b&<".to_owned(), ..super::hostile_sign_in::sign_in() };
    let page = crate::sign_in(&frame(Locale::En), &view);
    assert!(page.contains(r#"value="a&#34;b&#38;&#60;""#), "{page}");
}
