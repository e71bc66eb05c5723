//! What comes of a way back: a new password, nobody signed in, no browser known, its person told.

use config::Rate;
use serde_json::json;
use testkit::{Person, World, on_each_database};

use super::{DAY, INSTANT, NEW, at, by_code, by_phone, finished, forced, opens, prepared, ticket};
use crate::sign_in::setting::{ELSEWHERE, HOME, PHONE, Setting, by_password, is_in};

on_each_database! {
    a_recovery_code_leads_to_a_new_password,
    a_code_to_the_phone_leads_to_a_new_password_later,
    what_platforms_may_do_while_the_person_is_away_ends,
    whoever_was_in_is_out,
    browsers_are_strangers_again,
    the_person_is_told_at_once_and_again,
    it_is_written_down,
    a_weak_password_is_refused_and_the_ticket_stays_good,
}

async fn a_recovery_code_leads_to_a_new_password(world: World) {
    let setting = Setting::of(world).await;
    let (lin, codes) = prepared(&setting).await;
    let mut browser = setting.browser_at(HOME);
    // Typed as people type: the one written form is not asked for.
    let typed = codes[0].to_lowercase().replace('-', " ");
    let ticket = ticket(&by_code(&setting, &mut browser, ("LIN", &typed)).await);
    let page = at(&mut browser, &ticket).await;
    assert!(page.has("ticket-waiting") && !page.has("new-password-form"));
    setting.advance(DAY);
    // It is kept by the person, not by a browser.
    let page = finished(&mut setting.browser_at(ELSEWHERE), &ticket, NEW).await;
    assert!(page.has("recover-done-page"), "{}", page.body);
    assert!(!opens(&setting, &lin.password).await);
    assert!(opens(&setting, NEW).await);
}

async fn a_code_to_the_phone_leads_to_a_new_password_later(world: World) {
    let setting = Setting::of(world).await;
    let (lin, _) = prepared(&setting).await;
    let mut browser = setting.browser_at(HOME);
    let ticket = ticket(&by_phone(&setting, &mut browser, "lin").await);
    setting.advance(3 * DAY - INSTANT);
    assert!(at(&mut browser, &ticket).await.has("ticket-waiting"));
    assert!(!forced(&setting, &mut browser, &ticket).await.has("recover-done-page"));
    assert!(opens(&setting, &lin.password).await);
    setting.advance(INSTANT);
    assert!(finished(&mut browser, &ticket, NEW).await.has("recover-done-page"));
    assert!(!opens(&setting, &lin.password).await);
    assert!(opens(&setting, NEW).await);
}

/// All the way with a recovery code.
async fn recovered(setting: &Setting, code: &str) {
    let mut browser = setting.browser_at(ELSEWHERE);
    let ticket = ticket(&by_code(setting, &mut browser, ("lin", code)).await);
    setting.advance(DAY);
    assert!(finished(&mut browser, &ticket, NEW).await.has("recover-done-page"));
}

async fn what_platforms_may_do_while_the_person_is_away_ends(world: World) {
    let setting = Setting::of(world).await;
    let (lin, codes) = prepared(&setting).await;
    let city = setting.party("city", json!({})).await;
    let asking = city.ask().with("scope", "openid offline_access");
    let tokens = lin.tokens(&mut setting.browser_at(ELSEWHERE), &asking).await;
    let tokens = city.refreshed(tokens.refresh_token()).await;
    recovered(&setting, &codes[0]).await;
    assert_eq!(city.refresh(tokens.refresh_token()).await.status, 400);
}

async fn whoever_was_in_is_out(world: World) {
    let no_idling = |config: &mut config::Config| {
        config.sessions.idle_minutes = 3 * DAY;
        config.sessions.absolute_hours = 3 * DAY;
        config.tokens.access_token_seconds = 3 * DAY;
    };
    let setting = Setting::with(world, no_idling).await;
    let (lin, codes) = prepared(&setting).await;
    let city = setting.party("city", json!({})).await;
    let mut thief = setting.browser_at(ELSEWHERE);
    let tokens = lin.tokens(&mut thief, &city.ask()).await;
    let mut witness = thief.clone();
    recovered(&setting, &codes[0]).await;
    assert_eq!(setting.sessions(&lin).await, 0);
    let answer = city.ask().with("prompt", "none").unasked(&mut witness).await;
    assert_eq!(answer.error(), "login_required");
    assert_eq!(city.refresh(tokens.refresh_token()).await.status, 400);
    setting.catch_up().await;
    assert_eq!(city.userinfo(&tokens.access_token).await.status, 401);
    let ended = setting.audited("session.ended").await;
    assert!(ended.len() == 1 && ended[0].detail.contains("recovered"));
}

