//! Phone and mail address: added by a code that was sent there, replaced, taken over, taken away.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use testkit::{Browser, Page, Person, World, on_each_database};

use super::acts::{
    FRESH, MOMENT, SECURITY, asks_for_proof, at_home, call, code_for, is_refused, log_of, logged, open, post,
    reached, told, with_messages,
};

on_each_database! {
    an_address_is_added_by_its_code,
    a_number_is_added_and_signs_in,
    whoever_had_it_before_is_told_at_the_old_address,
    refused_when_it_is_no_number_or_address,
    refused_when_the_code_is_wrong,
    guesses_at_a_code_run_out,
    refused_when_the_code_is_too_old,
    refused_when_the_code_was_used,
    refused_with_a_code_for_another_account,
    another_code_can_be_sent,
    a_number_goes_over_to_whoever_has_it_now,
    an_address_is_taken_away,
    kinds_that_nothing_is_sent_to_are_not_offered,
    of_eight_uses_of_one_code_one_counts,
}

const PHONE: &str = "13800138000";
const MAIL: &str = "new@mail.example";

async fn lin_at_home(world: World) -> (World, Person, Browser) {
    let world = with_messages(world).await;
    let lin = world.person("lin").await;
    let browser = at_home(&world, &lin).await;
    (world, lin, browser)
}

/// Has a code sent to a number or address.
async fn ask(world: &World, browser: &mut Browser, kind: &str, address: &str) -> Page {
    let page = open(world, browser, &format!("/home/contacts/{kind}")).await;
    browser.submit_on(&page, "contact-form", &[(kind, address)]).await.unwrap()
}

async fn enter(browser: &mut Browser, page: &Page, code: &str) -> Page {
    browser.submit_on(page, "code-form", &[("code", code)]).await.unwrap()
}

/// The confirmed phone and mail address of a person.
async fn confirmed(world: &World, person: &Person) -> (Option<String>, Option<String>) {
    let profile = world.app.accounts.profile(&world.account(person).await).unwrap();
    let phone = profile.phone.filter(|_| profile.phone_confirmed_at.is_some());
    (phone, profile.email.filter(|_| profile.email_confirmed_at.is_some()))
}

async fn an_address_is_added_by_its_code(world: World) {
    let (world, lin, mut browser) = lin_at_home(world).await;
    open(&world, &mut browser, SECURITY).await;
    browser.press("contact-mail-change").await.unwrap();
    let page = browser.submit("contact-form", &[("mail", MAIL)]).await.unwrap();
    assert!(page.has("code-page") && !page.body.contains(MAIL), "{}", page.body);
    let page = enter(&mut browser, &page, &code_for(&world, MAIL).await).await;
    assert!(page.has("security-page") && page.has("notice"), "{}", page.body);
    assert!(page.body.contains("n****@mail.example") && !page.body.contains(MAIL));
    assert_eq!(confirmed(&world, &lin).await, (None, Some(MAIL.to_owned())));
    let (_, detail) =
        log_of(&world, &lin).await.into_iter().find(|(kind, _)| kind == "contact.changed").unwrap();
    assert_eq!(detail, json!({ "contact": "mail" }), "and no address");
}

async fn a_number_is_added_and_signs_in(world: World) {
    let (world, lin, mut browser) = lin_at_home(world).await;
    let page = ask(&world, &mut browser, "phone", "+86 138-0013-8000").await;
    enter(&mut browser, &page, &code_for(&world, PHONE).await).await;
    assert_eq!(confirmed(&world, &lin).await.0.as_deref(), Some(PHONE));
    let by_phone = Person { username: PHONE.to_owned(), ..lin };
    at_home(&world, &by_phone).await;
}

async fn whoever_had_it_before_is_told_at_the_old_address(world: World) {
    let world = with_messages(world).await;
    let lin = reached(&world, "lin").await;
    let mut browser = at_home(&world, &lin).await;
    let page = ask(&world, &mut browser, "mail", MAIL).await;
    enter(&mut browser, &page, &code_for(&world, MAIL).await).await;
    assert_eq!(told(&world).await, ["code", "contact_changed"]);
    let calls = world.outside().heard("/mail").len();
    assert_eq!(calls, 2, "and nobody at the new one");
}

