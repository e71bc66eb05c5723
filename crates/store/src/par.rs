//! Pushed authorization requests (RFC 9126), known by the keyed hash of their `request_uri`.

use base::{Fault, Time};

use crate::fields::Fields;
use crate::seam::{Conn, Row, Tx, args};

/// A pushed request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushedRequest {
    /// Keyed hash of the `request_uri`.
    pub hash: [u8; 32],
    /// The client that pushed it: no other may use it.
    pub client_id: String,
    /// The checked request, in the caller's form.
    pub request: Vec<u8>,
    /// When it stops being accepted.
    pub expires_at: Time,
}

const INSERT: &str = "
    insert into pushed_request (hash, client_id, request, expires_at)
    values ($1, $2, $3, $4)";

/// Keeps a pushed request.
///
/// # Errors
/// A fault of the database.
pub async fn insert(tx: &mut Tx, pushed: &PushedRequest) -> Result<(), Fault> {
    let PushedRequest { hash, client_id, request, expires_at } = pushed;
    tx.run(INSERT, args![hash, client_id, request, *expires_at]).await.map(drop)
}

const FIND: &str = "
    select hash, client_id, request, expires_at
    from pushed_request
    where hash = $1
      and expires_at > $2";

/// A pushed request that has not expired, left in place.
///
/// # Errors
/// A fault of the database.
pub async fn find(conn: &mut Conn, hash: &[u8; 32], now: Time) -> Result<Option<PushedRequest>, Fault> {
    conn.row(FIND, args![hash, now]).await?.as_ref().map(read).transpose()
}

// RFC 9126 section 4: a request_uri is used once.
const CONSUME: &str = "
    delete from pushed_request
    where hash = $1
      and expires_at > $2
    returning hash, client_id, request, expires_at";

/// Takes a pushed request that has not expired: of several takers one gets it.
///
/// # Errors
/// A fault of the database.
pub async fn consume(tx: &mut Tx, hash: &[u8; 32], now: Time) -> Result<Option<PushedRequest>, Fault> {
    tx.row(CONSUME, args![hash, now]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<PushedRequest, Fault> {
    let mut fields = Fields::new(row, "pushed_request");
    Ok(PushedRequest {
        hash: fields.hash("hash")?,
        client_id: fields.text("client_id")?,
        request: fields.bytes("request")?,
        expires_at: fields.time("expires_at")?,
    })
}
