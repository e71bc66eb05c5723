//! Passwords through the pages that take them: which are refused as new ones and why, what a sign-in costs at most, and
//! how hashes keep up with the cost that is set.

use std::io::Write as _;
use std::time::Duration;

use config::Config;
use futures_util::future::join_all;
use serde_json::json;
use store::account::Account;
use testkit::{Node, Page, Person, World, on_each_database};
use ui::{Locale, Message};

use super::setting::{HOME, Setting, by_password, is_in};

on_each_database! {
    refused_when_weak_and_told_why,
    refused_when_it_is_simple_by_a_stricter_measure,
    refused_when_made_of_what_is_known_of_the_person,
    taken_when_weak_where_strength_is_not_asked_for,
    refused_when_known_from_a_theft,
    refused_when_shorter_than_the_least,
    refused_when_longer_than_the_most,
    refused_when_it_is_the_name,
    two_spellings_of_one_password_are_one,
    a_hash_of_another_cost_is_made_anew,
    a_wrong_password_makes_no_hash_anew,
    a_hash_of_the_same_cost_stays,
    a_megabyte_is_refused_unread,
    a_few_kilobytes_are_refused_unhashed,
    a_full_queue_sheds_and_the_rest_answers,
}

/// A password that nothing is wrong with.
const GOOD: &str = "blaue Tassen am Fenster";

fn many_accounts(config: &mut Config) {
    config.abuse.source_register = config::Rate { burst: 100, per_hour: 100 };
}

async fn registered(node: &Node, name: &str, password: &str) -> Page {
    let mut browser = node.browser();
    browser.get(&node.url("/register")).await.unwrap();
    let fields = [("username", name), ("display_name", "Xuemei Li"), ("password", password)];
    browser.submit("register-form", &fields).await.unwrap()
}

/// Shows that a password is refused for this reason.
async fn is_refused(node: &Node, password: &str, why: Message) {
    let page = registered(node, "xuemei.li", password).await;
    assert_eq!(page.status, 422, "{password}");
    assert!(!page.has("username-problem"), "{password}");
    let told = page.text("password-problem").unwrap_or_default();
    assert!(told.contains(&why.text(Locale::ZhHans)), "{password}: {told}");
}

async fn refused_when_weak_and_told_why(world: World) {
    let world = world.set(many_accounts).await;
    let table = [
        ("password", Message::PasswordCommon),
        ("woaini1314", Message::PasswordCommon),
        ("sdfghjkl", Message::PasswordKeyboard),
        ("xxxxxxxx", Message::PasswordRepeats),
        ("甲乙甲乙甲乙甲乙", Message::PasswordRepeats),
        ("bcdefghi", Message::PasswordSequence),
        ("03.04.1987", Message::PasswordDate),
        ("vanderpool", Message::PasswordDictionary),
        ("battlefields", Message::PasswordDictionary),
        ("giraffes", Message::PasswordGuessable),
    ];
    for (password, why) in table {
        is_refused(&world, password, why).await;
    }
    assert_eq!(world.app.accounts.page(None, 10).await.unwrap().len(), 0);
    assert!(is_in(&registered(&world, "xuemei.li", GOOD).await));
}

async fn refused_when_it_is_simple_by_a_stricter_measure(world: World) {
    let world = world.set(|config| config.passwords.min_guesses_log10 = 14).await;
    is_refused(&world, "Xq7#v!2k", Message::PasswordGuessable).await;
    assert!(is_in(&registered(&world, "xuemei.li", GOOD).await));
}

async fn refused_when_made_of_what_is_known_of_the_person(world: World) {
    for password in ["xuemeili1", "xuemei2024", "li xuemei"] {
        is_refused(&world, password, Message::PasswordLikeName).await;
    }
    // The same is nobody's name but hers.
    assert!(is_in(&registered(&world, "wei.zhang", GOOD).await));
}

async fn taken_when_weak_where_strength_is_not_asked_for(world: World) {
    let world = world.set(|config| config.passwords.min_guesses_log10 = 0).await;
    assert!(is_in(&registered(&world, "xuemei.li", "password").await));
}

async fn refused_when_known_from_a_theft(world: World) {
    // SHA-1 of the good password, between two others.
    let mut list = tempfile::NamedTempFile::new().unwrap();
    let hashes = ["0".repeat(40), STOLEN.to_owned(), "F".repeat(40)];
    list.write_all(hashes.map(|hash| format!("{hash}:3\n")).concat().as_bytes()).unwrap();
    list.flush().unwrap();
    let path = list.path().to_owned();
    let world = world.set(|config| config.passwords.breached_file = Some(path)).await;
    is_refused(&world, GOOD, Message::PasswordBreached).await;
    assert!(is_in(&registered(&world, "xuemei.li", "blaue Tassen am Fenster 2").await));
}

