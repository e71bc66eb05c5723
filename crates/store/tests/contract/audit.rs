//! The audit log.

use store::audit::{self, AuditFilter};

use crate::fixture::{account_id, at, event_at, session_id};

contract! {
    async fn event_comes_back_as_it_went_in(world) {
        let mut given = event_at("account.frozen", at(5));
        given.account_id = Some(account_id(1));
        given.client_id = Some("tax".to_owned());
        given.session_id = Some(session_id(2));
        given.detail = r#"{"reason":"风险"}"#.to_owned();
        commit!(world, [given], |tx| audit::record(tx, &given));
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(audit::page(&mut conn, &AuditFilter::All, None, 5).await.unwrap(), [given]);
    }
}

contract! {
    async fn pages_are_filtered_and_newest_first(world) {
        for n in 1..=6_u8 {
            let mut event = event_at(if n % 2 == 0 { "even" } else { "odd" }, at(i64::from(n)));
            event.account_id = (n <= 3).then_some(account_id(1));
            commit!(world, [event], |tx| audit::record(tx, &event));
        }
        let mut conn = world.db.reader().await.unwrap();
        let first = audit::page(&mut conn, &AuditFilter::All, None, 4).await.unwrap();
        let rest = audit::page(&mut conn, &AuditFilter::All, Some(first[3].id), 4).await.unwrap();
        let times: Vec<_> = first.iter().chain(&rest).map(|event| event.at).collect();
        assert_eq!(times, [6, 5, 4, 3, 2, 1].map(at));
        let of_one = audit::page(&mut conn, &AuditFilter::Account(account_id(1)), None, 2).await.unwrap();
        assert_eq!(of_one.iter().map(|event| event.at).collect::<Vec<_>>(), [3, 2].map(at));
        let even = AuditFilter::Kind("even".to_owned());
        let even = audit::page(&mut conn, &even, Some(first[0].id), 5).await.unwrap();
        assert_eq!(even.iter().map(|event| event.at).collect::<Vec<_>>(), [4, 2].map(at));
    }
}

contract! {
    async fn events_of_an_account_are_chosen_by_kind(world) {
        let kinds = ["signed_in", "signed_in_again", "frozen", "in", "signed_in", "frozen"];
        for (n, kind) in (1..).zip(kinds) {
            let mut event = event_at(kind, at(n));
            event.account_id = Some(account_id(if n == 6 { 2 } else { 1 }));
            commit!(world, [event], |tx| audit::record(tx, &event));
        }
        let mut conn = world.db.reader().await.unwrap();
        let both = ["signed_in", "frozen"];
        let first = audit::of_account(&mut conn, account_id(1), &both, None, 2).await.unwrap();
        let rest = audit::of_account(&mut conn, account_id(1), &both, Some(first[1].id), 9).await.unwrap();
        let times: Vec<_> = first.iter().chain(&rest).map(|event| event.at).collect();
        assert_eq!(times, [5, 3, 1].map(at));
        assert!(audit::of_account(&mut conn, account_id(1), &[], None, 9).await.unwrap().is_empty());
        assert!(audit::of_account(&mut conn, account_id(1), &["none"], None, 9).await.unwrap().is_empty());
        assert_eq!(audit::of_account(&mut conn, account_id(2), &both, None, 9).await.unwrap().len(), 1);
    }
}
