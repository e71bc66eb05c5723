//! The vault and the epochs.

use futures_util::future::join_all;
use store::epoch::{self, Topic};
use store::vault;

contract! {
    async fn empty_vault_has_version_zero(world) {
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(vault::load(&mut conn).await.unwrap(), (0, vec![]));
        assert_eq!(vault::version(&mut conn).await.unwrap(), 0);
    }
}

contract! {
    async fn replacement_moves_version_and_epoch(world) {
        let blobs = vec![("a".to_owned(), vec![1]), ("b".to_owned(), vec![0, 2])];
        assert!(commit!(world, [blobs], |tx| vault::replace(tx, 0, &blobs)));
        let fewer = vec![("c".to_owned(), vec![])];
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(vault::load(&mut conn).await.unwrap(), (1, blobs));
        assert!(commit!(world, [fewer], |tx| vault::replace(tx, 1, &fewer)));
        assert_eq!(vault::load(&mut conn).await.unwrap(), (2, fewer));
        assert_eq!(epoch::all(&mut conn).await.unwrap(), [(Topic::Keys, 2)]);
        assert!(commit!(world, [], |tx| vault::replace(tx, 2, &[])));
        assert_eq!(vault::load(&mut conn).await.unwrap(), (3, vec![]));
    }
}

contract! {
    async fn refused_when_another_was_first(world) {
        let blobs = vec![("a".to_owned(), vec![1])];
        assert!(commit!(world, [blobs], |tx| vault::replace(tx, 0, &blobs)));
        for stale in [0, 2] {
            assert!(!commit!(world, [], |tx| vault::replace(tx, stale, &[])));
        }
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(vault::load(&mut conn).await.unwrap(), (1, blobs));
    }
}

contract! {
    async fn eight_at_once_replace_once(world) {
        let attempts = (0..8_u8).map(|n| {
            let db = world.db.clone();
            tokio::spawn(async move {
                let unit = db.write::<bool, base::Fault, _>(move |tx| {
                    Box::pin(async move { vault::replace(tx, 0, &[("k".to_owned(), vec![n])]).await })
                });
                unit.await.unwrap()
            })
        });
        let won = join_all(attempts).await.into_iter().filter(|outcome| *outcome.as_ref().unwrap()).count();
        assert_eq!(won, 1);
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(vault::version(&mut conn).await.unwrap(), 1);
    }
}

contract! {
    async fn epoch_counts_each_bump(world) {
        assert_eq!(commit!(world, [], |tx| epoch::bump(tx, Topic::Clients)), 1);
        assert_eq!(commit!(world, [], |tx| epoch::bump(tx, Topic::Clients)), 2);
        assert_eq!(commit!(world, [], |tx| epoch::bump(tx, Topic::Revocations)), 1);
        world.tamper("insert into epoch (topic, value) values ('of a newer program', 9)").await;
        let mut conn = world.db.reader().await.unwrap();
        let all = epoch::all(&mut conn).await.unwrap();
        assert_eq!(all, [(Topic::Clients, 2), (Topic::Revocations, 1)]);
    }
}
