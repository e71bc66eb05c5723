//! Codes that are not taken: wrong, guessed at too often, of another browser, too old, used, or sent for something else.

use std::time::Duration;

use futures_util::future::join_all;
use testkit::{Browser, Page, World, on_each_database};
use yimen::notify::Recipient;
use yimen::risk::Source;
use yimen::sign_in::{CodeFor, SignInRefusal, Visitor};

use super::{asked, is_refused, other, sent, typed};
use crate::sign_in::setting::{HOME, PHONE, Setting, is_in};

on_each_database! {
    refused_when_wrong,
    refused_at_the_sixth_guess,
    refused_in_another_browser,
    refused_when_too_old,
    refused_when_used_before,
    of_eight_uses_at_once_one_signs_in,
    of_eight_uses_at_once_one_opens_an_account,
    refused_when_sent_for_a_contact,
    refused_for_a_contact_when_sent_to_sign_in,
    refused_when_sent_for_a_way_back,
    refused_for_a_way_back_when_sent_to_sign_in,
}

/// Posts a code with the state of another page, as a browser does that has a page of its own.
async fn posted(setting: &Setting, browser: &mut Browser, path: &str, (sent, code): (&str, &str)) -> Page {
    let page = browser.get(&setting.url("/sign-in/code")).await.unwrap();
    let csrf = page.form("code-request-form").unwrap().control("csrf").unwrap().value.clone();
    let fields = [("request", ""), ("csrf", csrf.as_str()), ("sent", sent), ("code", code)];
    browser.post(&setting.url(path), &fields).await.unwrap()
}

async fn refused_when_wrong(world: World) {
    let setting = Setting::of(world).await;
    let lin = setting.reachable("lin", PHONE).await;
    let mut browser = setting.browser_at(HOME);
    let page = asked(&setting, &mut browser, PHONE).await;
    let code = setting.code_for(PHONE).await;
    for wrong in [other(&code).as_str(), "", &code[..5]] {
        is_refused(&typed(&mut browser, &page, wrong).await);
    }
    assert_eq!(setting.sessions(&lin).await, 0);
    // However it is typed: the right one is right.
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    assert!(is_in(&typed(&mut browser, &page, &spaced).await));
}

async fn refused_at_the_sixth_guess(world: World) {
    let setting = Setting::of(world).await;
    let lin = setting.reachable("lin", PHONE).await;
    for (wrong, enters) in [(4, true), (5, false)] {
        let mut browser = setting.browser_at(HOME);
        let page = asked(&setting, &mut browser, PHONE).await;
        let code = setting.code_for(PHONE).await;
        for _ in 0..wrong {
            is_refused(&typed(&mut browser, &page, &other(&code)).await);
        }
        assert_eq!(is_in(&typed(&mut browser, &page, &code).await), enters, "after {wrong} wrong ones");
    }
    assert_eq!(setting.sessions(&lin).await, 1);
}

async fn refused_in_another_browser(world: World) {
    let setting = Setting::of(world).await;
    setting.reachable("lin", PHONE).await;
    let mut browser = setting.browser_at(HOME);
    let page = asked(&setting, &mut browser, PHONE).await;
    let code = setting.code_for(PHONE).await;
    let mut thief = setting.browser_at(HOME);
    is_refused(&posted(&setting, &mut thief, "/sign-in/code/enter", (&sent(&page), &code)).await);
    assert!(is_in(&typed(&mut browser, &page, &code).await), "nothing of it was used up");
}

async fn refused_when_too_old(world: World) {
    let setting = Setting::of(world).await;
    setting.reachable("lin", PHONE).await;
    for (age, enters) in [(299, true), (300, false)] {
        let mut browser = setting.browser_at(HOME);
        let page = asked(&setting, &mut browser, PHONE).await;
        let code = setting.code_for(PHONE).await;
        setting.advance(Duration::from_secs(age));
        assert_eq!(is_in(&typed(&mut browser, &page, &code).await), enters, "after {age} s");
    }
}

async fn refused_when_used_before(world: World) {
    let setting = Setting::of(world).await;
    let lin = setting.reachable("lin", PHONE).await;
    let mut browser = setting.browser_at(HOME);
    let page = asked(&setting, &mut browser, PHONE).await;
    let (code, mut copy) = (setting.code_for(PHONE).await, browser.clone());
    assert!(is_in(&typed(&mut browser, &page, &code).await));
    is_refused(&typed(&mut copy, &page, &code).await);
    assert_eq!(setting.sessions(&lin).await, 1);
}

