//! Passkeys as the way in (Web Authentication Level 3 section 7.2): what each kind is worth, and every answer that is
//! not believed.

use std::time::Duration;

use serde_json::json;
use store::account::AccountStatus;
use testkit::{Authenticator, Backup, Lie, Person, RelyingParty, World, on_each_database};

use super::acts::{
    A1, A2, A3, begins, both, call, claims, entries, field, is_refused, of_eight, options, reached, second,
    session, set_status, told, told_of, touch, with_mail,
};

on_each_database! {
    a_key_that_stays_in_its_device_is_the_third_level,
    a_copied_passkey_is_the_second_level,
    a_touch_alone_is_the_first_level,
    a_touch_alone_is_one_step_where_two_are_wanted,
    a_verified_passkey_is_two_steps_in_one,
    refused_when_the_answer_breaks_a_rule,
    refused_when_it_is_no_answer,
    refused_when_the_answer_was_used,
    refused_with_the_question_of_another_browser,
    refused_when_the_question_is_too_old,
    refused_when_the_device_was_copied,
    a_forged_answer_raises_no_alarm,
    refused_when_the_passkey_was_removed,
    refused_when_the_account_is_frozen,
    of_eight_uses_of_one_answer_at_two_nodes_one_signs_in,
    a_question_of_one_node_is_answered_at_the_other,
}

async fn holder(world: &World) -> (RelyingParty, Person, Authenticator) {
    let (city, lin) = both(world).await;
    let mut key = world.security_key();
    world.give_passkey(&lin, &mut key).await;
    (city, lin, key)
}

async fn a_key_that_stays_in_its_device_is_the_third_level(world: World) {
    let (city, _, mut key) = holder(&world).await;
    let (mut browser, ask) = (world.browser(), city.ask());
    let page = ask.open(&mut browser).await;
    let page = touch(&mut browser, &page, &mut key, &[]).await;
    let claims = claims(&city, &ask, &page).await;
    assert_eq!(told_of(&claims), (A3, "hwk user phr mfa".to_owned()));
    assert_eq!(claims["auth_time"], json!(world.now().seconds()));
}

async fn a_copied_passkey_is_the_second_level(world: World) {
    let (city, lin) = both(&world).await;
    let mut phone = world.synced_device();
    world.give_passkey(&lin, &mut phone).await;
    let (mut browser, ask) = (world.browser(), city.ask());
    let page = ask.open(&mut browser).await;
    let page = touch(&mut browser, &page, &mut phone, &[]).await;
    assert_eq!(told_of(&claims(&city, &ask, &page).await), (A2, "swk user phr mfa".to_owned()));
}

async fn a_touch_alone_is_the_first_level(world: World) {
    let (city, _, mut key) = holder(&world).await;
    let (mut browser, ask) = (world.browser(), city.ask());
    let page = ask.open(&mut browser).await;
    let page = touch(&mut browser, &page, &mut key, &[Lie::NoUserVerification]).await;
    assert_eq!(told_of(&claims(&city, &ask, &page).await), (A1, "hwk phr".to_owned()));
}

async fn a_touch_alone_is_one_step_where_two_are_wanted(world: World) {
    let (city, lin, mut key) = holder(&world).await;
    world.always_two_steps(&lin).await;
    let (mut browser, ask) = (world.browser(), city.ask());
    let page = ask.open(&mut browser).await;
    let page = touch(&mut browser, &page, &mut key, &[Lie::NoUserVerification]).await;
    assert!(page.has("second-page"), "{}", page.body);
    assert_eq!(session(&browser), None);
    let page = second(&mut browser, &page, "password", &lin.password).await;
    assert_eq!(told_of(&claims(&city, &ask, &page).await), (A2, "pwd hwk phr mfa".to_owned()));
}

async fn a_verified_passkey_is_two_steps_in_one(world: World) {
    let (city, lin, mut key) = holder(&world).await;
    world.always_two_steps(&lin).await;
    let (mut browser, ask) = (world.browser(), city.ask());
    let page = ask.open(&mut browser).await;
    let page = touch(&mut browser, &page, &mut key, &[]).await;
    claims(&city, &ask, &page).await;
}

