//! What is done is written down, in the transaction that does it, without anything secret.

use std::time::Duration;

use serde_json::json;
use store::account::AccountStatus;
use store::audit::{AuditEvent, AuditFilter};
use testkit::{World, on_each_database};

on_each_database! {
    every_act_of_a_sign_on_leaves_its_entry,
    theft_leaves_its_entry,
    entries_name_account_client_session_and_request,
    administration_leaves_its_entry,
    what_is_refused_leaves_no_entry_of_success,
}

async fn events(world: &World) -> Vec<AuditEvent> {
    let mut conn = world.app.ground.db.reader().await.unwrap();
    store::audit::page(&mut conn, &AuditFilter::All, None, 200).await.unwrap()
}

async fn kinds(world: &World) -> Vec<String> {
    events(world).await.into_iter().rev().map(|event| event.kind).collect()
}

async fn every_act_of_a_sign_on_leaves_its_entry(world: World) {
    let lin = world.person("lin").await;
    let city = world.party("city", json!({ "consent": "required" })).await;
    let before = events(&world).await.len();
    world.advance(Duration::from_secs(1));
    let mut browser = world.browser();
    let tokens = lin.tokens(&mut browser, &city.ask()).await;
    let tokens = city.refreshed(tokens.refresh_token()).await;
    city.revoke(&tokens.access_token).await;
    browser.get(&world.url("/home/consents")).await.unwrap();
    browser.press("withdraw-city").await.unwrap();
    browser.get(&world.url("/")).await.unwrap();
    browser.press("sign-out").await.unwrap();
    world.run_jobs_once().await;
    let expected = [
        "consent.given",
        "consent.withdrawn",
        "grant.code_redeemed",
        "grant.refreshed",
        "grant.revoked",
        "logout.delivered",
        "session.ended",
        "session.signed_in",
    ];
    let mut left = events(&world).await;
    left.truncate(left.len() - before);
    let mut left: Vec<_> = left.into_iter().map(|event| event.kind).collect();
    // The clock stands still, so the entries have no order in time.
    left.sort();
    assert_eq!(left, expected);
}

async fn theft_leaves_its_entry(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (mut browser, ask) = (world.browser(), city.ask());
    let answer = lin.answer(&mut browser, &ask).await;
    city.tokens(&ask, answer.code()).await;
    city.redeem(&ask, answer.code()).await;
    let first = lin.tokens(&mut browser, &city.ask()).await;
    city.refreshed(first.refresh_token()).await;
    world.advance(Duration::from_secs(60));
    city.refresh(first.refresh_token()).await;
    let kinds = kinds(&world).await;
    for kind in ["grant.code_reused", "grant.refresh_reused"] {
        assert_eq!(kinds.iter().filter(|own| *own == kind).count(), 1, "{kind}");
    }
}

async fn entries_name_account_client_session_and_request(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let ask = city.ask();
    let answer = lin.answer(&mut world.browser(), &ask).await;
    world.advance(Duration::from_secs(1));
    let reply = city.redeem(&ask, answer.code()).await;
    let event = events(&world).await.remove(0);
    assert_eq!(event.kind, "grant.code_redeemed");
    assert_eq!((event.actor.as_str(), event.client_id.as_deref()), ("client:city", Some("city")));
    assert!(event.account_id.is_some() && event.session_id.is_some());
    assert_eq!(Some(event.request_id.as_str()), reply.header("x-request-id"));
}

async fn administration_leaves_its_entry(world: World) {
    world.party("city", json!({})).await;
    world.person("lin").await;
    let (account, _) = world.app.accounts.page(None, 1).await.unwrap().remove(0);
    world.app.accounts.set_status(account.id, AccountStatus::Frozen, "admin:test").await.unwrap();
    world.set_client("city", store::client::ClientStatus::Disabled).await;
    let kinds = kinds(&world).await;
    for kind in [
        "key.changed",
        "platform.changed",
        "client.changed",
        "client.secret_changed",
        "account.imported",
        "account.status",
    ] {
        assert!(kinds.iter().any(|own| own == kind), "{kind}");
    }
}

async fn what_is_refused_leaves_no_entry_of_success(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let ask = city.ask();
    let answer = lin.answer(&mut world.browser(), &ask).await;
    let before = kinds(&world).await;
    city.redeem(&city.ask(), answer.code()).await;
    city.refresh("x").await;
    city.revoke("x").await;
    assert_eq!(kinds(&world).await.len(), before.len());
}