/// Eight copies of a browser, each with the right code at once; how many got in.
async fn eight_at_once(setting: &Setting) -> usize {
    let wide = setting.node(|config| config.second_factors.code_guesses = 10).await;
    let mut browser = setting.browser_at(HOME);
    let page = asked(setting, &mut browser, PHONE).await;
    let code = setting.code_for(PHONE).await;
    let there = format!("{}/sign-in/code/enter", wide.url(""));
    let form = page.form("code-form").unwrap().filled(&[("code", &code)], None).unwrap();
    let fields: Vec<(&str, &str)> =
        form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let here = setting.url("/sign-in/code/enter");
    let tries = (0..8).map(|number| {
        let (mut browser, fields) = (browser.clone(), fields.clone());
        let address = if number % 2 == 0 { here.clone() } else { there.clone() };
        async move { is_in(&browser.post(&address, &fields).await.unwrap()) }
    });
    join_all(tries).await.into_iter().filter(|entered| *entered).count()
}

async fn of_eight_uses_at_once_one_signs_in(world: World) {
    let setting = Setting::with(world, |config| config.second_factors.code_guesses = 10).await;
    let lin = setting.reachable("lin", PHONE).await;
    assert_eq!(eight_at_once(&setting).await, 1);
    assert_eq!(setting.sessions(&lin).await, 1);
}

async fn of_eight_uses_at_once_one_opens_an_account(world: World) {
    let setting = Setting::with(world, |config| config.second_factors.code_guesses = 10).await;
    assert_eq!(eight_at_once(&setting).await, 1);
    assert_eq!(setting.accounts().await, 1);
    assert_eq!(setting.audited("session.signed_in").await.len(), 1);
}

/// The visitor of a browser that has this binding.
fn visitor(browser: &str) -> Visitor<'_> {
    Visitor {
        browser,
        session: None,
        device: None,
        source: Source::of(HOME.parse().unwrap()),
        description: "",
        locale: "zh-Hans",
        client: None,
        request_id: "",
    }
}

async fn refused_when_sent_for_a_contact(world: World) {
    let setting = Setting::of(world).await;
    let lin = setting.reachable("lin", PHONE).await;
    let id = setting.account(&lin).await.id;
    let mut browser = setting.browser_at(HOME);
    browser.get(&setting.url("/sign-in/code")).await.unwrap();
    let binding = browser.cookie("yimen_browser").unwrap().value.clone();
    let visitor = visitor(&binding);
    let what = CodeFor::Contact { account: id, address: PHONE.to_owned() };
    let to = (&Recipient::phone(PHONE), Some(id));
    let sent = setting.app.sign_ins.send(&visitor, what, to, Some(())).await.unwrap();
    let code = setting.code_for(PHONE).await;
    is_refused(&posted(&setting, &mut browser, "/sign-in/code/enter", (&sent, &code)).await);
    assert_eq!(setting.sessions(&lin).await, 0);
    // The same way with a code of the right kind.
    let what = CodeFor::SignIn { phone: PHONE.to_owned() };
    let sent = setting.app.sign_ins.send(&visitor, what, to, Some(())).await.unwrap();
    let code = setting.code_for(PHONE).await;
    assert!(is_in(&posted(&setting, &mut browser, "/sign-in/code/enter", (&sent, &code)).await));
}

async fn refused_when_sent_for_a_way_back(world: World) {
    let setting = Setting::of(world).await;
    let lin = setting.reachable("lin", PHONE).await;
    let mut browser = setting.browser_at(HOME);
    browser.get(&setting.url("/recover?route=phone")).await.unwrap();
    let page = browser.submit("recover-form", &[("username", "lin")]).await.unwrap();
    let code = setting.code_for(PHONE).await;
    is_refused(&posted(&setting, &mut browser, "/sign-in/code/enter", (&sent(&page), &code)).await);
    assert_eq!(setting.sessions(&lin).await, 0);
}

async fn refused_for_a_way_back_when_sent_to_sign_in(world: World) {
    let setting = Setting::of(world).await;
    let lin = setting.reachable("lin", PHONE).await;
    let mut browser = setting.browser_at(HOME);
    let page = asked(&setting, &mut browser, PHONE).await;
    let code = setting.code_for(PHONE).await;
    let answer = posted(&setting, &mut browser, "/recover/code", (&sent(&page), &code)).await;
    assert!(!answer.has("ticket-link"), "{}", answer.body);
    let id = setting.account(&lin).await.id;
    assert!(setting.app.recoveries.waiting(id).await.unwrap().is_none());
}

async fn refused_for_a_contact_when_sent_to_sign_in(world: World) {
    let setting = Setting::of(world).await;
    let chen = setting.person("chen").await;
    let id = setting.account(&chen).await.id;
    let mut browser = setting.browser_at(HOME);
    let page = asked(&setting, &mut browser, PHONE).await;
    let code = setting.code_for(PHONE).await;
    let binding = browser.cookie("yimen_browser").unwrap().value.clone();
    let sent = sent(&page);
    let answer = (sent.as_str(), code.as_str());
    let confirmed = setting.app.sign_ins.by_contact_code(&visitor(&binding), id, answer).await;
    assert!(matches!(confirmed, Err(SignInRefusal::Stale)));
    assert!(is_in(&typed(&mut browser, &page, &code).await), "nothing of it was used up");
}
