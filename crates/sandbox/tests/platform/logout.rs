//! Signing out here, and being signed out from there.

use serde_json::{Value, json};

use crate::world::World;

async fn send(world: &World, token: &str) -> sandbox::actor::Page {
    let address = world.at("/logout/backchannel");
    world.another_browser().post(&address, &[("logout_token", token)]).await.unwrap()
}

#[tokio::test]
async fn signing_out_ends_the_session_and_asks_the_issuer_to_follow() {
    let mut world = World::signed_in().await;
    let page = world.browser.press("sign-out").await.unwrap();
    assert!(page.has("signed-out-page"));
    assert_eq!(page.attribute("signed-out-page", "data-outcome").as_deref(), Some("everywhere"));
    assert_eq!(world.platform.sessions(), 0);
    let departure = world.issuer.book().departures.remove(0);
    assert_eq!(departure["client_id"], "hangzhou");
    assert_eq!(departure["post_logout_redirect_uri"], world.at("/signed-out"));
    assert_eq!(departure["id_token_hint"].split('.').count(), 3);
    assert!(world.open("/").await.has("signed-out"));
}

#[tokio::test]
async fn a_return_with_a_foreign_or_used_state_is_not_believed() {
    let mut world = World::signed_in().await;
    let back = world.browser.press("sign-out").await.unwrap().url;
    let again = world.browser.get(back.as_str()).await.unwrap();
    assert_eq!(again.attribute("signed-out-page", "data-outcome").as_deref(), Some("state_unknown"));
    assert_eq!(
        world.open("/signed-out").await.attribute("signed-out-page", "data-outcome").as_deref(),
        Some("here")
    );
}

#[tokio::test]
async fn a_logout_of_the_issuer_ends_the_session_and_is_shown() {
    let mut world = World::signed_in().await;
    let answer = send(&world, &world.issuer.logout_token(|_| {})).await;
    assert_eq!((answer.status, answer.header("cache-control")), (200, Some("no-store")));
    assert_eq!((world.platform.sessions(), world.platform.logouts_received()), (0, 1));
    let page = world.open("/").await;
    assert!(page.has("signed-out") && page.has("note"));
    let page = world.open("/events").await;
    assert_eq!(page.attribute("logout-event", "data-outcome").as_deref(), Some("ended"));
    assert_eq!(page.text("logout-sid").as_deref(), Some("session-1"));
}

#[tokio::test]
async fn a_logout_by_person_alone_ends_the_session_too() {
    let world = World::signed_in().await;
    let token = world.issuer.logout_token(|claims| drop(claims.remove("sid")));
    assert_eq!((send(&world, &token).await.status, world.platform.sessions()), (200, 0));
}

#[tokio::test]
async fn a_logout_of_another_session_succeeds_and_leaves_this_one() {
    let world = World::signed_in().await;
    let token = world.issuer.logout_token(|claims| claims["sid"] = json!("session-2"));
    assert_eq!((send(&world, &token).await.status, world.platform.sessions()), (200, 1));
}

#[tokio::test]
async fn a_logout_token_used_twice_is_refused() {
    let mut world = World::signed_in().await;
    let token = world.issuer.logout_token(|_| {});
    send(&world, &token).await;
    world.open("/sign-in").await;
    let answer = send(&world, &token).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json::<Value>().unwrap()["error"], "invalid_request");
    assert_eq!((world.platform.sessions(), world.platform.logouts_received()), (1, 1));
}

#[tokio::test]
async fn a_logout_token_signed_with_a_rotated_key_is_taken() {
    let world = World::signed_in().await;
    world.issuer.rotate("second");
    assert_eq!(send(&world, &world.issuer.logout_token(|_| {})).await.status, 200);
}

#[tokio::test]
async fn a_logout_token_that_breaks_a_rule_is_refused_and_shown() {
    let mut world = World::signed_in().await;
    let token = world.issuer.logout_token(|claims| claims["aud"] = json!("another"));
    let answer = send(&world, &token).await;
    assert_eq!((answer.status, answer.header("cache-control")), (400, Some("no-store")));
    assert_eq!(world.platform.sessions(), 1);
    let page = world.open("/events").await;
    assert_eq!(page.attribute("logout-event", "data-outcome").as_deref(), Some("refused"));
}

#[tokio::test]
async fn a_logout_request_without_exactly_one_token_is_refused() {
    let world = World::new().await;
    let address = world.at("/logout/backchannel");
    for fields in [&[][..], &[("logout_token", "a"), ("logout_token", "b")][..]] {
        assert_eq!(world.another_browser().post(&address, fields).await.unwrap().status, 400);
    }
    assert_eq!(world.another_browser().get(&address).await.unwrap().status, 405);
}

#[tokio::test]
async fn a_front_channel_logout_needs_issuer_and_session() {
    let world = World::signed_in().await;
    let issuer = world.issuer.url.clone();
    let mut frame = world.another_browser();
    for query in ["", "sid=session-1", "iss=http://127.0.0.1:1&sid=session-1"] {
        frame.get(&world.at(&format!("/logout/frontchannel?{query}"))).await.unwrap();
        assert_eq!(world.platform.sessions(), 1, "{query}");
    }
    let page =
        frame.get(&world.at(&format!("/logout/frontchannel?iss={issuer}&sid=session-1"))).await.unwrap();
    assert!(page.header("content-security-policy").unwrap().contains(&format!("frame-ancestors {issuer}")));
    assert_eq!((world.platform.sessions(), world.platform.logouts_received()), (0, 1));
}
