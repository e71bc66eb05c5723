//! The pages of proving who one is, of its outcome, and of one's identity: they say why, leave a way out, and ask for
//! what their modules say.

use super::forms::{fields, names, tag, values_of};
use super::{frame, sample, tags, test_ids};
use crate::{FailReason, Frame, IdentityLevel, Locale};

/// Sample and the test ids on it.
const PROMISED: &[(&str, &[&str])] = &[
    (
        "verify",
        &[
            "verify-page",
            "platform-banner",
            "why",
            "level-now",
            "level-needed",
            "identity-name",
            "identity-number",
            "identity-change",
            "identity-form",
            "number-identity",
            "ways",
            "way-camera-face",
            "way-form-camera-face",
            "face-consent-camera-face",
            "steps-camera-face",
            "start-camera-face",
            "phone-bank-bank_four_element",
            "bank-card-bank-bank_four_element",
            "known-phone-operator-telecom_elements",
            "way-register-two_element",
            "hall",
            "cancel-link",
        ],
    ),
    (
        "verify-identity",
        &["identity-form", "document-type-identity", "number-identity", "name-identity", "submit", "why"],
    ),
    ("verify-identity-problems", &["error-summary", "number-identity-problem", "name-identity-problem"]),
    ("verify-wished", &["skip-link", "cancel-link"]),
    ("verify-own-no-ways", &["no-ways", "hall", "identity-change"]),
    ("waiting", &["waiting-page", "check-link", "still-link", "cancel-form", "cancel"]),
    ("waiting-visit", &["provider-link", "check-link"]),
    ("verified-passed", &["verified-page", "proved", "level", "until", "way-on"]),
    ("verified-first-of-two", &["steps", "way-on"]),
    ("verified-no-match", &["again-link", "way-on", "hall"]),
    ("verified-elsewhere", &["way-on", "hall"]),
    (
        "home-identity",
        &[
            "identity-page",
            "identity-level",
            "level-until",
            "session-level",
            "raise",
            "document",
            "evidence-p1",
            "worth-p1",
            "dispute-p1",
            "hall",
            "notice",
        ],
    ),
    ("home-identity-new", &["no-documents", "no-evidence"]),
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

#[test]
fn identity_is_asked_first_and_the_ways_after() {
    let first = test_ids(&sample("verify-identity", Locale::En));
    assert!(!first.iter().any(|id| id.starts_with("way-")));
    assert_eq!(
        names(&sample("verify-identity", Locale::En), "identity-form"),
        ["request", "csrf", "document_type", "number", "name"]
    );
    assert!(sample("verify", Locale::En).contains(r#"action="/verify/identity""#));
}

#[test]
fn resident_card_stands_first_and_is_chosen() {
    let page = sample("verify-identity", Locale::En);
    let options = values_of(&page, "option");
    assert_eq!(options.first().map(String::as_str), Some("resident_id"));
    assert_eq!(options.len(), 6);
    assert_eq!(page.matches(" selected>").count(), 1);
    assert!(page.contains(r#"value="resident_id" selected"#));
}

#[test]
fn each_way_has_its_own_form_with_what_it_needs() {
    let page = sample("verify", Locale::En);
    let form = |id: &str| names(&page, &format!("way-form-{id}"));
    assert_eq!(form("bank-bank_four_element"), ["request", "csrf", "provider", "kind", "phone", "bank_card"]);
    assert_eq!(form("camera-face"), ["request", "csrf", "provider", "kind", "face_consent"]);
    assert_eq!(form("operator-telecom_elements"), ["request", "csrf", "provider", "kind"]);
    assert!(fields(&page, "way-form-camera-face").contains(&("kind".to_owned(), "face".to_owned())));
    let forms = tags(&page);
    let starts = forms.iter().filter(|tag| tag.attribute("action") == Some("/verify/start")).count();
    assert_eq!(starts, 4, "ways that cannot be taken have no form");
}

#[test]
fn ways_stand_in_the_order_they_were_given() {
    let page = sample("verify", Locale::En);
    let order: Vec<String> = test_ids(&page)
        .into_iter()
        .filter(|id| id.starts_with("way-") && !id.starts_with("way-form"))
        .collect();
    assert_eq!(
        order,
        [
            "way-network-network_identity_face",
            "way-camera-face",
            "way-bank-bank_four_element",
            "way-operator-telecom_elements",
            "way-register-two_element",
            "way-wechat-face",
        ]
    );
}

#[test]
fn way_that_cannot_be_taken_says_why() {
    let page = sample("verify", Locale::En);
    let state = |id: &str| tag(&page, id).attribute("data-state").map(str::to_owned);
    assert_eq!(state("way-register-two_element").as_deref(), Some("not-now"));
    assert_eq!(state("way-wechat-face").as_deref(), Some("not-here"));
    assert_eq!(state("way-camera-face").as_deref(), Some("now"));
    assert!(page.contains("Not available at the moment") && page.contains("inside its own app"));
    assert!(sample("verify-wished", Locale::En).contains("Not possible with your kind of document"));
}

#[test]
fn face_is_agreed_to_by_an_act_and_never_the_only_way() {
    let page = sample("verify", Locale::En);
    assert_eq!(tag(&page, "face-consent-camera-face").attribute("checked"), None);
    assert!(page.contains("Your face is not needed"));
    assert!(page.contains("Yunjiang Face Centre\u{2069} gets my name and document number"));
    let only = sample("verify-fresh-face-only", Locale::En);
    assert!(
        !only.contains("Your face is not needed") && only.contains("you can go to a service hall instead")
    );
}

#[test]
fn two_proofs_are_told_as_steps() {
    assert!(sample("verify", Locale::En).contains("step 1 of 2"));
    let second = sample("verify-second-step", Locale::En);
    assert!(second.contains("step 2 of 2") && second.contains("last proof you need"));
    assert!(!sample("verify-wished", Locale::En).contains("step "));
}

#[test]
fn going_on_without_is_offered_only_where_it_is_a_wish() {
    let has = |name| test_ids(&sample(name, Locale::En)).contains(&"skip-link".to_owned());
    assert!(has("verify-wished") && !has("verify"));
    assert!(sample("verify-wished", Locale::En).contains("You can also go on without it"));
}

#[test]
fn form_that_came_back_is_open_and_others_are_not() {
    let page = sample("verify-way-problems", Locale::En);
    let open = |id: &str| tag(&page, id).attribute("open").is_some();
    assert!(open("way-bank-face") && !open("way-camera-face") && !open("identity-change"));
    for link in ["#phone", "#bank_card", "#face_consent"] {
        assert!(page.contains(&format!("href=\"{link}\"")), "{link}");
    }
    let change = sample("verify-change-problems", Locale::En);
    assert!(tag(&change, "identity-change").attribute("open").is_some());
}

#[test]
fn bank_card_is_never_shown_again() {
    let page = sample("verify-way-problems", Locale::En);
    assert_eq!(tag(&page, "bank-card-bank-face").attribute("value"), None);
    assert_eq!(tag(&page, "phone-bank-face").attribute("value"), Some("1380000"));
}

#[test]
fn waiting_can_be_made_to_stand_still() {
    assert!(test_ids(&sample("waiting", Locale::En)).contains(&"still-link".to_owned()));
    assert!(!test_ids(&sample("waiting-visit", Locale::En)).contains(&"still-link".to_owned()));
}

#[test]
fn no_page_goes_anywhere_by_itself() {
    let waiting = [sample("waiting", Locale::En), sample("waiting-visit", Locale::En)];
    for page in super::hostile_identity::pages(&frame(Locale::En)).into_iter().chain(waiting) {
        assert!(tags(&page).iter().all(|tag| tag.attribute("http-equiv").is_none()));
    }
}

#[test]
fn every_outcome_has_words_of_its_own_and_a_way_on() {
    for locale in Locale::ALL {
        let mut said = std::collections::HashSet::new();
        let failed = FailReason::ALL.map(|reason| format!("verified-{}", reason.word().replace('_', "-")));
        let others = ["passed", "cancelled", "expired", "broke"].map(|name| format!("verified-{name}"));
        for name in failed.iter().chain(&others) {
            let page = sample(name, locale);
            let (_, rest) = page.split_once("<p class=\"lead\">").expect("a lead");
            assert!(said.insert(rest.split("</p>").next().expect("its words").to_owned()), "{name}");
            assert!(test_ids(&page).contains(&"way-on".to_owned()), "{name}");
        }
    }
}

#[test]
fn reason_is_told_and_not_what_did_not_fit() {
    let page = sample("verified-no-match", Locale::En);
    let tag = tag(&page, "verified-page");
    assert_eq!(
        (tag.attribute("data-outcome"), tag.attribute("data-reason")),
        (Some("failed"), Some("no_match"))
    );
    assert_eq!(FailReason::from_word("no_match"), FailReason::NoMatch);
    assert_eq!(FailReason::from_word("kind_mismatch"), FailReason::Refused);
}

#[test]
fn proof_for_this_session_alone_says_so() {
    assert!(sample("verified-session", Locale::En).contains("add a proof of another kind"));
    assert!(!sample("verified-passed", Locale::En).contains("add a proof of another kind"));
    assert!(sample("verified-first-of-two", Locale::En).contains("proof 1 of 2"));
}

#[test]
fn proof_disputed_or_withdrawn_is_not_asked_about_again() {
    let ids = test_ids(&sample("home-identity-disputed", Locale::En));
    assert!(!ids.contains(&"dispute-p0".to_owned()) && !ids.contains(&"dispute-p2".to_owned()));
    assert!(ids.contains(&"dispute-p1".to_owned()));
    assert!(sample("home-identity", Locale::En).contains("action=\"/home/identity/evidence/p1/dispute\""));
}

#[test]
fn every_reason_of_worth_has_words_of_its_own() {
    let page = sample("home-identity-disputed", Locale::En);
    let said: std::collections::HashSet<String> =
        tags(&page).iter().filter_map(|tag| tag.attribute("data-why").map(str::to_owned)).collect();
    assert_eq!(said.len(), 7);
}

#[test]
fn level_is_told_with_what_it_means() {
    let page = sample("home-identity", Locale::En);
    assert!(page.contains("Level 3 of 5") && page.contains("match the official record"));
    for number in 1..=5 {
        assert_eq!(IdentityLevel::from_number(number).number(), number);
    }
    assert_eq!(IdentityLevel::from_number(0), IdentityLevel::L1);
    assert_eq!(IdentityLevel::from_number(9), IdentityLevel::L5);
}

#[test]
fn pages_need_no_script() {
    for name in ["verify", "waiting", "verified-passed", "capacity", "home-identity", "home-acting"] {
        let page = sample(name, Locale::En);
        let scripts: Vec<_> = tags(&page)
            .iter()
            .filter(|tag| tag.name == "script")
            .filter_map(|tag| tag.attribute("src").map(str::to_owned))
            .collect();
        assert!(scripts.iter().all(|source| source.starts_with("/assets/app-")), "{name}: {scripts:?}");
        assert!(!page.contains("<noscript") && !page.contains(" hidden>"), "{name}");
    }
}

#[test]
fn home_leads_to_identity_and_organisations() {
    let signed_in = Frame { signed_in_as: Some("张三".to_owned()), ..frame(Locale::En) };
    let page = crate::gallery(&signed_in, "home").expect("the home");
    assert_eq!(tag(&page, "to-identity").attribute("href"), Some("/home/identity"));
    assert_eq!(tag(&page, "to-acting").attribute("href"), Some("/home/acting"));
}
