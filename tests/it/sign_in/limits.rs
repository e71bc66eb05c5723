//! Guessing ends, and the person guessed at goes on: whose budget an attempt is charged to, on all nodes.

use std::time::Duration;

use config::{Config, Rate};
use futures_util::future::join_all;
use store::account::AccountStatus;
use testkit::{Authenticator, Browser, Node, Page, Person, World, on_each_database};
use ui::{Locale, Message};

use super::setting::{ELSEWHERE, HOME, Setting, by_password, is_in, told};

on_each_database! {
    strangers_run_out_of_guesses,
    a_browser_the_account_knows_goes_on,
    a_passkey_goes_on,
    other_accounts_go_on,
    a_browser_the_account_knows_has_a_budget_of_its_own,
    a_browser_of_another_account_is_a_stranger,
    a_made_up_device_is_a_stranger,
    names_of_nobody_run_out_alike,
    spellings_of_one_name_are_one_name,
    a_source_pays_for_all_names,
    nodes_count_as_one,
    a_guess_comes_back_with_time,
    an_exhaustion_is_one_entry_and_no_more_refusals,
    a_right_password_costs_nothing,
    of_guesses_at_once_as_many_are_made_as_the_budget_pays,
    of_guesses_at_once_one_at_each_node_is_made_with_the_last_unit,
    a_source_opens_no_more_accounts_than_its_budget,
    a_source_that_opened_its_accounts_still_signs_in,
    what_a_proxy_says_is_believed,
    what_a_caller_writes_before_it_is_not,
    what_a_caller_writes_without_a_proxy_is_not,
}

const WRONG: &str = "not the password at all";

/// Three guesses, then one each minute.
const FEW: Rate = Rate { burst: 3, per_hour: 60 };

fn few_for_a_name(config: &mut Config) {
    config.abuse.account_sign_in = FEW;
}

/// What a try at a password came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Came {
    In,
    Wrong,
    TooMany,
}

fn came(page: &Page) -> Came {
    if is_in(page) {
        return Came::In;
    }
    assert_eq!(page.status, 422, "{}", page.body);
    let problem = page.text("error-summary").unwrap();
    let says = |message: Message| problem.contains(&message.text(Locale::ZhHans));
    match (says(Message::CredentialsWrong), (1..90).any(|minutes| says(Message::TooManyAttempts { minutes })))
    {
        (true, false) => Came::Wrong,
        (false, true) => Came::TooMany,
        _ => panic!("neither: {problem}"),
    }
}

async fn tried(node: &Node, browser: &mut Browser, name: &str, password: &str) -> Came {
    came(&by_password(node, browser, (name, password)).await)
}

/// A stranger whom nobody has seen, each time at another address.
async fn guessed(setting: &Setting, number: u8, name: &str) -> Came {
    let mut stranger = setting.browser_at(&format!("198.51.100.{number}"));
    tried(setting, &mut stranger, name, WRONG).await
}

/// Strangers use up what there is for a name.
async fn used_up(setting: &Setting, name: &str) {
    for number in 0..3 {
        assert_eq!(guessed(setting, number, name).await, Came::Wrong, "{number}");
    }
    assert_eq!(guessed(setting, 100, name).await, Came::TooMany);
}

/// A browser with nothing but the device cookie of one that was signed in.
async fn known_browser(setting: &Setting, person: &Person) -> Browser {
    let mut first = setting.browser_at(HOME);
    assert_eq!(tried(setting, &mut first, &person.username, &person.password).await, Came::In);
    let mut known = setting.browser_at(HOME);
    assert_eq!(known.carry_over(&first, "yimen_device"), 1);
    known
}

async fn strangers_run_out_of_guesses(world: World) {
    let setting = Setting::with(world, few_for_a_name).await;
    let lin = setting.person("lin").await;
    used_up(&setting, "lin").await;
    let mut stranger = setting.browser_at(ELSEWHERE);
    assert_eq!(tried(&setting, &mut stranger, "lin", &lin.password).await, Came::TooMany);
    assert_eq!(setting.sessions(&lin).await, 0);
}

async fn a_browser_the_account_knows_goes_on(world: World) {
    let setting = Setting::with(world, few_for_a_name).await;
    let lin = setting.person("lin").await;
    let mut known = known_browser(&setting, &lin).await;
    used_up(&setting, "lin").await;
    assert_eq!(tried(&setting, &mut known, "lin", WRONG).await, Came::Wrong);
    assert_eq!(tried(&setting, &mut known, "lin", &lin.password).await, Came::In);
}

async fn by_passkey(setting: &Setting, browser: &mut Browser, device: &mut Authenticator) -> Page {
    let page = browser.get(&setting.url("/sign-in")).await.unwrap();
    let options = page.attribute("passkey-form", "data-options").unwrap();
    let answer = device.get(&options, &[]).unwrap();
    browser.submit("passkey-form", &[("credential", &answer)]).await.unwrap()
}