/// SHA-1 of [`GOOD`].
const STOLEN: &str = "85C37DA343B3A141121524FDFA8231002C6EF373";

async fn refused_when_shorter_than_the_least(world: World) {
    is_refused(&world, "Xq7#v!2", Message::PasswordTooShort { minimum: 8 }).await;
    // Characters count, not bytes.
    is_refused(&world, "春风又绿江南岸", Message::PasswordTooShort { minimum: 8 }).await;
    assert!(is_in(&registered(&world, "xuemei.li", "Xq7#v!2k").await));
    assert!(is_in(&registered(&world, "wei.zhang", "春风又绿江南岸明").await));
}

async fn refused_when_longer_than_the_most(world: World) {
    let longest = format!("{GOOD} {}", "字".repeat(256 - GOOD.len() - 1));
    let page = registered(&world, "xuemei.li", &longest).await;
    assert!(is_in(&page), "{}", page.body);
    is_refused(&world, &format!("{longest}字"), Message::PasswordTooLong { maximum: 256 }).await;
    let mut browser = world.browser();
    assert!(is_in(&by_password(&world, &mut browser, ("xuemei.li", &longest)).await));
}

async fn refused_when_it_is_the_name(world: World) {
    is_refused(&world, "Xuemei.Li", Message::PasswordLikeName).await;
}

async fn two_spellings_of_one_password_are_one(world: World) {
    let (decomposed, composed) = ("drei Stu\u{308}hle am See", "drei St\u{fc}hle am See");
    assert!(is_in(&registered(&world, "xuemei.li", decomposed).await));
    for spelling in [composed, decomposed] {
        let mut browser = world.browser();
        assert!(is_in(&by_password(&world, &mut browser, ("xuemei.li", spelling)).await), "{spelling}");
    }
    // No further than that: letters that only look alike are others.
    let mut browser = world.browser();
    assert!(!is_in(&by_password(&world, &mut browser, ("xuemei.li", "drei Stuhle am See")).await));
}

async fn hash(node: &Node, account: &Account) -> String {
    let mut conn = node.app.ground.db.reader().await.unwrap();
    store::account::password_hash(&mut conn, account.id).await.unwrap().unwrap()
}

