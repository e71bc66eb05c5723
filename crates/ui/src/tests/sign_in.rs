//! The pages of signing in, registering and getting back into an account: each shows what its view says, and posts
//! where its module says.

use super::forms::{fields, names};
use super::{Tag, frame, sample, tags, test_ids};
use crate::{Carried, CodeTarget, EnterCode, Locale, MethodKind, Register, SensitiveAct, SentTo, gallery};

fn tag_of<'a>(tags: &'a [Tag], id: &str) -> &'a Tag {
    tags.iter().find(|tag| tag.attribute("data-testid") == Some(id)).expect(id)
}

fn place(page: &str, needle: &str) -> usize {
    page.find(needle).expect(needle)
}

#[test]
fn pages_carry_the_test_ids_they_promise() {
    let promised: [(&str, &[&str]); 24] = [
        ("sign-in", &["sign-in-form", "username", "password", "submit", "register-link", "cancel-link"]),
        (
            "sign-in",
            &["ways", "passkey-form", "passkey", "passkey-status", "way-qr", "way-code", "way-recover"],
        ),
        ("sign-in-problems", &["error-summary", "password-problem"]),
        ("sign-in-known-device", &["way-first", "ways"]),
        ("sign-in-again", &["reason"]),
        ("phone-code", &["phone-page", "code-request-form", "phone", "submit", "way-others", "cancel-link"]),
        ("enter-code", &["code-page", "code-form", "code", "submit", "resend-form", "resend", "change-link"]),
        (
            "second-totp",
            &["second-page", "second-form", "reason", "code", "ways", "method-sms", "way-recover"],
        ),
        ("second-totp-problems", &["error-summary", "skip-link"]),
        ("second-sms", &["send-form", "send", "method-totp", "method-mail", "method-recovery"]),
        ("second-sms-sent", &["second-form", "resend-form", "resend"]),
        ("second-passkey", &["passkey-form", "passkey", "passkey-status", "method-password"]),
        ("second-password", &["second-form", "username", "password"]),
        ("set-up-needed", &["set-up-page", "set-up-passkey", "set-up-app", "back-link"]),
        (
            "qr",
            &["qr-page", "qr", "qr-number", "finish-form", "finish", "cancel-form", "cancel", "way-others"],
        ),
        ("qr", &["qr-waiting", "qr-opened", "qr-denied", "qr-expired", "again-link"]),
        ("scan", &["scan-page", "scan-form", "scan-device", "scan-source", "scan-platform", "number-42"]),
        ("scan", &["allow", "deny"]),
        ("scan-approved", &["scan-result-page", "way-on"]),
        (
            "register",
            &["register-form", "username", "display-name", "password", "phone-link", "sign-in-link"],
        ),
        (
            "recover",
            &["recover-page", "way-sign-in", "way-qr", "way-recovery-code", "way-phone", "cancel-link"],
        ),
        ("recover-by-code", &["recover-details-page", "recover-form", "username", "code", "other-link"]),
        ("recover-waiting", &["ticket-page", "ticket-waiting", "ready-at"]),
        ("recover-ready", &["new-password-form", "password", "submit"]),
    ];
    for locale in Locale::ALL {
        for (name, ids) in promised {
            let found = test_ids(&sample(name, locale));
            for id in ids {
                assert!(found.iter().any(|known| known == id), "{name}: {id} not in {found:?}");
            }
        }
    }
}

#[test]
fn forms_send_exactly_what_the_handlers_read() {
    let common = ["request", "csrf"];
    let expected: [(&str, &str, &[&str]); 14] = [
        ("sign-in", "sign-in-form", &["username", "password"]),
        ("sign-in", "passkey-form", &["state", "credential"]),
        ("phone-code", "code-request-form", &["phone"]),
        ("enter-code", "code-form", &["sent", "code"]),
        ("enter-code", "resend-form", &["sent", "action"]),
        ("second-totp", "second-form", &["progress", "method", "code"]),
        ("second-password", "second-form", &["progress", "method", "username", "password"]),
        ("second-passkey", "passkey-form", &["state", "credential", "progress"]),
        ("second-sms", "send-form", &["progress", "method"]),
        ("second-sms-sent", "resend-form", &["progress", "method"]),
        ("qr", "finish-form", &["scan"]),
        ("register", "register-form", &["username", "display_name", "password"]),
        ("recover-by-code", "recover-form", &["route", "username", "code"]),
        ("recover-ready", "new-password-form", &["ticket", "password"]),
    ];
    for (name, form, own) in expected {
        let wanted: Vec<&str> = common.iter().chain(own).copied().collect();
        assert_eq!(names(&sample(name, Locale::En), form), wanted, "{name}: {form}");
    }
}

