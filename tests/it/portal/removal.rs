//! What holds when a way to sign in is taken away: the last way in stays, and with the last thing for a second step the
//! wish to be asked for one always ends.

use futures_util::future::join_all;
use serde_json::json;
use testkit::{Person, World, on_each_database};
use yimen::authenticator::SecondStep;

use super::acts::{
    SECURITY, at_home, call, is_refused, log_of, logged, open, passkeys, post, reached, sign_in_by, told,
    with_messages, without_password,
};

on_each_database! {
    refused_when_the_passkey_is_the_only_way_in,
    refused_when_the_phone_is_the_only_way_in,
    one_of_two_passkeys_can_go,
    a_passkey_can_go_where_a_phone_stays,
    a_phone_that_nothing_is_sent_to_is_no_way_in,
    of_eight_removals_at_two_nodes_one_passkey_is_left,
    with_the_last_second_step_the_wish_for_it_ends,
    while_another_second_step_is_left_the_wish_stays,
}

const PHONE: &str = "13800138000";

/// Somebody without a password and with so many passkeys, and the device that holds the last of them.
async fn holder(world: &World, count: usize) -> (Person, testkit::Authenticator) {
    let lin = world.person("lin").await;
    let mut last = world.security_key();
    for _ in 0..count {
        last = world.security_key();
        world.give_passkey(&lin, &mut last).await;
    }
    without_password(world, &lin).await;
    (lin, last)
}

async fn with_phone(world: &World, person: &Person) {
    let id = world.account(person).await.id;
    let phone = (yimen::account::ContactKind::Phone, PHONE);
    world.app.accounts.confirm_contact(id, phone, "").await.unwrap();
}

async fn refused_when_the_passkey_is_the_only_way_in(world: World) {
    let (lin, mut key) = holder(&world, 1).await;
    let mut browser = sign_in_by(&world, &mut key).await;
    let (id, _) = passkeys(&world, &lin).await.remove(0);
    assert!(!open(&world, &mut browser, SECURITY).await.has(&format!("remove-passkey-{id}")));
    let before = log_of(&world, &lin).await;
    let page = post(&world, &mut browser, &format!("/home/passkeys/{id}/remove"), &[]).await;
    assert!(is_refused(&page) && page.has("security-page"), "{}", page.body);
    assert_eq!((passkeys(&world, &lin).await.len(), log_of(&world, &lin).await), (1, before));
    sign_in_by(&world, &mut key).await;
}

async fn refused_when_the_phone_is_the_only_way_in(world: World) {
    let world = with_messages(world).await;
    let (lin, mut key) = holder(&world, 1).await;
    with_phone(&world, &lin).await;
    let mut browser = sign_in_by(&world, &mut key).await;
    let (id, _) = passkeys(&world, &lin).await.remove(0);
    assert!(post(&world, &mut browser, &format!("/home/passkeys/{id}/remove"), &[]).await.has("notice"));
    let page = open(&world, &mut browser, SECURITY).await;
    assert!(page.has("contact-phone-change") && !page.has("contact-phone-remove"));
    let page = post(&world, &mut browser, "/home/contacts/phone/remove", &[]).await;
    assert!(is_refused(&page), "{}", page.body);
    let account = world.account(&lin).await;
    assert_eq!(world.app.accounts.profile(&account).unwrap().phone.as_deref(), Some(PHONE));
}

async fn one_of_two_passkeys_can_go(world: World) {
    let (lin, mut key) = holder(&world, 2).await;
    let mut browser = sign_in_by(&world, &mut key).await;
    let (id, _) = passkeys(&world, &lin).await.remove(0);
    assert!(post(&world, &mut browser, &format!("/home/passkeys/{id}/remove"), &[]).await.has("notice"));
    assert_eq!(passkeys(&world, &lin).await.len(), 1);
}

