//! What happened, as its person sees it.

use std::time::Duration;

use evidence::document::{DocumentNumber, DocumentType, PersonName};
use evidence::kind::EvidenceKind;
use serde_json::json;
use testkit::{Browser, Page, World, on_each_database};

use yimen::entity::{Actor, Invitation, Items, Regions, Subdelegation};

use crate::oidc::known;

use super::acts::{at_home, open, post, sign_in_by};

on_each_database! {
    what_was_done_is_told_newest_first,
    ways_of_proof_and_devices_are_told,
    refusals_are_told,
    what_passes_between_clients_is_left_out,
    older_events_are_on_pages_of_their_own,
    nobody_sees_what_happened_to_others,
    an_id_that_is_none_shows_the_newest,
    what_was_done_about_who_one_is_is_told,
    a_right_that_was_offered_is_told_with_the_name_of_the_entity,
}

const SECOND: Duration = Duration::from_secs(1);

fn whats(page: &Page) -> Vec<String> {
    let marked = page.body.split("data-what=\"").skip(1);
    marked.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

async fn history(world: &World, browser: &mut Browser) -> Page {
    let page = open(world, browser, "/home/history").await;
    assert!(page.has("history-page"), "{}", page.body);
    page
}

async fn what_was_done_is_told_newest_first(world: World) {
    let lin = world.person("lin").await;
    world.advance(SECOND);
    let mut browser = at_home(&world, &lin).await;
    world.advance(SECOND);
    post(&world, &mut browser, "/home/recovery-codes/new", &[]).await;
    world.advance(SECOND);
    world.give_app(&lin).await;
    world.advance(SECOND);
    post(&world, &mut browser, "/home/totp/remove", &[]).await;
    let told = whats(&history(&world, &mut browser).await);
    assert_eq!(told, ["totp-removed", "totp-added", "recovery-codes", "signed-in", "imported"]);
}

async fn ways_of_proof_and_devices_are_told(world: World) {
    let lin = world.person("lin").await;
    let mut key = world.security_key();
    world.give_passkey(&lin, &mut key).await;
    let mut browser = at_home(&world, &lin).await;
    let text = history(&world, &mut browser).await.texts("event").join("\n");
    assert!(text.contains("密码") && text.contains("Firefox · Linux") && text.contains("127.0.0"), "{text}");
    assert!(!text.contains("127.0.0.1"), "the address is shown in part: {text}");
    world.advance(SECOND);
    let mut other = sign_in_by(&world, &mut key).await;
    let first = history(&world, &mut other).await.text("event").unwrap();
    assert!(first.contains("通行密钥") && !first.contains("密码"), "{first}");
}

async fn refusals_are_told(world: World) {
    let lin = world.person("lin").await;
    let mut stranger = world.browser();
    open(&world, &mut stranger, "/sign-in").await;
    stranger.submit("sign-in-form", &[("username", "lin"), ("password", "a guess")]).await.unwrap();
    world.advance(SECOND);
    let mut browser = at_home(&world, &lin).await;
    assert_eq!(whats(&history(&world, &mut browser).await), ["signed-in", "refused", "imported"]);
}

async fn what_passes_between_clients_is_left_out(world: World) {
    let (city, lin) =
        (world.party("city", json!({ "consent": "required" })).await, world.person("lin").await);
    let mut browser = world.browser();
    let tokens = lin.tokens(&mut browser, &city.ask()).await;
    city.refreshed(tokens.refresh_token()).await;
    let page = history(&world, &mut browser).await;
    let mut told = whats(&page);
    told.sort();
    assert_eq!(told, ["consent-given", "imported", "signed-in"]);
    assert!(page.texts("event").iter().any(|text| text.contains("Service city")));
}

async fn older_events_are_on_pages_of_their_own(world: World) {
    let lin = world.person("lin").await;
    let mut browser = at_home(&world, &lin).await;
    for _ in 0..40 {
        world.advance(SECOND);
        post(&world, &mut browser, "/home/recovery-codes/new", &[]).await;
    }
    // Of 42 events 20 are on each of two pages, and two are left.
    let first = history(&world, &mut browser).await;
    assert_eq!((whats(&first).len(), first.has("newest")), (20, false));
    let second = browser.press("older").await.unwrap();
    assert_eq!((whats(&second).len(), second.has("newest")), (20, true));
    let third = browser.press("older").await.unwrap();
    assert_eq!((whats(&third).len(), third.has("older")), (2, false));
    assert!(whats(&third).contains(&"imported".to_owned()));
    assert_eq!(whats(&browser.press("newest").await.unwrap()), whats(&first));
}

async fn nobody_sees_what_happened_to_others(world: World) {
    let (lin, chen) = (world.person("lin").await, world.person("chen").await);
    world.advance(SECOND);
    let mut theirs = at_home(&world, &chen).await;
    world.give_recovery_codes(&chen).await;
    world.advance(SECOND);
    let mut browser = at_home(&world, &lin).await;
    assert_eq!(whats(&history(&world, &mut browser).await), ["signed-in", "imported"]);
    assert!(whats(&history(&world, &mut theirs).await).contains(&"recovery-codes".to_owned()));
}

async fn an_id_that_is_none_shows_the_newest(world: World) {
    let lin = world.person("lin").await;
    let mut browser = at_home(&world, &lin).await;
    for query in ["before=", "before=zz", "before=1&before=2", "before=%00"] {
        let page = open(&world, &mut browser, &format!("/home/history?{query}")).await;
        assert!(page.status == 200 && whats(&page).len() == 2, "{query}: {}", page.body);
    }
    let nothing = open(&world, &mut browser, &format!("/home/history?before={}", "0".repeat(32))).await;
    assert!(nothing.has("history-page") && whats(&nothing).is_empty() && nothing.has("newest"));
}

async fn what_was_done_about_who_one_is_is_told(world: World) {
    let lin = world.person("lin").await;
    world.advance(SECOND);
    let proof = known::prove(&world, &lin, EvidenceKind::TwoElement).await;
    world.advance(SECOND);
    let account = world.account(&lin).await.id;
    world.app.verifications.dispute(account, proof, "").await.unwrap();
    world.advance(SECOND);
    let mut browser = at_home(&world, &lin).await;
    let page = history(&world, &mut browser).await;
    assert_eq!(whats(&page), ["signed-in", "evidence-disputed", "identity-told", "imported"]);
    assert!(!page.body.contains(known::NUMBER) && !page.body.contains(known::NAME));
}

async fn a_right_that_was_offered_is_told_with_the_name_of_the_entity(world: World) {
    let lin = world.person("lin").await;
    known::prove(&world, &lin, EvidenceKind::NetworkIdentityFace).await;
    known::company(&world, "active").await;
    let account = world.account(&lin).await.id;
    let seat = world.app.entities.seats(account).await.unwrap().remove(0);
    let what = Invitation {
        place: seat.acting,
        name: PersonName::parse("陈建国").unwrap(),
        number: DocumentNumber::parse(DocumentType::Passport, "E99999999").unwrap(),
        phone: "13800138000".to_owned(),
        items: Items::All,
        regions: Regions::Everywhere,
        last_day: time::macros::date!(2026 - 06 - 30),
        subdelegation: Subdelegation::No,
    };
    let by = Actor { account, identity: 4, request_id: String::new() };
    let right = world.app.entities.invite(&by, what).await.unwrap();
    world.advance(SECOND);
    world.app.entities.end(&by, right).await.unwrap();
    let mut browser = at_home(&world, &lin).await;
    let page = history(&world, &mut browser).await;
    assert!(whats(&page).contains(&"delegation-invited".to_owned()), "{:?}", whats(&page));
    assert!(page.texts("event").iter().any(|text| text.contains(known::COMPANY)));
}