#[test]
fn way_used_last_stands_before_the_password() {
    let page = sample("sign-in-by-scan-last", Locale::En);
    assert!(place(&page, "way-qr") < place(&page, "sign-in-form"));
    assert!(place(&page, "way-code") > place(&page, "sign-in-form"));
    assert!(page.contains("What you used last time"));
    let page = sample("sign-in", Locale::En);
    assert!(place(&page, "way-qr") > place(&page, "sign-in-form"));
    assert!(!page.contains("way-first"));
}

#[test]
fn other_ways_stand_first_after_too_many_attempts() {
    let page = sample("sign-in-too-many", Locale::En);
    for way in ["passkey-form", "way-qr", "way-code"] {
        assert!(place(&page, way) < place(&page, "sign-in-form"), "{way}");
    }
    assert!(page.contains("Ways you can use now"));
}

#[test]
fn nothing_of_other_ways_is_shown_when_there_are_none() {
    let ids = test_ids(&sample("sign-in-password-only", Locale::En));
    for id in ["ways", "way-first", "passkey-form", "way-qr", "way-code", "way-recover"] {
        assert!(!ids.contains(&id.to_owned()), "{id}");
    }
}

#[test]
fn passkeys_are_among_the_suggestions_only_where_they_are_offered() {
    let autocomplete = |name| {
        let page = sample(name, Locale::En);
        tag_of(&tags(&page), "username").attribute("autocomplete").map(str::to_owned)
    };
    assert_eq!(autocomplete("sign-in").as_deref(), Some("username webauthn"));
    assert_eq!(autocomplete("sign-in-password-only").as_deref(), Some("username"));
}

#[test]
fn passkey_stays_out_of_sight_until_the_script_finds_it_can_be_used() {
    for name in ["sign-in", "second-passkey"] {
        let page = sample(name, Locale::En);
        let tags = tags(&page);
        let hidden = tags.iter().find(|tag| tag.attribute("data-passkey-place").is_some()).expect("a place");
        assert!(hidden.attribute("hidden").is_some(), "{name}");
        assert!(page.contains("/assets/passkey-"), "{name}");
    }
    assert!(!sample("sign-in-password-only", Locale::En).contains("/assets/passkey-"));
}

