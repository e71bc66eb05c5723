//! Passkeys made, named and taken away on the pages of the home (Web Authentication Level 3 section 7.1).

use std::time::Duration;

use testkit::{Authenticator, Backup, Browser, Lie, Person, World, on_each_database};

use super::acts::{
    FRESH, SECURITY, at_home, is_refused, log_of, logged, make, open, passkeys, post, reached, sign_in_by,
    told, with_messages,
};

on_each_database! {
    a_passkey_is_made_named_and_signs_in,
    its_person_is_told_and_the_log_knows,
    one_without_a_name_is_given_one,
    one_with_too_long_a_name_is_cut_and_kept,
    what_can_leave_the_device_is_told_apart,
    refused_when_the_answer_breaks_a_rule,
    refused_when_the_device_has_one_of_the_account,
    refused_when_the_answer_was_used,
    refused_with_the_question_of_somebody_else,
    refused_when_the_question_is_too_old,
    whoever_takes_time_over_it_is_not_sent_away,
    a_passkey_is_renamed,
    refused_when_the_new_name_is_none,
    a_passkey_is_taken_away,
    nothing_happens_to_the_passkeys_of_others,
}

const NEW: &str = "/home/passkeys/new";

async fn lin_at_home(world: &World) -> (Person, Browser) {
    let lin = world.person("lin").await;
    let browser = at_home(world, &lin).await;
    (lin, browser)
}

/// Makes a passkey from the page of ways to sign in.
async fn add(world: &World, browser: &mut Browser, device: &mut Authenticator, name: &str) -> testkit::Page {
    open(world, browser, SECURITY).await;
    let page = browser.press("add-passkey").await.unwrap();
    make(browser, (&page, device), name, &[]).await
}

async fn a_passkey_is_made_named_and_signs_in(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    let mut key = world.security_key();
    let page = add(&world, &mut browser, &mut key, "办公室钥匙").await;
    assert!(page.has("security-page") && page.text("notice").unwrap().contains("办公室钥匙"));
    let own = passkeys(&world, &lin).await;
    assert_eq!(own.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), ["办公室钥匙"]);
    assert!(page.has(&format!("passkey-{}", own[0].0)));
    sign_in_by(&world, &mut key).await;
}

async fn its_person_is_told_and_the_log_knows(world: World) {
    let world = with_messages(world).await;
    let lin = reached(&world, "lin").await;
    let mut browser = at_home(&world, &lin).await;
    add(&world, &mut browser, &mut world.security_key(), "key").await;
    assert_eq!(told(&world).await, ["passkey_added"]);
    assert_eq!(logged(&world, &lin, "passkey.added").await, 1);
}

async fn one_without_a_name_is_given_one(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    assert_eq!(
        open(&world, &mut browser, NEW).await.text("name").as_deref(),
        Some("Firefox · Linux"),
        "proposed"
    );
    for name in ["", "   ", "\u{7}"] {
        add(&world, &mut browser, &mut world.security_key(), name).await;
    }
    let own = passkeys(&world, &lin).await;
    assert_eq!(own.len(), 3);
    assert!(own.iter().all(|(_, name)| name == "Firefox · Linux"), "{own:?}");
}

async fn one_with_too_long_a_name_is_cut_and_kept(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    add(&world, &mut browser, &mut world.security_key(), &"字".repeat(41)).await;
    assert_eq!(passkeys(&world, &lin).await[0].1, "字".repeat(40));
}

async fn what_can_leave_the_device_is_told_apart(world: World) {
    let (_, mut browser) = lin_at_home(&world).await;
    let bound = add(&world, &mut browser, &mut world.security_key(), "bound").await;
    assert!(bound.body.contains("仅在这台设备上"), "{}", bound.body);
    assert!(!bound.body.contains("同一厂商的设备通用"));
    let both = add(&world, &mut browser, &mut world.synced_device(), "synced").await;
    assert!(both.body.contains("同一厂商的设备通用"), "{}", both.body);
}

async fn refused_when_the_answer_breaks_a_rule(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    let lies = [
        Lie::Origin("https://evil.example".to_owned()),
        Lie::RpId("evil.example".to_owned()),
        Lie::Type("webauthn.get".to_owned()),
        Lie::Challenge(vec![7; 32]),
        Lie::NoUserPresence,
        Lie::NoUserVerification,
        Lie::CrossOrigin,
        Lie::Backup(Backup::BackedUp),
    ];
    for lie in lies {
        let page = open(&world, &mut browser, NEW).await;
        let page =
            make(&mut browser, (&page, &mut world.security_key()), "key", std::slice::from_ref(&lie)).await;
        let believed = matches!(lie, Lie::Backup(_));
        assert_eq!(is_refused(&page), !believed, "{lie:?}: {}", page.body);
    }
    assert_eq!(passkeys(&world, &lin).await.len(), 1, "only the kind was another");
    for answer in ["", "{}", "no JSON", "[]"] {
        let page = open(&world, &mut browser, NEW).await;
        let fields = [("credential", answer), ("name", "key")];
        let page = browser.submit_on(&page, "passkey-create-form", &fields).await.unwrap();
        assert!(is_refused(&page) && page.has("passkey-create-form"), "{answer}");
    }
    assert_eq!(passkeys(&world, &lin).await.len(), 1);
}

