//! The way back into an account: proved at once, opened after a delay in which its person can call it off, and the same
//! to look at whether there is such an account.

mod alike;
mod beginning;
mod outcome;
mod ticket;

use std::time::Duration;

use testkit::{Browser, Page, Person};

use super::setting::{HOME, PHONE, Setting, by_password, is_in};
const NEW: &str = "blaue Tassen am Fenster";
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);
const INSTANT: Duration = Duration::from_micros(1);

/// Somebody with a phone, a mailbox and codes for bad days.
async fn prepared(setting: &Setting) -> (Person, Vec<String>) {
    let lin = setting.reachable("lin", PHONE).await;
    let codes = setting.give_recovery_codes(&lin).await;
    (lin, codes)
}

async fn by_code(setting: &Setting, browser: &mut Browser, (name, code): (&str, &str)) -> Page {
    browser.get(&setting.url("/recover?route=recovery_code")).await.unwrap();
    browser.submit("recover-form", &[("username", name), ("code", code)]).await.unwrap()
}

/// Has a code sent to the phone of a name.
async fn asked(setting: &Setting, browser: &mut Browser, name: &str) -> Page {
    browser.get(&setting.url("/recover?route=phone")).await.unwrap();
    browser.submit("recover-form", &[("username", name)]).await.unwrap()
}

async fn by_phone(setting: &Setting, browser: &mut Browser, name: &str) -> Page {
    asked(setting, browser, name).await;
    let code = setting.code_for(PHONE).await;
    browser.submit("code-form", &[("code", &code)]).await.unwrap()
}

/// Where a ticket is kept until its time.
fn ticket(page: &Page) -> String {
    page.link("ticket-link").unwrap_or_else(|| panic!("no ticket: {}", page.body)).to_string()
}

async fn at(browser: &mut Browser, ticket: &str) -> Page {
    browser.get(ticket).await.unwrap()
}

/// Sets a new password with a ticket whose time has come.
async fn finished(browser: &mut Browser, ticket: &str, password: &str) -> Page {
    let page = at(browser, ticket).await;
    assert!(page.has("new-password-form"), "{}", page.body);
    browser.submit("new-password-form", &[("password", password)]).await.unwrap()
}

/// Sends the form that the page would show, had the time of the ticket come.
async fn forced(setting: &Setting, browser: &mut Browser, address: &str) -> Page {
    let page = browser.get(&setting.url("/recover?route=recovery_code")).await.unwrap();
    let csrf = page.form("recover-form").unwrap().control("csrf").unwrap().value.clone();
    let ticket = url::Url::parse(address).unwrap();
    let ticket = ticket.query_pairs().find(|(name, _)| name == "ticket").unwrap().1.into_owned();
    let fields = [("request", ""), ("csrf", csrf.as_str()), ("ticket", &ticket), ("password", NEW)];
    browser.post(&setting.url("/recover/finish"), &fields).await.unwrap()
}

/// Whether a password opens the account.
async fn opens(setting: &Setting, password: &str) -> bool {
    is_in(&by_password(setting, &mut setting.browser_at(HOME), ("lin", password)).await)
}
