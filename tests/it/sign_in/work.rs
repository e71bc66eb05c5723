//! Work before an attempt: asked of a source that has used half of its budget, never of anybody where it is off, and
//! never the only way on.

use std::time::Duration;

use config::{Config, Rate};
use sha2::{Digest as _, Sha256};
use store::Counters;
use testkit::{Browser, Page, World, on_each_database};
use ui::{Locale, Message};

use super::setting::{ELSEWHERE, HOME, PHONE, Setting, by_password, is_in};

on_each_database! {
    none_is_asked_for_where_it_is_off,
    forms_cost_no_database_where_it_is_off,
    it_is_asked_for_after_half_the_budget,
    whoever_did_it_is_let_through,
    refused_when_not_done,
    refused_when_wrong,
    refused_when_done_for_an_attempt_before,
    refused_when_given_to_another_source,
    refused_when_too_old,
    refused_when_made_up,
    whoever_waits_is_let_through_without,
    whoever_comes_too_early_does_not_wait_longer,
    what_is_refused_writes_nothing,
    a_browser_the_account_knows_owes_none,
    an_account_is_opened_with_it_alone,
    a_code_is_sent_with_it_alone,
    another_code_is_sent_with_it_alone,
}

const WRONG: &str = "not the password at all";
const MINUTE: Duration = Duration::from_secs(60);

/// Four at once, then one each minute: work is asked for after two.
const FEW: Rate = Rate { burst: 4, per_hour: 60 };

fn few(config: &mut Config) {
    config.abuse.source_sign_in = FEW;
    config.abuse.source_register = FEW;
    config.abuse.source_messages = FEW;
}

fn few_and_work(config: &mut Config) {
    few(config);
    config.abuse.proof_of_work_bits = 6;
}

/// The first number that is a solution or, as told, none.
fn number(page: &Page, wanted: Wanted) -> String {
    let nonce = page.attribute("work", "data-work").expect("work is asked for");
    let bits: u32 = page.attribute("work", "data-bits").unwrap().parse().unwrap();
    let solves = |solution: &String| {
        let hash = Sha256::digest(format!("{nonce}{solution}"));
        let zeros = u32::from_be_bytes(*hash.first_chunk().unwrap()).leading_zeros();
        (zeros >= bits) == (wanted == Wanted::Right)
    };
    (0_u64..).map(|number| number.to_string()).find(solves).unwrap()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Right,
    Wrong,
}

fn solution(page: &Page) -> String {
    number(page, Wanted::Right)
}

fn puzzle(page: &Page, form: &str) -> String {
    page.form(form).unwrap().control("puzzle").expect("work is asked for").value.clone()
}

fn asks_nothing(page: &Page) {
    assert!(!page.has("work") && !page.body.contains("puzzle") && !page.body.contains("/assets/work"));
}

/// A form that is given back with another puzzle, or the same one, and says for how many minutes to wait without.
fn is_asked(page: &Page, minutes: u32) {
    assert_eq!(page.status, 422, "{}", page.body);
    let problem = page.text("error-summary").unwrap();
    assert!(problem.contains(&Message::WorkMissing { minutes }.text(Locale::ZhHans)), "{problem}");
    assert!(page.has("work") && page.has("work-wait") && page.has("work-status"));
}

fn is_wrong_password(page: &Page) {
    let problem = page.text("error-summary").unwrap();
    assert!(problem.contains(&Message::CredentialsWrong.text(Locale::ZhHans)), "{problem}");
}

/// Uses half of what an address has, by trying names of nobody; the page after it.
async fn half_used(setting: &Setting, address: &str) -> (Browser, Page) {
    let mut browser = setting.browser_at(address);
    asks_nothing(&browser.get(&setting.url("/sign-in")).await.unwrap());
    asks_nothing(&by_password(setting, &mut browser, ("nobody1", WRONG)).await);
    let page = by_password(setting, &mut browser, ("nobody2", WRONG)).await;
    (browser, page)
}

/// One more wrong password, with the work done.
async fn one_more_used(setting: &Setting, address: &str) {
    let mut browser = setting.browser_at(address);
    let page = browser.get(&setting.url("/sign-in")).await.unwrap();
    is_wrong_password(&tried(&mut browser, &page, ("nobody3", WRONG), &solution(&page)).await);
}

/// Fills in a sign-in form that is already there.
async fn tried(browser: &mut Browser, page: &Page, (name, password): (&str, &str), solution: &str) -> Page {
    let fields = [("username", name), ("password", password), ("solution", solution)];
    browser.submit_on(page, "sign-in-form", &fields).await.unwrap()
}

