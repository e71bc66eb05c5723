//! Sign-ins by a picture: each state is left once, and only by whom it may be.

use base::ScanId;
use futures_util::future::{join, join_all};
use store::scan::{self, Approval, Scan, ScanState};
use store::session;

use crate::fixture::{account_id, at, begin_session, later, session_id, signed_on};
use crate::world::{World, told};

const fn id(n: u8) -> ScanId {
    ScanId::from_bytes([n; 16])
}

pub(crate) fn waiting(n: u8) -> Scan {
    Scan {
        id: id(n),
        secret_hash: [n; 32],
        browser_hash: [n + 100; 32],
        number: 42,
        state: ScanState::Waiting,
        client_id: Some("tax".to_owned()),
        description: "browser".to_owned(),
        source: "203.0.113.*".to_owned(),
        needs_after: at(5),
        approver_session: None,
        account_id: None,
        acr: None,
        amr: None,
        authenticated_at: None,
        created_at: at(20),
        expires_at: at(140),
    }
}

fn approval(session: u8, authenticated: i64) -> Approval {
    Approval {
        session: session_id(session),
        account_id: account_id(1),
        acr: "level2".to_owned(),
        amr: "pwd otp".to_owned(),
        authenticated_at: at(authenticated),
    }
}

async fn show(world: &World, scan: Scan) {
    commit!(world, [scan], |tx| scan::insert(tx, &scan));
}

async fn open(world: &World, session: u8, now: i64) -> bool {
    commit!(world, [], |tx| scan::open(tx, id(1), session_id(session), at(now)))
}

async fn approve(world: &World, approval: Approval, now: i64) -> bool {
    commit!(world, [approval], |tx| scan::approve(tx, id(1), &approval, at(now)))
}

async fn deny(world: &World, session: u8, now: i64) -> bool {
    commit!(world, [], |tx| scan::deny(tx, id(1), session_id(session), at(now)))
}

async fn cancel(world: &World) -> bool {
    commit!(world, [], |tx| scan::cancel(tx, id(1)))
}

async fn spend(world: &World, now: i64) -> bool {
    commit!(world, [], |tx| scan::spend(tx, id(1), at(now)))
}

async fn found(world: &World) -> Scan {
    scan::by_id(&mut world.db.reader().await.unwrap(), id(1)).await.unwrap().unwrap()
}

/// Account 1 signed on in session 1, and picture 1 approved there.
async fn approved(world: &World) {
    signed_on(world).await;
    show(world, waiting(1)).await;
    assert!(open(world, 1, 30).await);
    assert!(approve(world, approval(1, 11), 31).await);
}

contract! {
    async fn picture_comes_back_as_it_went_in(world) {
        let mut whole = waiting(2);
        whole.state = ScanState::Approved;
        whole.client_id = None;
        whole.approver_session = Some(session_id(1));
        whole.account_id = Some(account_id(1));
        (whole.acr, whole.amr) = (Some("level1".to_owned()), Some("pwd".to_owned()));
        whole.authenticated_at = Some(at(6));
        show(world, waiting(1)).await;
        show(world, whole.clone()).await;
        assert_eq!(found(world).await, waiting(1));
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(scan::by_secret(&mut conn, &[[9; 32], [2; 32]]).await.unwrap(), Some(whole));
        assert_eq!(scan::by_secret(&mut conn, &[[9; 32]]).await.unwrap(), None);
        assert_eq!(scan::by_secret(&mut conn, &[]).await.unwrap(), None);
        assert_eq!(scan::by_id(&mut conn, id(9)).await.unwrap(), None);
        let many: Vec<[u8; 32]> = (0..5).map(|n| [n; 32]).collect();
        assert!(told(scan::by_secret(&mut conn, &many).await).contains("at most 4"));
    }
}

