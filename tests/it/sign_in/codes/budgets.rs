//! How many codes are sent, and that nobody learns from it who has a number.

use std::time::Duration;

use config::Rate;
use serde_json::json;
use testkit::{Browser, Page, World, on_each_database};

use super::{asked, is_refused, typed};
use crate::sign_in::setting::{ELSEWHERE, HOME, OTHER_PHONE, PHONE, Setting, is_in};

on_each_database! {
    another_is_sent_after_a_minute,
    another_is_not_sent_before,
    a_phone_gets_no_more_than_its_budget,
    a_source_asks_for_no_more_than_its_budget,
    an_account_gets_no_more_than_its_budget_and_it_does_not_show,
    what_ways_back_use_up_does_not_show,
    a_client_causes_no_more_than_its_budget,
    not_offered_where_nothing_is_sent_to_phones,
}

async fn resent(browser: &mut Browser, page: &Page) -> Page {
    browser.submit_on(page, "resend-form", &[]).await.unwrap()
}

async fn another_is_sent_after_a_minute(world: World) {
    let setting = Setting::of(world).await;
    setting.reachable("lin", PHONE).await;
    let mut browser = setting.browser_at(HOME);
    let first = asked(&setting, &mut browser, PHONE).await;
    let old = setting.code_for(PHONE).await;
    setting.advance(Duration::from_secs(60));
    let second = resent(&mut browser, &first).await;
    assert!(second.status == 200 && second.has("code-page"));
    assert_eq!(setting.messages_to(PHONE).await.len(), 2);
    let new = setting.code_for(PHONE).await;
    assert_ne!(new, old);
    is_refused(&typed(&mut browser, &second, &old).await);
    assert!(is_in(&typed(&mut browser, &second, &new).await));
}

async fn another_is_not_sent_before(world: World) {
    let setting = Setting::of(world).await;
    setting.reachable("lin", PHONE).await;
    let mut browser = setting.browser_at(HOME);
    let page = asked(&setting, &mut browser, PHONE).await;
    let code = setting.code_for(PHONE).await;
    setting.advance(Duration::from_secs(59));
    let early = resent(&mut browser, &page).await;
    assert!(early.status == 422 && early.has("code-problem"));
    assert_eq!(setting.messages_to(PHONE).await.len(), 1);
    assert!(is_in(&typed(&mut browser, &early, &code).await), "the first one is still good");
}

async fn a_phone_gets_no_more_than_its_budget(world: World) {
    let setting = Setting::of(world).await;
    for phone in [PHONE, OTHER_PHONE] {
        for number in 0..8 {
            let mut browser = setting.browser_at(&format!("198.51.100.{number}"));
            let page = asked(&setting, &mut browser, phone).await;
            assert_eq!(page.status, if number < 5 { 200 } else { 422 }, "{phone} {number}");
        }
        assert_eq!(setting.messages_to(phone).await.len(), 5);
    }
    // Five in an hour: one more after twelve minutes.
    setting.advance(Duration::from_secs(12 * 60));
    assert!(asked(&setting, &mut setting.browser_at(HOME), PHONE).await.has("code-page"));
    assert!(!asked(&setting, &mut setting.browser_at(HOME), PHONE).await.has("code-page"));
    assert_eq!(setting.messages_to(PHONE).await.len(), 6);
    assert_eq!(setting.audited("risk.limited").await.len(), 2);
}

async fn a_source_asks_for_no_more_than_its_budget(world: World) {
    let few = Rate { burst: 3, per_hour: 3 };
    let setting = Setting::with(world, |config| config.abuse.source_messages = few).await;
    let number = |at: u32| format!("1380013800{at}");
    for at in 0..5 {
        let page = asked(&setting, &mut setting.browser_at(ELSEWHERE), &number(at)).await;
        assert_eq!(page.has("code-page"), at < 3, "{at}");
    }
    assert!(setting.messages_to(&number(3)).await.is_empty());
    assert!(asked(&setting, &mut setting.browser_at(HOME), &number(3)).await.has("code-page"));
}

async fn an_account_gets_no_more_than_its_budget_and_it_does_not_show(world: World) {
    let few = Rate { burst: 2, per_hour: 2 };
    let setting = Setting::with(world, |config| config.abuse.account_messages = few).await;
    setting.reachable("lin", PHONE).await;
    for _ in 0..4 {
        assert!(asked(&setting, &mut setting.browser_at(HOME), PHONE).await.has("code-page"));
    }
    assert_eq!(setting.messages_to(PHONE).await.len(), 2);
}

async fn what_ways_back_use_up_does_not_show(world: World) {
    let setting = Setting::of(world).await;
    setting.reachable("lin", PHONE).await;
    for _ in 0..5 {
        let mut browser = setting.browser_at(ELSEWHERE);
        browser.get(&setting.url("/recover?route=phone")).await.unwrap();
        assert!(browser.submit("recover-form", &[("username", "lin")]).await.unwrap().has("code-page"));
    }
    assert_eq!(setting.messages_to(PHONE).await.len(), 5);
    // Otherwise it would tell whose number it is.
    assert!(asked(&setting, &mut setting.browser_at(ELSEWHERE), PHONE).await.has("code-page"));
    assert_eq!(setting.messages_to(PHONE).await.len(), 5, "and yet the phone gets no more than it may");
}

async fn a_client_causes_no_more_than_its_budget(world: World) {
    let few = Rate { burst: 2, per_hour: 2 };
    let setting = Setting::with(world, |config| config.abuse.client_messages = few).await;
    let city = setting.party("city", json!({})).await;
    let number = |at: u32| format!("1380013800{at}");
    for at in 0..4 {
        let mut browser = setting.browser_at(&format!("198.51.100.{at}"));
        city.ask().open(&mut browser).await;
        browser.press("way-code").await.unwrap();
        let page = browser.submit("code-request-form", &[("phone", &number(at))]).await.unwrap();
        assert_eq!(page.has("code-page"), at < 2, "{at}");
    }
    assert!(setting.messages_to(&number(3)).await.is_empty());
    assert!(asked(&setting, &mut setting.browser_at(HOME), &number(3)).await.has("code-page"));
}

async fn not_offered_where_nothing_is_sent_to_phones(world: World) {
    let mut browser = world.browser();
    let page = browser.get(&world.url("/sign-in/code")).await.unwrap();
    assert_eq!(page.url.path(), "/sign-in");
    assert!(!page.has("way-code"));
    let csrf = page.form("sign-in-form").unwrap().control("csrf").unwrap().value.clone();
    let fields = [("request", ""), ("csrf", csrf.as_str()), ("phone", PHONE)];
    let page = browser.post(&world.url("/sign-in/code"), &fields).await.unwrap();
    assert_eq!(page.url.path(), "/sign-in");
    assert_eq!(world.database().rows().await.get("message"), Some(&0));
}
