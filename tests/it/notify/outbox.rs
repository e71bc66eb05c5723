//! The outbox: retries, the end of a message, several nodes, and what rests in the database.

use base::Time;
use futures_util::future::join_all;
use serde_json::json;
use store::audit::{AuditEvent, AuditFilter};
use store::message::Message;
use testkit::{World, on_each_database};
use yimen::notify::{LEASE, NOTICE_LIFE, Notice, Recipient};

use super::*;

on_each_database! {
    a_provider_that_fails_is_asked_again_later_and_later,
    each_attempt_names_the_same_message,
    a_redirect_is_no_yes,
    a_code_is_given_up_when_it_expires,
    an_expired_message_is_never_sent,
    a_notice_is_given_up_after_a_day,
    a_code_that_waited_is_said_to_live_less_long,
    two_nodes_send_one_message_once,
    a_message_of_a_node_that_died_is_sent_after_its_lease,
    a_rolled_back_message_is_not_sent,
    nothing_readable_rests_in_the_database,
    one_failing_provider_does_not_hold_up_the_other,
    the_jobs_of_a_node_send_and_end_when_told,
    what_was_taken_is_wiped,
}

const INSTANT: Duration = Duration::from_millis(1);

fn heard(world: &World) -> usize {
    world.outside().heard(SMS).len()
}

async fn failures(node: &Node) -> Vec<AuditEvent> {
    let mut conn = node.app.ground.db.reader().await.unwrap();
    let filter = AuditFilter::All;
    let all = store::audit::page(&mut conn, &filter, None, 200).await.unwrap();
    all.into_iter().filter(|event| event.kind == "message.failed").collect()
}

/// What a node that claims and then dies leaves behind.
async fn claimed(node: &Node, now: Time) -> Vec<Message> {
    let claim = node
        .app
        .ground
        .db
        .write(move |tx| Box::pin(async move { store::message::claim_due(tx, now, 100, LEASE).await }));
    let claimed: Result<Vec<Message>, base::Fault> = claim.await;
    claimed.unwrap()
}

async fn a_provider_that_fails_is_asked_again_later_and_later(world: World) {
    let node = node(&world).await;
    world.outside().answer(SMS, 500, &json!({}));
    queue_notice(&node, &Recipient::phone(PHONE), Notice::PasskeyAdded, None).await;
    assert_eq!(send(&node).await, 1);
    for (told, pause) in [(1, 2), (2, 4), (3, 8)] {
        world.advance(Duration::from_secs(pause) - INSTANT);
        assert_eq!((send(&node).await, heard(&world)), (0, told), "before {pause} s");
        world.advance(INSTANT);
        assert_eq!((send(&node).await, heard(&world)), (1, told + 1), "after {pause} s");
    }
    world.outside().answer(SMS, 202, &json!({}));
    world.advance(Duration::from_secs(16));
    assert_eq!((send(&node).await, heard(&world)), (1, 5));
    world.advance(Duration::from_secs(3600));
    assert_eq!((send(&node).await, heard(&world)), (0, 5));
    assert_eq!(failures(&node).await, []);
}

async fn each_attempt_names_the_same_message(world: World) {
    let node = node(&world).await;
    world.outside().answer(SMS, 503, &json!({}));
    queue_code(&node, &Recipient::phone(PHONE), "zh-Hans").await;
    send(&node).await;
    world.advance(Duration::from_secs(2));
    send(&node).await;
    let [first, second] = tokens(&world, SMS).try_into().unwrap();
    let (first, second) = (verified(&node, &first).await, verified(&node, &second).await);
    assert_eq!(first["jti"], second["jti"]);
    assert_eq!(second["iat"].as_i64(), first["iat"].as_i64().map(|at| at + 2));
}

async fn a_redirect_is_no_yes(world: World) {
    let node = node(&world).await;
    world.outside().redirect(SMS, &world.outside().inner(SMS));
    queue_code(&node, &Recipient::phone(PHONE), "zh-Hans").await;
    send(&node).await;
    world.advance(Duration::from_secs(2));
    assert_eq!(send(&node).await, 1);
    assert!(!world.outside().inner_was_asked());
}

async fn a_code_is_given_up_when_it_expires(world: World) {
    let node = node(&world).await;
    world.outside().answer(SMS, 500, &json!({}));
    queue_code(&node, &Recipient::phone(PHONE), "zh-Hans").await;
    let end = world.now().plus(CODE_LIFE);
    while world.now() < end {
        send(&node).await;
        world.advance(Duration::from_secs(1));
    }
    let asked = heard(&world);
    // 0, 2, 6, 14 s, then every 15 s while the code lives.
    assert_eq!(asked, 4 + 19);
    world.outside().answer(SMS, 200, &json!({}));
    world.advance(Duration::from_secs(3600));
    assert_eq!((send(&node).await, heard(&world)), (0, asked));
    let [failed] = failures(&node).await.try_into().unwrap();
    let detail: Value = serde_json::from_str(&failed.detail).unwrap();
    assert_eq!(detail, json!({ "channel": "sms", "purpose": "code", "reason": "status 500" }));
}

async fn an_expired_message_is_never_sent(world: World) {
    let node = node(&world).await;
    queue_code(&node, &Recipient::phone(PHONE), "zh-Hans").await;
    world.advance(CODE_LIFE);
    send(&node).await;
    assert_eq!(heard(&world), 0);
    assert_eq!(failures(&node).await.len(), 1);
    assert_eq!(send(&node).await, 0);
}

