use base::MessageId;

use super::*;
use crate::notify::Channel;

const NOW: Time = Time::from_seconds(1_772_323_200);
const LONG: Duration = Duration::from_secs(24 * 3600);

fn tried(attempts: i64, purpose: Purpose, left: Duration) -> Message {
    Message {
        id: MessageId::from_bytes([7; 16]),
        account_id: None,
        channel: Channel::Sms,
        purpose,
        content: Vec::new(),
        state: store::message::MessageState::Pending,
        attempts,
        next_attempt_at: NOW,
        expires_at: NOW.plus(left),
        last_error: None,
        created_at: NOW,
        finished_at: None,
    }
}

fn pause(attempts: i64, purpose: Purpose) -> u64 {
    match next(&tried(attempts, purpose, LONG), NOW) {
        Next::Retry(at) => at.since(NOW).as_secs(),
        Next::GiveUp(_) => panic!("given up after {attempts}"),
    }
}

#[test]
fn pauses_double_up_to_a_bound() {
    let pauses = |purpose| [1, 2, 3, 4, 5, 9, 10, 100].map(|attempts| pause(attempts, purpose));
    assert_eq!(pauses(Purpose::Notice), [2, 4, 8, 16, 32, 512, 600, 600]);
    assert_eq!(pauses(Purpose::Code), [2, 4, 8, 15, 15, 15, 15, 15]);
}

#[test]
fn given_up_when_the_next_attempt_would_be_too_late() {
    let second = Duration::from_secs(1);
    let pause = FIRST_RETRY;
    assert_eq!(next(&tried(1, Purpose::Code, pause), NOW), Next::GiveUp(NOW));
    assert_eq!(next(&tried(1, Purpose::Code, pause + second), NOW), Next::Retry(NOW.plus(pause)));
}

#[test]
fn entry_names_the_account_and_nothing_of_the_content() {
    let account = base::AccountId::from_bytes([1; 16]);
    let message = Message { account_id: Some(account), ..tried(3, Purpose::Notice, LONG) };
    let entry = given_up(&message, "status 500");
    assert_eq!(entry.account, Some(account));
    assert_eq!(entry.detail, json!({ "channel": "sms", "purpose": "notice", "reason": "status 500" }));
}