/// The hash once it is another, for nobody waits until it is made.
async fn renewed(node: &Node, account: &Account, old: &str) -> String {
    let changed = async {
        loop {
            let now = hash(node, account).await;
            if now != old {
                return now;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), changed).await.expect("the hash is made anew")
}

fn dearer(config: &mut Config) {
    config.passwords.memory_kib = 128;
}

/// A deployment, a node of it with a higher cost, and somebody whose hash has the lower one.
async fn with_dearer_node(world: World) -> (Setting, Node, Person, Account) {
    let setting = Setting::of(world).await;
    let node = setting.node(dearer).await;
    let lin = setting.person("lin").await;
    let account = setting.account(&lin).await;
    (setting, node, lin, account)
}

async fn a_hash_of_another_cost_is_made_anew(world: World) {
    let (setting, node, lin, account) = with_dearer_node(world).await;
    let old = hash(&setting, &account).await;
    assert!(old.contains("m=64,"), "{old}");
    let name = ("lin", lin.password.as_str());
    assert!(is_in(&by_password(&node, &mut setting.browser_at(HOME), name).await));
    let new = renewed(&node, &account, &old).await;
    assert!(new.contains("m=128,"), "{new}");
    assert!(is_in(&by_password(&node, &mut setting.browser_at(HOME), name).await));
    assert!(!is_in(&by_password(&node, &mut setting.browser_at(HOME), ("lin", GOOD)).await));
    assert_eq!(hash(&node, &account).await, new);
}

async fn a_wrong_password_makes_no_hash_anew(world: World) {
    let (setting, node, lin, account) = with_dearer_node(world).await;
    let old = hash(&setting, &account).await;
    for wrong in [GOOD, "", "a long enough passwor"] {
        assert!(!is_in(&by_password(&node, &mut setting.browser_at(HOME), ("lin", wrong)).await));
    }
    assert_eq!(hash(&node, &account).await, old);
    // Another account's hash, made anew after, shows that there was time enough.
    let chen = setting.person("chen").await;
    let other = setting.account(&chen).await;
    let before = hash(&node, &other).await;
    assert!(is_in(&by_password(&node, &mut setting.browser_at(HOME), ("chen", &chen.password)).await));
    renewed(&node, &other, &before).await;
    assert_eq!(hash(&node, &account).await, old);
    assert!(is_in(&by_password(&setting, &mut setting.browser_at(HOME), ("lin", &lin.password)).await));
}

async fn a_hash_of_the_same_cost_stays(world: World) {
    let (setting, node, lin, account) = with_dearer_node(world).await;
    let old = hash(&setting, &account).await;
    let (name, chen) = (("lin", lin.password.as_str()), setting.person("chen").await);
    assert!(is_in(&by_password(&setting, &mut setting.browser_at(HOME), name).await));
    let other = setting.account(&chen).await;
    let before = hash(&node, &other).await;
    assert!(is_in(&by_password(&node, &mut setting.browser_at(HOME), ("chen", &chen.password)).await));
    renewed(&node, &other, &before).await;
    assert_eq!(hash(&setting, &account).await, old);
}

async fn a_megabyte_is_refused_unread(world: World) {
    world.person("lin").await;
    let large = "x".repeat(1 << 20);
    for (path, form, fields) in [
        ("/sign-in", "sign-in-form", vec![("username", "lin"), ("password", large.as_str())]),
        ("/register", "register-form", vec![("username", "chen"), ("password", large.as_str())]),
    ] {
        let mut browser = world.browser();
        browser.get(&world.url(path)).await.unwrap();
        // The server may have closed the connection before all of it was sent.
        if let Ok(page) = browser.submit(form, &fields).await {
            assert_eq!(page.status, 413, "{path}");
        }
    }
    assert_eq!(world.app.accounts.page(None, 10).await.unwrap().len(), 1);
    assert_eq!(world.database().rows().await.get("budget"), Some(&0), "not even counted");
}

async fn a_few_kilobytes_are_refused_unhashed(world: World) {
    let long = "x".repeat(1025);
    is_refused(&world, &long, Message::PasswordTooLong { maximum: 256 }).await;
    // The costs of this node would show: 64 MiB and a hundred passes.
    let costly = |config: &mut Config| {
        config.passwords.memory_kib = 65_536;
        config.passwords.iterations = 100;
    };
    let world = world.set(costly).await;
    for name in ["lin", "nobody"] {
        let mut browser = world.browser();
        let page = by_password(&world, &mut browser, (name, &long)).await;
        assert!(page.status == 422 && page.has("error-summary"), "{name}");
    }
}

async fn a_full_queue_sheds_and_the_rest_answers(world: World) {
    let narrow = |config: &mut Config| {
        config.passwords.memory_kib = 65_536;
        config.passwords.iterations = 4;
        config.passwords.workers = 1;
        config.passwords.queue_ms = Duration::from_millis(10);
    };
    let setting = Setting::with(world, narrow).await;
    let record = json!({
        "grant_types": ["client_credentials"], "scope": "records.read",
        "redirect_uris": null, "post_logout_redirect_uris": null, "backchannel_logout_uri": null,
    });
    let service = setting.party("service", record).await;
    let mut ready = Vec::new();
    for number in 0..12 {
        let mut browser = setting.browser_at(&format!("192.0.2.{number}"));
        let page = browser.get(&setting.url("/sign-in")).await.unwrap();
        ready.push((browser, page, format!("name{number}")));
    }
    let flood = ready.into_iter().map(|(mut browser, page, name)| async move {
        let fields = [("username", name.as_str()), ("password", GOOD)];
        browser.submit_on(&page, "sign-in-form", &fields).await.unwrap()
    });
    let form = [("grant_type", "client_credentials"), ("scope", "records.read")];
    let meanwhile = join_all((0..4).map(|_| service.post("/token", &form)));
    let (flood, tokens) = tokio::join!(join_all(flood), meanwhile);
    assert!(tokens.iter().all(|reply| reply.status == 200), "{tokens:?}");
    let (shed, judged): (Vec<_>, Vec<_>) = flood.iter().partition(|page| page.status == 503);
    assert!(!shed.is_empty() && !judged.is_empty(), "{} of 12 shed", shed.len());
    for page in &shed {
        let wait: u32 = page.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=60).contains(&wait));
    }
    assert!(judged.iter().all(|page| page.status == 422));
    // Who was not judged has not spent a guess.
    assert_eq!(setting.audited("session.sign_in_refused").await.len(), judged.len());
}
