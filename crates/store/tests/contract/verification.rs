//! Verifications by third parties.

use std::time::Duration;

use base::{IdentifierId, VerificationId};
use futures_util::future::join_all;
use store::verification::{self, Verification, VerificationState};

use crate::fixture::{account_id, at, open_account, session_id};
use crate::world::{World, told};

const LEASE: Duration = Duration::from_secs(40);

/// The states in which nothing happens any more.
const TERMINAL: [VerificationState; 5] = [
    VerificationState::Passed,
    VerificationState::Failed,
    VerificationState::Cancelled,
    VerificationState::Expired,
    VerificationState::Error,
];

const fn id(n: u8) -> VerificationId {
    VerificationId::from_bytes([n; 16])
}

/// Verification `n` of an account, just written down.
pub(crate) fn created(n: u8, account: u8) -> Verification {
    Verification {
        id: id(n),
        provider_id: "face".to_owned(),
        account_id: account_id(account),
        session_id: session_id(account),
        client_id: Some("tax".to_owned()),
        identifier_id: Some(IdentifierId::from_bytes([n; 16])),
        kind: "face".to_owned(),
        purpose: "platform".to_owned(),
        subject_digest: [n; 32],
        payload: vec![n, 0, 255],
        resume: "sealed".to_owned(),
        requested_level: 4,
        state: VerificationState::Created,
        reason: None,
        created_at: at(i64::from(n)),
        started_at: None,
        concluded_at: None,
        expires_at: at(1800),
        next_poll_at: None,
        polls: 0,
        errors: 0,
        last_error: None,
    }
}

pub(crate) async fn create(world: &World, given: Verification) {
    commit!(world, [given], |tx| verification::create(tx, &given));
}

async fn start(world: &World, n: u8, next_poll: i64) -> bool {
    let times = (Some(at(next_poll)), at(900));
    commit!(world, [], |tx| verification::start(tx, id(n), &[8, 8], times, at(100)))
}

/// Verification `n` of account 1, started and due at a moment.
async fn begin(world: &World, n: u8, next_poll: i64) {
    create(world, created(n, 1)).await;
    assert!(start(world, n, next_poll).await);
}

/// What [`begin`] leaves.
fn started(n: u8, next_poll: i64) -> Verification {
    Verification {
        state: VerificationState::Started,
        payload: vec![8, 8],
        started_at: Some(at(100)),
        expires_at: at(900),
        next_poll_at: Some(at(next_poll)),
        ..created(n, 1)
    }
}