async fn none_is_asked_for_where_it_is_off(world: World) {
    let setting = Setting::with(world, few).await;
    let lin = setting.person("lin").await;
    let (mut browser, page) = half_used(&setting, ELSEWHERE).await;
    asks_nothing(&page);
    asks_nothing(&by_password(&setting, &mut browser, ("nobody3", WRONG)).await);
    for path in ["/register", "/sign-in/code"] {
        asks_nothing(&browser.get(&setting.url(path)).await.unwrap());
    }
    assert!(is_in(&by_password(&setting, &mut browser, (&lin.username, &lin.password)).await));
}

async fn forms_cost_no_database_where_it_is_off(world: World) {
    let setting = Setting::with(world, few).await;
    let (mut browser, _) = half_used(&setting, ELSEWHERE).await;
    let before = setting.app.ground.db.counters();
    for path in ["/sign-in", "/register", "/sign-in/code"] {
        assert_eq!(browser.get(&setting.url(path)).await.unwrap().status, 200, "{path}");
    }
    assert_eq!(spent(&setting, before), Counters::default());
}

fn spent(setting: &Setting, before: Counters) -> Counters {
    let now = setting.app.ground.db.counters();
    Counters {
        round_trips: now.round_trips - before.round_trips,
        write_units: now.write_units - before.write_units,
        commits: now.commits - before.commits,
    }
}

async fn it_is_asked_for_after_half_the_budget(world: World) {
    let setting = Setting::with(world, few_and_work).await;
    let (mut browser, page) = half_used(&setting, ELSEWHERE).await;
    is_wrong_password(&page);
    assert_eq!(page.attribute("work", "data-bits").as_deref(), Some("6"));
    assert_eq!(page.attribute("work", "data-ripe").as_deref(), Some("61"));
    assert!(page.body.contains("/assets/work-"));
    let again = browser.get(&setting.url("/sign-in")).await.unwrap();
    assert_ne!(puzzle(&again, "sign-in-form"), puzzle(&page, "sign-in-form"));
    // Neither of those who come from elsewhere, nor of what has a budget of its own.
    asks_nothing(&setting.browser_at(HOME).get(&setting.url("/sign-in")).await.unwrap());
    asks_nothing(&browser.get(&setting.url("/register")).await.unwrap());
    setting.advance(MINUTE);
    asks_nothing(&browser.get(&setting.url("/sign-in")).await.unwrap());
}

async fn whoever_did_it_is_let_through(world: World) {
    let setting = Setting::with(world, few_and_work).await;
    let lin = setting.person("lin").await;
    let (mut browser, page) = half_used(&setting, ELSEWHERE).await;
    let page = tried(&mut browser, &page, (&lin.username, &lin.password), &solution(&page)).await;
    assert!(is_in(&page), "{}", page.body);
}

async fn refused_when_not_done(world: World) {
    let setting = Setting::with(world, few_and_work).await;
    let lin = setting.person("lin").await;
    let (mut browser, first) = half_used(&setting, ELSEWHERE).await;
    let page = tried(&mut browser, &first, (&lin.username, &lin.password), "").await;
    is_asked(&page, 1);
    assert_eq!(page.form("sign-in-form").unwrap().control("username").unwrap().value, "lin");
    assert_eq!(setting.sessions(&lin).await, 0);
    // Also from a page that was opened before any was asked for.
    let fields = [("username", "lin"), ("password", &lin.password), ("puzzle", ""), ("solution", "")];
    is_asked(&browser.submit_on(&first, "sign-in-form", &fields).await.unwrap(), 1);
    let page = tried(&mut browser, &page, (&lin.username, &lin.password), &solution(&page)).await;
    assert!(is_in(&page), "{}", page.body);
}

async fn refused_when_wrong(world: World) {
    let setting = Setting::with(world, few_and_work).await;
    let lin = setting.person("lin").await;
    let (mut browser, page) = half_used(&setting, ELSEWHERE).await;
    let wrong = number(&page, Wanted::Wrong);
    is_asked(&tried(&mut browser, &page, (&lin.username, &lin.password), &wrong).await, 1);
    assert!(is_in(&tried(&mut browser, &page, (&lin.username, &lin.password), &solution(&page)).await));
}

async fn refused_when_done_for_an_attempt_before(world: World) {
    let setting = Setting::with(world, few_and_work).await;
    let lin = setting.person("lin").await;
    let (mut browser, page) = half_used(&setting, ELSEWHERE).await;
    let done = solution(&page);
    is_wrong_password(&tried(&mut browser, &page, ("nobody3", WRONG), &done).await);
    let again = tried(&mut browser, &page, (&lin.username, &lin.password), &done).await;
    is_asked(&again, 2);
    assert_ne!(puzzle(&again, "sign-in-form"), puzzle(&page, "sign-in-form"));
    assert!(is_in(&tried(&mut browser, &again, (&lin.username, &lin.password), &solution(&again)).await));
}

