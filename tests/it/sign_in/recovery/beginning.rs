//! How a way back is begun: what proves it counts once, and no more is tried than budgets pay for.

use config::Rate;
use futures_util::future::join_all;
use serde_json::json;
use testkit::{World, on_each_database};

use super::{DAY, HOUR, NEW, asked, at, by_code, finished, forced, prepared, ticket};
use crate::sign_in::setting::{ELSEWHERE, HOME, PHONE, Setting, by_password, is_in, told};

on_each_database! {
    a_second_one_takes_the_place_of_the_first,
    a_recovery_code_begins_one_and_no_more,
    a_code_to_the_phone_begins_one_and_no_more,
    refused_when_the_code_to_the_phone_is_wrong,
    refused_when_the_code_to_the_phone_is_of_another_browser,
    refused_at_the_sixth_guess_at_the_code_to_the_phone,
    a_name_has_as_many_attempts_as_its_budget,
    a_browser_the_account_knows_finds_the_way_when_strangers_used_theirs_up,
    a_source_has_as_many_attempts_as_its_budget,
    not_by_phone_where_nothing_is_sent_to_phones,
}

async fn a_second_one_takes_the_place_of_the_first(world: World) {
    let setting = Setting::of(world).await;
    let (_, codes) = prepared(&setting).await;
    let mut browser = setting.browser_at(HOME);
    let first = ticket(&by_code(&setting, &mut browser, ("lin", &codes[0])).await);
    setting.advance(HOUR);
    let second = ticket(&by_code(&setting, &mut browser, ("lin", &codes[1])).await);
    setting.advance(DAY - HOUR);
    assert!(at(&mut browser, &first).await.has("ticket-over"));
    assert!(at(&mut browser, &second).await.has("ticket-waiting"));
    setting.advance(HOUR);
    assert!(forced(&setting, &mut browser, &first).await.has("ticket-over"));
    assert!(finished(&mut browser, &second, NEW).await.has("recover-done-page"));
}

async fn a_recovery_code_begins_one_and_no_more(world: World) {
    let setting = Setting::of(world).await;
    let (lin, codes) = prepared(&setting).await;
    let mut browser = setting.browser_at(HOME);
    let first = ticket(&by_code(&setting, &mut browser, ("lin", &codes[0])).await);
    setting.advance(HOUR);
    let second = ticket(&by_code(&setting, &mut browser, ("lin", &codes[0])).await);
    assert_eq!(setting.audited("recovery.started").await.len(), 1);
    setting.advance(DAY);
    assert!(at(&mut browser, &second).await.has("ticket-over"));
    assert!(at(&mut browser, &first).await.has("new-password-form"));
    let id = setting.account(&lin).await.id;
    let mut conn = setting.app.ground.db.reader().await.unwrap();
    assert_eq!(store::recovery_code::left(&mut conn, id).await.unwrap(), 9);
}

async fn a_code_to_the_phone_begins_one_and_no_more(world: World) {
    let setting = Setting::of(world).await;
    prepared(&setting).await;
    let mut browser = setting.browser_at(HOME);
    let page = asked(&setting, &mut browser, "lin").await;
    let code = setting.code_for(PHONE).await;
    let mut copies = Vec::new();
    for _ in 0..4 {
        copies.push((browser.clone(), page.clone(), code.clone()));
    }
    let tries = copies.into_iter().map(|(mut browser, page, code)| async move {
        browser.submit_on(&page, "code-form", &[("code", &code)]).await.unwrap().has("ticket-link")
    });
    let begun = join_all(tries).await.into_iter().filter(|begun| *begun).count();
    assert_eq!((begun, setting.audited("recovery.started").await.len()), (1, 1));
    assert!(!browser.submit_on(&page, "code-form", &[("code", &code)]).await.unwrap().has("ticket-link"));
}

async fn refused_when_the_code_to_the_phone_is_wrong(world: World) {
    let setting = Setting::of(world).await;
    prepared(&setting).await;
    let mut browser = setting.browser_at(HOME);
    let page = asked(&setting, &mut browser, "lin").await;
    let code = setting.code_for(PHONE).await;
    let wrong = format!("{}{}", &code[..5], if code.ends_with('0') { '1' } else { '0' });
    let refused = browser.submit_on(&page, "code-form", &[("code", &wrong)]).await.unwrap();
    assert!(refused.status == 422 && refused.has("code-problem"));
    assert_eq!(setting.audited("recovery.started").await.len(), 0);
    assert!(browser.submit_on(&page, "code-form", &[("code", &code)]).await.unwrap().has("ticket-link"));
}

async fn refused_when_the_code_to_the_phone_is_of_another_browser(world: World) {
    let setting = Setting::of(world).await;
    prepared(&setting).await;
    let (mut browser, mut thief) = (setting.browser_at(HOME), setting.browser_at(ELSEWHERE));
    let page = asked(&setting, &mut browser, "lin").await;
    let code = setting.code_for(PHONE).await;
    let own = asked(&setting, &mut thief, "nobody").await;
    let csrf = own.form("code-form").unwrap().control("csrf").unwrap().value.clone();
    let sent = page.form("code-form").unwrap().control("sent").unwrap().value.clone();
    let fields = [("request", ""), ("csrf", csrf.as_str()), ("sent", &sent), ("code", &code)];
    assert!(!thief.post(&setting.url("/recover/code"), &fields).await.unwrap().has("ticket-link"));
    assert_eq!(setting.audited("recovery.started").await.len(), 0);
}

