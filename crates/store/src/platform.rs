//! Platforms: the public bodies whose services are clients.

use base::{Fault, Time};

use crate::epoch::{self, Topic};
use crate::fields::Fields;
use crate::seam::{Conn, Row, Tx, args};
use crate::word::words;

words! {
    /// Whether a platform takes part.
    pub enum PlatformStatus {
        /// Its clients may work.
        Active = "active",
        /// None of its clients may work.
        Disabled = "disabled",
    }
}

/// A platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Platform {
    /// Chosen by the administrator, never reused.
    pub id: String,
    /// JSON object: locale to name.
    pub names: String,
    /// Code of the administrative division it belongs to.
    pub division_code: String,
    /// Whether it takes part.
    pub status: PlatformStatus,
    /// When it was first entered.
    pub created_at: Time,
    /// When it was last changed.
    pub updated_at: Time,
}

const UPSERT: &str = "
    insert into platform (id, names, division_code, status, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (id) do update
    set names = excluded.names,
        division_code = excluded.division_code,
        status = excluded.status,
        updated_at = excluded.updated_at";

/// Enters a platform or replaces all but its `created_at`. Nodes are told.
///
/// # Errors
/// A fault of the database.
pub async fn upsert(tx: &mut Tx, platform: &Platform) -> Result<(), Fault> {
    let Platform { id, names, division_code, status, created_at, updated_at } = platform;
    let args = args![id, names, division_code, status.as_str(), *created_at, *updated_at];
    tx.run(UPSERT, args).await?;
    epoch::bump(tx, Topic::Clients).await.map(drop)
}

const LIST: &str = "
    select id, names, division_code, status, created_at, updated_at
    from platform
    order by id";

/// All platforms, by id: they are entered by hand and held in memory.
///
/// # Errors
/// A fault of the database.
pub async fn list(conn: &mut Conn) -> Result<Vec<Platform>, Fault> {
    conn.rows(LIST, &[]).await?.iter().map(read).collect()
}

const BY_ID: &str = "
    select id, names, division_code, status, created_at, updated_at
    from platform
    where id = $1";

/// One platform.
///
/// # Errors
/// A fault of the database.
pub async fn by_id(conn: &mut Conn, id: &str) -> Result<Option<Platform>, Fault> {
    conn.row(BY_ID, args![id]).await?.as_ref().map(read).transpose()
}

const SET_STATUS: &str = "
    update platform
    set status = $2,
        updated_at = $3
    where id = $1";

/// Changes the status; `false` when there is no such platform. Nodes are told.
///
/// # Errors
/// A fault of the database.
pub async fn set_status(tx: &mut Tx, id: &str, status: PlatformStatus, now: Time) -> Result<bool, Fault> {
    if tx.run(SET_STATUS, args![id, status.as_str(), now]).await? == 0 {
        return Ok(false);
    }
    epoch::bump(tx, Topic::Clients).await?;
    Ok(true)
}

fn read(row: &Row) -> Result<Platform, Fault> {
    let mut fields = Fields::new(row, "platform");
    Ok(Platform {
        id: fields.text("id")?,
        names: fields.text("names")?,
        division_code: fields.text("division_code")?,
        status: fields.word(PlatformStatus::parse, "status")?,
        created_at: fields.time("created_at")?,
        updated_at: fields.time("updated_at")?,
    })
}
