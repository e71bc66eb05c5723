//! Clients and the keyed hashes of their secrets. Every change tells the nodes, which hold all clients in memory.

use base::{Fault, SecretId, Time};

use crate::epoch::{self, Topic};
use crate::fields::Fields;
use crate::seam::{Conn, Row, Tx, args};
use crate::word::words;

words! {
    /// Whether a client may work.
    pub enum ClientStatus {
        /// It may.
        Active = "active",
        /// It may not: every request of it is refused.
        Disabled = "disabled",
    }
}

/// A client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its `client_id`, never reused.
    pub id: String,
    /// The platform it belongs to.
    pub platform_id: String,
    /// Its metadata: JSON, RFC 7591 section 2 with our additions.
    pub metadata: String,
    /// Whether it may work.
    pub status: ClientStatus,
    /// Moves on by one with each change; [`upsert`] sets it itself.
    pub version: i64,
    /// When it was registered.
    pub created_at: Time,
    /// When it was last changed.
    pub updated_at: Time,
}

/// One of a client's secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientSecretRow {
    /// Names it in the console.
    pub id: SecretId,
    /// Whose it is.
    pub client_id: String,
    /// Keyed hash of the secret.
    pub hash: [u8; 32],
    /// When it was made.
    pub created_at: Time,
    /// When it stops working; never by itself if none.
    pub expires_at: Option<Time>,
}

const ALL_WITH_SECRETS: &str = "
    select client.id, client.platform_id, client.metadata, client.status, client.version,
      client.created_at, client.updated_at,
      client_secret.id, client_secret.client_id, client_secret.hash, client_secret.created_at,
      client_secret.expires_at
    from client
    left join client_secret on client_secret.client_id = client.id
    order by client.id, client_secret.created_at, client_secret.id";

/// All clients, by id, each with all its secrets, oldest first, expired ones too. For the nodes' memory; the
/// platforms' names are in [`crate::platform::list`].
///
/// # Errors
/// A fault of the database.
pub async fn all_with_secrets(conn: &mut Conn) -> Result<Vec<(Client, Vec<ClientSecretRow>)>, Fault> {
    let mut all: Vec<(Client, Vec<ClientSecretRow>)> = Vec::new();
    for row in &conn.rows(ALL_WITH_SECRETS, &[]).await? {
        let client = read(row)?;
        let secret = read_secret(row)?;
        match all.last_mut() {
            Some((last, secrets)) if last.id == client.id => secrets.extend(secret),
            Some(_) | None => all.push((client, secret.into_iter().collect())),
        }
    }
    Ok(all)
}

const BY_ID: &str = "
    select id, platform_id, metadata, status, version, created_at, updated_at
    from client
    where id = $1";

/// One client, read past the nodes' memory.
///
/// # Errors
/// A fault of the database.
pub async fn by_id(conn: &mut Conn, id: &str) -> Result<Option<Client>, Fault> {
    conn.row(BY_ID, args![id]).await?.as_ref().map(read).transpose()
}

const UPSERT: &str = "
    insert into client (id, platform_id, metadata, status, version, created_at, updated_at)
    values ($1, $2, $3, $4, 1, $5, $6)
    on conflict (id) do update
    set platform_id = excluded.platform_id,
        metadata = excluded.metadata,
        status = excluded.status,
        version = client.version + 1,
        updated_at = excluded.updated_at
    returning id, version";

/// Registers a client or replaces all but its `created_at`; gives the version it now has.
///
/// # Errors
/// A fault of the database, also when the platform does not exist.
pub async fn upsert(tx: &mut Tx, client: &Client) -> Result<i64, Fault> {
    let Client { id, platform_id, metadata, status, version: _, created_at, updated_at } = client;
    let args = args![id, platform_id, metadata, status.as_str(), *created_at, *updated_at];
    let row = tx.row(UPSERT, args).await?;
    let row = row.ok_or_else(|| Fault::new("writing a client returned nothing"))?;
    epoch::bump(tx, Topic::Clients).await?;
    let mut fields = Fields::new(&row, "client");
    fields.text("id")?;
    fields.int("version")
}

const SET_STATUS: &str = "
    update client
    set status = $2,
        version = version + 1,
        updated_at = $3
    where id = $1";

/// Changes the status; `false` when there is no such client.
///
/// # Errors
/// A fault of the database.
pub async fn set_status(tx: &mut Tx, id: &str, status: ClientStatus, now: Time) -> Result<bool, Fault> {
    if tx.run(SET_STATUS, args![id, status.as_str(), now]).await? == 0 {
        return Ok(false);
    }
    epoch::bump(tx, Topic::Clients).await?;
    Ok(true)
}

const ADD_SECRET: &str = "
    insert into client_secret (id, client_id, hash, created_at, expires_at)
    values ($1, $2, $3, $4, $5)";

/// Adds a secret; those before it stay valid until [`expire_secrets`].
///
/// # Errors
/// A fault of the database, also when the client does not exist.
pub async fn add_secret(tx: &mut Tx, secret: &ClientSecretRow) -> Result<(), Fault> {
    let ClientSecretRow { id, client_id, hash, created_at, expires_at } = secret;
    tx.run(ADD_SECRET, args![id, client_id, hash, *created_at, *expires_at]).await?;
    epoch::bump(tx, Topic::Clients).await.map(drop)
}

const EXPIRE_SECRETS: &str = "
    update client_secret
    set expires_at = $2
    where client_id = $1
      and (expires_at is null or expires_at > $2)";

/// Lets all present secrets of a client end at `at` if they would live longer; how many. Called before the new
/// secret is added, with a moment ahead if the old one may overlap.
///
/// # Errors
/// A fault of the database.
pub async fn expire_secrets(tx: &mut Tx, client_id: &str, at: Time) -> Result<u64, Fault> {
    let expired = tx.run(EXPIRE_SECRETS, args![client_id, at]).await?;
    epoch::bump(tx, Topic::Clients).await?;
    Ok(expired)
}

fn read(row: &Row) -> Result<Client, Fault> {
    let mut fields = Fields::new(row, "client");
    Ok(Client {
        id: fields.text("id")?,
        platform_id: fields.text("platform_id")?,
        metadata: fields.text("metadata")?,
        status: fields.word(ClientStatus::parse, "status")?,
        version: fields.int("version")?,
        created_at: fields.time("created_at")?,
        updated_at: fields.time("updated_at")?,
    })
}

fn read_secret(row: &Row) -> Result<Option<ClientSecretRow>, Fault> {
    let mut fields = Fields::at(row, "client_secret", 7);
    let Some(id) = fields.opt_id(SecretId::from_bytes, "id")? else {
        return Ok(None);
    };
    Ok(Some(ClientSecretRow {
        id,
        client_id: fields.text("client_id")?,
        hash: fields.hash("hash")?,
        created_at: fields.time("created_at")?,
        expires_at: fields.opt_time("expires_at")?,
    }))
}