async fn refused_when_it_is_no_number_or_address(world: World) {
    let (world, _, mut browser) = lin_at_home(world).await;
    for (kind, typed) in [("phone", ""), ("phone", "12345"), ("mail", ""), ("mail", "lin"), ("mail", "a@b@c")]
    {
        let page = ask(&world, &mut browser, kind, typed).await;
        assert!(is_refused(&page) && page.has("contact-form"), "{kind} {typed}");
    }
    assert_eq!(told(&world).await, Vec::<String>::new());
}

async fn refused_when_the_code_is_wrong(world: World) {
    let (world, lin, mut browser) = lin_at_home(world).await;
    let page = ask(&world, &mut browser, "mail", MAIL).await;
    let code = code_for(&world, MAIL).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for typed in [wrong, "", "12345", "abcdef"] {
        let again = enter(&mut browser, &page, typed).await;
        assert!(is_refused(&again) && again.has("code-form"), "{typed}");
    }
    assert_eq!(confirmed(&world, &lin).await, (None, None));
    assert!(enter(&mut browser, &page, &code).await.has("notice"), "four guesses leave one");
}

async fn guesses_at_a_code_run_out(world: World) {
    let (world, lin, mut browser) = lin_at_home(world).await;
    let page = ask(&world, &mut browser, "mail", MAIL).await;
    let code = code_for(&world, MAIL).await;
    for _ in 0..5 {
        enter(&mut browser, &page, "000000").await;
    }
    let over = enter(&mut browser, &page, &code).await;
    assert!(is_refused(&over) && over.has("contact-form"), "{}", over.body);
    assert_eq!(confirmed(&world, &lin).await, (None, None));
}

async fn refused_when_the_code_is_too_old(world: World) {
    let (world, lin, mut browser) = lin_at_home(world).await;
    let page = ask(&world, &mut browser, "mail", MAIL).await;
    let code = code_for(&world, MAIL).await;
    world.advance(Duration::from_secs(300));
    let late = enter(&mut browser, &page, &code).await;
    assert!(is_refused(&late), "{}", late.body);
    assert_eq!(confirmed(&world, &lin).await, (None, None));
    world.advance(FRESH + MOMENT);
    assert!(asks_for_proof(&enter(&mut browser, &page, &code).await));
}

async fn refused_when_the_code_was_used(world: World) {
    let (world, lin, mut browser) = lin_at_home(world).await;
    let page = ask(&world, &mut browser, "phone", PHONE).await;
    let code = code_for(&world, PHONE).await;
    enter(&mut browser, &page, &code).await;
    post(&world, &mut browser, "/home/contacts/phone/remove", &[]).await;
    assert_eq!(confirmed(&world, &lin).await.0, None);
    let again = enter(&mut browser, &page, &code).await;
    assert!(is_refused(&again), "{}", again.body);
    assert_eq!(confirmed(&world, &lin).await.0, None);
}

async fn refused_with_a_code_for_another_account(world: World) {
    let (world, lin, mut browser) = lin_at_home(world).await;
    let chen = world.person("chen").await;
    let page = ask(&world, &mut browser, "mail", MAIL).await;
    let code = code_for(&world, MAIL).await;
    // Somebody else signs in with the same browser.
    let sent = page.form("code-form").unwrap().control("sent").unwrap().value.clone();
    open(&world, &mut browser, "/home").await;
    browser.press("sign-out").await.unwrap();
    super::acts::sign_in(&world, &mut browser, &chen).await;
    let fields = [("sent", sent.as_str()), ("code", &code)];
    let page = post(&world, &mut browser, "/home/contacts/enter", &fields).await;
    assert!(is_refused(&page), "{}", page.body);
    assert_eq!((confirmed(&world, &lin).await.1, confirmed(&world, &chen).await.1), (None, None));
}

