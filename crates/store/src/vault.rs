//! The sealed key ring that nodes share: opaque bytes under names, replaced whole.

use base::Fault;

use crate::epoch::{self, Topic};
use crate::fields::Fields;
use crate::seam::{Conn, Tx, args};

const LOAD: &str = "
    select vault.id, vault.version, vault_blob.name, vault_blob.content
    from vault
    left join vault_blob on vault_blob.vault_id = vault.id
    where vault.id = 'keys'
    order by vault_blob.name";

/// The version and all sealed blobs, as of one moment. Version 0 is the empty vault.
///
/// # Errors
/// A fault of the database.
pub async fn load(conn: &mut Conn) -> Result<(i64, Vec<(String, Vec<u8>)>), Fault> {
    let mut version = 0;
    let mut blobs = Vec::new();
    for row in &conn.rows(LOAD, &[]).await? {
        let mut fields = Fields::new(row, "vault");
        fields.text("id")?;
        version = fields.int("version")?;
        let mut fields = Fields::at(row, "vault_blob", 2);
        if let Some(name) = fields.opt_text("name")? {
            blobs.push((name, fields.bytes("content")?));
        }
    }
    Ok((version, blobs))
}

const VERSION: &str = "
    select id, version
    from vault
    where id = 'keys'";

/// The version alone.
///
/// # Errors
/// A fault of the database.
pub async fn version(conn: &mut Conn) -> Result<i64, Fault> {
    let Some(row) = conn.row(VERSION, &[]).await? else {
        return Ok(0);
    };
    let mut fields = Fields::new(&row, "vault");
    fields.text("id")?;
    fields.int("version")
}

const CREATE: &str = "
    insert into vault (id, version)
    values ('keys', 1)
    on conflict (id) do nothing";

const ADVANCE: &str = "
    update vault
    set version = version + 1
    where id = 'keys'
      and version = $1";

const CLEAR: &str = "
    delete from vault_blob
    where vault_id = 'keys'";

const ADD: &str = "
    insert into vault_blob (vault_id, name, content)
    values ('keys', $1, $2)";

/// Replaces all blobs if the version is still `expected`, which moves it on by one and tells the other nodes.
/// `false`: another node was first, nothing is changed.
///
/// # Errors
/// A fault of the database.
pub async fn replace(tx: &mut Tx, expected: i64, blobs: &[(String, Vec<u8>)]) -> Result<bool, Fault> {
    let advanced = match expected {
        0 => tx.run(CREATE, &[]).await?,
        _ => tx.run(ADVANCE, args![expected]).await?,
    };
    if advanced == 0 {
        return Ok(false);
    }
    tx.run(CLEAR, &[]).await?;
    for (name, content) in blobs {
        tx.run(ADD, args![name, content]).await?;
    }
    epoch::bump(tx, Topic::Keys).await?;
    Ok(true)
}