pub(crate) async fn conclude(
    world: &World,
    n: u8,
    outcome: (VerificationState, Option<&'static str>),
    now: i64,
) -> Option<Verification> {
    commit!(world, [], |tx| verification::conclude(tx, id(n), outcome, at(now)))
}

async fn claim(world: &World, now: i64, limit: u32) -> Vec<Verification> {
    let mut claimed = commit!(world, [], |tx| verification::claim_due(tx, at(now), limit, LEASE));
    claimed.sort_by_key(|one| one.id);
    claimed
}

pub(crate) async fn found(world: &World, n: u8) -> Option<Verification> {
    verification::by_id(&mut world.db.reader().await.unwrap(), id(n)).await.unwrap()
}

async fn overdue(world: &World, now: i64, limit: u32) -> Vec<VerificationId> {
    let mut conn = world.db.reader().await.unwrap();
    let rows = verification::overdue(&mut conn, at(now), limit).await.unwrap();
    rows.into_iter().map(|one| one.id).collect()
}

contract! {
    async fn verification_comes_back_as_it_went_in(world) {
        let bare = Verification { client_id: None, identifier_id: None, ..created(2, 2) };
        create(world, created(1, 1)).await;
        create(world, bare.clone()).await;
        assert_eq!(found(world, 1).await, Some(created(1, 1)));
        assert_eq!(found(world, 2).await, Some(bare));
        assert_eq!(found(world, 3).await, None);
    }
}

contract! {
    async fn started_once(world) {
        begin(world, 1, 101).await;
        assert_eq!(found(world, 1).await, Some(started(1, 101)));
        assert!(!start(world, 1, 500).await);
        assert!(!start(world, 9, 500).await);
        assert_eq!(found(world, 1).await, Some(started(1, 101)));
    }
}

contract! {
    async fn refused_when_concluded_before_it_started(world) {
        create(world, created(1, 1)).await;
        conclude(world, 1, (VerificationState::Cancelled, Some("cancelled")), 90).await.unwrap();
        assert!(!start(world, 1, 101).await);
        assert!(found(world, 1).await.unwrap().payload.is_empty());
    }
}

contract! {
    async fn conclusion_forgets_whom_it_was_about(world) {
        begin(world, 1, 101).await;
        let over = conclude(world, 1, (VerificationState::Failed, Some("no_match")), 200).await;
        let wanted = Verification {
            state: VerificationState::Failed,
            reason: Some("no_match".to_owned()),
            payload: vec![],
            concluded_at: Some(at(200)),
            next_poll_at: None,
            ..started(1, 101)
        };
        assert_eq!(over, Some(wanted.clone()));
        assert_eq!(found(world, 1).await, Some(wanted));
    }
}

contract! {
    async fn conclusion_of_every_kind_stands_for_ever(world) {
        for (n, state) in (1..).zip(TERMINAL) {
            begin(world, n, 101).await;
            let first = conclude(world, n, (state, None), 200).await;
            assert_eq!(first.as_ref().map(|one| one.state), Some(state));
            for other in TERMINAL {
                assert_eq!(conclude(world, n, (other, Some("late")), 300).await, None);
            }
            assert_eq!(found(world, n).await, first, "nothing changed");
        }
        assert_eq!(conclude(world, 99, (VerificationState::Passed, None), 200).await, None);
    }
}

contract! {
    async fn refused_when_the_conclusion_is_none(world) {
        begin(world, 1, 101).await;
        for state in [VerificationState::Created, VerificationState::Started] {
            let outcome =
                attempt!(world, [], |tx| verification::conclude(tx, id(1), (state, None), at(200)));
            assert!(told(outcome).contains("no conclusion"));
        }
        assert_eq!(found(world, 1).await, Some(started(1, 101)));
    }
}

contract! {
    async fn of_eight_conclusions_at_once_one_counts(world) {
        begin(world, 1, 101).await;
        let conclusions = (0..8_usize).map(|n| async move {
            conclude(world, 1, (TERMINAL[n % 5], None), 200 + i64::try_from(n).unwrap()).await
        });
        let through: Vec<_> = join_all(conclusions).await.into_iter().flatten().collect();
        assert_eq!(through.len(), 1);
        assert_eq!(found(world, 1).await.as_ref(), through.first());
    }
}

contract! {
    async fn due_verification_is_claimed_until_the_lease_ends(world) {
        begin(world, 1, 110).await;
        begin(world, 2, 500).await;
        create(world, created(3, 1)).await;
        assert!(claim(world, 109, 10).await.is_empty());
        assert_eq!(claim(world, 110, 10).await, [started(1, 150)]);
        assert!(claim(world, 149, 10).await.is_empty());
        assert_eq!(claim(world, 150, 10).await, [started(1, 190)]);
    }
}

contract! {
    async fn oldest_verifications_are_claimed_first(world) {
        for (n, due) in [(1, 115), (2, 113), (3, 114)] {
            begin(world, n, due).await;
        }
        let ids: Vec<_> = claim(world, 120, 2).await.into_iter().map(|one| one.id).collect();
        assert_eq!(ids, [id(2), id(3)]);
    }
}

contract! {
    async fn eight_workers_claim_different_verifications(world) {
        for n in 1..=30 {
            begin(world, n, 110).await;
        }
        let claims = join_all((0..8).map(|_| claim(world, 120, 7))).await;
        assert!(claims.iter().all(|claimed| claimed.len() <= 7));
        let mut all: Vec<_> = claims.iter().flatten().map(|one| one.id).collect();
        let claimed = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), claimed, "nothing is claimed twice");
        // Whoever lost against another comes again.
        while all.len() < 30 {
            let more = claim(world, 120, 7).await;
            assert!(!more.is_empty());
            all.extend(more.iter().map(|one| one.id));
        }
        assert!(claim(world, 120, 7).await.is_empty());
    }
}

contract! {
    async fn over_or_overdue_is_not_claimed(world) {
        begin(world, 1, 110).await;
        conclude(world, 1, (VerificationState::Passed, None), 105).await;
        begin(world, 2, 890).await;
        assert!(claim(world, 900, 10).await.is_empty(), "its time is over: nobody is asked");
        assert_eq!(claim(world, 899, 10).await.len(), 1);
    }
}

