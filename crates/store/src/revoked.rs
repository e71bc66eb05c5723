//! The denylist of access tokens: grants and sessions whose tokens are refused before they expire.
//!
//! Nodes hold it in memory and fetch what is new. Each entry carries the epoch of its transaction; epochs become
//! visible in their order, so a node that has seen one has seen all before it.

use base::{Fault, Time};

use crate::epoch::{self, Topic};
use crate::fields::Fields;
use crate::seam::{Conn, Tx, args};

/// An entry of the denylist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// The bytes of a grant id or of a `sid`.
    pub key: Vec<u8>,
    /// Until when it counts: the last token it names has expired by then.
    pub until: Time,
    /// The cursor after this entry.
    pub epoch: i64,
}

const ADD: &str = "
    insert into revoked (token_key, until_at, epoch)
    values ($1, $2, $3)
    on conflict (token_key) do update
    set until_at = case
          when revoked.until_at > excluded.until_at then revoked.until_at
          else excluded.until_at
        end,
        epoch = excluded.epoch";

/// Refuses the tokens of a grant or session until `until`. Call it late in the transaction: the epoch stays
/// locked until the commit.
///
/// # Errors
/// A fault of the database.
pub async fn add(tx: &mut Tx, key: &[u8], until: Time) -> Result<(), Fault> {
    add_all(tx, &[key], until).await
}

/// [`add`] for several keys with one epoch.
///
/// # Errors
/// A fault of the database.
pub async fn add_all(tx: &mut Tx, keys: &[&[u8]], until: Time) -> Result<(), Fault> {
    if keys.is_empty() {
        return Ok(());
    }
    let epoch = epoch::bump(tx, Topic::Revocations).await?;
    for key in keys {
        tx.run(ADD, args![*key, until, epoch]).await?;
    }
    Ok(())
}

const SINCE: &str = "
    select token_key, until_at, epoch
    from revoked
    where epoch > $1
    order by epoch, token_key";

/// Entries after `cursor`, in order; the next cursor is the epoch of the last. 0 gives all.
///
/// # Errors
/// A fault of the database.
pub async fn since(conn: &mut Conn, cursor: i64) -> Result<Vec<Revoked>, Fault> {
    let rows = conn.rows(SINCE, args![cursor]).await?;
    rows.iter()
        .map(|row| {
            let mut fields = Fields::new(row, "revoked");
            Ok(Revoked {
                key: fields.bytes("token_key")?,
                until: fields.time("until_at")?,
                epoch: fields.int("epoch")?,
            })
        })
        .collect()
}

const ANY: &str = "
    select token_key
    from revoked
    where token_key in ($1, $2)
      and until_at > $3
    limit 1";

/// Whether a token's grant or its `sid` is on the list now, past the nodes' memory: for introspection that wants
/// to be strict.
///
/// # Errors
/// A fault of the database.
pub async fn is_revoked(conn: &mut Conn, grant: &[u8], sid: Option<&[u8]>, now: Time) -> Result<bool, Fault> {
    Ok(conn.row(ANY, args![grant, sid.unwrap_or(grant), now]).await?.is_some())
}
