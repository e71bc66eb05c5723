//! Working levels out anew: proof that no account is worth more or less than its evidence, and the way to bring all rows
//! up to a new policy.

use std::sync::Arc;

use base::{AccountId, Fault};
use store::Tx;
use store::account::StoredLevel;

use super::Assurance;
use super::identity::proofs_of;
use crate::audit::{self, Entry, Kind};

/// Accounts looked at in one read.
const PAGE: u32 = 500;

/// Whether rows are brought up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Write {
    /// They are.
    Yes,
    /// They are only looked at.
    No,
}

/// An account whose row says something else than policy and evidence do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The account.
    pub account: AccountId,
    /// What the row says.
    pub stored: u8,
    /// What is true.
    pub computed: u8,
    /// Whether the row would have been believed: then a wrong level was told.
    pub believed: Believed,
}

/// Whether a wrong row would have been used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Believed {
    /// It would: a level was told that the evidence does not carry.
    Yes,
    /// It would not: its time was over, or it was made under another policy.
    No,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Recomputed {
    /// Accounts looked at: those of which anything was ever proved.
    pub accounts: u64,
    /// Those whose row differs.
    pub differences: Vec<Difference>,
}

impl Assurance {
    /// Works the level of every account out anew.
    pub async fn recompute(&self, write: Write, who: &str) -> Result<Recomputed, Fault> {
        let mut found = Recomputed::default();
        let mut after = None;
        loop {
            let mut conn = self.ground.db.reader().await?;
            let page = store::evidence::accounts_after(&mut conn, after, PAGE).await?;
            drop(conn);
            for account in &page {
                found.accounts += 1;
                found.differences.extend(self.recompute_one(*account, (write, who)).await?);
            }
            match page.last() {
                Some(last) if page.len() == PAGE as usize => after = Some(*last),
                Some(_) | None => return Ok(found),
            }
        }
    }

    /// The same for one account.
    pub async fn recompute_one(
        &self,
        account: AccountId,
        (write, who): (Write, &str),
    ) -> Result<Option<Difference>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        let Some(row) = store::account::by_id(&mut conn, account).await? else {
            return Ok(None);
        };
        let proofs = proofs_of(&mut conn, account).await?;
        drop(conn);
        let now = self.ground.now();
        let computed = self.stored(&proofs.standing(&self.policy, &self.moment(None)));
        if computed == row.standing {
            return Ok(None);
        }
        let believed = if self.holds(&row.standing, now) { Believed::Yes } else { Believed::No };
        if write == Write::Yes {
            self.write_anew(account, (row.standing.clone(), believed), who).await?;
        }
        // A row that is believed for longer than its evidence carries tells a wrong level later.
        let lasts = (row.standing.until, row.standing.evidence_at) == (computed.until, computed.evidence_at);
        let differs = row.standing.level != computed.level || (believed == Believed::Yes && !lasts);
        Ok(differs.then_some(Difference {
            account,
            stored: row.standing.level,
            computed: computed.level,
            believed,
        }))
    }

    async fn write_anew(
        &self,
        account: AccountId,
        (before, believed): (StoredLevel, Believed),
        who: &str,
    ) -> Result<(), Fault> {
        let work = Arc::new((self.clone(), before, who.to_owned()));
        self.ground
            .db
            .write(move |tx| {
                let work = work.clone();
                Box::pin(async move {
                    let (own, before, who) = &*work;
                    own.renew_noted(tx, account, (before, believed), who).await
                })
            })
            .await
    }

    async fn renew_noted(
        &self,
        tx: &mut Tx,
        account: AccountId,
        (before, believed): (&StoredLevel, Believed),
        who: &str,
    ) -> Result<(), Fault> {
        if store::account::hold(tx, account).await?.is_none() {
            return Ok(());
        }
        let standing = self.renew(tx, account).await?;
        let stale = standing.level == before.level && believed == Believed::No;
        if stale || self.stored(&standing) == *before {
            return Ok(());
        }
        let entry = Entry::new(Kind::LevelRecomputed, who, "").account(account).detail(serde_json::json!({
            "before": before.level,
            "after": standing.level,
            "policy_before": before.policy,
            "policy": self.policy.version(),
            "was_believed": believed == Believed::Yes,
        }));
        audit::record(tx, &self.ground, entry).await
    }
}
