//! What a ticket is good for: once, in its time, and as long as nobody calls it off.

use futures_util::future::join_all;
use store::account::AccountStatus;
use testkit::{World, on_each_database};

use super::{DAY, INSTANT, NEW, asked, at, by_code, finished, forced, opens, prepared, ticket};
use crate::sign_in::setting::{ELSEWHERE, HOME, Setting};

on_each_database! {
    nothing_before_its_time,
    nothing_after_its_time,
    nothing_once_called_off,
    nobody_else_calls_it_off,
    a_ticket_is_good_once,
    of_eight_uses_of_a_ticket_one_counts,
    nothing_for_an_account_frozen_meanwhile,
    a_made_up_ticket_leads_nowhere,
}

async fn nothing_before_its_time(world: World) {
    let setting = Setting::of(world).await;
    let (lin, codes) = prepared(&setting).await;
    let mut browser = setting.browser_at(HOME);
    let ticket = ticket(&by_code(&setting, &mut browser, ("lin", &codes[0])).await);
    setting.advance(DAY - INSTANT);
    assert!(forced(&setting, &mut browser, &ticket).await.has("ticket-waiting"));
    assert!(opens(&setting, &lin.password).await && !opens(&setting, NEW).await);
    setting.advance(INSTANT);
    assert!(forced(&setting, &mut browser, &ticket).await.has("recover-done-page"));
}

async fn nothing_after_its_time(world: World) {
    let setting = Setting::of(world).await;
    let (lin, codes) = prepared(&setting).await;
    let mut browser = setting.browser_at(HOME);
    let ticket = ticket(&by_code(&setting, &mut browser, ("lin", &codes[0])).await);
    setting.advance(4 * DAY - INSTANT);
    assert!(at(&mut browser, &ticket).await.has("new-password-form"));
    setting.advance(INSTANT);
    assert!(at(&mut browser, &ticket).await.has("ticket-over"));
    assert!(forced(&setting, &mut browser, &ticket).await.has("ticket-over"));
    assert!(opens(&setting, &lin.password).await && !opens(&setting, NEW).await);
}

async fn nothing_once_called_off(world: World) {
    let setting = Setting::of(world).await;
    let (lin, codes) = prepared(&setting).await;
    let mut thief = setting.browser_at(ELSEWHERE);
    let ticket = ticket(&by_code(&setting, &mut thief, ("lin", &codes[0])).await);
    let id = setting.account(&lin).await.id;
    let waiting = setting.app.recoveries.waiting(id).await.unwrap().unwrap();
    assert!(setting.app.recoveries.cancel(id, waiting.id, "").await.unwrap());
    assert!(!setting.app.recoveries.cancel(id, waiting.id, "").await.unwrap(), "there is none any more");
    // Until its time it says what every ticket says.
    assert!(at(&mut thief, &ticket).await.has("ticket-waiting"));
    setting.advance(DAY);
    assert!(at(&mut thief, &ticket).await.has("ticket-over"));
    assert!(forced(&setting, &mut thief, &ticket).await.has("ticket-over"));
    assert!(opens(&setting, &lin.password).await);
    assert_eq!(setting.audited("recovery.cancelled").await.len(), 1);
}

async fn nobody_else_calls_it_off(world: World) {
    let setting = Setting::of(world).await;
    let (lin, codes) = prepared(&setting).await;
    let chen = setting.person("chen").await;
    by_code(&setting, &mut setting.browser_at(HOME), ("lin", &codes[0])).await;
    let (id, others) = (setting.account(&lin).await.id, setting.account(&chen).await.id);
    let waiting = setting.app.recoveries.waiting(id).await.unwrap().unwrap();
    assert!(!setting.app.recoveries.cancel(others, waiting.id, "").await.unwrap());
    assert!(setting.app.recoveries.waiting(id).await.unwrap().is_some());
    assert!(setting.app.recoveries.waiting(others).await.unwrap().is_none());
}

async fn a_ticket_is_good_once(world: World) {
    let setting = Setting::of(world).await;
    let (_, codes) = prepared(&setting).await;
    let mut browser = setting.browser_at(HOME);
    let ticket = ticket(&by_code(&setting, &mut browser, ("lin", &codes[0])).await);
    setting.advance(DAY);
    assert!(finished(&mut browser, &ticket, "violett und ungerade").await.has("recover-done-page"));
    assert!(at(&mut browser, &ticket).await.has("ticket-over"));
    assert!(forced(&setting, &mut browser, &ticket).await.has("ticket-over"));
    assert!(!opens(&setting, NEW).await);
    assert!(opens(&setting, "violett und ungerade").await);
}

async fn of_eight_uses_of_a_ticket_one_counts(world: World) {
    let setting = Setting::of(world).await;
    let (_, codes) = prepared(&setting).await;
    let mut browser = setting.browser_at(HOME);
    let ticket = ticket(&by_code(&setting, &mut browser, ("lin", &codes[0])).await);
    setting.advance(DAY);
    let page = at(&mut browser, &ticket).await;
    let tries = (0..8).map(|number| {
        let (mut browser, page) = (browser.clone(), page.clone());
        async move {
            let password = format!("{NEW} {number}");
            let sent = browser.submit_on(&page, "new-password-form", &[("password", &password)]).await;
            (sent.unwrap().has("recover-done-page"), password)
        }
    });
    let done: Vec<_> = join_all(tries).await.into_iter().filter(|(done, _)| *done).collect();
    assert_eq!(done.len(), 1);
    assert!(opens(&setting, &done[0].1).await);
    assert_eq!(setting.audited("recovery.finished").await.len(), 1);
}

async fn nothing_for_an_account_frozen_meanwhile(world: World) {
    let setting = Setting::of(world).await;
    let (lin, codes) = prepared(&setting).await;
    let mut browser = setting.browser_at(HOME);
    let ticket = ticket(&by_code(&setting, &mut browser, ("lin", &codes[0])).await);
    let id = setting.account(&lin).await.id;
    setting.advance(DAY);
    setting.app.accounts.set_status(id, AccountStatus::Frozen, "test").await.unwrap();
    assert!(!forced(&setting, &mut browser, &ticket).await.has("recover-done-page"));
    setting.app.accounts.set_status(id, AccountStatus::Active, "test").await.unwrap();
    assert!(opens(&setting, &lin.password).await);
}

async fn a_made_up_ticket_leads_nowhere(world: World) {
    let setting = Setting::of(world).await;
    let (lin, codes) = prepared(&setting).await;
    let mut browser = setting.browser_at(HOME);
    let page = asked(&setting, &mut browser, "lin").await;
    let other_kind = page.form("code-form").unwrap().control("sent").unwrap().value.clone();
    let own = ticket(&by_code(&setting, &mut browser, ("lin", &codes[0])).await);
    setting.advance(DAY);
    let flipped = format!("{}{}", &own[..own.len() - 1], if own.ends_with('A') { 'B' } else { 'A' });
    let address = |ticket: &str| setting.url(&format!("/recover/ticket?ticket={ticket}"));
    for made_up in [flipped, own[..own.len() - 4].to_owned(), address(&other_kind), address("x"), address("")]
    {
        assert!(at(&mut browser, &made_up).await.has("ticket-over"), "{made_up}");
        assert!(forced(&setting, &mut browser, &made_up).await.has("ticket-over"), "{made_up}");
    }
    assert!(opens(&setting, &lin.password).await);
    assert!(at(&mut browser, &own).await.has("new-password-form"));
}
