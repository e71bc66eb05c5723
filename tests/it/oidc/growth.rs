//! No table but the audit log grows with the number of sign-ons.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;
use testkit::{World, on_each_database};

on_each_database! {
    what_has_expired_is_deleted,
    a_sign_on_from_a_live_session_leaves_two_rows_that_expire,
}

/// The rows of every table that people fill: not of the audit log, the keys and the counters of changes.
async fn rows(world: &World) -> BTreeMap<String, i64> {
    let mut rows = world.database().rows().await;
    rows.retain(|name, _| !["audit_event", "epoch", "vault", "vault_blob"].contains(&name.as_str()));
    rows
}

async fn what_has_expired_is_deleted(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let signer = world.party("signer", json!({ "token_endpoint_auth_method": "private_key_jwt" })).await;
    let before = rows(&world).await;
    for _ in 0..3 {
        let mut browser = world.browser();
        let tokens = lin.tokens(&mut browser, &city.ask().with("scope", "openid offline_access")).await;
        city.refreshed(tokens.refresh_token()).await;
        city.revoke(&tokens.access_token).await;
        city.push(&city.ask()).await;
        signer.introspect("x").await;
        browser.get(&world.url("/")).await.unwrap();
        browser.press("sign-out").await.unwrap();
    }
    world.run_jobs_once().await;
    assert!(rows(&world).await.values().sum::<i64>() > before.values().sum::<i64>());
    // A browser is remembered longest.
    world.advance(Duration::from_secs(401 * 24 * 3600));
    world.run_jobs_once().await;
    assert_eq!(rows(&world).await, before);
}

async fn a_sign_on_from_a_live_session_leaves_two_rows_that_expire(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let mut browser = world.browser();
    lin.tokens(&mut browser, &city.ask()).await;
    let before = rows(&world).await;
    lin.tokens(&mut browser, &city.ask()).await;
    let after = rows(&world).await;
    let grown: Vec<_> =
        after.iter().filter(|(name, count)| before[*name] < **count).map(|(name, _)| name).collect();
    assert_eq!(grown, ["refresh_family", "spent"]);
}
