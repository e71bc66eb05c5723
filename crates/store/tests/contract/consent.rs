//! Consents.

use store::{consent, refresh};

use crate::fixture::{account_id, at, consent as given, family_id, grant_id, new_family, open_account};

contract! {
    async fn later_consent_replaces_the_one_before(world) {
        open_account(world, 1).await;
        let first = given(1, "tax");
        commit!(world, [first], |tx| consent::grant(tx, &first));
        let mut wider = given(1, "tax");
        wider.scope = "openid profile phone".to_owned();
        wider.version = 4;
        commit!(world, [wider], |tx| consent::grant(tx, &wider));
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(consent::list_for_account(&mut conn, account_id(1)).await.unwrap(), [wider]);
        assert!(consent::list_for_account(&mut conn, account_id(2)).await.unwrap().is_empty());
    }
}

contract! {
    async fn withdrawal_revokes_that_client_alone(world) {
        open_account(world, 1).await;
        for (n, client) in [(1, "tax"), (2, "social")] {
            let agreed = given(1, client);
            commit!(world, [agreed], |tx| consent::grant(tx, &agreed));
            let family = new_family(n, None).begin(grant_id(n), client.to_owned(), account_id(1), at(20));
            commit!(world, [family], |tx| refresh::insert(tx, &family));
        }
        let grants = commit!(world, [], |tx| consent::withdraw(tx, account_id(1), "tax", at(80)));
        assert_eq!(grants, Some(vec![grant_id(1)]));
        let mut conn = world.db.reader().await.unwrap();
        let all = consent::list_for_account(&mut conn, account_id(1)).await.unwrap();
        let live: Vec<_> = all.iter().map(|consent| (consent.client_id.as_str(), consent.is_live())).collect();
        assert_eq!(live, [("social", true), ("tax", false)]);
        let other = refresh::by_id(&mut conn, family_id(2)).await.unwrap().unwrap();
        assert_eq!(other.revoked_at, None);
    }
}

contract! {
    async fn nothing_to_withdraw(world) {
        open_account(world, 1).await;
        assert_eq!(commit!(world, [], |tx| consent::withdraw(tx, account_id(1), "tax", at(80))), None);
        let agreed = given(1, "tax");
        commit!(world, [agreed], |tx| consent::grant(tx, &agreed));
        assert!(commit!(world, [], |tx| consent::withdraw(tx, account_id(1), "tax", at(80))).is_some());
        assert_eq!(commit!(world, [], |tx| consent::withdraw(tx, account_id(1), "tax", at(81))), None);
    }
}
