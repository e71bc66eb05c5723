//! Signing in with a code to a phone: who has the number does not show, and a code is good for one thing, one browser,
//! five guesses, five minutes and one use.

mod budgets;
mod holders;
mod refused;

use testkit::{Browser, Page};

use super::setting::Setting;

async fn asked(setting: &Setting, browser: &mut Browser, phone: &str) -> Page {
    browser.get(&setting.url("/sign-in/code")).await.unwrap();
    browser.submit("code-request-form", &[("phone", phone)]).await.unwrap()
}

async fn typed(browser: &mut Browser, page: &Page, code: &str) -> Page {
    browser.submit_on(page, "code-form", &[("code", code)]).await.unwrap()
}

/// What the page of a code carries.
fn sent(page: &Page) -> String {
    page.form("code-form").unwrap().control("sent").unwrap().value.clone()
}

fn is_refused(page: &Page) {
    assert_eq!(page.status, 422, "{}", page.body);
    assert!(page.has("phone-page") || page.has("code-page"), "{}", page.body);
}

/// Another code of six digits.
fn other(code: &str) -> String {
    let last = if code.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &code[..5])
}