contract! {
    async fn approved_picture_lets_in_once(world) {
        approved(world).await;
        let seen = found(world).await;
        assert_eq!((seen.state, seen.approver_session), (ScanState::Approved, Some(session_id(1))));
        assert_eq!((seen.account_id, seen.authenticated_at), (Some(account_id(1)), Some(at(11))));
        assert_eq!((seen.acr.as_deref(), seen.amr.as_deref()), (Some("level2"), Some("pwd otp")));
        let through = join_all((0..8).map(|_| spend(world, 32))).await;
        assert_eq!(through.into_iter().filter(|through| *through).count(), 1);
        assert_eq!(found(world).await.state, ScanState::Used);
    }
}

contract! {
    async fn whoever_opens_first_keeps_it(world) {
        signed_on(world).await;
        begin_session(world, 2, 1).await;
        show(world, waiting(1)).await;
        let (one, two) = join(open(world, 1, 30), open(world, 2, 30)).await;
        assert!(one != two, "one of two opens it");
        let (first, second) = if one { (1, 2) } else { (2, 1) };
        assert!(open(world, first, 31).await, "a page may be loaded again");
        assert!(!open(world, second, 31).await);
        assert!(!approve(world, approval(second, 11), 32).await);
        assert!(!deny(world, second, 32).await);
        assert!(approve(world, approval(first, 11), 32).await);
    }
}

contract! {
    async fn refused_when_not_opened(world) {
        show(world, waiting(1)).await;
        assert!(!approve(world, approval(1, 11), 30).await);
        assert!(!deny(world, 1, 30).await);
        assert!(!spend(world, 30).await);
        assert_eq!(found(world).await, waiting(1));
    }
}

contract! {
    async fn refused_when_the_proof_is_too_old(world) {
        show(world, waiting(1)).await;
        open(world, 1, 30).await;
        assert!(!approve(world, approval(1, 4), 31).await);
        assert!(approve(world, approval(1, 5), 31).await);
    }
}

contract! {
    async fn denied_is_the_end(world) {
        signed_on(world).await;
        show(world, waiting(1)).await;
        open(world, 1, 30).await;
        assert!(deny(world, 1, 31).await);
        assert!(!deny(world, 1, 31).await);
        assert!(!approve(world, approval(1, 11), 31).await);
        assert!(!open(world, 1, 31).await);
        assert!(!cancel(world).await);
        assert!(!spend(world, 31).await);
        assert_eq!(found(world).await.state, ScanState::Denied);
    }
}

contract! {
    async fn cancelled_is_the_end(world) {
        show(world, waiting(1)).await;
        open(world, 1, 30).await;
        assert!(cancel(world).await);
        assert!(!cancel(world).await);
        assert!(!open(world, 1, 31).await);
        assert!(!approve(world, approval(1, 11), 31).await);
        assert_eq!(found(world).await.state, ScanState::Cancelled);
    }
}

contract! {
    async fn decided_picture_is_not_cancelled(world) {
        approved(world).await;
        assert!(!cancel(world).await);
        assert!(spend(world, 32).await);
        assert!(!cancel(world).await);
    }
}

contract! {
    async fn refused_when_its_time_is_over(world) {
        signed_on(world).await;
        show(world, waiting(1)).await;
        assert!(!open(world, 1, 140).await);
        assert!(open(world, 1, 139).await);
        assert!(!approve(world, approval(1, 11), 140).await);
        assert!(!deny(world, 1, 140).await);
        assert!(approve(world, approval(1, 11), 139).await);
        assert!(!spend(world, 140).await);
        assert!(spend(world, 139).await);
    }
}

contract! {
    async fn refused_when_the_approver_has_signed_out(world) {
        approved(world).await;
        commit!(world, [], |tx| session::end(tx, session_id(1), at(32)));
        assert!(!spend(world, 33).await);
    }
}

contract! {
    async fn refused_when_the_session_of_the_approver_is_over(world) {
        signed_on(world).await;
        show(world, Scan { expires_at: later(99), ..waiting(1) }).await;
        open(world, 1, 30).await;
        approve(world, approval(1, 11), 31).await;
        let hour = 3600;
        assert!(!spend(world, hour).await, "the idle limit");
        commit!(world, [], |tx| session::touch(tx, session_id(1), at(32), later(99)));
        assert!(!spend(world, 12 * hour).await, "the absolute limit");
        assert!(spend(world, hour).await);
    }
}