async fn refused_when_the_answer_breaks_a_rule(world: World) {
    let (city, lin, mut key) = holder(&world).await;
    let chen = world.account(&world.person("chen").await).await;
    let evil = || "https://evil.example".to_owned();
    for lie in [
        Lie::Origin(evil()),
        Lie::Origin(format!("{}/", world.issuer())),
        Lie::CrossOrigin,
        Lie::TopOrigin(evil()),
        Lie::RpId("evil.example".to_owned()),
        Lie::Type("webauthn.create".to_owned()),
        Lie::Challenge(vec![7; 32]),
        Lie::NoUserPresence,
        Lie::ForgedSignature,
        Lie::Backup(Backup::BackedUp),
        Lie::CredentialId(vec![9; 32]),
        Lie::UserHandle(None),
        Lie::UserHandle(Some(chen.id.as_bytes().to_vec())),
    ] {
        let mut browser = world.browser();
        let page = city.ask().open(&mut browser).await;
        let page = touch(&mut browser, &page, &mut key, std::slice::from_ref(&lie)).await;
        is_refused(&browser, &page);
    }
    let account = world.account(&lin).await.id;
    let rows = world.app.authenticators.passkeys_of(account).await.unwrap();
    assert_eq!(rows.first().unwrap().last_used_at, None, "a refused answer changes nothing");
    let (mut browser, ask) = (world.browser(), city.ask());
    let page = ask.open(&mut browser).await;
    let page = touch(&mut browser, &page, &mut key, &[]).await;
    claims(&city, &ask, &page).await;
}

async fn refused_when_it_is_no_answer(world: World) {
    let (city, _, mut key) = holder(&world).await;
    let mut browser = world.browser();
    let honest = {
        let page = city.ask().open(&mut browser).await;
        key.get(&options(&page), &[]).unwrap()
    };
    let other_type = honest.replace("public-key", "password");
    for rubbish in ["", "{}", "null", "[[[[", &honest[1..], &other_type] {
        let page = city.ask().open(&mut browser).await;
        let page = browser.submit_on(&page, "passkey-form", &[("credential", rubbish)]).await.unwrap();
        is_refused(&browser, &page);
    }
    // Already as forms these are none.
    for rubbish in ["\0", &"x".repeat(60_000)] {
        let page = city.ask().open(&mut browser).await;
        let page = browser.submit_on(&page, "passkey-form", &[("credential", rubbish)]).await.unwrap();
        assert!((400..500).contains(&page.status), "{}", page.status);
        assert_eq!(session(&browser), None);
    }
    for state in ["", "x", "{}"] {
        let page = city.ask().open(&mut browser).await;
        let response = key.get(&options(&page), &[]).unwrap();
        let fields = [("state", state), ("credential", response.as_str())];
        let page = browser.submit_on(&page, "passkey-form", &fields).await.unwrap();
        is_refused(&browser, &page);
    }
}

async fn refused_when_the_answer_was_used(world: World) {
    let world = with_mail(world).await;
    let (city, lin) = (world.party("city", json!({})).await, reached(&world, "lin").await);
    for mut device in [world.security_key(), world.synced_device()] {
        world.give_passkey(&lin, &mut device).await;
        let mut browser = world.browser();
        let page = city.ask().open(&mut browser).await;
        let response = device.get(&options(&page), &[]).unwrap();
        let sent = call(&world, &browser, (&page, "passkey-form"), &[("credential", &response)]);
        assert!(begins(&world.send(sent.clone()).await));
        let again = world.send(sent).await;
        assert_eq!((again.status, begins(&again)), (422, false));
    }
    // Sent twice by an impatient finger: no sign of a copied device.
    assert_eq!(entries(&world, "passkey.cloned").await, 0);
    assert!(!told(&world).await.contains(&"clone_suspected".to_owned()));
}

async fn refused_with_the_question_of_another_browser(world: World) {
    let (city, _, mut key) = holder(&world).await;
    let (mut browser, mut elsewhere) = (world.browser(), world.browser());
    let page = city.ask().open(&mut browser).await;
    let other = city.ask().open(&mut elsewhere).await;
    let response = key.get(&options(&other), &[]).unwrap();
    let state = field(&other, "state");
    let fields = [("state", state.as_str()), ("credential", &response)];
    let refused = browser.submit_on(&page, "passkey-form", &fields).await.unwrap();
    is_refused(&browser, &refused);
    let taken = elsewhere.submit_on(&other, "passkey-form", &[("credential", &response)]).await.unwrap();
    assert_eq!(taken.status, 200);
    assert!(session(&elsewhere).is_some());
}