async fn another_code_can_be_sent(world: World) {
    let (world, lin, mut browser) = lin_at_home(world).await;
    let page = ask(&world, &mut browser, "mail", MAIL).await;
    let first = code_for(&world, MAIL).await;
    world.advance(Duration::from_secs(61));
    let page = browser.submit_on(&page, "resend-form", &[]).await.unwrap();
    let second = code_for(&world, MAIL).await;
    assert_ne!(first, second);
    assert!(is_refused(&enter(&mut browser, &page, &first).await), "the page waits for the second");
    assert!(enter(&mut browser, &page, &second).await.has("notice"));
    assert_eq!(confirmed(&world, &lin).await.1.as_deref(), Some(MAIL));
}

async fn a_number_goes_over_to_whoever_has_it_now(world: World) {
    let (world, lin, mut browser) = lin_at_home(world).await;
    let chen = world.person_with("chen", json!({ "phone": PHONE, "contacts_confirmed": true })).await;
    let page = ask(&world, &mut browser, "phone", PHONE).await;
    enter(&mut browser, &page, &code_for(&world, PHONE).await).await;
    assert_eq!(confirmed(&world, &lin).await.0.as_deref(), Some(PHONE));
    assert_eq!(confirmed(&world, &chen).await.0, None);
    let (_, detail) =
        log_of(&world, &chen).await.into_iter().find(|(kind, _)| kind == "contact.changed").unwrap();
    assert_eq!(detail, json!({ "contact": "phone", "moved": true }));
    // The name goes with the number, the account stays whose it was.
    at_home(&world, &chen).await;
    at_home(&world, &Person { username: PHONE.to_owned(), ..lin }).await;
}

async fn an_address_is_taken_away(world: World) {
    let world = with_messages(world).await;
    let lin = reached(&world, "lin").await;
    let mut browser = at_home(&world, &lin).await;
    open(&world, &mut browser, SECURITY).await;
    let page = browser.press("contact-mail-remove").await.unwrap();
    assert!(page.has("notice") && !page.has("contact-mail-remove"));
    assert_eq!(confirmed(&world, &lin).await.1, None);
    assert_eq!(told(&world).await, ["contact_changed"], "a last time");
    let page = post(&world, &mut browser, "/home/contacts/mail/remove", &[]).await;
    assert!(!page.has("notice"));
    assert_eq!(logged(&world, &lin, "contact.changed").await, 1);
}

async fn kinds_that_nothing_is_sent_to_are_not_offered(world: World) {
    let lin = world.person("lin").await;
    let mut browser = at_home(&world, &lin).await;
    let page = open(&world, &mut browser, SECURITY).await;
    assert!(!page.has("contact-phone") && !page.has("contact-mail"));
    for path in ["/home/contacts/phone", "/home/contacts/mail", "/home/contacts/pigeon"] {
        assert!(open(&world, &mut browser, path).await.has("security-page"), "{path}");
        let page = post(&world, &mut browser, path, &[("phone", PHONE), ("mail", MAIL)]).await;
        assert!(page.has("security-page") && !page.has("code-page"), "{path}");
    }
}

async fn of_eight_uses_of_one_code_one_counts(world: World) {
    let (world, lin, mut browser) = lin_at_home(world).await;
    let page = ask(&world, &mut browser, "mail", MAIL).await;
    let code = code_for(&world, MAIL).await;
    let sent = page.form("code-form").unwrap().control("sent").unwrap().value.clone();
    let fields = [("sent", sent.as_str()), ("code", &code)];
    let form = call(&world, &mut browser, "/home/contacts/enter", &fields).await;
    let replies = join_all((0..8).map(|_| world.send(form.clone()))).await;
    let taken = replies.iter().filter(|reply| reply.status == 303).count();
    assert_eq!((taken, logged(&world, &lin, "contact.changed").await), (1, 1), "{replies:?}");
}