async fn a_passkey_goes_on(world: World) {
    let setting = Setting::with(world, few_for_a_name).await;
    let lin = setting.person("lin").await;
    let mut key = setting.security_key();
    setting.give_passkey(&lin, &mut key).await;
    used_up(&setting, "lin").await;
    let mut stranger = setting.browser_at(ELSEWHERE);
    assert!(is_in(&by_passkey(&setting, &mut stranger, &mut key).await));
}

async fn other_accounts_go_on(world: World) {
    let setting = Setting::with(world, few_for_a_name).await;
    setting.person("lin").await;
    let chen = setting.person("chen").await;
    used_up(&setting, "lin").await;
    let mut stranger = setting.browser_at("198.51.100.0");
    assert_eq!(tried(&setting, &mut stranger, "chen", WRONG).await, Came::Wrong);
    assert_eq!(tried(&setting, &mut stranger, "chen", &chen.password).await, Came::In);
}

async fn a_browser_the_account_knows_has_a_budget_of_its_own(world: World) {
    let setting = Setting::with(world, |config| config.abuse.device_sign_in = FEW).await;
    let lin = setting.person("lin").await;
    let mut known = known_browser(&setting, &lin).await;
    for _ in 0..3 {
        assert_eq!(tried(&setting, &mut known, "lin", WRONG).await, Came::Wrong);
    }
    assert_eq!(tried(&setting, &mut known, "lin", &lin.password).await, Came::TooMany);
    // The ten of strangers are all there.
    for number in 0..10 {
        assert_eq!(guessed(&setting, number, "lin").await, Came::Wrong, "{number}");
    }
    assert_eq!(guessed(&setting, 10, "lin").await, Came::TooMany);
}

async fn a_browser_of_another_account_is_a_stranger(world: World) {
    let setting = Setting::with(world, few_for_a_name).await;
    let (lin, chen) = (setting.person("lin").await, setting.person("chen").await);
    let mut known = known_browser(&setting, &chen).await;
    used_up(&setting, "lin").await;
    assert_eq!(tried(&setting, &mut known, "lin", &lin.password).await, Came::TooMany);
    assert_eq!(tried(&setting, &mut known, "chen", &chen.password).await, Came::In);
}

async fn a_made_up_device_is_a_stranger(world: World) {
    let setting = Setting::with(world, few_for_a_name).await;
    let lin = setting.person("lin").await;
    let mut known = known_browser(&setting, &lin).await;
    used_up(&setting, "lin").await;
    let own = known.cookie("yimen_device").unwrap().clone();
    let flipped = format!("{}{}", if own.value.starts_with('A') { 'B' } else { 'A' }, &own.value[1..]);
    for value in [flipped, "A".repeat(43), String::new(), "x".repeat(2000)] {
        let mut made_up = own.clone();
        made_up.value = value;
        let mut browser = setting.browser_at(HOME);
        browser.jar_mut().put(made_up);
        assert_eq!(tried(&setting, &mut browser, "lin", &lin.password).await, Came::TooMany);
    }
    assert_eq!(tried(&setting, &mut known, "lin", &lin.password).await, Came::In);
}

async fn names_of_nobody_run_out_alike(world: World) {
    let setting = Setting::with(world, few_for_a_name).await;
    for name in ["somebody.here", "frozen.account"] {
        setting.person(name).await;
    }
    let frozen = Person { username: "frozen.account".to_owned(), password: String::new() };
    let id = setting.account(&frozen).await.id;
    setting.app.accounts.set_status(id, AccountStatus::Frozen, "test").await.unwrap();
    let mut seen = Vec::new();
    for (row, name) in
        ["somebody.here", "nobody.there", "frozen.account", "no name?!"].into_iter().enumerate()
    {
        let mut answers = Vec::new();
        for number in 0..6 {
            let mut stranger = setting.browser_at(&format!("198.51.{row}.{number}"));
            let page = by_password(&setting, &mut stranger, (name, WRONG)).await;
            answers.push((came(&page), told(&page, &[name])));
        }
        seen.push(answers);
    }
    assert_eq!(seen[0].iter().filter(|(came, _)| *came == Came::Wrong).count(), 3);
    for other in &seen[1..] {
        assert_eq!(*other, seen[0]);
    }
}

async fn spellings_of_one_name_are_one_name(world: World) {
    let setting = Setting::with(world, few_for_a_name).await;
    setting.person("lin").await;
    for (number, name) in (0..).zip(["lin", "LIN", " Ｌin "]) {
        assert_eq!(guessed(&setting, number, name).await, Came::Wrong, "{name}");
    }
    for name in ["lin", "LIN", "lIn"] {
        assert_eq!(guessed(&setting, 50, name).await, Came::TooMany, "{name}");
    }
}

