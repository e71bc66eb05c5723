//! Documents that people are known by. A number is known only by its keyed index; who says one has it claimed, who proved
//! one has it verified, and a verified number is one account's alone.

use base::{AccountId, Fault, IdentifierId, Time};

use crate::fields::Fields;
use crate::seam::{Conn, Row, Tx, args, padded};
use crate::session::MOST_HASHES;
use crate::word::words;

words! {
    /// How far a document is believed.
    pub enum IdentifierState {
        /// Somebody told it.
        Claimed = "claimed",
        /// A third party verified it.
        Verified = "verified",
        /// It does not stand any more.
        Retired = "retired",
    }
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    /// Its id.
    pub id: IdentifierId,
    /// Whose it is.
    pub account_id: AccountId,
    /// Its kind.
    pub document_type: String,
    /// Keyed index of kind and number.
    pub number_index: [u8; 32],
    /// Number and name, sealed.
    pub content: Vec<u8>,
    /// How far it is believed.
    pub state: IdentifierState,
    /// When it was told.
    pub claimed_at: Time,
    /// When it was last verified.
    pub verified_at: Option<Time>,
    /// When the document itself ends, if that is known.
    pub valid_until: Option<Time>,
    /// When the row last changed.
    pub updated_at: Time,
}

const RETIRE_CLAIMED: &str = "
    update person_identifier
    set state = 'retired',
        updated_at = $3
    where account_id = $1
      and document_type = $2
      and state = 'claimed'";

const INSERT: &str = "
    insert into person_identifier (id, account_id, document_type, number_index, content, state, claimed_at,
      verified_at, valid_until, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

/// Writes down a document that somebody told; one of the same kind told before no longer stands.
///
/// # Errors
/// A fault of the database.
pub async fn claim(tx: &mut Tx, identifier: &Identifier) -> Result<(), Fault> {
    let kind = &identifier.document_type;
    tx.run(RETIRE_CLAIMED, args![&identifier.account_id, kind, identifier.claimed_at]).await?;
    let args = args![
        &identifier.id,
        &identifier.account_id,
        kind,
        &identifier.number_index,
        &identifier.content,
        identifier.state.as_str(),
        identifier.claimed_at,
        identifier.verified_at,
        identifier.valid_until,
        identifier.updated_at,
    ];
    tx.run(INSERT, args).await.map(drop)
}

const OF_ACCOUNT: &str = "
    select id, account_id, document_type, number_index, content, state, claimed_at, verified_at, valid_until,
      updated_at
    from person_identifier
    where account_id = $1
    order by claimed_at, id";

/// Every document of an account, in whatever state, the oldest first.
///
/// # Errors
/// A fault of the database.
pub async fn of_account(conn: &mut Conn, account_id: AccountId) -> Result<Vec<Identifier>, Fault> {
    conn.rows(OF_ACCOUNT, args![&account_id]).await?.iter().map(read).collect()
}

const BY_ID: &str = "
    select id, account_id, document_type, number_index, content, state, claimed_at, verified_at, valid_until,
      updated_at
    from person_identifier
    where id = $1";

/// One document.
///
/// # Errors
/// A fault of the database.
pub async fn by_id(conn: &mut Conn, id: IdentifierId) -> Result<Option<Identifier>, Fault> {
    conn.row(BY_ID, args![&id]).await?.as_ref().map(read).transpose()
}

const HOLDERS: &str = "
    select id, account_id, document_type, number_index, content, state, claimed_at, verified_at, valid_until,
      updated_at
    from person_identifier
    where number_index in ($1, $2, $3, $4)
      and state = 'verified'";

/// Who proved a number: the rows with one of these indexes, those of one number under each live key.
///
/// # Errors
/// A fault of the database, also for more than [`MOST_HASHES`] indexes.
pub async fn holders(conn: &mut Conn, indexes: &[[u8; 32]]) -> Result<Vec<Identifier>, Fault> {
    let Some([a, b, c, d]) = padded::<MOST_HASHES>(indexes)? else {
        return Ok(Vec::new());
    };
    conn.rows(HOLDERS, args![a, b, c, d]).await?.iter().map(read).collect()
}

/// Whether a number became this account's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    /// It did, or was before.
    Done,
    /// It is another account's.
    Taken(AccountId),
}

