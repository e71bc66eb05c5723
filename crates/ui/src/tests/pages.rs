//! Each page shows what its view says, under the test ids its module names.

use super::{frame, sample, tags, test_ids};
use crate::{ErrorPage, Frame, Locale, Message, gallery};

#[test]
fn pages_carry_the_test_ids_they_promise() {
    let promised: [(&str, &[&str]); 8] = [
        ("consent", &["consent-form", "item-name", "item-phone", "allow", "deny"]),
        (
            "error",
            &["error-page", "error-heading", "error-detail", "error-code", "error-description", "way-on"],
        ),
        ("error-fault", &["error-page", "incident", "way-on"]),
        ("sign-out-confirm", &["sign-out-form", "sign-out", "stay"]),
        ("signed-out", &["signed-out-page", "logout-outcome", "way-on"]),
        ("sign-in", &["platform-banner", "switch-print", "switch-language", "request-id"]),
        ("form-post", &["form-post", "submit"]),
        ("busy", &["busy-page", "way-on"]),
    ];
    for locale in Locale::ALL {
        for (name, ids) in promised {
            let found = test_ids(&sample(name, locale));
            for id in ids {
                assert!(found.iter().any(|known| known == id), "{name}: {id} not in {found:?}");
            }
        }
        assert!(test_ids(&crate::not_found(&frame(locale))).contains(&"not-found-page".to_owned()));
    }
}

#[test]
fn no_platform_banner_when_no_platform_asks() {
    let page = sample("sign-in-own", Locale::En);
    assert!(!test_ids(&page).contains(&"platform-banner".to_owned()));
    assert!(!test_ids(&page).contains(&"cancel-link".to_owned()));
}

#[test]
fn known_account_is_shown_and_not_asked() {
    let page = sample("sign-in-again", Locale::En);
    let tags = tags(&page);
    let field = tags.iter().find(|tag| tag.attribute("name") == Some("username")).expect("the user name");
    assert!(field.attribute("readonly").is_some());
    assert_eq!(field.attribute("value"), Some("ayguli"));
}

/// A page of a platform with a logo at an address.
fn asked_by(logo: &str) -> Vec<String> {
    let asking =
        crate::Asking { name: "Cloud River".to_owned(), place: String::new(), logo: Some(logo.to_owned()) };
    let view = crate::SignOutConfirm {
        handle: String::new(),
        csrf: "sample".to_owned(),
        asking: Some(asking),
        account_name: "张三".to_owned(),
    };
    test_ids(&crate::sign_out_confirm(&frame(Locale::En), &view))
}

#[test]
fn logo_is_shown_when_it_is_a_picture_of_this_site() {
    assert!(asked_by("/platforms/cloud-river/logo").contains(&"platform-logo".to_owned()));
}

#[test]
fn letter_is_shown_when_the_logo_is_elsewhere() {
    for address in ["https://cloud-river.invalid/logo.png", "//cloud-river.invalid/logo.png", "data:,x"] {
        assert!(!asked_by(address).contains(&"platform-logo".to_owned()), "{address}");
    }
}

#[test]
fn title_tells_of_a_problem_first() {
    assert!(sample("sign-in-problems", Locale::En).contains("<title>Error: "));
    assert!(!sample("sign-in", Locale::En).contains("<title>Error: "));
}

#[test]
fn passwords_are_never_shown_again() {
    for name in ["sign-in", "sign-in-problems", "register-problems"] {
        let page = sample(name, Locale::En);
        for tag in tags(&page).iter().filter(|tag| tag.attribute("type") == Some("password")) {
            assert_eq!(tag.attribute("value"), None);
        }
    }
}

#[test]
fn refusing_is_as_easy_as_agreeing() {
    let page = sample("consent", Locale::En);
    let tags = tags(&page);
    let class = |id: &str| {
        tags.iter()
            .find(|tag| tag.attribute("data-testid") == Some(id))
            .and_then(|tag| tag.attribute("class"))
    };
    assert_eq!(class("allow"), class("deny"));
}

#[test]
fn optional_items_start_unticked_and_required_ones_have_no_box() {
    let page = sample("consent", Locale::En);
    let tags = tags(&page);
    let boxes: Vec<_> = tags.iter().filter(|tag| tag.attribute("type") == Some("checkbox")).collect();
    assert_eq!(boxes.len(), 1);
    assert_eq!(boxes[0].attribute("name"), Some("item.phone"));
    assert!(boxes[0].attribute("checked").is_none());
}

#[test]
fn error_page_without_ways_leads_home() {
    let view = ErrorPage {
        heading: Message::NotAllowedHeading,
        text: Message::NotAllowed,
        detail: None,
        incident: None,
        way_on: Vec::new(),
    };
    let page = crate::error(&frame(Locale::En), &view);
    assert!(page.contains(r#"href="/home" data-testid="way-on""#));
    assert!(!page.contains("<details"));
}

#[test]
fn signed_in_name_is_shown_with_a_way_home() {
    let signed_in = Frame { signed_in_as: Some("张三".to_owned()), ..frame(Locale::En) };
    assert!(test_ids(&crate::not_found(&signed_in)).contains(&"account-link".to_owned()));
    assert!(!test_ids(&crate::not_found(&frame(Locale::En))).contains(&"account-link".to_owned()));
}

#[test]
fn form_post_is_sent_by_a_script_file_and_by_hand() {
    let page = sample("form-post", Locale::En);
    assert!(page.contains("data-send-at-once") && page.contains("/assets/form-post-"));
    assert!(page.contains(r#"action="https://platform.invalid/callback""#));
    assert!(page.contains(r#"name="code" value="sample""#));
}

#[test]
fn unknown_samples_are_not_found() {
    assert!(gallery(&frame(Locale::En), "no-such-page").is_none());
}