async fn a_notice_is_given_up_after_a_day(world: World) {
    let node = node(&world).await;
    world.person("lin").await;
    let (account, _) = world.app.accounts.page(None, 1).await.unwrap().remove(0);
    world.outside().answer(SMS, 500, &json!({}));
    queue_notice(&node, &Recipient::phone(PHONE), Notice::PasskeyAdded, Some(account.id)).await;
    world.advance(NOTICE_LIFE - INSTANT);
    send(&node).await;
    assert_eq!(heard(&world), 1);
    let [failed] = failures(&node).await.try_into().unwrap();
    assert_eq!(failed.account_id, Some(account.id));
}

async fn a_code_that_waited_is_said_to_live_less_long(world: World) {
    let node = node(&world).await;
    queue_code(&node, &Recipient::phone(PHONE), "en").await;
    world.advance(Duration::from_secs(120));
    send(&node).await;
    let claims = verified(&node, &tokens(&world, SMS).remove(0)).await;
    assert_eq!(claims["message"]["values"]["minutes"], json!("3"));
}

async fn two_nodes_send_one_message_once(world: World) {
    let (here, there) = (node(&world).await, node(&world).await);
    for _ in 0..5 {
        queue_code(&here, &Recipient::phone(PHONE), "zh-Hans").await;
    }
    let sent = join_all([&here, &there, &here, &there].map(send)).await;
    assert_eq!((sent.iter().sum::<u32>(), heard(&world)), (5, 5));
    let mut names = Vec::new();
    for token in tokens(&world, SMS) {
        names.push(verified(&here, &token).await["jti"].to_string());
    }
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 5);
}

async fn a_message_of_a_node_that_died_is_sent_after_its_lease(world: World) {
    let node = node(&world).await;
    queue_code(&node, &Recipient::phone(PHONE), "zh-Hans").await;
    assert_eq!(claimed(&node, node.now()).await.len(), 1);
    world.advance(LEASE - INSTANT);
    assert_eq!((send(&node).await, heard(&world)), (0, 0));
    world.advance(INSTANT);
    assert_eq!((send(&node).await, heard(&world)), (1, 1));
    world.advance(LEASE);
    assert_eq!((send(&node).await, heard(&world)), (0, 1));
}

async fn a_rolled_back_message_is_not_sent(world: World) {
    let node = node(&world).await;
    let (notices, until) = (node.app.notices.clone(), node.now().plus(CODE_LIFE));
    let undone = node.app.ground.db.write(move |tx| {
        let notices = notices.clone();
        Box::pin(async move {
            notices.enqueue_code(tx, &Recipient::phone(PHONE), CODE, "en", (until, None)).await?;
            Err::<(), _>(base::Fault::new("the act failed"))
        })
    });
    undone.await.unwrap_err();
    assert_eq!((send(&node).await, heard(&world)), (0, 0));
}

async fn nothing_readable_rests_in_the_database(world: World) {
    let node = node(&world).await;
    world.outside().answer(SMS, 400, &json!({ "error": format!("{PHONE} {CODE}") }));
    queue_code(&node, &Recipient::phone(PHONE), "zh-Hans").await;
    queue_notice(&node, &Recipient::mail(ADDRESS), Notice::NewDevice, None).await;
    let fresh = claimed(&node, node.now()).await;
    assert_eq!(fresh.len(), 2);
    world.advance(LEASE);
    send(&node).await;
    world.advance(Duration::from_secs(15));
    let tried = claimed(&node, node.now()).await;
    assert_eq!(tried.len(), 1);
    assert_eq!(tried[0].last_error.as_deref(), Some("status 400"));
    for message in fresh.iter().chain(&tried) {
        let whole = String::from_utf8_lossy(&message.content).into_owned() + &format!("{message:?}");
        for secret in [PHONE, CODE, ADDRESS, "new_device", "zh-Hans"] {
            assert!(!whole.contains(secret), "{secret} in {whole}");
        }
    }
}

async fn one_failing_provider_does_not_hold_up_the_other(world: World) {
    let node = node(&world).await;
    world.outside().answer(SMS, 500, &json!({}));
    queue_code(&node, &Recipient::phone(PHONE), "zh-Hans").await;
    queue_code(&node, &Recipient::mail(ADDRESS), "zh-Hans").await;
    assert_eq!(send(&node).await, 2);
    assert_eq!((heard(&world), world.outside().heard(MAIL).len()), (1, 1));
}

async fn the_jobs_of_a_node_send_and_end_when_told(world: World) {
    let node = node(&world).await;
    queue_code(&node, &Recipient::phone(PHONE), "zh-Hans").await;
    let (stop, stopped) = tokio::sync::watch::channel(());
    drop(stop);
    node.app.jobs.run(stopped).await;
    assert_eq!(heard(&world), 1);
}

async fn what_was_taken_is_wiped(world: World) {
    let node = node(&world).await;
    queue_code(&node, &Recipient::phone(PHONE), "zh-Hans").await;
    send(&node).await;
    let claims = verified(&node, &tokens(&world, SMS).remove(0)).await;
    let id = claims["jti"].as_str().unwrap().parse().unwrap();
    let mut conn = node.app.ground.db.reader().await.unwrap();
    let row = store::message::by_id(&mut conn, id).await.unwrap().unwrap();
    assert_eq!((row.content, row.last_error), (Vec::new(), None));
}