async fn refused_at_the_sixth_guess_at_the_code_to_the_phone(world: World) {
    let setting = Setting::of(world).await;
    prepared(&setting).await;
    let mut browser = setting.browser_at(HOME);
    let page = asked(&setting, &mut browser, "lin").await;
    let code = setting.code_for(PHONE).await;
    for _ in 0..5 {
        browser.submit_on(&page, "code-form", &[("code", "no code")]).await.unwrap();
    }
    assert!(!browser.submit_on(&page, "code-form", &[("code", &code)]).await.unwrap().has("ticket-link"));
    assert_eq!(setting.audited("recovery.started").await.len(), 0);
}

async fn a_name_has_as_many_attempts_as_its_budget(world: World) {
    let setting = Setting::of(world).await;
    let (_, codes) = prepared(&setting).await;
    let mut seen = Vec::new();
    for name in ["lin", "nobody.at.all"] {
        let mut answers = Vec::new();
        for number in 0..8 {
            let mut browser = setting.browser_at(&format!("198.51.100.{number}"));
            let page = by_code(&setting, &mut browser, (name, "ABCDE-FGHJK")).await;
            assert_eq!(page.has("ticket-link"), number < 5, "{name} {number}");
            answers.push(told(&page, &[name]));
        }
        seen.push(answers);
    }
    assert_eq!(seen[0], seen[1]);
    // Also for who has the right code, and by phone.
    let page = by_code(&setting, &mut setting.browser_at(HOME), ("lin", &codes[0])).await;
    assert!(page.status == 422 && page.has("error-summary"));
    assert!(!asked(&setting, &mut setting.browser_at(HOME), "lin").await.has("code-form"));
    assert_eq!(setting.audited("recovery.started").await.len(), 0);
    // Two an hour come back.
    setting.advance(HOUR / 2);
    assert!(by_code(&setting, &mut setting.browser_at(HOME), ("lin", &codes[0])).await.has("ticket-link"));
    assert_eq!(setting.audited("recovery.started").await.len(), 1);
}

async fn a_browser_the_account_knows_finds_the_way_when_strangers_used_theirs_up(world: World) {
    let setting = Setting::of(world).await;
    let (lin, codes) = prepared(&setting).await;
    let mut known = setting.browser_at(HOME);
    assert!(is_in(&by_password(&setting, &mut known, ("lin", &lin.password)).await));
    for number in 0..6 {
        let mut stranger = setting.browser_at(&format!("198.51.100.{number}"));
        by_code(&setting, &mut stranger, ("lin", "ABCDE-FGHJK")).await;
    }
    let mut stranger = setting.browser_at(HOME);
    assert!(!by_code(&setting, &mut stranger, ("lin", &codes[0])).await.has("ticket-link"));
    stranger.carry_over(&known, "yimen_device");
    assert!(by_code(&setting, &mut stranger, ("lin", &codes[0])).await.has("ticket-link"));
    assert_eq!(setting.audited("recovery.started").await.len(), 1);
}

async fn a_source_has_as_many_attempts_as_its_budget(world: World) {
    let few = Rate { burst: 3, per_hour: 3 };
    let setting = Setting::with(world, |config| config.abuse.source_recovery = few).await;
    let (_, codes) = prepared(&setting).await;
    for (number, name) in ["one", "two", "three"].into_iter().enumerate() {
        let page = by_code(&setting, &mut setting.browser_at(ELSEWHERE), (name, "ABCDE-FGHJK")).await;
        assert!(page.has("ticket-link"), "{number}");
    }
    let page = by_code(&setting, &mut setting.browser_at(ELSEWHERE), ("lin", &codes[0])).await;
    assert!(!page.has("ticket-link"));
    assert!(by_code(&setting, &mut setting.browser_at(HOME), ("lin", &codes[0])).await.has("ticket-link"));
}

async fn not_by_phone_where_nothing_is_sent_to_phones(world: World) {
    let mut browser = world.browser();
    let page = browser.get(&world.url("/recover")).await.unwrap();
    assert!(page.has("way-recovery-code") && !page.has("way-phone"));
    world.person_with("lin", json!({ "phone": PHONE, "contacts_confirmed": true })).await;
    let page = browser.get(&world.url("/recover?route=recovery_code")).await.unwrap();
    let csrf = page.form("recover-form").unwrap().control("csrf").unwrap().value.clone();
    for name in ["lin", "nobody.at.all"] {
        let fields = [("request", ""), ("csrf", csrf.as_str()), ("route", "phone"), ("username", name)];
        assert!(browser.post(&world.url("/recover"), &fields).await.unwrap().has("recover-page"), "{name}");
    }
    assert!(browser.get(&world.url("/recover?route=phone")).await.unwrap().has("recover-page"));
    assert_eq!(world.database().rows().await.get("message"), Some(&0));
}