async fn refused_when_the_device_has_one_of_the_account(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    let mut key = world.security_key();
    let same = [Lie::CredentialId(vec![9; 32])];
    let page = open(&world, &mut browser, NEW).await;
    make(&mut browser, (&page, &mut key), "key", &same).await;
    // A browser would not even ask; another device lies about the id.
    let page = open(&world, &mut browser, NEW).await;
    let page = make(&mut browser, (&page, &mut world.security_key()), "copy", &same).await;
    assert!(is_refused(&page), "{}", page.body);
    assert_eq!(passkeys(&world, &lin).await.len(), 1);
}

async fn refused_when_the_answer_was_used(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    let page = open(&world, &mut browser, NEW).await;
    let options = page.attribute("passkey-create-form", "data-options").unwrap();
    let first = world.security_key().create(&options, &[]).unwrap();
    let second = world.security_key().create(&options, &[]).unwrap();
    let fields = |made| [("credential", made), ("name", "key")];
    let kept = browser.submit_on(&page, "passkey-create-form", &fields(&first)).await.unwrap();
    assert!(kept.has("security-page"));
    let again = browser.submit_on(&page, "passkey-create-form", &fields(&second)).await.unwrap();
    assert!(is_refused(&again), "one question, one passkey: {}", again.body);
    assert_eq!(passkeys(&world, &lin).await.len(), 1);
}

async fn refused_with_the_question_of_somebody_else(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    let chen = world.person("chen").await;
    let mut other = at_home(&world, &chen).await;
    let theirs = open(&world, &mut other, NEW).await.form("passkey-create-form").unwrap();
    let state = theirs.control("state").unwrap().value.clone();
    let page = open(&world, &mut browser, NEW).await;
    let options = page.attribute("passkey-create-form", "data-options").unwrap();
    let made = world.security_key().create(&options, &[]).unwrap();
    let fields = [("credential", made.as_str()), ("state", &state)];
    let page = browser.submit_on(&page, "passkey-create-form", &fields).await.unwrap();
    assert!(is_refused(&page));
    assert!(passkeys(&world, &lin).await.is_empty() && passkeys(&world, &chen).await.is_empty());
}

async fn refused_when_the_question_is_too_old(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    let page = open(&world, &mut browser, NEW).await;
    world.advance(Duration::from_secs(10 * 60));
    let page = make(&mut browser, (&page, &mut world.security_key()), "key", &[]).await;
    assert!(is_refused(&page), "{}", page.body);
    assert!(passkeys(&world, &lin).await.is_empty());
}

async fn whoever_takes_time_over_it_is_not_sent_away(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    world.advance(FRESH);
    let page = open(&world, &mut browser, NEW).await;
    world.advance(Duration::from_secs(9 * 60));
    assert!(make(&mut browser, (&page, &mut world.security_key()), "key", &[]).await.has("security-page"));
    assert_eq!(passkeys(&world, &lin).await.len(), 1);
}

async fn a_passkey_is_renamed(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    world.give_passkey(&lin, &mut world.security_key()).await;
    let (id, _) = passkeys(&world, &lin).await.remove(0);
    open(&world, &mut browser, SECURITY).await;
    let action = format!("/home/passkeys/{id}/rename");
    let page = browser.submit(&action, &[("name", " 家里的钥匙 ")]).await.unwrap();
    assert!(page.text("notice").unwrap().contains("家里的钥匙"));
    assert_eq!(passkeys(&world, &lin).await[0].1, "家里的钥匙");
}

async fn refused_when_the_new_name_is_none(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    world.give_passkey(&lin, &mut world.security_key()).await;
    let (id, _) = passkeys(&world, &lin).await.remove(0);
    let path = format!("/home/passkeys/{id}/rename");
    for name in ["", "  ", &"字".repeat(41)] {
        let page = post(&world, &mut browser, &path, &[("name", name)]).await;
        assert!(is_refused(&page) && page.has("security-page"), "{name:?}");
    }
    assert_eq!(passkeys(&world, &lin).await[0].1, "a passkey");
}

async fn a_passkey_is_taken_away(world: World) {
    let world = with_messages(world).await;
    let lin = reached(&world, "lin").await;
    let mut browser = at_home(&world, &lin).await;
    let mut key = world.security_key();
    world.give_passkey(&lin, &mut key).await;
    let (id, _) = passkeys(&world, &lin).await.remove(0);
    open(&world, &mut browser, SECURITY).await;
    let page = browser.press(&format!("remove-passkey-{id}")).await.unwrap();
    assert!(page.text("notice").unwrap().contains("a passkey"));
    assert!(passkeys(&world, &lin).await.is_empty());
    assert_eq!(told(&world).await, ["passkey_removed"]);
    assert_eq!(logged(&world, &lin, "passkey.removed").await, 1);
}

async fn nothing_happens_to_the_passkeys_of_others(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    let chen = world.person("chen").await;
    world.give_passkey(&chen, &mut world.security_key()).await;
    let before = (passkeys(&world, &chen).await, log_of(&world, &chen).await);
    let id = before.0[0].0.clone();
    for id in [id.as_str(), "no-id", &"0".repeat(32)] {
        for (act, fields) in [("rename", vec![("name", "mine")]), ("remove", vec![])] {
            let page = post(&world, &mut browser, &format!("/home/passkeys/{id}/{act}"), &fields).await;
            assert!(page.has("security-page") && !page.has("notice"), "{act} {id}");
        }
    }
    assert_eq!((passkeys(&world, &chen).await, log_of(&world, &chen).await), before);
    assert_eq!(logged(&world, &lin, "passkey.removed").await, 0);
}
