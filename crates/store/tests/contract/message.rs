//! The outbox of messages to people.

use std::time::Duration;

use base::MessageId;
use futures_util::future::join_all;
use store::message::{self, Message, MessageChannel, MessagePurpose, MessageState, Next};

use crate::fixture::{account_id, at};
use crate::world::World;

const LEASE: Duration = Duration::from_secs(40);

const fn id(n: u8) -> MessageId {
    MessageId::from_bytes([n; 16])
}

pub(crate) fn pending(n: u8) -> Message {
    Message {
        id: id(n),
        account_id: (n % 2 == 1).then_some(account_id(1)),
        channel: MessageChannel::Sms,
        purpose: MessagePurpose::Code,
        content: vec![n, 0, 255],
        state: MessageState::Pending,
        attempts: 0,
        next_attempt_at: at(50),
        expires_at: at(350),
        last_error: None,
        created_at: at(50),
        finished_at: None,
    }
}

async fn enqueue(world: &World, messages: Vec<Message>) {
    for message in messages {
        commit!(world, [message], |tx| message::enqueue(tx, &message));
    }
}

async fn claim(world: &World, now: i64, limit: u32) -> Vec<Message> {
    let mut claimed = commit!(world, [], |tx| message::claim_due(tx, at(now), limit, LEASE));
    claimed.sort_by_key(|message| message.id);
    claimed
}

async fn found(world: &World, n: u8) -> Option<Message> {
    message::by_id(&mut world.db.reader().await.unwrap(), id(n)).await.unwrap()
}

contract! {
    async fn message_comes_back_as_it_went_in(world) {
        let mut notice = pending(2);
        notice.channel = MessageChannel::Mail;
        notice.purpose = MessagePurpose::Notice;
        notice.last_error = Some("status 500".to_owned());
        enqueue(world, vec![pending(1), notice.clone()]).await;
        assert_eq!(found(world, 1).await, Some(pending(1)));
        assert_eq!(found(world, 2).await, Some(notice));
        assert_eq!(found(world, 3).await, None);
    }
}

contract! {
    async fn due_message_is_claimed_until_the_lease_ends(world) {
        let mut ahead = pending(2);
        ahead.next_attempt_at = at(500);
        enqueue(world, vec![pending(1), ahead]).await;
        assert!(claim(world, 49, 10).await.is_empty());
        let claimed = claim(world, 50, 10).await;
        assert_eq!(claimed, [Message { attempts: 1, next_attempt_at: at(90), ..pending(1) }]);
        assert!(claim(world, 89, 10).await.is_empty());
        assert_eq!(claim(world, 90, 10).await[0].attempts, 2);
    }
}

contract! {
    async fn expired_message_is_claimed_to_be_given_up(world) {
        enqueue(world, vec![pending(1)]).await;
        assert_eq!(claim(world, 9000, 10).await.len(), 1);
    }
}

contract! {
    async fn oldest_are_claimed_first(world) {
        let due = |n: u8, seconds| Message { next_attempt_at: at(seconds), ..pending(n) };
        enqueue(world, vec![due(1, 55), due(2, 53), due(3, 54)]).await;
        let ids: Vec<_> = claim(world, 60, 2).await.iter().map(|message| message.id).collect();
        assert_eq!(ids, [id(2), id(3)]);
    }
}

contract! {
    async fn eight_workers_claim_different_messages(world) {
        enqueue(world, (1..=30).map(pending).collect()).await;
        let claims = join_all((0..8).map(|_| claim(world, 60, 7))).await;
        assert!(claims.iter().all(|claimed| claimed.len() <= 7));
        let mut all: Vec<_> = claims.iter().flatten().map(|message| message.id).collect();
        let claimed = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), claimed, "no message is claimed twice");
        // Whoever lost against another comes again.
        while all.len() < 30 {
            let more = claim(world, 60, 7).await;
            assert!(!more.is_empty());
            all.extend(more.iter().map(|message| message.id));
        }
        assert!(claim(world, 60, 7).await.is_empty());
    }
}

contract! {
    async fn sent_message_is_done_and_its_content_gone(world) {
        enqueue(world, vec![pending(1)]).await;
        claim(world, 60, 5).await;
        assert!(commit!(world, [], |tx| message::fail(tx, id(1), "status 503", Next::Retry(at(62)))));
        assert!(commit!(world, [], |tx| message::finish(tx, id(1), at(63))));
        assert!(!commit!(world, [], |tx| message::finish(tx, id(1), at(64))));
        assert!(!commit!(world, [], |tx| message::fail(tx, id(1), "late", Next::Retry(at(64)))));
        assert!(!commit!(world, [], |tx| message::fail(tx, id(1), "late", Next::GiveUp(at(64)))));
        assert!(claim(world, 1000, 5).await.is_empty());
        let done = found(world, 1).await.unwrap();
        assert_eq!((done.state, done.finished_at, done.last_error), (MessageState::Sent, Some(at(63)), None));
        assert!(done.content.is_empty());
    }
}

contract! {
    async fn failed_attempt_is_tried_again_or_given_up(world) {
        enqueue(world, vec![pending(1)]).await;
        claim(world, 60, 5).await;
        assert!(commit!(world, [], |tx| message::fail(tx, id(1), "timed out", Next::Retry(at(120)))));
        assert!(claim(world, 119, 5).await.is_empty());
        let again = claim(world, 120, 5).await.remove(0);
        assert_eq!((again.attempts, again.last_error.as_deref()), (2, Some("timed out")));
        assert_eq!(again.content, pending(1).content);
        assert!(commit!(world, [], |tx| message::fail(tx, id(1), "status 400", Next::GiveUp(at(121)))));
        let over = found(world, 1).await.unwrap();
        assert_eq!((over.state, over.finished_at), (MessageState::Failed, Some(at(121))));
        assert_eq!(over.last_error.as_deref(), Some("status 400"));
        assert!(over.content.is_empty());
        assert!(claim(world, 1000, 5).await.is_empty());
    }
}
