//! Rights to act for an entity, given by its people to others and by those to yet others where they may.

use base::{AccountId, DelegationId, EntityId, Fault, Time};

use crate::fields::Fields;
use crate::seam::{Conn, Row, Tx, args, padded};
use crate::session::MOST_HASHES;
use crate::word::words;

/// How long a chain of rights is followed: longer ones are never made.
const LONGEST_CHAIN: usize = 4;

words! {
    /// How far a right has come.
    pub enum DelegationState {
        /// It was offered.
        Invited = "invited",
        /// Both sides agreed.
        Active = "active",
        /// It was turned down.
        Declined = "declined",
        /// One side ended it.
        Ended = "ended",
        /// It fell with what it rested on.
        Revoked = "revoked",
    }
}

words! {
    /// Whether who has a right may give it on.
    pub enum Subdelegation {
        /// They may not.
        No = "no",
        /// They may.
        Yes = "yes",
    }
}

/// A right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// Its id.
    pub id: DelegationId,
    /// To act for whom.
    pub entity_id: EntityId,
    /// Who gave it.
    pub grantor_account: AccountId,
    /// Who has it, once a person took it.
    pub grantee_account: Option<AccountId>,
    /// Which entity has it, where one took it.
    pub grantee_entity: Option<EntityId>,
    /// Who was invited, sealed.
    pub invitee: Vec<u8>,
    /// Keyed index of the invited person's document.
    pub invitee_index: [u8; 32],
    /// For which matters: JSON list.
    pub items: String,
    /// Where: JSON list of division codes.
    pub regions: String,
    /// Whether it may be given on.
    pub subdelegation: Subdelegation,
    /// How far it has come.
    pub state: DelegationState,
    /// The right it came of.
    pub parent_id: Option<DelegationId>,
    /// How far it is from the entity's own people: 1 or 2.
    pub depth: i64,
    /// When it was offered.
    pub invited_at: Time,
    /// When it was taken.
    pub confirmed_at: Option<Time>,
    /// When it ends by itself.
    pub ends_at: Time,
    /// When it was ended.
    pub ended_at: Option<Time>,
    /// Why.
    pub reason: Option<String>,
    /// By when it must be confirmed anew.
    pub reconfirm_by: Option<Time>,
}