#[test]
fn options_reach_the_script_as_they_are() {
    let page = sample("sign-in", Locale::En);
    let options = tag_of(&tags(&page), "passkey-form").attribute("data-options").expect("options").to_owned();
    assert!(options.replace("&#34;", "\"").starts_with(r#"{"publicKey":{"challenge":"c2FtcGxl""#));
}

#[test]
fn work_travels_in_the_form_it_is_for_and_nowhere_else() {
    for (name, form) in [
        ("sign-in", "sign-in-form"),
        ("phone-code", "code-request-form"),
        ("enter-code", "resend-form"),
        ("register", "register-form"),
    ] {
        let (plain, asked) = (sample(name, Locale::En), sample(&format!("{name}-work"), Locale::En));
        assert!(!plain.contains("puzzle") && !plain.contains("/assets/work-"), "{name}");
        let more = names(&asked, form).len() - names(&plain, form).len();
        let (puzzle, solution) = (("puzzle", "sample"), ("solution", ""));
        let carried = fields(&asked, form);
        let has = |(name, value): (&str, &str)| carried.contains(&(name.to_owned(), value.to_owned()));
        assert!(more == 2 && has(puzzle) && has(solution), "{name}: {carried:?}");
        assert_eq!(asked.matches(r#"name="puzzle""#).count(), 1, "{name}");
        assert!(asked.contains("/assets/work-") && asked.contains("/assets/app-"), "{name}");
    }
}

#[test]
fn work_says_how_it_is_done_and_how_long_to_wait_without() {
    let page = sample("sign-in-work", Locale::En);
    let tags = tags(&page);
    let work = tag_of(&tags, "work");
    assert_eq!(work.attribute("data-work"), Some("c2FtcGxlIG5vbmNlIG9uZQ"));
    assert_eq!((work.attribute("data-bits"), work.attribute("data-ripe")), (Some("12"), Some("30")));
    assert!(work.attribute("data-busy").is_some_and(|words| words.len() > 10));
    assert_eq!(tag_of(&tags, "work-status").attribute("role"), Some("status"));
    let (_, told) = page.split_once("<noscript>").expect("words for browsers without script");
    assert!(told.contains("Wait 1 minute before"));
}

#[test]
fn page_after_a_code_was_sent_does_not_say_where_to() {
    for sent_to in
        [SentTo::NumberEntered, SentTo::AddressEntered, SentTo::ConfirmedPhone, SentTo::ConfirmedMail]
    {
        let view = EnterCode {
            carried: Carried::default(),
            asking: None,
            target: CodeTarget::SignIn,
            sent: String::new(),
            sent_to,
            valid_minutes: 5,
            resend_after_seconds: 60,
            problems: Vec::new(),
            work: None,
            change_href: None,
            ways_href: None,
            cancel_href: None,
        };
        for locale in Locale::ALL {
            let page = crate::enter_code(&frame(locale), &view);
            let (_, main) = page.split_once("<main").expect("main");
            assert!(!main.contains(['@', '*', '•']), "{sent_to:?}");
        }
    }
}

#[test]
fn codes_are_posted_where_they_are_for() {
    let action = |name| {
        let page = sample(name, Locale::En);
        let tags = tags(&page);
        let form = |id| tag_of(&tags, id).attribute("action").expect("an action").to_owned();
        assert_eq!(form("code-form"), form("resend-form"));
        form("code-form")
    };
    assert_eq!(action("enter-code"), "/sign-in/code/enter");
    assert_eq!(action("enter-code-recover"), "/recover/code");
    assert_eq!(action("enter-code-contact"), "/home/contacts/enter");
}

#[test]
fn another_code_can_be_asked_for_after_a_while() {
    let wait = |name| {
        let page = sample(name, Locale::En);
        tag_of(&tags(&page), "resend").attribute("data-wait").map(str::to_owned)
    };
    assert_eq!(wait("enter-code").as_deref(), Some("60"));
    assert_eq!(wait("enter-code-problems"), None);
}

#[test]
fn one_time_codes_are_offered_by_the_telephone_and_never_shown_again() {
    for name in ["enter-code-problems", "second-totp-problems", "recover-by-code-problems"] {
        let page = sample(name, Locale::En);
        let tags = tags(&page);
        assert_eq!(tag_of(&tags, "code").attribute("value"), None, "{name}");
    }
    let page = sample("enter-code", Locale::En);
    let tags = tags(&page);
    assert_eq!(tag_of(&tags, "code").attribute("autocomplete"), Some("one-time-code"));
    assert_eq!(tag_of(&tags, "code").attribute("inputmode"), Some("numeric"));
}

#[test]
fn method_shown_is_not_among_the_others() {
    for (name, kind) in [
        ("second-totp", MethodKind::Totp),
        ("second-sms", MethodKind::Sms),
        ("second-recovery", MethodKind::RecoveryCode),
        ("second-passkey", MethodKind::Passkey),
    ] {
        let ids = test_ids(&sample(name, Locale::En));
        assert!(!ids.contains(&format!("method-{}", kind.value())), "{name}");
        assert_eq!(ids.iter().filter(|id| id.starts_with("method-")).count(), 5, "{name}");
    }
}

#[test]
fn second_step_tells_who_asks_and_why() {
    let text = |name| sample(name, Locale::En);
    assert!(text("second-totp").contains("needs a safer sign-in"));
    assert!(text("second-totp-problems").contains("You chose two steps"));
    assert!(text("second-fresh").contains("Before you change your passkeys"));
}

#[test]
fn every_sensitive_act_has_its_own_words() {
    let acts = [
        SensitiveAct::ChangePassword,
        SensitiveAct::ChangePasskeys,
        SensitiveAct::ChangeSecondStep,
        SensitiveAct::ChangeRecoveryCodes,
        SensitiveAct::ChangeContact,
        SensitiveAct::Export,
        SensitiveAct::CloseAccount,
        SensitiveAct::AllowSignIn,
        SensitiveAct::Other,
    ];
    for locale in Locale::ALL {
        let mut said = std::collections::HashSet::new();
        for act in acts {
            let view = crate::SignIn {
                asking: None,
                reason: Some(crate::Reason::Before(act)),
                ..super::hostile_sign_in::sign_in()
            };
            let page = crate::sign_in(&frame(locale), &view);
            let (_, rest) = page.split_once(r#"data-testid="reason""#).expect("a reason");
            assert!(said.insert(rest.split("</p>").next().expect("its words").to_owned()), "{act:?}");
        }
    }
}

#[test]
fn picture_stays_on_the_page_only_while_it_works() {
    let shown = |name: &str| -> Vec<String> {
        let page = sample(name, Locale::En);
        let parts = ["qr-waiting", "qr-opened", "qr-denied", "qr-expired"];
        let tags = tags(&page);
        parts
            .into_iter()
            .filter(|id| tag_of(&tags, id).attribute("hidden").is_none())
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(shown("qr"), ["qr-waiting"]);
    assert_eq!(shown("qr-opened"), ["qr-opened"]);
    assert_eq!(shown("qr-approved"), ["qr-opened"]);
    assert_eq!(shown("qr-denied"), ["qr-denied"]);
    assert_eq!(shown("qr-expired"), ["qr-expired"]);
}

#[test]
fn allowed_scan_goes_on_from_the_page_that_was_opened() {
    let page = sample("qr", Locale::En);
    assert!(page.contains("data-status=\"/sign-in/qr/status?scan=sample\""));
    assert!(page.contains("data-finish") && page.contains("/assets/qr-"));
}

#[test]
fn number_must_be_chosen_and_refusing_needs_none() {
    let page = sample("scan", Locale::En);
    let tags = tags(&page);
    let radios: Vec<_> = tags.iter().filter(|tag| tag.attribute("type") == Some("radio")).collect();
    assert_eq!(
        radios.iter().filter_map(|tag| tag.attribute("value")).collect::<Vec<_>>(),
        ["87", "42", "19"]
    );
    assert!(
        radios.iter().all(|tag| tag.attribute("checked").is_none() && tag.attribute("required").is_none())
    );
    assert_eq!(tag_of(&tags, "allow").attribute("class"), tag_of(&tags, "deny").attribute("class"));
    assert_eq!(tag_of(&tags, "scan-form").attribute("action"), Some("/scan/sample"));
    assert!(names(&page, "scan-form").ends_with(&["decision".to_owned(), "decision".to_owned()]));
}

#[test]
fn summary_leads_to_the_numbers() {
    assert!(sample("scan-problems", Locale::En).contains("href=\"#number\""));
}

#[test]
fn registering_asks_for_no_phone() {
    let names = names(&sample("register", Locale::En), "register-form");
    assert!(!names.contains(&"phone".to_owned()));
}

#[test]
fn registering_by_phone_is_offered_only_where_it_can_be_done() {
    let view = Register {
        carried: Carried::default(),
        asking: None,
        username: String::new(),
        display_name: String::new(),
        problems: Vec::new(),
        work: None,
        sign_in_href: None,
        phone_href: None,
        cancel_href: None,
        password_minimum: 8,
    };
    let ids = test_ids(&crate::register(&frame(Locale::En), &view));
    assert!(!ids.contains(&"phone-link".to_owned()) && ids.contains(&"sign-in-link".to_owned()));
}

#[test]
fn answer_to_a_request_is_conditional_and_tells_when() {
    let later = sample("recover-answer", Locale::En);
    assert!(later.contains("If what you entered is right") && later.contains("24 November 2025"));
    assert!(test_ids(&later).contains(&"ready-at".to_owned()));
    let now = sample("recover-answer-now", Locale::En);
    assert!(now.contains("If what you entered is right") && !test_ids(&now).contains(&"ready-at".to_owned()));
}

#[test]
fn ticket_shows_a_form_only_when_a_password_can_be_set() {
    let has_form = |name| test_ids(&sample(name, Locale::En)).contains(&"new-password-form".to_owned());
    assert!(has_form("recover-ready"));
    assert!(!has_form("recover-waiting") && !has_form("recover-over"));
    assert!(test_ids(&sample("recover-over", Locale::En)).contains(&"way-on".to_owned()));
}

#[test]
fn journeys_of_more_than_two_steps_say_where_one_is() {
    for (name, words) in [
        ("recover-by-code", "Step 1 of 3"),
        ("recover-by-phone", "Step 1 of 4"),
        ("enter-code-recover", "Step 2 of 4"),
        ("recover-waiting", "Step 3 of 4"),
        ("recover-ready", "Step 4 of 4"),
    ] {
        assert!(gallery(&frame(Locale::En), name).expect(name).contains(words), "{name}: {words}");
    }
    assert!(!sample("enter-code", Locale::En).contains("Step "));
}