async fn refused_when_given_to_another_source(world: World) {
    let setting = Setting::with(world, few_and_work).await;
    let lin = setting.person("lin").await;
    let (mut browser, page) = half_used(&setting, ELSEWHERE).await;
    let (mut other, _) = half_used(&setting, HOME).await;
    let own = other.page().unwrap().clone();
    let (text, done) = (puzzle(&page, "sign-in-form"), solution(&page));
    let fields = [("username", "lin"), ("password", &lin.password), ("puzzle", &text), ("solution", &done)];
    is_asked(&other.submit_on(&own, "sign-in-form", &fields).await.unwrap(), 1);
    assert!(is_in(&tried(&mut browser, &page, (&lin.username, &lin.password), &done).await));
}

async fn refused_when_too_old(world: World) {
    let setting = Setting::with(world, few_and_work).await;
    let lin = setting.person("lin").await;
    let (mut browser, page) = half_used(&setting, ELSEWHERE).await;
    // A minute to wait, ten to fill the form in.
    setting.advance(11 * MINUTE);
    half_used(&setting, ELSEWHERE).await;
    let late = tried(&mut browser, &page, (&lin.username, &lin.password), &solution(&page)).await;
    is_asked(&late, 1);
    assert!(is_in(&tried(&mut browser, &late, (&lin.username, &lin.password), &solution(&late)).await));
}

async fn refused_when_made_up(world: World) {
    let setting = Setting::with(world, few_and_work).await;
    let lin = setting.person("lin").await;
    let (mut browser, page) = half_used(&setting, ELSEWHERE).await;
    // Easier, and ours otherwise.
    let easier = puzzle(&page, "sign-in-form").replacen("6.", "0.", 1);
    let fields = [("username", "lin"), ("password", &lin.password), ("puzzle", &easier), ("solution", "0")];
    is_asked(&browser.submit_on(&page, "sign-in-form", &fields).await.unwrap(), 1);
}

async fn whoever_waits_is_let_through_without(world: World) {
    let setting = Setting::with(world, few_and_work).await;
    let lin = setting.person("lin").await;
    let (mut browser, page) = half_used(&setting, ELSEWHERE).await;
    // Others at the same address go on: there is always less than half.
    one_more_used(&setting, ELSEWHERE).await;
    setting.advance(MINUTE.saturating_sub(Duration::from_micros(1)));
    is_asked(&tried(&mut browser, &page, (&lin.username, &lin.password), "").await, 1);
    setting.advance(Duration::from_micros(1));
    assert!(setting.browser_at(ELSEWHERE).get(&setting.url("/sign-in")).await.unwrap().has("work"));
    assert!(is_in(&tried(&mut browser, &page, (&lin.username, &lin.password), "").await));
    let mut next = setting.browser_at(ELSEWHERE);
    next.get(&setting.url("/sign-in")).await.unwrap();
    let own = next.page().unwrap().clone();
    let text = puzzle(&page, "sign-in-form");
    let fields = [("username", "lin"), ("password", &lin.password), ("puzzle", &text), ("solution", "")];
    is_asked(&next.submit_on(&own, "sign-in-form", &fields).await.unwrap(), 1);
}

async fn whoever_comes_too_early_does_not_wait_longer(world: World) {
    let setting = Setting::with(world, few_and_work).await;
    let (mut browser, page) = half_used(&setting, ELSEWHERE).await;
    one_more_used(&setting, ELSEWHERE).await;
    // A new puzzle would now name two minutes.
    let fresh = setting.browser_at(ELSEWHERE).get(&setting.url("/sign-in")).await.unwrap();
    assert_eq!(fresh.attribute("work", "data-ripe").as_deref(), Some("121"));
    setting.advance(Duration::from_secs(20));
    let early = tried(&mut browser, &page, ("nobody4", WRONG), "").await;
    is_asked(&early, 1);
    assert_eq!(puzzle(&early, "sign-in-form"), puzzle(&page, "sign-in-form"));
    assert_eq!(early.attribute("work", "data-ripe").as_deref(), Some("41"));
}

async fn what_is_refused_writes_nothing(world: World) {
    let setting = Setting::with(world, few_and_work).await;
    let lin = setting.person("lin").await;
    let (mut browser, page) = half_used(&setting, ELSEWHERE).await;
    let (entries, before) = (setting.audited("session.sign_in_refused").await.len(), counters(&setting));
    for _ in 0..5 {
        is_asked(&tried(&mut browser, &page, (&lin.username, WRONG), "").await, 1);
    }
    assert_eq!(spent(&setting, before).write_units, 0);
    assert_eq!(setting.audited("session.sign_in_refused").await.len(), entries);
    // Nor does it use the budget up: there are two left.
    one_more_used(&setting, ELSEWHERE).await;
    assert!(is_in(&tried(&mut browser, &page, (&lin.username, &lin.password), &solution(&page)).await));
}

