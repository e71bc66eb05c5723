//! Where an account is signed in and the browsers it knows: what one may end, and only of one's own.

use serde_json::json;
use testkit::{Browser, RelyingParty, World, on_each_database};

use super::acts::{at_home, logged, open, post, reached, told, with_messages};

on_each_database! {
    another_device_can_be_signed_out,
    all_other_devices_can_be_signed_out,
    refused_when_the_session_is_somebody_elses,
    refused_without_a_token,
    a_living_session_is_listed_behind_two_hundred_ended_ones,
    this_browser_stands_first_and_says_what_it_is,
    the_end_of_the_others_is_told,
    a_browser_is_forgotten_and_stays_signed_in,
    nothing_happens_to_the_browsers_of_others,
}

async fn signed_on(world: &World, city: &RelyingParty, person: &testkit::Person) -> Browser {
    let mut browser = world.browser();
    person.tokens(&mut browser, &city.ask()).await;
    browser
}

async fn is_signed_in(city: &RelyingParty, browser: &mut Browser) -> bool {
    city.ask().with("prompt", "none").unasked(browser).await.get("code").is_some()
}

async fn another_device_can_be_signed_out(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (mut here, mut there) = (signed_on(&world, &city, &lin).await, signed_on(&world, &city, &lin).await);
    let page = here.get(&world.url("/home/devices")).await.unwrap();
    let form = page.forms().into_iter().find(|form| form.action.ends_with("/end")).unwrap();
    here.submit(&form.action, &[]).await.unwrap();
    assert!(is_signed_in(&city, &mut here).await);
    assert!(!is_signed_in(&city, &mut there).await);
}

async fn all_other_devices_can_be_signed_out(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let mut here = signed_on(&world, &city, &lin).await;
    let mut others = [signed_on(&world, &city, &lin).await, signed_on(&world, &city, &lin).await];
    here.get(&world.url("/home/devices")).await.unwrap();
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
    let page = own.get(&world.url("/home/devices")).await.unwrap();
    let csrf = page.forms()[0].control("csrf").unwrap().value.clone();
    let path = format!("/home/sessions/{}/end", session.id);
    own.post(&path, &[("csrf", &csrf)]).await.unwrap();
    assert!(is_signed_in(&city, &mut victim).await);
}

async fn refused_without_a_token(world: World) {
    let lin = world.person("lin").await;
    let city = world.party("city", json!({ "consent": "required" })).await;
    let mut browser = signed_on(&world, &city, &lin).await;
    browser.get(&world.url("/home/devices")).await.unwrap();
    for path in ["/sign-out", "/home/sessions/end-all", "/home/consents/city/withdraw"] {
        for csrf in ["", "AAAA"] {
            assert_eq!(browser.clone().post(path, &[("csrf", csrf)]).await.unwrap().status, 403, "{path}");
        }
    }
    assert!(is_signed_in(&city, &mut browser).await);
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

async fn this_browser_stands_first_and_says_what_it_is(world: World) {
    let lin = world.person("lin").await;
    let mut here = at_home(&world, &lin).await;
    world.advance(std::time::Duration::from_secs(1));
    let mut there = world.browser();
    super::acts::sign_in(&world, &mut there, &lin).await;
    let account = world.account(&lin).await.id;
    let sessions = world.app.sessions.of_account(account).await.unwrap();
    let [newer, older] = sessions.try_into().unwrap();
    for (browser, first) in [(&mut here, &older), (&mut there, &newer)] {
        let page = open(&world, browser, "/home/devices").await;
        let at = |id: &str| page.body.find(&format!("session-{id}")).unwrap();
        let (own, other) = if first.id == older.id { (&older, &newer) } else { (&newer, &older) };
        assert!(at(&own.id.to_string()) < at(&other.id.to_string()));
        assert!(
            !page.has(&format!("end-session-{}", own.id)) && page.has(&format!("end-session-{}", other.id))
        );
    }
    let page = open(&world, &mut here, "/home/devices").await;
    let row = page.text(&format!("session-{}", older.id)).unwrap();
    assert!(row.contains("Firefox · Linux") && row.contains("127.0.0.*"), "{row}");
    let device = older.device_id.unwrap();
    assert!(page.text(&format!("device-{device}")).unwrap().contains("Firefox · Linux"));
}

async fn the_end_of_the_others_is_told(world: World) {
    let world = with_messages(world).await;
    let lin = reached(&world, "lin").await;
    let mut here = at_home(&world, &lin).await;
    open(&world, &mut here, "/home/devices").await;
    assert!(!here.page().unwrap().has("end-all"), "there are none");
    post(&world, &mut here, "/home/sessions/end-all", &[]).await;
    assert_eq!(told(&world).await, Vec::<String>::new());
    at_home(&world, &lin).await;
    open(&world, &mut here, "/home/devices").await;
    let page = here.press("end-all").await.unwrap();
    assert!(page.text("notice").unwrap().contains('1'), "{}", page.body);
    let told = told(&world).await;
    assert!(told.contains(&"all_sessions_ended".to_owned()), "{told:?}");
}

async fn a_browser_is_forgotten_and_stays_signed_in(world: World) {
    let lin = world.person("lin").await;
    let mut here = at_home(&world, &lin).await;
    let account = world.account(&lin).await.id;
    let device = world.app.self_service.devices(account).await.unwrap().remove(0);
    open(&world, &mut here, "/home/devices").await;
    let page = here.press(&format!("forget-device-{}", device.id)).await.unwrap();
    assert!(page.has("notice") && !page.has(&format!("device-{}", device.id)));
    assert_eq!(world.app.self_service.devices(account).await.unwrap(), []);
    assert_eq!(logged(&world, &lin, "device.forgotten").await, 1);
    assert!(open(&world, &mut here, "/home").await.has("home-page"));
}

async fn nothing_happens_to_the_browsers_of_others(world: World) {
    let (lin, chen) = (world.person("lin").await, world.person("chen").await);
    let mut own = at_home(&world, &lin).await;
    at_home(&world, &chen).await;
    let account = world.account(&chen).await.id;
    let before = world.app.self_service.devices(account).await.unwrap();
    for id in [before[0].id.to_string().as_str(), "no-id", &"0".repeat(32)] {
        let page = post(&world, &mut own, &format!("/home/devices/{id}/forget"), &[]).await;
        assert!(page.has("devices-page") && !page.has("notice"), "{id}");
    }
    assert_eq!(world.app.self_service.devices(account).await.unwrap(), before);
    assert_eq!(logged(&world, &chen, "device.forgotten").await, 0);
}