const HELD_BY_OTHER: &str = "
    select other.id, other.account_id
    from person_identifier own
    join person_identifier other
      on other.number_index = own.number_index
      and other.state = 'verified'
      and other.id <> own.id
    where own.id = $1";

const VERIFY: &str = "
    update person_identifier
    set state = 'verified',
        verified_at = $2,
        updated_at = $2
    where id = $1
      and state in ('claimed', 'verified')";

/// A document was verified. When another account has the number nothing changes. Of two at once the unique index lets
/// one through; the other's unit of work is repeated and finds the number taken.
///
/// # Errors
/// A fault of the database, also when the document no longer stands.
pub async fn verify(tx: &mut Tx, id: IdentifierId, now: Time) -> Result<Verified, Fault> {
    if let Some(row) = tx.row(HELD_BY_OTHER, args![&id]).await? {
        let mut fields = Fields::new(&row, "person_identifier");
        fields.id(IdentifierId::from_bytes, "id")?;
        return Ok(Verified::Taken(fields.id(AccountId::from_bytes, "account_id")?));
    }
    match tx.run(VERIFY, args![&id, now]).await? {
        0 => Err(Fault::new(format!("person_identifier {id}: it does not stand any more"))),
        _ => Ok(Verified::Done),
    }
}

const RETIRE: &str = "
    update person_identifier
    set state = 'retired',
        updated_at = $2
    where id = $1
      and state <> 'retired'";

/// A document does not stand any more; `false` when it did not before.
///
/// # Errors
/// A fault of the database.
pub async fn retire(tx: &mut Tx, id: IdentifierId, now: Time) -> Result<bool, Fault> {
    Ok(tx.run(RETIRE, args![&id, now]).await? == 1)
}

const UPDATE_CONTENT: &str = "
    update person_identifier
    set content = $2,
        number_index = $3,
        updated_at = $4
    where id = $1";

/// Writes what is known of a document anew: sealed, and indexed, with the keys of now.
///
/// # Errors
/// A fault of the database.
pub async fn update_content(
    tx: &mut Tx,
    id: IdentifierId,
    content: &[u8],
    number_index: [u8; 32],
    now: Time,
) -> Result<bool, Fault> {
    Ok(tx.run(UPDATE_CONTENT, args![&id, content, &number_index, now]).await? == 1)
}

const ERASE: &str = "
    update person_identifier
    set state = 'retired',
        content = $2,
        updated_at = $3
    where account_id = $1";

/// Takes away what is known of an account's documents.
pub(crate) async fn erase_all(tx: &mut Tx, account_id: AccountId, now: Time) -> Result<(), Fault> {
    const NOTHING: &[u8] = &[];
    tx.run(ERASE, args![&account_id, NOTHING, now]).await.map(drop)
}

fn read(row: &Row) -> Result<Identifier, Fault> {
    let mut fields = Fields::new(row, "person_identifier");
    Ok(Identifier {
        id: fields.id(IdentifierId::from_bytes, "id")?,
        account_id: fields.id(AccountId::from_bytes, "account_id")?,
        document_type: fields.text("document_type")?,
        number_index: fields.hash("number_index")?,
        content: fields.bytes("content")?,
        state: fields.word(IdentifierState::parse, "state")?,
        claimed_at: fields.time("claimed_at")?,
        verified_at: fields.opt_time("verified_at")?,
        valid_until: fields.opt_time("valid_until")?,
        updated_at: fields.time("updated_at")?,
    })
}