const INVITE: &str = "
    insert into delegation (id, entity_id, grantor_account, grantee_account, grantee_entity, invitee,
      invitee_index, items, regions, subdelegation, state, parent_id, depth, invited_at, confirmed_at, ends_at,
      ended_at, reason, reconfirm_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";

/// Writes an offer down.
///
/// # Errors
/// A fault of the database.
pub async fn invite(tx: &mut Tx, one: &Delegation) -> Result<(), Fault> {
    let args = args![
        &one.id,
        &one.entity_id,
        &one.grantor_account,
        &one.grantee_account,
        &one.grantee_entity,
        &one.invitee,
        &one.invitee_index,
        &one.items,
        &one.regions,
        one.subdelegation.as_str(),
        one.state.as_str(),
        &one.parent_id,
        one.depth,
        one.invited_at,
        one.confirmed_at,
        one.ends_at,
        one.ended_at,
        &one.reason,
        one.reconfirm_by,
    ];
    tx.run(INVITE, args).await.map(drop)
}

const CONFIRM: &str = "
    update delegation
    set state = 'active',
        grantee_account = $2,
        confirmed_at = $3
    where id = $1
      and state = 'invited'
      and grantee_entity is null
      and ends_at > $3";

/// Somebody takes a right that was offered to a person; `false` when it is not on offer any more.
///
/// # Errors
/// A fault of the database.
pub async fn confirm(tx: &mut Tx, id: DelegationId, account: AccountId, now: Time) -> Result<bool, Fault> {
    Ok(tx.run(CONFIRM, args![&id, &account, now]).await? == 1)
}

/// What is left of who was invited once a right is over.
const NOBODY: &[u8] = &[];

const DECLINE: &str = "
    update delegation
    set state = 'declined',
        invitee = $3,
        ended_at = $2
    where id = $1
      and state = 'invited'";

/// An offer is turned down, and who was invited is forgotten; `false` when it is not on offer any more.
///
/// # Errors
/// A fault of the database.
pub async fn decline(tx: &mut Tx, id: DelegationId, now: Time) -> Result<bool, Fault> {
    Ok(tx.run(DECLINE, args![&id, now, NOBODY]).await? == 1)
}

const END: &str = "
    update delegation
    set state = $2,
        invitee = $5,
        ended_at = $3,
        reason = $4
    where id = $1
      and state in ('invited', 'active')
    returning id";

const BELOW: &str = "
    select id
    from delegation
    where parent_id = $1
      and state in ('invited', 'active')
    order by id";

/// Ends a right and all that came of it, and forgets who was invited to them; those that ended, the first one first.
/// None when it had ended before.
///
/// # Errors
/// A fault of the database.
pub async fn end(
    tx: &mut Tx,
    id: DelegationId,
    (state, reason): (DelegationState, &str),
    now: Time,
) -> Result<Vec<DelegationId>, Fault> {
    let (mut ended, mut left) = (Vec::new(), vec![(id, state)]);
    while let Some((id, state)) = left.pop() {
        if tx.row(END, args![&id, state.as_str(), now, reason, NOBODY]).await?.is_none() {
            continue;
        }
        ended.push(id);
        for row in &tx.rows(BELOW, args![&id]).await? {
            let below = Fields::new(row, "delegation").id(DelegationId::from_bytes, "id")?;
            left.push((below, DelegationState::Revoked));
        }
    }
    Ok(ended)
}

const BY_ID: &str = "
    select id, entity_id, grantor_account, grantee_account, grantee_entity, invitee, invitee_index, items, regions,
      subdelegation, state, parent_id, depth, invited_at, confirmed_at, ends_at, ended_at, reason, reconfirm_by
    from delegation
    where id = $1";

/// One right, in whatever state.
///
/// # Errors
/// A fault of the database.
pub async fn by_id(conn: &mut Conn, id: DelegationId) -> Result<Option<Delegation>, Fault> {
    conn.row(BY_ID, args![&id]).await?.as_ref().map(read).transpose()
}

const OF_GRANTEE: &str = "
    select id, entity_id, grantor_account, grantee_account, grantee_entity, invitee, invitee_index, items, regions,
      subdelegation, state, parent_id, depth, invited_at, confirmed_at, ends_at, ended_at, reason, reconfirm_by
    from delegation
    where grantee_account = $1
      and state = 'active'
      and ends_at > $2
      and (reconfirm_by is null or reconfirm_by > $2)
    order by invited_at, id";

/// The rights a person has, whatever became of those they came of.
///
/// # Errors
/// A fault of the database.
pub async fn of_grantee(conn: &mut Conn, account: AccountId, now: Time) -> Result<Vec<Delegation>, Fault> {
    conn.rows(OF_GRANTEE, args![&account, now]).await?.iter().map(read).collect()
}

const INVITED_FOR: &str = "
    select id, entity_id, grantor_account, grantee_account, grantee_entity, invitee, invitee_index, items, regions,
      subdelegation, state, parent_id, depth, invited_at, confirmed_at, ends_at, ended_at, reason, reconfirm_by
    from delegation
    where invitee_index in ($1, $2, $3, $4)
      and state = 'invited'
    order by invited_at, id";

/// The offers to whoever has one of these documents: the indexes of one number under each live key.
///
/// # Errors
/// A fault of the database, also for more than [`MOST_HASHES`] indexes.
pub async fn invited_for(conn: &mut Conn, indexes: &[[u8; 32]]) -> Result<Vec<Delegation>, Fault> {
    let Some([a, b, c, d]) = padded::<MOST_HASHES>(indexes)? else {
        return Ok(Vec::new());
    };
    conn.rows(INVITED_FOR, args![a, b, c, d]).await?.iter().map(read).collect()
}

const OF_ENTITY: &str = "
    select id, entity_id, grantor_account, grantee_account, grantee_entity, invitee, invitee_index, items, regions,
      subdelegation, state, parent_id, depth, invited_at, confirmed_at, ends_at, ended_at, reason, reconfirm_by
    from delegation
    where entity_id = $1
      and state in ('invited', 'active')
    order by invited_at, id";

/// The rights to act for an entity that are offered or held.
///
/// # Errors
/// A fault of the database.
pub async fn of_entity(conn: &mut Conn, entity: EntityId) -> Result<Vec<Delegation>, Fault> {
    conn.rows(OF_ENTITY, args![&entity]).await?.iter().map(read).collect()
}

/// A right, if it and every one it came of holds at a moment: both sides agreed, neither its end nor the time to confirm
/// it anew has passed.
///
/// # Errors
/// A fault of the database, also for a chain longer than any that is made.
pub async fn live(conn: &mut Conn, id: DelegationId, now: Time) -> Result<Option<Delegation>, Fault> {
    let (mut first, mut next) = (None, Some(id));
    for _ in 0..LONGEST_CHAIN {
        let Some(id) = next else {
            return Ok(first);
        };
        let Some(link) = by_id(conn, id).await? else {
            return Ok(None);
        };
        let confirmed = link.reconfirm_by.is_none_or(|by| now < by);
        if link.state != DelegationState::Active || link.ends_at <= now || !confirmed {
            return Ok(None);
        }
        next = link.parent_id;
        first = first.or(Some(link));
    }
    Err(Fault::new(format!("delegation {id}: its chain is longer than any that is made")))
}

const NEED_RECONFIRM: &str = "
    update delegation
    set reconfirm_by = $2
    where entity_id = $1
      and state in ('invited', 'active')
      and reconfirm_by is null";

/// All rights of an entity must be confirmed anew by a moment; how many.
///
/// # Errors
/// A fault of the database.
pub async fn need_reconfirm(tx: &mut Tx, entity: EntityId, by: Time) -> Result<u64, Fault> {
    tx.run(NEED_RECONFIRM, args![&entity, by]).await
}

const RECONFIRM: &str = "
    update delegation
    set reconfirm_by = null
    where id = $1
      and state in ('invited', 'active')
      and reconfirm_by is not null";

/// A right is confirmed anew; `false` when that was not asked for.
///
/// # Errors
/// A fault of the database.
pub async fn reconfirm(tx: &mut Tx, id: DelegationId) -> Result<bool, Fault> {
    Ok(tx.run(RECONFIRM, args![&id]).await? == 1)
}

const OVERDUE: &str = "
    select id, entity_id, grantor_account, grantee_account, grantee_entity, invitee, invitee_index, items, regions,
      subdelegation, state, parent_id, depth, invited_at, confirmed_at, ends_at, ended_at, reason, reconfirm_by
    from delegation
    where reconfirm_by is not null
      and reconfirm_by <= $1
      and state in ('invited', 'active')
    order by reconfirm_by, id
    limit $2";

/// Rights that nobody confirmed anew in time.
///
/// # Errors
/// A fault of the database.
pub async fn overdue_reconfirm(conn: &mut Conn, now: Time, limit: u32) -> Result<Vec<Delegation>, Fault> {
    conn.rows(OVERDUE, args![now, limit]).await?.iter().map(read).collect()
}

const UNANSWERED: &str = "
    select id, entity_id, grantor_account, grantee_account, grantee_entity, invitee, invitee_index, items, regions,
      subdelegation, state, parent_id, depth, invited_at, confirmed_at, ends_at, ended_at, reason, reconfirm_by
    from delegation
    where state = 'invited'
      and invited_at <= $1
    order by invited_at, id
    limit $2";

/// Offers made by a moment that nobody has answered.
///
/// # Errors
/// A fault of the database.
pub async fn unanswered(conn: &mut Conn, made_by: Time, limit: u32) -> Result<Vec<Delegation>, Fault> {
    conn.rows(UNANSWERED, args![made_by, limit]).await?.iter().map(read).collect()
}

const INVITED_SINCE: &str = "
    select count(*)
    from delegation
    where entity_id = $1
      and invited_at > $2";

/// How many offers were made for an entity after a moment, whatever became of them.
///
/// # Errors
/// A fault of the database.
pub async fn invited_since(conn: &mut Conn, entity: EntityId, after: Time) -> Result<i64, Fault> {
    let row = conn.row(INVITED_SINCE, args![&entity, after]).await?;
    let row = row.ok_or_else(|| Fault::new("counting offers returned nothing"))?;
    Fields::new(&row, "delegation").int("count")
}

const HELD: &str = "
    select id
    from delegation
    where grantee_account = $1
      and state = 'active'
    order by id";

/// Ends the rights an account has and all that came of them.
pub(crate) async fn end_all(tx: &mut Tx, account: AccountId, now: Time) -> Result<(), Fault> {
    for row in &tx.rows(HELD, args![&account]).await? {
        let id = Fields::new(row, "delegation").id(DelegationId::from_bytes, "id")?;
        end(tx, id, (DelegationState::Ended, "erased"), now).await?;
    }
    Ok(())
}

fn read(row: &Row) -> Result<Delegation, Fault> {
    let mut fields = Fields::new(row, "delegation");
    Ok(Delegation {
        id: fields.id(DelegationId::from_bytes, "id")?,
        entity_id: fields.id(EntityId::from_bytes, "entity_id")?,
        grantor_account: fields.id(AccountId::from_bytes, "grantor_account")?,
        grantee_account: fields.opt_id(AccountId::from_bytes, "grantee_account")?,
        grantee_entity: fields.opt_id(EntityId::from_bytes, "grantee_entity")?,
        invitee: fields.bytes("invitee")?,
        invitee_index: fields.hash("invitee_index")?,
        items: fields.text("items")?,
        regions: fields.text("regions")?,
        subdelegation: fields.word(Subdelegation::parse, "subdelegation")?,
        state: fields.word(DelegationState::parse, "state")?,
        parent_id: fields.opt_id(DelegationId::from_bytes, "parent_id")?,
        depth: fields.int("depth")?,
        invited_at: fields.time("invited_at")?,
        confirmed_at: fields.opt_time("confirmed_at")?,
        ends_at: fields.time("ends_at")?,
        ended_at: fields.opt_time("ended_at")?,
        reason: fields.opt_text("reason")?,
        reconfirm_by: fields.opt_time("reconfirm_by")?,
    })
}
