//! Whose a number is: who is let in by a code to it, and that it does not show.

use std::time::Duration;

use serde_json::json;
use store::account::AccountStatus;
use testkit::{World, on_each_database};
use yimen::account::ContactKind;

use super::{asked, is_refused, other, sent, typed};
use crate::sign_in::setting::{ELSEWHERE, HOME, OTHER_PHONE, PHONE, Setting, by_password, is_in, told};

on_each_database! {
    a_code_signs_in_whoever_has_the_phone,
    a_code_to_a_new_phone_opens_an_account,
    a_code_to_a_new_phone_opens_nothing_where_that_is_closed,
    who_has_a_number_does_not_show_where_accounts_are_opened,
    who_has_a_number_does_not_show_where_none_are_opened,
    refused_when_the_account_is_frozen,
    refused_when_the_phone_was_never_confirmed,
    refused_when_it_is_no_phone,
    a_phone_confirmed_by_another_account_goes_over,
}

async fn a_code_signs_in_whoever_has_the_phone(world: World) {
    let setting = Setting::of(world).await;
    let (city, lin) = (setting.party("city", json!({})).await, setting.reachable("lin", PHONE).await);
    let by_name = lin.tokens(&mut setting.browser_at(HOME), &city.ask()).await;
    let mut browser = setting.browser_at(HOME);
    let page = asked(&setting, &mut browser, "+86 138-0013-8000").await;
    assert!(is_in(&typed(&mut browser, &page, &setting.code_for(PHONE).await).await));
    let ask = city.ask();
    let tokens = city.tokens(&ask, ask.unasked(&mut browser).await.code()).await;
    let claims = tokens.claims();
    assert_eq!(claims.sub, by_name.claims().sub);
    assert_eq!(claims.amr, ["sms"]);
    assert_eq!(claims.acr.map(|acr| acr.to_string()).as_deref(), Some("urn:yimen:acr:L1.A1"));
    assert_eq!(setting.accounts().await, 1);
}

async fn a_code_to_a_new_phone_opens_an_account(world: World) {
    let setting = Setting::of(world).await;
    let mut browser = setting.browser_at(HOME);
    let page = asked(&setting, &mut browser, PHONE).await;
    assert_eq!(setting.accounts().await, 0, "before the code there is nothing");
    assert!(is_in(&typed(&mut browser, &page, &setting.code_for(PHONE).await).await));
    let (account, profile) = setting.app.accounts.page(None, 10).await.unwrap().remove(0);
    assert_eq!(profile.phone.as_deref(), Some(PHONE));
    assert!(profile.phone_confirmed_at.is_some());
    assert_eq!(setting.audited("account.registered").await.len(), 1);
    // The next time it is the same account.
    let mut again = setting.browser_at(HOME);
    let page = asked(&setting, &mut again, PHONE).await;
    assert!(is_in(&typed(&mut again, &page, &setting.code_for(PHONE).await).await));
    assert_eq!(setting.app.sessions.of_account(account.id).await.unwrap().len(), 2);
    assert_eq!(setting.accounts().await, 1);
}

async fn a_code_to_a_new_phone_opens_nothing_where_that_is_closed(world: World) {
    let setting = Setting::with(world, |config| config.registration.phone = false).await;
    let mut browser = setting.browser_at(HOME);
    let page = asked(&setting, &mut browser, PHONE).await;
    assert!(page.has("code-page"));
    assert!(setting.messages_to(PHONE).await.is_empty());
    is_refused(&typed(&mut browser, &page, "000000").await);
    assert_eq!(setting.accounts().await, 0);
}

/// All that a stranger sees who asks for codes to a number and guesses.
async fn seen(setting: &Setting, phone: &str) -> Vec<(u16, String, String)> {
    let mut browser = setting.browser_at(ELSEWHERE);
    let page = asked(setting, &mut browser, phone).await;
    let mut seen = vec![told(&page, &[phone]), (0, String::new(), sent(&page).len().to_string())];
    seen.extend(page.visited.iter().map(|url| (0, url.path().to_owned(), String::new())));
    let right = setting.messages_to(phone).await.first().and_then(|message| message.code.clone());
    let wrong = right.map_or_else(|| "000000".to_owned(), |code| other(&code));
    for guess in ["", "12345", "abcdef", &wrong, &wrong, &wrong] {
        seen.push(told(&typed(&mut browser, &page, guess).await, &[phone]));
    }
    for _ in 0..5 {
        seen.push(told(&asked(setting, &mut setting.browser_at(HOME), phone).await, &[phone]));
    }
    setting.advance(Duration::from_secs(3600));
    seen
}