fn counters(setting: &Setting) -> Counters {
    setting.app.ground.db.counters()
}

async fn a_browser_the_account_knows_owes_none(world: World) {
    let setting = Setting::with(world, few_and_work).await;
    let (lin, chen) = (setting.person("lin").await, setting.person("chen").await);
    let mut first = setting.browser_at(HOME);
    assert!(is_in(&by_password(&setting, &mut first, (&lin.username, &lin.password)).await));
    let mut known = setting.browser_at(HOME);
    assert_eq!(known.carry_over(&first, "yimen_device"), 1);
    half_used(&setting, HOME).await;
    is_asked(&by_password(&setting, &mut known, (&chen.username, &chen.password)).await, 1);
    assert!(is_in(&by_password(&setting, &mut known, (&lin.username, &lin.password)).await));
}

async fn registered(setting: &Setting, name: &str) {
    let mut browser = setting.browser_at(ELSEWHERE);
    asks_nothing(&browser.get(&setting.url("/register")).await.unwrap());
    let fields = [("username", name), ("password", "a password of my own")];
    assert!(is_in(&browser.submit("register-form", &fields).await.unwrap()));
}

async fn an_account_is_opened_with_it_alone(world: World) {
    let setting = Setting::with(world, few_and_work).await;
    for name in ["first", "second"] {
        registered(&setting, name).await;
    }
    let mut browser = setting.browser_at(ELSEWHERE);
    let page = browser.get(&setting.url("/register")).await.unwrap();
    let fields = [("username", "third"), ("password", "a password of my own")];
    let refused = browser.submit_on(&page, "register-form", &fields).await.unwrap();
    is_asked(&refused, 1);
    assert_eq!(refused.form("register-form").unwrap().control("username").unwrap().value, "third");
    assert_eq!(setting.accounts().await, 2);
    let done = solution(&refused);
    let fields = [fields[0], fields[1], ("solution", done.as_str())];
    assert!(is_in(&browser.submit_on(&refused, "register-form", &fields).await.unwrap()));
    assert_eq!(setting.accounts().await, 3);
}

/// Asks for codes to two phones of nobody; then work is owed.
async fn half_of_the_messages_used(setting: &Setting) {
    for phone in ["13700137001", "13700137002"] {
        let mut browser = setting.browser_at(ELSEWHERE);
        asks_nothing(&browser.get(&setting.url("/sign-in/code")).await.unwrap());
        assert!(browser.submit("code-request-form", &[("phone", phone)]).await.unwrap().has("code-page"));
    }
}

async fn code_asked(browser: &mut Browser, page: &Page, solution: &str) -> Page {
    let fields = [("phone", PHONE), ("solution", solution)];
    browser.submit_on(page, "code-request-form", &fields).await.unwrap()
}

async fn a_code_is_sent_with_it_alone(world: World) {
    let setting = Setting::with(world, few_and_work).await;
    setting.reachable("lin", PHONE).await;
    half_of_the_messages_used(&setting).await;
    let mut browser = setting.browser_at(ELSEWHERE);
    let page = browser.get(&setting.url("/sign-in/code")).await.unwrap();
    let refused = code_asked(&mut browser, &page, "").await;
    is_asked(&refused, 1);
    assert!(refused.has("phone-page"));
    assert_eq!(setting.messages_to(PHONE).await.len(), 0);
    assert!(code_asked(&mut browser, &refused, &solution(&refused)).await.has("code-page"));
    assert_eq!(setting.messages_to(PHONE).await.len(), 1);
}

async fn another_code_is_sent_with_it_alone(world: World) {
    let setting = Setting::with(world, few_and_work).await;
    setting.reachable("lin", PHONE).await;
    half_of_the_messages_used(&setting).await;
    let mut browser = setting.browser_at(ELSEWHERE);
    let page = browser.get(&setting.url("/sign-in/code")).await.unwrap();
    let entering = code_asked(&mut browser, &page, &solution(&page)).await;
    setting.advance(MINUTE);
    let refused = browser.submit_on(&entering, "resend-form", &[]).await.unwrap();
    is_asked(&refused, 1);
    // Still the page of the code that was sent, with the puzzle that goes with another.
    assert_eq!(puzzle(&refused, "resend-form"), puzzle(&entering, "resend-form"));
    assert_eq!(setting.messages_to(PHONE).await.len(), 1);
    let done = solution(&refused);
    let sent = browser.submit_on(&refused, "resend-form", &[("solution", &done)]).await.unwrap();
    assert!(sent.status == 200 && sent.has("code-page"), "{}", sent.body);
    assert_eq!(setting.messages_to(PHONE).await.len(), 2);
}
