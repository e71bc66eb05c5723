//! Every answer is the same whether there is such an account, and whether what was given is right.

use serde_json::json;
use store::account::AccountStatus;
use testkit::{World, on_each_database};

use super::{DAY, HOUR, asked, at, by_code, prepared, ticket};
use crate::sign_in::setting::{ELSEWHERE, HOME, OTHER_PHONE, PHONE, Setting, told};

on_each_database! {
    who_exists_does_not_show_by_recovery_code,
    who_exists_does_not_show_by_phone,
}

async fn who_exists_does_not_show_by_recovery_code(world: World) {
    let setting = Setting::of(world).await;
    let (_, codes) = prepared(&setting).await;
    setting.person("without.codes").await;
    let frozen = setting.person("frozen.account").await;
    let frozen_codes = setting.give_recovery_codes(&frozen).await;
    let id = setting.account(&frozen).await.id;
    setting.app.accounts.set_status(id, AccountStatus::Frozen, "test").await.unwrap();
    let rows = [
        ("lin", codes[0].as_str()),
        ("lin", "ABCDE-FGHJK"),
        ("lin", "no code"),
        ("nobody.at.all", "ABCDE-FGHJK"),
        ("nobody.at.all", "no code"),
        ("no name?!", "ABCDE-FGHJK"),
        ("without.codes", "ABCDE-FGHJK"),
        ("frozen.account", &frozen_codes[0]),
    ];
    let (mut answers, mut tickets) = (Vec::new(), Vec::new());
    for (name, code) in rows {
        let mut browser = setting.browser_at(ELSEWHERE);
        let page = by_code(&setting, &mut browser, (name, code)).await;
        let link = ticket(&page);
        let length = link.len();
        let waiting = at(&mut browser, &link).await;
        assert!(waiting.has("ticket-waiting"));
        answers.push((told(&page, &[]), told(&waiting, &[]), length));
        tickets.push(link);
    }
    for (answer, row) in answers.iter().zip(rows) {
        assert_eq!(*answer, answers[0], "{row:?}");
    }
    setting.advance(DAY);
    for (number, ticket) in tickets.iter().enumerate() {
        let page = at(&mut setting.browser_at(ELSEWHERE), ticket).await;
        assert_eq!(page.has("new-password-form"), number == 0, "{:?}", rows[number]);
    }
    assert_eq!(setting.database().rows().await.get("recovery"), Some(&1));
}

async fn who_exists_does_not_show_by_phone(world: World) {
    let setting = Setting::of(world).await;
    prepared(&setting).await;
    setting.person("without.phone").await;
    setting.person_with("unconfirmed", json!({ "phone": OTHER_PHONE })).await;
    let frozen = setting.reachable("frozen.account", "13800138001").await;
    let id = setting.account(&frozen).await.id;
    setting.app.accounts.set_status(id, AccountStatus::Frozen, "test").await.unwrap();
    let names = ["lin", "nobody.at.all", "no name?!", "without.phone", "unconfirmed", "frozen.account"];
    let mut seen = Vec::new();
    for name in names {
        let mut answers = Vec::new();
        let mut browser = setting.browser_at(ELSEWHERE);
        let page = asked(&setting, &mut browser, name).await;
        let sent = page.form("code-form").unwrap().control("sent").unwrap().value.len();
        answers.push(told(&page, &[name]));
        for _ in 0..6 {
            let page = browser.submit_on(&page, "code-form", &[("code", "no code")]).await.unwrap();
            answers.push(told(&page, &[name]));
        }
        for _ in 0..5 {
            answers.push(told(&asked(&setting, &mut setting.browser_at(HOME), name).await, &[name]));
        }
        seen.push((sent, answers));
        assert_eq!(setting.messages_to(PHONE).await.len(), 5, "{name}");
        setting.advance(3 * HOUR);
    }
    for (answers, name) in seen.iter().zip(names) {
        assert_eq!(*answers, seen[0], "{name}");
    }
    for phone in [OTHER_PHONE, "13800138001"] {
        assert!(setting.messages_to(phone).await.is_empty(), "{phone}");
    }
}