contract! {
    async fn question_without_answer_is_asked_later(world) {
        begin(world, 1, 110).await;
        claim(world, 110, 10).await;
        let later = |next: Option<i64>, counts, error| async move {
            commit!(world, [], |tx| verification::poll_later(tx, id(1), next.map(at), counts, error))
        };
        assert!(later(Some(200), (1, 1), Some("timed out")).await);
        let wanted = Verification {
            polls: 1,
            errors: 1,
            last_error: Some("timed out".to_owned()),
            ..started(1, 200)
        };
        assert_eq!(found(world, 1).await, Some(wanted));
        assert!(claim(world, 199, 10).await.is_empty());
        assert!(later(None, (2, 0), None).await);
        assert_eq!(found(world, 1).await, Some(Verification { next_poll_at: None, polls: 2, ..started(1, 0) }));
        assert!(claim(world, 899, 10).await.is_empty(), "not asked any more");
        let over = conclude(world, 1, (VerificationState::Expired, Some("expired")), 900).await;
        assert!(!later(Some(901), (3, 0), None).await);
        assert_eq!(found(world, 1).await, over);
    }
}

contract! {
    async fn overdue_are_those_open_past_their_time(world) {
        begin(world, 1, 110).await;
        create(world, Verification { expires_at: at(800), ..created(2, 1) }).await;
        begin(world, 3, 110).await;
        conclude(world, 3, (VerificationState::Passed, None), 200).await;
        create(world, created(4, 1)).await;
        assert!(overdue(world, 799, 10).await.is_empty());
        assert_eq!(overdue(world, 800, 10).await, [id(2)]);
        assert_eq!(overdue(world, 900, 10).await, [id(2), id(1)]);
        assert_eq!(overdue(world, 900, 1).await, [id(2)]);
    }
}

contract! {
    async fn list_of_an_account_has_the_latest_first(world) {
        for (n, account) in [(1, 1), (2, 1), (3, 2), (4, 1)] {
            create(world, created(n, account)).await;
        }
        conclude(world, 2, (VerificationState::Error, Some("trouble")), 50).await;
        let mut conn = world.db.reader().await.unwrap();
        let listed = verification::of_account(&mut conn, account_id(1), 2).await.unwrap();
        assert_eq!(listed.iter().map(|one| one.id).collect::<Vec<_>>(), [id(4), id(2)]);
        assert_eq!(verification::of_account(&mut conn, account_id(1), 9).await.unwrap().len(), 3);
        assert!(verification::of_account(&mut conn, account_id(9), 9).await.unwrap().is_empty());
    }
}

contract! {
    async fn list_of_a_provider_has_what_is_open_the_soonest_over_first(world) {
        begin(world, 1, 110).await;
        create(world, Verification { expires_at: at(800), ..created(2, 2) }).await;
        create(world, Verification { provider_id: "bank".to_owned(), ..created(3, 1) }).await;
        begin(world, 4, 110).await;
        conclude(world, 4, (VerificationState::Passed, None), 200).await;
        let mut conn = world.db.reader().await.unwrap();
        let open = verification::open_of_provider(&mut conn, "face", 10).await.unwrap();
        assert_eq!(open.iter().map(|one| one.id).collect::<Vec<_>>(), [id(2), id(1)]);
        assert_eq!(verification::open_of_provider(&mut conn, "face", 1).await.unwrap().len(), 1);
        assert!(verification::open_of_provider(&mut conn, "nobody", 10).await.unwrap().is_empty());
    }
}

contract! {
    async fn erased_account_leaves_nothing_open_and_nothing_to_go_on_with(world) {
        open_account(world, 1).await;
        begin(world, 1, 110).await;
        create(world, created(2, 1)).await;
        begin(world, 3, 110).await;
        let passed = conclude(world, 3, (VerificationState::Passed, None), 200).await.unwrap();
        create(world, created(4, 2)).await;
        commit!(world, [], |tx| store::account::erase(tx, account_id(1), b"empty", at(300)));
        for n in [1, 2] {
            let over = found(world, n).await.unwrap();
            assert_eq!((over.state, over.concluded_at), (VerificationState::Cancelled, Some(at(300))));
            assert_eq!((over.reason.as_deref(), over.next_poll_at), (Some("erased"), None));
            assert!(over.payload.is_empty() && over.resume.is_empty());
        }
        assert_eq!(found(world, 3).await, Some(Verification { resume: String::new(), ..passed }));
        assert_eq!(found(world, 4).await, Some(created(4, 2)));
    }
}