async fn browsers_are_strangers_again(world: World) {
    let few = Rate { burst: 1, per_hour: 1 };
    let setting = Setting::with(world, |config| config.abuse.account_sign_in = few).await;
    let (_, codes) = prepared(&setting).await;
    let mut known = setting.browser_at(HOME);
    assert!(is_in(&by_password(&setting, &mut known, ("lin", "a long enough password")).await));
    let mut before = setting.browser_at(HOME);
    before.carry_over(&known, "yimen_device");
    recovered(&setting, &codes[0]).await;
    let account = setting.account(&Person { username: "lin".to_owned(), password: String::new() }).await;
    let mut conn = setting.app.ground.db.reader().await.unwrap();
    assert_eq!(store::device::of_account(&mut conn, account.id).await.unwrap(), []);
    // What it may try is what strangers may.
    let mut stranger = setting.browser_at(ELSEWHERE);
    by_password(&setting, &mut stranger, ("lin", "wrong and wrong again")).await;
    assert!(!is_in(&by_password(&setting, &mut before, ("lin", NEW)).await));
}

async fn templates(setting: &Setting, to: &str) -> Vec<String> {
    setting.messages_to(to).await.into_iter().map(|message| message.template).collect()
}

async fn the_person_is_told_at_once_and_again(world: World) {
    let setting = Setting::of(world).await;
    let (_, codes) = prepared(&setting).await;
    let mut browser = setting.browser_at(ELSEWHERE);
    let ticket = ticket(&by_code(&setting, &mut browser, ("lin", &codes[0])).await);
    for to in [PHONE, "lin@mail.example"] {
        assert_eq!(templates(&setting, to).await, ["recovery_started"], "{to}");
    }
    setting.advance(DAY);
    finished(&mut browser, &ticket, NEW).await;
    for to in [PHONE, "lin@mail.example"] {
        assert_eq!(templates(&setting, to).await, ["recovery_done", "recovery_started"], "{to}");
    }
    // A wrong code tells nobody.
    by_code(&setting, &mut browser, ("lin", "ABCDE-FGHJK")).await;
    assert_eq!(templates(&setting, PHONE).await.len(), 2);
}

async fn it_is_written_down(world: World) {
    let setting = Setting::of(world).await;
    let (lin, codes) = prepared(&setting).await;
    let id = setting.account(&lin).await.id;
    by_code(&setting, &mut setting.browser_at(HOME), ("lin", "ABCDE-FGHJK")).await;
    assert_eq!(setting.audited("recovery.started").await.len(), 0);
    recovered(&setting, &codes[0]).await;
    for kind in ["recovery.started", "recovery.finished"] {
        let [entry] = setting.audited(kind).await.try_into().unwrap();
        assert_eq!((entry.account_id, entry.actor.as_str()), (Some(id), "anybody"));
        assert!(entry.detail.contains("recovery_code") && !entry.detail.contains(&codes[0]));
    }
}

async fn a_weak_password_is_refused_and_the_ticket_stays_good(world: World) {
    let setting = Setting::of(world).await;
    let (lin, codes) = prepared(&setting).await;
    let mut browser = setting.browser_at(HOME);
    let ticket = ticket(&by_code(&setting, &mut browser, ("lin", &codes[0])).await);
    setting.advance(DAY);
    for weak in ["short", "password1", PHONE, &"long".repeat(100)] {
        let page = finished(&mut browser, &ticket, weak).await;
        assert!(page.status == 422 && page.has("password-problem"), "{weak:?}: {}", page.body);
        assert!(page.has("new-password-form") && !page.body.contains(&format!("\"{weak}\"")), "{weak:?}");
    }
    assert!(opens(&setting, &lin.password).await);
    assert!(finished(&mut browser, &ticket, NEW).await.has("recover-done-page"));
}
