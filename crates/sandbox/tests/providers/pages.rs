//! What testers and verified people see.

use http::HeaderValue;
use http::header::ACCEPT_LANGUAGE;
use sandbox::providers::{Verdict, people};

use crate::world::{World, seq};

#[tokio::test]
async fn a_person_decides_and_goes_back() {
    for (button, verdict) in [
        ("pass", Verdict::Pass),
        ("fail", Verdict::Fail),
        ("cancel", Verdict::Cancel),
        ("time-out", Verdict::TimeOut),
        ("wrong-subject", Verdict::WrongSubject),
    ] {
        let world = World::new().await;
        let page = world.begin_open_set(&seq(1)).await.json()["page"].as_str().unwrap().to_owned();
        let mut browser = world.browser();
        let shown = browser.get(&page).await.unwrap();
        assert_eq!(shown.text("case-person").as_deref(), Some("演示甲"));
        assert!(!shown.body.contains(people()[0].number));
        let back = browser.press(button).await.unwrap();
        assert_eq!(back.url.as_str(), format!("{}/verify/return/{}", world.issuer.url, seq(1)));
        assert_eq!(world.city.cases("open-set").unwrap()[0].verdict, Some(verdict));
    }
}

#[tokio::test]
async fn a_decided_case_shows_the_result_and_the_way_back() {
    let world = World::new().await;
    let page = world.begin_open_set(&seq(1)).await.json()["page"].as_str().unwrap().to_owned();
    world.city.decide("open-set", &seq(1), Verdict::Fail).unwrap();
    let shown = world.browser().get(&page).await.unwrap();
    assert_eq!(shown.text("case-state").as_deref(), Some("未通过"));
    assert!(!shown.has("pass") && shown.has("way-back"));
}

#[tokio::test]
async fn a_tester_finds_open_cases_from_the_first_page() {
    let world = World::new().await;
    world.begin("bank", &seq(1)).await;
    let mut browser = world.browser();
    let home = browser.get(world.city.url()).await.unwrap();
    assert_eq!(home.text("open-bank").as_deref(), Some("1"));
    let list = browser.press("house-bank").await.unwrap();
    assert_eq!(list.texts("case-state"), ["等待处理"]);
    browser.press("case-link").await.unwrap();
    let decided = browser.press("pass").await.unwrap();
    assert_eq!(decided.text("case-state").as_deref(), Some("已通过"));
    world.city.settled().await;
    let list = browser.press("list-link").await.unwrap();
    assert!(list.has("callback"));
}

#[tokio::test]
async fn refused_calls_are_shown_with_their_rule() {
    let world = World::new().await;
    world.post(&world.setting("population", "url"), "application/jwt", "rubbish").await;
    let page = format!("{}/cases/population", world.city.url());
    let shown = world.browser().get(&page).await.unwrap();
    assert_eq!(shown.attribute("refused-call", "data-rule").as_deref(), Some("malformed"));
}

#[tokio::test]
async fn the_people_are_listed() {
    let world = World::new().await;
    let shown = world.browser().get(&format!("{}/people", world.city.url())).await.unwrap();
    let numbers: Vec<&str> = people().iter().map(|person| person.number).collect();
    assert_eq!(shown.texts("person-number"), numbers);
    assert_eq!(shown.texts("entity").len(), 3);
}

#[tokio::test]
async fn the_pages_speak_both_languages() {
    let world = World::new().await;
    world.begin("open-sorted", &seq(1)).await;
    let page = world.city.cases("open-sorted").unwrap()[0].page.clone();
    assert_eq!(world.browser().get(&page).await.unwrap().text("pass").as_deref(), Some("通过"));
    let mut english = world.browser().with_header(ACCEPT_LANGUAGE, HeaderValue::from_static("en"));
    let shown = english.get(&page).await.unwrap();
    assert_eq!(shown.text("pass").as_deref(), Some("Pass"));
    assert_eq!(shown.text("house-name").as_deref(), Some("Demo real-name centre"));
}

#[tokio::test]
async fn what_is_not_there_is_said_so() {
    let world = World::new().await;
    for path in ["/cases/post-office", "/cases/bank/1", "/cases/post-office/1"] {
        let shown = world.browser().get(&format!("{}{path}", world.city.url())).await.unwrap();
        assert_eq!((shown.status, shown.has("missing")), (404, true), "{path}");
    }
}

#[tokio::test]
async fn a_decision_that_is_none_is_refused() {
    let world = World::new().await;
    world.begin("bank", &seq(1)).await;
    let page = world.city.cases("bank").unwrap()[0].page.clone();
    for body in ["verdict=perhaps", "", "verdict=pass&verdict=fail"] {
        assert_eq!(world.post(&page, "application/x-www-form-urlencoded", body).await.status, 400, "{body}");
    }
    assert_eq!(world.city.cases("bank").unwrap()[0].verdict, None);
}

#[tokio::test]
async fn pages_carry_headers_that_keep_them_in() {
    let world = World::new().await;
    let shown = world.browser().get(world.city.url()).await.unwrap();
    assert!(shown.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
    assert_eq!(shown.header("x-content-type-options"), Some("nosniff"));
    let sheet = world.browser().get(&format!("{}/assets/style.css", world.city.url())).await.unwrap();
    assert!(sheet.body.contains("--band") && sheet.body.contains(".choices"));
    let icon = world.browser().get(&format!("{}/assets/icon.svg", world.city.url())).await.unwrap();
    assert_eq!(icon.header("content-type"), Some("image/svg+xml"));
}
