//! Counters that tell each node which of its caches is stale. A node reads all of them in one query each second.

use base::Fault;

use crate::fields::Fields;
use crate::seam::{Conn, Tx, args};
use crate::word::words;

words! {
    /// What a node keeps in memory.
    pub enum Topic {
        /// Clients, their secrets and platforms.
        Clients = "clients",
        /// Third parties that verify facts, and their keys.
        Providers = "providers",
        /// The sealed keys.
        Keys = "keys",
        /// The denylist of access tokens.
        Revocations = "revocations",
    }
}

const BUMP: &str = "
    insert into epoch (topic, value)
    values ($1, 1)
    on conflict (topic) do update
    set value = epoch.value + 1
    returning topic, value";

/// Moves a counter on and gives its new value. The row stays locked until the commit, so values become visible
/// in their order.
///
/// # Errors
/// A fault of the database.
pub async fn bump(tx: &mut Tx, topic: Topic) -> Result<i64, Fault> {
    let row = tx.row(BUMP, args![topic.as_str()]).await?;
    let row = row.ok_or_else(|| Fault::new("moving an epoch on returned nothing"))?;
    let mut fields = Fields::new(&row, "epoch");
    fields.text("topic")?;
    fields.int("value")
}

const ALL: &str = "
    select topic, value
    from epoch
    order by topic";

/// All counters. One that was never moved is missing and counts as zero; one that only a newer program knows is
/// left out.
///
/// # Errors
/// A fault of the database.
pub async fn all(conn: &mut Conn) -> Result<Vec<(Topic, i64)>, Fault> {
    let mut epochs = Vec::new();
    for row in &conn.rows(ALL, &[]).await? {
        let mut fields = Fields::new(row, "epoch");
        let topic = fields.text("topic")?;
        let value = fields.int("value")?;
        epochs.extend(Topic::parse(&topic).map(|topic| (topic, value)));
    }
    Ok(epochs)
}
