//! The account's home: what one may end, and only of one's own.

use serde_json::json;
use testkit::{Browser, RelyingParty, World, on_each_database};

on_each_database! {
    asks_to_sign_in_first,
    another_device_can_be_signed_out,
    all_other_devices_can_be_signed_out,
    refused_when_the_session_is_somebody_elses,
    a_consent_taken_back_is_asked_for_again,
    refused_without_a_token,
    signing_out_shows_who_is_told,
    a_living_session_is_listed_behind_two_hundred_ended_ones,
}

async fn signed_on(world: &World, city: &RelyingParty, person: &testkit::Person) -> Browser {
    let mut browser = world.browser();
    person.tokens(&mut browser, &city.ask()).await;
    browser
}

async fn is_signed_in(city: &RelyingParty, browser: &mut Browser) -> bool {
    city.ask().with("prompt", "none").unasked(browser).await.get("code").is_some()
}

async fn asks_to_sign_in_first(world: World) {
    let reply = world.get("/home").await;
    assert_eq!((reply.status, reply.header("location")), (303, Some("/sign-in")));
}

async fn another_device_can_be_signed_out(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (mut here, mut there) = (signed_on(&world, &city, &lin).await, signed_on(&world, &city, &lin).await);
    let page = here.get(&world.url("/")).await.unwrap();
    let form = page.forms().into_iter().find(|form| form.action.ends_with("/end")).unwrap();
    here.submit(&form.action, &[]).await.unwrap();
    assert!(is_signed_in(&city, &mut here).await);
    assert!(!is_signed_in(&city, &mut there).await);
}

async fn all_other_devices_can_be_signed_out(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let mut here = signed_on(&world, &city, &lin).await;
    let mut others = [signed_on(&world, &city, &lin).await, signed_on(&world, &city, &lin).await];
    here.get(&world.url("/")).await.unwrap();
    here.press("end-all").await.unwrap();
    assert!(is_signed_in(&city, &mut here).await);
    for other in &mut others {
        assert!(!is_signed_in(&city, other).await);
    }
}

async fn refused_when_the_session_is_somebody_elses(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let chen = world.person("chen").await;
    let (mut own, mut victim) = (signed_on(&world, &city, &lin).await, signed_on(&world, &city, &chen).await);
    let accounts = world.app.accounts.page(None, 10).await.unwrap();
    let (account, _) = accounts.iter().find(|(_, profile)| profile.username == "chen").unwrap();
    let session = world.app.sessions.of_account(account.id).await.unwrap().remove(0);
    let page = own.get(&world.url("/")).await.unwrap();
    let csrf = page.forms()[0].control("csrf").unwrap().value.clone();
    let path = format!("/home/sessions/{}/end", session.id);
    own.post(&path, &[("csrf", &csrf)]).await.unwrap();
    assert!(is_signed_in(&city, &mut victim).await);
}

async fn a_consent_taken_back_is_asked_for_again(world: World) {
    let lin = world.person("lin").await;
    let city = world.party("city", json!({ "consent": "required" })).await;
    let mut browser = signed_on(&world, &city, &lin).await;
    assert!(browser.get(&world.url("/")).await.unwrap().has("consent-city"));
    let page = browser.press("withdraw-city").await.unwrap();
    assert!(!page.has("consent-city"));
    assert!(city.ask().open(&mut browser).await.has("consent-form"));
}

async fn refused_without_a_token(world: World) {
    let lin = world.person("lin").await;
    let city = world.party("city", json!({ "consent": "required" })).await;
    let mut browser = signed_on(&world, &city, &lin).await;
    browser.get(&world.url("/")).await.unwrap();
    for path in ["/sign-out", "/home/sessions/end-all", "/home/consents/city/withdraw"] {
        for csrf in ["", "AAAA"] {
            assert_eq!(browser.clone().post(path, &[("csrf", csrf)]).await.unwrap().status, 403, "{path}");
        }
    }
    assert!(is_signed_in(&city, &mut browser).await);
}

async fn signing_out_shows_who_is_told(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let mut browser = signed_on(&world, &city, &lin).await;
    browser.get(&world.url("/")).await.unwrap();
    let page = browser.press("sign-out").await.unwrap();
    assert!(page.has("signed-out-page") && page.has("logout-outcome"));
}

async fn a_living_session_is_listed_behind_two_hundred_ended_ones(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    signed_on(&world, &city, &lin).await;
    let (account, _) = world.app.accounts.page(None, 1).await.unwrap().remove(0);
    let living = world.app.sessions.of_account(account.id).await.unwrap().remove(0);
    world.advance(std::time::Duration::from_secs(1));
    let (pattern, now, rng) = (living.clone(), world.now(), world.app.ground.rng.clone());
    let ended = move |number: u8| store::session::Session {
        id: base::SessionId::random(&*rng),
        secret_hash: [number; 32],
        created_at: now,
        ended_at: Some(now),
        ..pattern.clone()
    };
    let written = world.app.ground.db.write(move |tx| {
        let ended = ended.clone();
        Box::pin(async move {
            for number in 0..200 {
                store::session::create(tx, &ended(number)).await?;
            }
            Ok::<_, base::Fault>(())
        })
    });
    written.await.unwrap();
    let listed = world.app.sessions.of_account(account.id).await.unwrap();
    assert_eq!(listed, [living]);
}