/// Shows that the numbers of an account, of a frozen one and of one that never confirmed it look like nobody's.
async fn numbers_look_alike(setting: &Setting) {
    setting.reachable("lin", PHONE).await;
    let chen = setting.reachable("chen", "13800138001").await;
    let id = setting.account(&chen).await.id;
    setting.app.accounts.set_status(id, AccountStatus::Frozen, "test").await.unwrap();
    setting.person_with("wang", json!({ "phone": "13800138002" })).await;
    let nobodys = seen(setting, OTHER_PHONE).await;
    for phone in [PHONE, "13800138001", "13800138002"] {
        assert_eq!(seen(setting, phone).await, nobodys, "{phone}");
    }
    assert_eq!(setting.accounts().await, 3);
}

async fn who_has_a_number_does_not_show_where_accounts_are_opened(world: World) {
    numbers_look_alike(&Setting::of(world).await).await;
}

async fn who_has_a_number_does_not_show_where_none_are_opened(world: World) {
    let setting = Setting::with(world, |config| config.registration.phone = false).await;
    numbers_look_alike(&setting).await;
    assert!(setting.messages_to(OTHER_PHONE).await.is_empty());
    assert!(!setting.messages_to(PHONE).await.is_empty());
}

async fn refused_when_the_account_is_frozen(world: World) {
    let setting = Setting::of(world).await;
    let lin = setting.reachable("lin", PHONE).await;
    let mut browser = setting.browser_at(HOME);
    let page = asked(&setting, &mut browser, PHONE).await;
    let code = setting.code_for(PHONE).await;
    let id = setting.account(&lin).await.id;
    setting.app.accounts.set_status(id, AccountStatus::Frozen, "test").await.unwrap();
    is_refused(&typed(&mut browser, &page, &code).await);
}

async fn refused_when_the_phone_was_never_confirmed(world: World) {
    let setting = Setting::of(world).await;
    let wang = setting.person_with("wang", json!({ "phone": PHONE })).await;
    let mut browser = setting.browser_at(HOME);
    let page = asked(&setting, &mut browser, PHONE).await;
    assert!(page.has("code-page"));
    assert!(setting.messages_to(PHONE).await.is_empty());
    // With the password the number is a name like any other.
    assert!(is_in(&by_password(&setting, &mut browser, (PHONE, &wang.password)).await));
    assert_eq!(setting.accounts().await, 1);
}

async fn refused_when_it_is_no_phone(world: World) {
    let setting = Setting::of(world).await;
    for text in ["", "12345", "23800138000", "138001380001", "lin", "１３８００１３８０００"] {
        let page = asked(&setting, &mut setting.browser_at(HOME), text).await;
        assert!(page.status == 422 && page.has("phone-page") && page.has("phone-problem"), "{text:?}");
    }
    assert_eq!(setting.database().rows().await.get("message"), Some(&0));
}

async fn a_phone_confirmed_by_another_account_goes_over(world: World) {
    let setting = Setting::of(world).await;
    let (lin, chen) = (setting.reachable("lin", PHONE).await, setting.person("chen").await);
    let account = setting.account(&chen).await;
    let phone = (ContactKind::Phone, PHONE);
    setting.app.accounts.confirm_contact(account.id, phone, "").await.unwrap();
    let mut browser = setting.browser_at(HOME);
    let page = asked(&setting, &mut browser, PHONE).await;
    assert!(is_in(&typed(&mut browser, &page, &setting.code_for(PHONE).await).await));
    assert_eq!((setting.sessions(&lin).await, setting.sessions(&chen).await), (0, 1));
    // Who had it keeps the account and its own name; the number leads to the other.
    let mut home = setting.browser_at(HOME);
    assert!(is_in(&by_password(&setting, &mut home, (PHONE, &chen.password)).await));
    assert_eq!((setting.sessions(&lin).await, setting.sessions(&chen).await), (0, 2));
    assert!(is_in(&by_password(&setting, &mut setting.browser_at(HOME), ("lin", &lin.password)).await));
    assert_eq!(setting.sessions(&lin).await, 1);
    let before = setting.account(&lin).await;
    assert!(setting.app.accounts.recipients(&before).unwrap().iter().all(|one| one.address != PHONE));
}