async fn a_source_pays_for_all_names(world: World) {
    let setting = Setting::with(world, |config| config.abuse.source_sign_in = FEW).await;
    let lin = setting.person("lin").await;
    for name in ["chen", "wang", "nobody"] {
        assert_eq!(tried(&setting, &mut setting.browser_at(ELSEWHERE), name, WRONG).await, Came::Wrong);
    }
    let mut there = setting.browser_at(ELSEWHERE);
    assert_eq!(tried(&setting, &mut there, "lin", &lin.password).await, Came::TooMany);
    assert_eq!(tried(&setting, &mut setting.browser_at(HOME), "lin", &lin.password).await, Came::In);
}

async fn nodes_count_as_one(world: World) {
    let setting = Setting::with(world, few_for_a_name).await;
    let other = setting.node(few_for_a_name).await;
    let lin = setting.person("lin").await;
    for (number, node) in [&*setting as &Node, &other, &*setting].into_iter().enumerate() {
        let mut stranger = setting.browser_at(&format!("198.51.100.{number}"));
        assert_eq!(tried(node, &mut stranger, "lin", WRONG).await, Came::Wrong, "{number}");
    }
    for node in [&*setting as &Node, &other] {
        let mut stranger = setting.browser_at(ELSEWHERE);
        assert_eq!(tried(node, &mut stranger, "lin", &lin.password).await, Came::TooMany);
    }
}

async fn a_guess_comes_back_with_time(world: World) {
    let setting = Setting::with(world, few_for_a_name).await;
    let lin = setting.person("lin").await;
    used_up(&setting, "lin").await;
    setting.advance(Duration::from_secs(59));
    assert_eq!(guessed(&setting, 20, "lin").await, Came::TooMany);
    setting.advance(Duration::from_secs(1));
    assert_eq!(guessed(&setting, 21, "lin").await, Came::Wrong);
    assert_eq!(guessed(&setting, 22, "lin").await, Came::TooMany);
    setting.advance(Duration::from_secs(60));
    let mut stranger = setting.browser_at(ELSEWHERE);
    assert_eq!(tried(&setting, &mut stranger, "lin", &lin.password).await, Came::In);
}

async fn an_exhaustion_is_one_entry_and_no_more_refusals(world: World) {
    let setting = Setting::with(world, few_for_a_name).await;
    setting.person("lin").await;
    used_up(&setting, "lin").await;
    for number in 0..10 {
        assert_eq!(guessed(&setting, number, "lin").await, Came::TooMany);
    }
    assert_eq!(setting.audited("session.sign_in_refused").await.len(), 3);
    let limited = setting.audited("risk.limited").await;
    assert_eq!(limited.len(), 1);
    let detail: serde_json::Value = serde_json::from_str(&limited[0].detail).unwrap();
    assert_eq!(detail, serde_json::json!({ "act": "sign_in", "subject": "name" }));
    // Once it was full again, the next exhaustion is told again.
    setting.advance(Duration::from_secs(180));
    used_up(&setting, "lin").await;
    assert_eq!(setting.audited("session.sign_in_refused").await.len(), 6);
    assert_eq!(setting.audited("risk.limited").await.len(), 2);
}

async fn a_right_password_costs_nothing(world: World) {
    let setting = Setting::with(world, few_for_a_name).await;
    let lin = setting.person("lin").await;
    for number in 0..2 {
        assert_eq!(guessed(&setting, number, "lin").await, Came::Wrong);
    }
    for _ in 0..5 {
        let mut stranger = setting.browser_at(ELSEWHERE);
        assert_eq!(tried(&setting, &mut stranger, "lin", &lin.password).await, Came::In);
    }
    assert_eq!(guessed(&setting, 3, "lin").await, Came::Wrong);
    assert_eq!(guessed(&setting, 4, "lin").await, Came::TooMany);
}

/// One guess by each of eight strangers, all at once, at the nodes in turn.
async fn eight_guesses(setting: &Setting, nodes: &[&Node]) -> Vec<Came> {
    let mut ready = Vec::new();
    for number in 0..8_usize {
        let node = nodes[number % nodes.len()];
        let mut browser = setting.browser_at(&format!("192.0.2.{number}"));
        let page = browser.get(&node.url("/sign-in")).await.unwrap();
        ready.push((browser, page));
    }
    let fields = [("username", "lin"), ("password", WRONG)];
    let guesses = ready.into_iter().map(|(mut browser, page)| async move {
        came(&browser.submit_on(&page, "sign-in-form", &fields).await.unwrap())
    });
    join_all(guesses).await
}