async fn refused_when_the_question_is_too_old(world: World) {
    let (city, _, mut key) = holder(&world).await;
    for (seconds, good) in [(10 * 60 - 1, true), (10 * 60, false)] {
        let mut browser = world.browser();
        let page = city.ask().open(&mut browser).await;
        world.advance(Duration::from_secs(seconds));
        let page = touch(&mut browser, &page, &mut key, &[]).await;
        match good {
            true => assert!(session(&browser).is_some()),
            false => is_refused(&browser, &page),
        }
    }
}

async fn refused_when_the_device_was_copied(world: World) {
    let world = with_mail(world).await;
    let (city, lin) = (world.party("city", json!({})).await, reached(&world, "lin").await);
    let mut key = world.security_key();
    world.give_passkey(&lin, &mut key).await;
    let mut copy = key.clone();
    let mut browser = world.browser();
    let page = city.ask().open(&mut browser).await;
    touch(&mut browser, &page, &mut key, &[]).await;
    assert!(session(&browser).is_some());
    let mut thief = world.browser();
    let page = city.ask().open(&mut thief).await;
    let page = touch(&mut thief, &page, &mut copy, &[]).await;
    is_refused(&thief, &page);
    assert_eq!(entries(&world, "passkey.cloned").await, 1);
    assert_eq!(told(&world).await, ["clone_suspected"]);
    // The person goes on: removing the passkey is theirs to decide.
    let mut browser = world.browser();
    let page = city.ask().open(&mut browser).await;
    touch(&mut browser, &page, &mut key, &[]).await;
    assert!(session(&browser).is_some());
}

async fn a_forged_answer_raises_no_alarm(world: World) {
    let (city, _, mut key) = holder(&world).await;
    let mut browser = world.browser();
    let page = city.ask().open(&mut browser).await;
    touch(&mut browser, &page, &mut key, &[]).await;
    let mut stranger = world.browser();
    let page = city.ask().open(&mut stranger).await;
    let page = touch(&mut stranger, &page, &mut key, &[Lie::Counter(1), Lie::ForgedSignature]).await;
    is_refused(&stranger, &page);
    assert_eq!(entries(&world, "passkey.cloned").await, 0);
}

async fn refused_when_the_passkey_was_removed(world: World) {
    let (city, lin, mut key) = holder(&world).await;
    let account = world.account(&lin).await.id;
    let mut browser = world.browser();
    let page = city.ask().open(&mut browser).await;
    let passkey = world.app.authenticators.passkeys_of(account).await.unwrap().remove(0).id;
    let removed =
        world.app.ground.db.write(move |tx| {
            Box::pin(async move { store::authenticator::remove(tx, passkey, account).await })
        });
    assert!(removed.await.unwrap());
    let page = touch(&mut browser, &page, &mut key, &[]).await;
    is_refused(&browser, &page);
}

async fn refused_when_the_account_is_frozen(world: World) {
    let (city, lin, mut key) = holder(&world).await;
    for (status, good) in [(AccountStatus::Frozen, false), (AccountStatus::Active, true)] {
        set_status(&world, &lin, status).await;
        let mut browser = world.browser();
        let page = city.ask().open(&mut browser).await;
        let page = touch(&mut browser, &page, &mut key, &[]).await;
        match good {
            true => assert!(session(&browser).is_some()),
            false => is_refused(&browser, &page),
        }
    }
}

async fn of_eight_uses_of_one_answer_at_two_nodes_one_signs_in(world: World) {
    let (city, lin, key) = holder(&world).await;
    let mut synced = world.synced_device();
    world.give_passkey(&lin, &mut synced).await;
    let other = world.second_node().await;
    for mut device in [key, synced] {
        let mut browser = world.browser();
        let page = city.ask().open(&mut browser).await;
        let response = device.get(&options(&page), &[]).unwrap();
        let sent = call(&world, &browser, (&page, "passkey-form"), &[("credential", &response)]);
        assert_eq!(of_eight(&world, &other, &sent).await, 1);
    }
    assert_eq!(entries(&world, "session.signed_in").await, 2);
    assert_eq!(entries(&world, "passkey.cloned").await, 0);
}

async fn a_question_of_one_node_is_answered_at_the_other(world: World) {
    let (city, _, mut key) = holder(&world).await;
    let other = world.second_node().await;
    let mut browser = world.browser();
    let page = city.ask().open(&mut browser).await;
    let response = key.get(&options(&page), &[]).unwrap();
    let sent = call(&world, &browser, (&page, "passkey-form"), &[("credential", &response)]);
    assert!(begins(&other.send(sent.clone()).await));
    assert!(!begins(&world.send(sent).await));
}
