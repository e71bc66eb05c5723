//! What a browser sends along, and cookies that change hands.

use std::net::Ipv4Addr;

use axum::Router;
use axum::routing::get;
use base::{ManualClock, SeededRng, Time};
use tokio::task::JoinHandle;

use super::*;

/// A server that says what it was sent and sets two cookies.
struct Echo {
    url: String,
    server: JoinHandle<()>,
}

impl Echo {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let router = Router::new().route("/", get(echo));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, server }
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn echo(headers: HeaderMap) -> ([(HeaderName, &'static str); 1], String) {
    let text = |name: &str| headers.get(name).map_or("-", |value| value.to_str().unwrap()).to_owned();
    let said = format!("{} | {}", text("x-forwarded-for"), text("cookie"));
    ([(SET_COOKIE, "device=d1; Path=/; Max-Age=60")], said)
}

fn environment() -> (Environment, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::new(Time::from_seconds(1_800_000_000)));
    let rng = Arc::new(SeededRng::new(1));
    (Environment { clock: Arc::clone(&clock) as _, rng, trusted: Vec::new() }, clock)
}

fn browser() -> Browser {
    Browser::new_in(&environment().0).unwrap()
}

async fn said(browser: &mut Browser, echo: &Echo) -> String {
    browser.get(&echo.url).await.unwrap().body
}

#[tokio::test]
async fn a_browser_behind_a_proxy_comes_with_its_address() {
    let echo = Echo::start().await;
    assert_eq!(said(&mut browser(), &echo).await, "- | -");
    let mut behind = browser().behind("203.0.113.7");
    assert_eq!(said(&mut behind, &echo).await, "203.0.113.7 | -");
    let mut elsewhere = behind.behind("198.51.100.1, 10.0.0.1");
    assert_eq!(said(&mut elsewhere, &echo).await, "198.51.100.1, 10.0.0.1 | device=d1");
}

#[tokio::test]
async fn what_cannot_stand_in_a_header_becomes_a_question_mark() {
    let echo = Echo::start().await;
    assert_eq!(said(&mut browser().behind("1.2.3.4\r\nx: 山"), &echo).await, "1.2.3.4??x: ? | -");
}

#[tokio::test]
async fn a_cookie_is_carried_over_to_another_browser() {
    let echo = Echo::start().await;
    let mut first = browser();
    said(&mut first, &echo).await;
    assert_eq!(first.cookie("device").map(|cookie| cookie.value.as_str()), Some("d1"));
    let mut second = browser();
    assert_eq!((second.carry_over(&first, "device"), second.carry_over(&first, "other")), (1, 0));
    assert_eq!(said(&mut second, &echo).await, "- | device=d1");
}

#[tokio::test]
async fn a_cookie_that_expired_is_not_there() {
    let echo = Echo::start().await;
    let (environment, clock) = environment();
    let mut first = Browser::new_in(&environment).unwrap();
    said(&mut first, &echo).await;
    clock.advance(std::time::Duration::from_secs(60));
    assert_eq!(first.cookie("device"), None);
    assert_eq!(browser().carry_over(&first, "device"), 0);
}

#[tokio::test]
async fn a_forgotten_cookie_is_not_sent() {
    let echo = Echo::start().await;
    let mut first = browser();
    said(&mut first, &echo).await;
    assert_eq!((first.jar_mut().forget("other"), first.jar_mut().forget("device")), (0, 1));
    assert_eq!(said(&mut first, &echo).await, "- | -");
}