async fn of_guesses_at_once_as_many_are_made_as_the_budget_pays(world: World) {
    let setting = Setting::with(world, few_for_a_name).await;
    setting.person("lin").await;
    let made = eight_guesses(&setting, &[&setting]).await;
    let wrong = made.iter().filter(|came| **came == Came::Wrong).count();
    assert!((1..=3).contains(&wrong), "{made:?}");
    assert_eq!(setting.audited("session.sign_in_refused").await.len(), wrong);
}

async fn of_guesses_at_once_one_at_each_node_is_made_with_the_last_unit(world: World) {
    let setting = Setting::with(world, few_for_a_name).await;
    let other = setting.node(few_for_a_name).await;
    setting.person("lin").await;
    for number in 0..2 {
        assert_eq!(guessed(&setting, number, "lin").await, Came::Wrong);
    }
    let made = eight_guesses(&setting, &[&setting, &other]).await;
    let wrong = made.iter().filter(|came| **came == Came::Wrong).count();
    // Between two nodes nothing is held: each may find the last unit there.
    assert!((1..=2).contains(&wrong), "{made:?}");
    assert_eq!(setting.audited("session.sign_in_refused").await.len(), 3, "what is not paid for is no entry");
    assert_eq!(guessed(&setting, 3, "lin").await, Came::TooMany);
}

async fn registered(setting: &Setting, address: &str, name: &str) -> Page {
    let mut browser = setting.browser_at(address);
    browser.get(&setting.url("/register")).await.unwrap();
    let fields = [("username", name), ("password", "blaue Tassen am Fenster")];
    browser.submit("register-form", &fields).await.unwrap()
}

async fn a_source_opens_no_more_accounts_than_its_budget(world: World) {
    let setting = Setting::with(world, |config| config.abuse.source_register = FEW).await;
    setting.person("taken").await;
    assert!(is_in(&registered(&setting, ELSEWHERE, "first").await));
    assert!(is_in(&registered(&setting, ELSEWHERE, "second").await));
    // Each look at whether a name is taken counts.
    assert!(registered(&setting, ELSEWHERE, "taken").await.has("username-problem"));
    for name in ["third", "taken"] {
        let page = registered(&setting, ELSEWHERE, name).await;
        assert!(page.status == 422 && page.has("error-summary") && !page.has("username-problem"), "{name}");
    }
    assert_eq!(setting.accounts().await, 3);
    assert!(is_in(&registered(&setting, HOME, "third").await));
    setting.advance(Duration::from_secs(60));
    assert!(is_in(&registered(&setting, ELSEWHERE, "fourth").await));
}

async fn a_source_that_opened_its_accounts_still_signs_in(world: World) {
    let setting = Setting::with(world, |config| config.abuse.source_register = FEW).await;
    let lin = setting.person("lin").await;
    for name in ["first", "second", "third"] {
        assert!(is_in(&registered(&setting, ELSEWHERE, name).await));
    }
    assert!(!is_in(&registered(&setting, ELSEWHERE, "fourth").await));
    let mut there = setting.browser_at(ELSEWHERE);
    assert_eq!(tried(&setting, &mut there, "lin", &lin.password).await, Came::In);
}

fn few_for_a_source(config: &mut Config) {
    config.abuse.source_sign_in = FEW;
}

/// Guesses at other names from each of the addresses; how many were made.
async fn made_from(setting: &Setting, addresses: &[&str]) -> usize {
    let mut made = 0;
    for (number, address) in addresses.iter().enumerate() {
        let mut browser = setting.browser_at(address);
        let came = tried(setting, &mut browser, &format!("name{number}"), WRONG).await;
        made += usize::from(came == Came::Wrong);
    }
    made
}

async fn what_a_proxy_says_is_believed(world: World) {
    let setting = Setting::with(world, few_for_a_source).await;
    let five = ["203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4", "203.0.113.5"];
    assert_eq!(made_from(&setting, &five).await, 5);
    assert_eq!(made_from(&setting, &["203.0.113.9"; 5]).await, 3);
}

async fn what_a_caller_writes_before_it_is_not(world: World) {
    let setting = Setting::with(world, few_for_a_source).await;
    let spoofed = [
        "203.0.113.1, 198.51.100.9",
        "203.0.113.2, 198.51.100.9",
        "127.0.0.1, 198.51.100.9",
        "nonsense, 198.51.100.9",
        "203.0.113.5,198.51.100.9, 127.0.0.1",
    ];
    assert_eq!(made_from(&setting, &spoofed).await, 3);
}

async fn what_a_caller_writes_without_a_proxy_is_not(world: World) {
    let direct = |config: &mut Config| {
        few_for_a_source(config);
        config.listen.public.behind_proxy = Vec::new();
    };
    let setting = Setting::with(world, direct).await;
    let five = ["203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4", "203.0.113.5"];
    assert_eq!(made_from(&setting, &five).await, 3);
}
