//! The pages of an account show what their views say, under the test ids their modules name.

use super::{Tag, frame, sample, tags, test_ids};
use crate::{ContactKind, Locale};

/// Sample and the test ids on it.
const PROMISED: &[(&str, &[&str])] = &[
    (
        "home",
        &[
            "home-page",
            "account-name",
            "identity-level",
            "authentication-level",
            "service",
            "attention",
            "cancel-recovery-r1",
            "attention-way",
            "to-identity",
            "to-acting",
            "to-security",
            "to-devices",
            "to-history",
            "to-consents",
            "to-settings",
            "logout-outcome",
            "sign-out",
            "notice",
        ],
    ),
    (
        "home-devices",
        &[
            "devices-page",
            "session-a1",
            "end-session-b2",
            "end-all",
            "device-d1",
            "forget-device-d2",
            "logout-outcome",
            "notice",
        ],
    ),
    ("home-consents", &["consents-page", "consent-cloud-river", "withdraw-cloud-river", "notice"]),
    (
        "home-security",
        &[
            "security-page",
            "passkey-p1",
            "rename-passkey-p1",
            "remove-passkey-p2",
            "add-passkey",
            "totp-state",
            "totp-set-up",
            "totp-remove",
            "recovery-codes-left",
            "recovery-codes-new",
            "contact-phone",
            "contact-phone-change",
            "contact-phone-remove",
            "contact-mail-change",
            "password-state",
            "password-change",
            "second-step-form",
            "second-step-save",
            "value-always",
        ],
    ),
    ("home-passkey", &["passkey-page", "passkey-create-form", "name", "submit", "cancel-link"]),
    ("home-totp", &["totp-page", "qr", "totp-secret", "totp-form", "code", "submit", "cancel-link"]),
    ("home-recovery-codes", &["recovery-codes-page", "recovery-code", "kept"]),
    (
        "home-password",
        &["password-page", "password-form", "current", "password", "end-others", "submit", "cancel-link"],
    ),
    ("home-contact-mail", &["contact-page", "contact-form", "mail", "submit", "error-summary"]),
    ("home-history", &["history-page", "event", "not-me", "older", "newest"]),
    (
        "home-settings",
        &["settings-page", "settings-form", "language-en", "print-large", "submit", "export", "to-close"],
    ),
    ("home-close", &["close-page", "close-form", "confirm", "close-submit", "cancel-link"]),
    ("closed", &["closed-page", "way-on"]),
];

#[test]
fn pages_carry_the_test_ids_they_promise() {
    for locale in Locale::ALL {
        for (name, ids) in PROMISED {
            let found = test_ids(&sample(name, locale));
            for id in *ids {
                assert!(found.iter().any(|known| known == id), "{name}: {id} not in {found:?}");
            }
        }
    }
}

/// The tag that carries a test id.
fn tag(page: &str, id: &str) -> Option<Tag> {
    tags(page).into_iter().find(|tag| tag.attribute("data-testid") == Some(id))
}

#[test]
fn this_session_cannot_be_ended_from_its_row() {
    let ids = test_ids(&sample("home-devices", Locale::En));
    assert!(!ids.contains(&"end-session-a1".to_owned()));
    let alone = test_ids(&sample("home-devices-new", Locale::En));
    assert!(!alone.contains(&"end-all".to_owned()));
}

#[test]
fn ways_the_deployment_does_not_offer_are_not_shown() {
    let ids = test_ids(&sample("home-security-refused", Locale::En));
    for id in ["totp-state", "recovery-codes-left", "contact-phone", "second-step-form"] {
        assert!(!ids.contains(&id.to_owned()), "{id}");
    }
    assert!(ids.contains(&"passkey-p1".to_owned()));
}

#[test]
fn only_way_in_cannot_be_removed() {
    let ids = test_ids(&sample("home-security-refused", Locale::En));
    assert!(!ids.contains(&"remove-passkey-p1".to_owned()));
    assert!(!ids.contains(&"contact-mail-remove".to_owned()));
    assert!(ids.contains(&"error-summary".to_owned()));
}

#[test]
fn two_steps_are_not_asked_while_there_is_nothing_to_take_them_with() {
    let page = sample("home-security-new", Locale::En);
    assert!(!test_ids(&page).contains(&"second-step-form".to_owned()));
    assert!(page.contains("id=\"two-steps\""));
}

#[test]
fn current_password_is_asked_only_when_there_is_one_and_it_was_not_proved() {
    assert!(test_ids(&sample("home-password", Locale::En)).contains(&"current".to_owned()));
    assert!(!test_ids(&sample("home-password-first", Locale::En)).contains(&"current".to_owned()));
}

#[test]
fn box_that_ends_other_sessions_keeps_what_was_chosen() {
    let ticked = |name| tag(&sample(name, Locale::En), "end-others").unwrap().attribute("checked").is_some();
    assert!(ticked("home-password") && !ticked("home-password-problems"));
}

#[test]
fn box_that_confirms_closing_starts_unticked() {
    let page = sample("home-close", Locale::En);
    assert_eq!(tag(&page, "confirm").unwrap().attribute("checked"), None);
}

#[test]
fn options_for_the_device_come_back_exactly() {
    let page = sample("home-passkey", Locale::En);
    let form = tag(&page, "passkey-create-form").unwrap();
    let options = form.attribute("data-options").unwrap().replace("&#34;", "\"");
    assert_eq!(options, r#"{"publicKey":{"challenge":"c2FtcGxl"}}"#);
}

#[test]
fn language_and_print_of_the_account_are_chosen_in_the_settings() {
    let page = crate::settings(
        &frame(Locale::En),
        &crate::Settings {
            csrf: "sample".to_owned(),
            language: Locale::ZhHans,
            print: crate::LargePrint::On,
            notice: None,
        },
    );
    for (id, chosen) in
        [("language-zh-Hans", true), ("language-en", false), ("print-large", true), ("print-normal", false)]
    {
        assert_eq!(tag(&page, id).unwrap().attribute("checked").is_some(), chosen, "{id}");
    }
}

#[test]
fn kind_of_contact_is_read_back_from_its_path() {
    for kind in [ContactKind::Phone, ContactKind::Mail] {
        assert_eq!(ContactKind::from_path(kind.path()), Some(kind));
    }
    assert_eq!(ContactKind::from_path("fax"), None);
}
