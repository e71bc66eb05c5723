//! The account at a glance, and what its person should look at.

use std::time::Duration;

use http::{HeaderName, HeaderValue};
use testkit::{Browser, Lie, Page, Person, World, on_each_database};

use super::acts::{at_home, log_of, open, post, sign_in};

on_each_database! {
    asks_to_sign_in_first,
    one_way_in_is_told,
    two_ways_in_or_codes_for_bad_days_are_enough,
    few_recovery_codes_are_told,
    a_new_device_is_told_of_on_the_others,
    a_passkey_that_may_exist_twice_is_told_until_it_is_gone,
    a_way_back_in_that_waits_is_told_and_called_off,
    nothing_happens_to_the_ways_back_of_others,
    services_to_go_to_are_shown,
    signing_out_shows_who_is_told,
}

const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

async fn lin_at_home(world: &World) -> (Person, Browser) {
    let lin = world.person("lin").await;
    let browser = at_home(world, &lin).await;
    (lin, browser)
}

async fn attention(world: &World, browser: &mut Browser) -> Vec<String> {
    let page = open(world, browser, "/home").await;
    assert!(page.has("home-page"), "{}", page.body);
    page.texts("attention")
}

async fn asks_to_sign_in_first(world: World) {
    let reply = world.get("/home").await;
    assert_eq!((reply.status, reply.header("location")), (303, Some("/sign-in")));
}

async fn one_way_in_is_told(world: World) {
    let (_, mut browser) = lin_at_home(&world).await;
    let told = attention(&world, &mut browser).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("只有一种"), "{told:?}");
}

async fn two_ways_in_or_codes_for_bad_days_are_enough(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    world.give_recovery_codes(&lin).await;
    assert_eq!(attention(&world, &mut browser).await, Vec::<String>::new());
    let chen = world.person("chen").await;
    world.give_passkey(&chen, &mut world.security_key()).await;
    let mut other = at_home(&world, &chen).await;
    assert_eq!(attention(&world, &mut other).await, Vec::<String>::new());
}

async fn few_recovery_codes_are_told(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    let codes = world.give_recovery_codes(&lin).await;
    let account = world.account(&lin).await.id;
    for code in &codes[..6] {
        spend(&world, account, code).await;
    }
    assert_eq!(attention(&world, &mut browser).await, Vec::<String>::new(), "four are left");
    spend(&world, account, &codes[6]).await;
    let told = attention(&world, &mut browser).await;
    assert!(told.len() == 1 && told[0].contains('3'), "{told:?}");
    for code in &codes[7..] {
        spend(&world, account, code).await;
    }
    assert_eq!(attention(&world, &mut browser).await.len(), 2, "none, and one way in");
}

async fn spend(world: &World, account: base::AccountId, code: &str) {
    let (authenticators, code) = (world.app.authenticators.clone(), code.to_owned());
    let used = world.app.ground.db.write(move |tx| {
        let (authenticators, code) = (authenticators.clone(), code.clone());
        Box::pin(async move { authenticators.use_recovery_code(tx, account, &code).await })
    });
    assert!(used.await.unwrap());
}

async fn a_new_device_is_told_of_on_the_others(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    world.give_recovery_codes(&lin).await;
    world.advance(Duration::from_secs(60));
    let agent =
        HeaderValue::from_static("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/605.1");
    let mut phone = world.browser().with_header(HeaderName::from_static("user-agent"), agent);
    sign_in(&world, &mut phone, &lin).await;
    let told = attention(&world, &mut browser).await;
    assert!(
        told.len() == 1 && told[0].contains("Safari · iPhone") && told[0].contains("127.0.0"),
        "{told:?}"
    );
    assert_eq!(attention(&world, &mut phone).await, Vec::<String>::new(), "it knows of itself");
    world.advance(WEEK + super::acts::MOMENT);
    let mut later = browser.clone();
    sign_in(&world, &mut later, &lin).await;
    assert_eq!(attention(&world, &mut later).await, Vec::<String>::new(), "it is not new any more");
}

