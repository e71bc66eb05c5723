//! Codes and notices on their way to people: signed, sealed at rest, once, and no longer than they are of use.

mod call;
mod outbox;
mod provider;

use std::time::Duration;

use base::AccountId;
use proto::jose::{Algorithm, JwkSet, UnverifiedJws, VerifyingKey};
use serde_json::Value;
use testkit::{Node, World};
use yimen::notify::{Notice, Recipient};

/// Where the provider of text messages is asked, and that of mail.
const SMS: &str = "/messages/sms";
const MAIL: &str = "/messages/mail";
const CODE: &str = "042917";
const PHONE: &str = "13800138000";
const ADDRESS: &str = "lin@example.org";
const CODE_LIFE: Duration = Duration::from_secs(300);

/// A node that has providers.
async fn node(world: &World) -> Node {
    let (sms, mail) = (world.outside().east(SMS), world.outside().east(MAIL));
    let change = |config: &mut config::Config| {
        config.messages.sms_url = Some(sms.parse().unwrap());
        config.messages.mail_url = Some(mail.parse().unwrap());
    };
    world.node_with(change).await
}

async fn queue_code(node: &Node, to: &Recipient, locale: &'static str) {
    let (notices, to) = (node.app.notices.clone(), to.clone());
    let until = node.now().plus(CODE_LIFE);
    let queued = node.app.ground.db.write(move |tx| {
        let (notices, to) = (notices.clone(), to.clone());
        Box::pin(async move { notices.enqueue_code(tx, &to, CODE, locale, (until, None)).await })
    });
    queued.await.unwrap();
}

async fn queue_notice(node: &Node, to: &Recipient, notice: Notice, account: Option<AccountId>) {
    let (notices, to) = (node.app.notices.clone(), to.clone());
    let queued = node.app.ground.db.write(move |tx| {
        let (notices, to, notice) = (notices.clone(), to.clone(), notice.clone());
        Box::pin(async move { notices.enqueue_notice(tx, &to, notice, "zh-Hans", account).await })
    });
    queued.await.unwrap();
}

async fn send(node: &Node) -> u32 {
    node.app.notices.send_due().await.unwrap()
}

/// The tokens a provider got, oldest first.
fn tokens(world: &World, path: &str) -> Vec<String> {
    let heard = world.outside().heard(path);
    heard.iter().map(|call| call.pairs.first().unwrap().0.clone()).collect()
}

/// The claims of a call, after its signature was verified with the published keys.
async fn verified(node: &Node, token: &str) -> Value {
    let set = node.get("/jwks").await;
    let set = JwkSet::parse(set.body.as_bytes()).unwrap();
    let jws = UnverifiedJws::parse(token).unwrap();
    assert!(jws.header().has_type("yimen-message+jwt"));
    jws.verify_with(&VerifyingKey::from_set(&set), &Algorithm::ALL).unwrap().claims().unwrap()
}
