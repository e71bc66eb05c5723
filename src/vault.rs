//! The vault that keys live in, on the database all nodes share: opaque sealed blobs behind a version. Every change is
//! audited in its own transaction.

use std::sync::Arc;

use base::{Clock, EventId, Fault, Rng};
use futures_util::future::BoxFuture;
use keys::{KeyAct, SealedBlob, Vault, VaultContents};
use store::Db;
use store::audit::AuditEvent;
use store::epoch::Topic;

use crate::audit::Kind;

/// A vault on the database.
pub struct StoreVault {
    db: Db,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
}

impl StoreVault {
    /// The vault of a database.
    pub fn new(db: Db, clock: Arc<dyn Clock>, rng: Arc<dyn Rng>) -> Self {
        Self { db, clock, rng }
    }

    fn event(&self, act: &KeyAct) -> AuditEvent {
        let at = self.clock.now();
        let detail = serde_json::json!({
            "action": act.action,
            "kid": act.kid,
            "why": act.why,
            "detail": act.detail,
        });
        AuditEvent {
            id: EventId::ordered(at, &*self.rng),
            at,
            kind: Kind::KeyChanged.as_str().to_owned(),
            actor: act.who.clone(),
            account_id: None,
            client_id: None,
            session_id: None,
            request_id: String::new(),
            detail: detail.to_string(),
        }
    }
}

impl Vault for StoreVault {
    fn load(&self) -> BoxFuture<'_, Result<VaultContents, Fault>> {
        Box::pin(async {
            let mut conn = self.db.reader().await?;
            let (version, blobs) = store::vault::load(&mut conn).await?;
            let blobs = blobs.into_iter().map(|(name, bytes)| SealedBlob { name, bytes }).collect();
            Ok(VaultContents { version, blobs })
        })
    }

    fn version(&self) -> BoxFuture<'_, Result<i64, Fault>> {
        Box::pin(async {
            let mut conn = self.db.reader().await?;
            store::vault::version(&mut conn).await
        })
    }

    fn save(&self, expected: i64, blobs: Vec<SealedBlob>, act: KeyAct) -> BoxFuture<'_, Result<bool, Fault>> {
        let event = self.event(&act);
        let blobs: Vec<_> = blobs.into_iter().map(|blob| (blob.name, blob.bytes)).collect();
        Box::pin(self.db.write(move |tx| {
            let (blobs, event) = (blobs.clone(), event.clone());
            Box::pin(async move {
                let saved = store::vault::replace(tx, expected, &blobs).await?;
                if saved {
                    store::epoch::bump(tx, Topic::Keys).await?;
                    store::audit::record(tx, &event).await?;
                }
                Ok(saved)
            })
        }))
    }
}