async fn a_passkey_that_may_exist_twice_is_told_until_it_is_gone(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    let mut key = world.security_key();
    world.give_passkey(&lin, &mut key).await;
    super::acts::sign_in_by(&world, &mut key).await;
    let mut stranger = world.browser();
    let page: Page = open(&world, &mut stranger, "/sign-in").await;
    let options = page.attribute("passkey-form", "data-options").unwrap();
    let response = key.get(&options, &[Lie::Counter(1)]).unwrap();
    stranger.submit_on(&page, "passkey-form", &[("credential", &response)]).await.unwrap();
    let copied = |told: Vec<String>| told.iter().filter(|text| text.contains("a passkey")).count();
    assert_eq!(copied(attention(&world, &mut browser).await), 1);
    let (id, _) = super::acts::passkeys(&world, &lin).await.remove(0);
    post(&world, &mut browser, &format!("/home/passkeys/{id}/remove"), &[]).await;
    assert_eq!(copied(attention(&world, &mut browser).await), 0);
}

/// Asks for a way back by a recovery code.
async fn ask_back(world: &World, person: &Person) {
    let code = world.give_recovery_codes(person).await.remove(0);
    let recoveries = &world.app.recoveries;
    let source = yimen::risk::Source::of([198, 51, 100, 9].into());
    let visitor = yimen::sign_in::Visitor {
        browser: "elsewhere",
        session: None,
        device: None,
        source,
        description: "",
        locale: "zh-Hans",
        client: None,
        request_id: "",
    };
    recoveries.by_recovery_code(&visitor, (&person.username, &code)).await.unwrap();
}

async fn a_way_back_in_that_waits_is_told_and_called_off(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    ask_back(&world, &lin).await;
    let account = world.account(&lin).await.id;
    let waiting = world.app.recoveries.waiting(account).await.unwrap().unwrap();
    let told = attention(&world, &mut browser).await;
    assert!(told.len() == 1 && told[0].contains("198.51.100."), "{told:?}");
    // No fresh proof is asked for: what protects must be quick.
    world.advance(Duration::from_secs(20 * 60));
    open(&world, &mut browser, "/home").await;
    let page = browser.press(&format!("cancel-recovery-{}", waiting.id)).await.unwrap();
    assert!(page.has("notice") && page.texts("attention").is_empty(), "{}", page.body);
    assert_eq!(world.app.recoveries.waiting(account).await.unwrap(), None);
}

async fn nothing_happens_to_the_ways_back_of_others(world: World) {
    let (_, mut browser) = lin_at_home(&world).await;
    let chen = world.person("chen").await;
    ask_back(&world, &chen).await;
    let account = world.account(&chen).await.id;
    let waiting = world.app.recoveries.waiting(account).await.unwrap().unwrap();
    let before = log_of(&world, &chen).await;
    for id in [waiting.id.to_string().as_str(), "no-id", &"0".repeat(32)] {
        let page = post(&world, &mut browser, &format!("/home/recovery/{id}/cancel"), &[]).await;
        assert!(page.has("home-page") && !page.has("notice"), "{id}");
    }
    assert_eq!(world.app.recoveries.waiting(account).await.unwrap(), Some(waiting));
    assert_eq!(log_of(&world, &chen).await, before);
}

async fn services_to_go_to_are_shown(world: World) {
    let (_, mut browser) = lin_at_home(&world).await;
    let start = world.outside().east("/city/start");
    world.party("city", serde_json::json!({ "initiate_login_uri": start })).await;
    let page = open(&world, &mut browser, "/home").await;
    let link = page.link("service").unwrap();
    assert!(link.as_str().starts_with(&start));
    assert_eq!(link.query_pairs().next().unwrap(), ("iss".into(), world.issuer().into()));
}

async fn signing_out_shows_who_is_told(world: World) {
    let (city, lin) = (world.party("city", serde_json::json!({})).await, world.person("lin").await);
    let mut browser = world.browser();
    lin.tokens(&mut browser, &city.ask()).await;
    open(&world, &mut browser, "/home").await;
    let page = browser.press("sign-out").await.unwrap();
    assert!(page.has("signed-out-page") && page.has("logout-outcome"));
}
