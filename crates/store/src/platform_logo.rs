//! The pictures by which people know platforms, shown from our own address.

use base::{Fault, Time};

use crate::epoch::{self, Topic};
use crate::fields::Fields;
use crate::seam::{Conn, Row, Tx, args};

/// A logo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformLogo {
    /// Whose it is.
    pub platform_id: String,
    /// What the content is, such as `image/png`.
    pub media_type: String,
    /// The picture itself, checked by the caller.
    pub content: Vec<u8>,
    /// What stands in its address, so that a new picture has a new one.
    pub digest: String,
    /// When it was entered.
    pub updated_at: Time,
}

const SET: &str = "
    insert into platform_logo (platform_id, media_type, content, digest, updated_at)
    select platform.id, $2, $3, $4, $5
    from platform
    where platform.id = $1
    on conflict (platform_id) do update
    set media_type = excluded.media_type,
        content = excluded.content,
        digest = excluded.digest,
        updated_at = excluded.updated_at";

/// Gives a platform this logo in place of the one it has; `false` when there is no such platform. Nodes are told.
///
/// # Errors
/// A fault of the database.
pub async fn set(tx: &mut Tx, logo: &PlatformLogo) -> Result<bool, Fault> {
    let PlatformLogo { platform_id, media_type, content, digest, updated_at } = logo;
    let written = tx.run(SET, args![platform_id, media_type, content, digest, *updated_at]).await?;
    tell(tx, written).await
}

const REMOVE: &str = "
    delete from platform_logo
    where platform_id = $1";

/// Takes a platform's logo away; `false` when it has none. Nodes are told.
///
/// # Errors
/// A fault of the database.
pub async fn remove(tx: &mut Tx, platform_id: &str) -> Result<bool, Fault> {
    let gone = tx.run(REMOVE, args![platform_id]).await?;
    tell(tx, gone).await
}

async fn tell(tx: &mut Tx, touched: u64) -> Result<bool, Fault> {
    if touched == 0 {
        return Ok(false);
    }
    epoch::bump(tx, Topic::Clients).await?;
    Ok(true)
}

const FIND: &str = "
    select platform_id, media_type, content, digest, updated_at
    from platform_logo
    where platform_id = $1";

/// A platform's logo.
///
/// # Errors
/// A fault of the database.
pub async fn find(conn: &mut Conn, platform_id: &str) -> Result<Option<PlatformLogo>, Fault> {
    conn.row(FIND, args![platform_id]).await?.as_ref().map(read).transpose()
}

const ALL_DIGESTS: &str = "
    select platform_id, digest
    from platform_logo
    order by platform_id";

/// Platforms that have a logo, and its digest, by id: few, and held in memory.
///
/// # Errors
/// A fault of the database.
pub async fn all_digests(conn: &mut Conn) -> Result<Vec<(String, String)>, Fault> {
    let rows = conn.rows(ALL_DIGESTS, &[]).await?;
    rows.iter()
        .map(|row| {
            let mut fields = Fields::new(row, "platform_logo");
            Ok((fields.text("platform_id")?, fields.text("digest")?))
        })
        .collect()
}

fn read(row: &Row) -> Result<PlatformLogo, Fault> {
    let mut fields = Fields::new(row, "platform_logo");
    Ok(PlatformLogo {
        platform_id: fields.text("platform_id")?,
        media_type: fields.text("media_type")?,
        content: fields.bytes("content")?,
        digest: fields.text("digest")?,
        updated_at: fields.time("updated_at")?,
    })
}