async fn a_passkey_can_go_where_a_phone_stays(world: World) {
    let world = with_messages(world).await;
    let (lin, mut key) = holder(&world, 1).await;
    with_phone(&world, &lin).await;
    let mut browser = sign_in_by(&world, &mut key).await;
    let (id, _) = passkeys(&world, &lin).await.remove(0);
    open(&world, &mut browser, SECURITY).await;
    assert!(browser.press(&format!("remove-passkey-{id}")).await.unwrap().has("notice"));
    assert!(passkeys(&world, &lin).await.is_empty());
}

async fn a_phone_that_nothing_is_sent_to_is_no_way_in(world: World) {
    let (lin, mut key) = holder(&world, 1).await;
    with_phone(&world, &lin).await;
    let mut browser = sign_in_by(&world, &mut key).await;
    let (id, _) = passkeys(&world, &lin).await.remove(0);
    let page = post(&world, &mut browser, &format!("/home/passkeys/{id}/remove"), &[]).await;
    assert!(is_refused(&page), "{}", page.body);
    // The number itself can go: nobody signs in with it.
    assert!(post(&world, &mut browser, "/home/contacts/phone/remove", &[]).await.has("notice"));
}

async fn of_eight_removals_at_two_nodes_one_passkey_is_left(world: World) {
    let (lin, mut key) = holder(&world, 8).await;
    let other = world.second_node().await;
    let mut browser = sign_in_by(&world, &mut key).await;
    let mut calls = Vec::new();
    for (id, _) in passkeys(&world, &lin).await {
        calls.push(call(&world, &mut browser, &format!("/home/passkeys/{id}/remove"), &[]).await);
    }
    let sent = calls
        .into_iter()
        .enumerate()
        .map(|(number, call)| if number.is_multiple_of(2) { world.send(call) } else { other.send(call) });
    let replies = join_all(sent).await;
    let refused = replies.iter().filter(|reply| reply.status == 422).count();
    assert_eq!((refused, passkeys(&world, &lin).await.len()), (1, 1), "{replies:?}");
    assert_eq!(logged(&world, &lin, "passkey.removed").await, 7);
}

async fn with_the_last_second_step_the_wish_for_it_ends(world: World) {
    let world = with_messages(world).await;
    let lin = world.person("lin").await;
    let mut key = world.security_key();
    world.give_passkey(&lin, &mut key).await;
    world.always_two_steps(&lin).await;
    let mut browser = sign_in_by(&world, &mut key).await;
    let (id, _) = passkeys(&world, &lin).await.remove(0);
    let page = post(&world, &mut browser, &format!("/home/passkeys/{id}/remove"), &[]).await;
    assert!(page.text("notice").unwrap().contains("第二步"), "{}", page.body);
    assert_eq!(world.account(&lin).await.second_step, SecondStep::WhenAsked);
    let changed = log_of(&world, &lin).await.into_iter().find(|(kind, _)| kind == "second_step.changed");
    assert_eq!(changed.unwrap().1, json!({ "value": "when_asked" }));
    assert!(!page.has("second-step-form"));
    // A password alone is enough again.
    at_home(&world, &lin).await;
}

async fn while_another_second_step_is_left_the_wish_stays(world: World) {
    let world = with_messages(world).await;
    let lin = reached(&world, "lin").await;
    let mut key = world.security_key();
    world.give_passkey(&lin, &mut key).await;
    world.give_app(&lin).await;
    world.always_two_steps(&lin).await;
    let mut browser = sign_in_by(&world, &mut key).await;
    for path in [
        "/home/totp/remove".to_owned(),
        format!("/home/passkeys/{}/remove", passkeys(&world, &lin).await[0].0),
    ] {
        assert!(post(&world, &mut browser, &path, &[]).await.has("notice"), "{path}");
        assert_eq!(world.account(&lin).await.second_step, SecondStep::Always, "{path}");
    }
    assert_eq!(told(&world).await, ["passkey_removed", "totp_removed"]);
    // Mail was the last.
    let page = post(&world, &mut browser, "/home/contacts/mail/remove", &[]).await;
    assert!(page.has("notice"));
    assert_eq!(world.account(&lin).await.second_step, SecondStep::WhenAsked);
}
