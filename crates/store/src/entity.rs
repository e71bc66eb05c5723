//! Legal entities and the people who stand for them: representatives and administrators.

use base::{AccountId, EntityId, EvidenceId, Fault, RoleId, Time};

use crate::fields::Fields;
use crate::seam::{Conn, Row, Tx, args, padded};
use crate::session::MOST_HASHES;
use crate::word::words;

/// Administrators an entity may have at once.
pub const MOST_ADMINISTRATORS: i64 = 5;

words! {
    /// What kind of entity it is.
    pub enum EntityKind {
        /// A company.
        Enterprise = "enterprise",
        /// A person in business under a name of their own.
        IndividualBusiness = "individual_business",
        /// A public body.
        Agency = "agency",
        /// An association or foundation.
        SocialOrganisation = "social_organisation",
    }
}

words! {
    /// What its register says of it.
    pub enum RegistryStatus {
        /// It is there and may act.
        Active = "active",
        /// Its licence was taken away.
        Revoked = "revoked",
        /// It is no more.
        Cancelled = "cancelled",
    }
}

words! {
    /// What a person is to an entity.
    pub enum RoleKind {
        /// Represents it by law.
        LegalRepresentative = "legal_representative",
        /// Looks after its people and their rights.
        Administrator = "administrator",
    }
}

/// A legal entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// Its id.
    pub id: EntityId,
    /// Keyed index of its code (GB 32100).
    pub uscc_index: [u8; 32],
    /// Code and name, sealed.
    pub content: Vec<u8>,
    /// What kind it is.
    pub kind: EntityKind,
    /// What its register says.
    pub registry_status: RegistryStatus,
    /// Where it is registered, GB/T 2260.
    pub division: String,
    /// The account of its representative, if that person has one.
    pub representative_account: Option<AccountId>,
    /// When the register was last asked.
    pub checked_at: Option<Time>,
    /// When it was written down.
    pub created_at: Time,
    /// When it last changed.
    pub updated_at: Time,
}

impl Entity {
    /// Whether anybody may act for it.
    pub const fn may_act(&self) -> bool {
        matches!(self.registry_status, RegistryStatus::Active)
    }
}

/// What a person is to an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its id.
    pub id: RoleId,
    /// To which entity.
    pub entity_id: EntityId,
    /// Who.
    pub account_id: AccountId,
    /// What.
    pub role: RoleKind,
    /// Where that is known from, in a word.
    pub source: String,
    /// The evidence for it.
    pub evidence_id: Option<EvidenceId>,
    /// Since when.
    pub from_at: Time,
    /// Until when, if that is set.
    pub until_at: Option<Time>,
    /// When it ended, if it did.
    pub ended_at: Option<Time>,
}

impl Role {
    /// Whether it holds at a moment.
    pub fn is_live(&self, now: Time) -> bool {
        self.ended_at.is_none() && self.from_at <= now && self.until_at.is_none_or(|until| now < until)
    }
}

const INSERT: &str = "
    insert into legal_entity (id, uscc_index, content, kind, registry_status, division, representative_account,
      checked_at, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    on conflict (uscc_index) do nothing";

/// Writes an entity down; `false` when its code is there already.
///
/// # Errors
/// A fault of the database.
pub async fn insert(tx: &mut Tx, entity: &Entity) -> Result<bool, Fault> {
    let args = args![
        &entity.id,
        &entity.uscc_index,
        &entity.content,
        entity.kind.as_str(),
        entity.registry_status.as_str(),
        &entity.division,
        &entity.representative_account,
        entity.checked_at,
        entity.created_at,
        entity.updated_at,
    ];
    Ok(tx.run(INSERT, args).await? == 1)
}

const UPDATE: &str = "
    update legal_entity
    set content = $2,
        kind = $3,
        registry_status = $4,
        division = $5,
        checked_at = $6,
        updated_at = $7
    where id = $1";

/// Writes anew what a register says of an entity; `false` when there is none.
///
/// # Errors
/// A fault of the database.
pub async fn update(tx: &mut Tx, entity: &Entity) -> Result<bool, Fault> {
    let args = args![
        &entity.id,
        &entity.content,
        entity.kind.as_str(),
        entity.registry_status.as_str(),
        &entity.division,
        entity.checked_at,
        entity.updated_at,
    ];
    Ok(tx.run(UPDATE, args).await? == 1)
}

const UPDATE_REPRESENTATIVE: &str = "
    update legal_entity
    set representative_account = $2,
        updated_at = $3
    where id = $1";

/// Names the account of the representative, or that there is none; `false` when there is no such entity.
///
/// # Errors
/// A fault of the database.
pub async fn update_representative(
    tx: &mut Tx,
    id: EntityId,
    account: Option<AccountId>,
    now: Time,
) -> Result<bool, Fault> {
    Ok(tx.run(UPDATE_REPRESENTATIVE, args![&id, &account, now]).await? == 1)
}

const BY_USCC: &str = "
    select id, uscc_index, content, kind, registry_status, division, representative_account, checked_at,
      created_at, updated_at
    from legal_entity
    where uscc_index in ($1, $2, $3, $4)";

/// The entity with one of these indexes: those of one code under each live key.
///
/// # Errors
/// A fault of the database, also for more than [`MOST_HASHES`] indexes.
pub async fn by_uscc(conn: &mut Conn, indexes: &[[u8; 32]]) -> Result<Option<Entity>, Fault> {
    let Some([a, b, c, d]) = padded::<MOST_HASHES>(indexes)? else {
        return Ok(None);
    };
    conn.row(BY_USCC, args![a, b, c, d]).await?.map(|row| read(&row, 0)).transpose()
}

const BY_ID: &str = "
    select id, uscc_index, content, kind, registry_status, division, representative_account, checked_at,
      created_at, updated_at
    from legal_entity
    where id = $1";

/// One entity.
///
/// # Errors
/// A fault of the database.
pub async fn by_id(conn: &mut Conn, id: EntityId) -> Result<Option<Entity>, Fault> {
    conn.row(BY_ID, args![&id]).await?.map(|row| read(&row, 0)).transpose()
}

const PAGE: &str = "
    select id, uscc_index, content, kind, registry_status, division, representative_account, checked_at,
      created_at, updated_at
    from legal_entity
    where id > $1
    order by id
    limit $2";

/// Entities in the order of their ids, after the given one.
///
/// # Errors
/// A fault of the database.
pub async fn page(conn: &mut Conn, after: Option<EntityId>, limit: u32) -> Result<Vec<Entity>, Fault> {
    let after: &[u8] = after.as_ref().map_or(&[], |id| id.as_bytes().as_slice());
    conn.rows(PAGE, args![after, limit]).await?.iter().map(|row| read(row, 0)).collect()
}

const ROLES_OF_ACCOUNT: &str = "
    select entity_role.id, entity_role.entity_id, entity_role.account_id, entity_role.role, entity_role.source,
      entity_role.evidence_id, entity_role.from_at, entity_role.until_at, entity_role.ended_at,
      legal_entity.id, legal_entity.uscc_index, legal_entity.content, legal_entity.kind,
      legal_entity.registry_status, legal_entity.division, legal_entity.representative_account,
      legal_entity.checked_at, legal_entity.created_at, legal_entity.updated_at
    from entity_role
    join legal_entity on legal_entity.id = entity_role.entity_id
    where entity_role.account_id = $1
      and entity_role.ended_at is null
    order by entity_role.from_at, entity_role.id";

/// What a person is to entities, but for what has ended.
///
/// # Errors
/// A fault of the database.
pub async fn roles_of_account(conn: &mut Conn, account_id: AccountId) -> Result<Vec<(Role, Entity)>, Fault> {
    let rows = conn.rows(ROLES_OF_ACCOUNT, args![&account_id]).await?;
    rows.iter().map(|row| Ok((read_role(row)?, read(row, ROLE_COLUMNS)?))).collect()
}

const ROLES_OF_ENTITY: &str = "
    select id, entity_id, account_id, role, source, evidence_id, from_at, until_at, ended_at
    from entity_role
    where entity_id = $1
      and ended_at is null
    order by from_at, id";

/// Who is something to an entity, but for what has ended.
///
/// # Errors
/// A fault of the database.
pub async fn roles_of_entity(conn: &mut Conn, entity_id: EntityId) -> Result<Vec<Role>, Fault> {
    conn.rows(ROLES_OF_ENTITY, args![&entity_id]).await?.iter().map(read_role).collect()
}

const ROLE: &str = "
    select id, entity_id, account_id, role, source, evidence_id, from_at, until_at, ended_at
    from entity_role
    where id = $1";

/// One role, also an ended one.
///
/// # Errors
/// A fault of the database.
pub async fn role(conn: &mut Conn, id: RoleId) -> Result<Option<Role>, Fault> {
    conn.row(ROLE, args![&id]).await?.as_ref().map(read_role).transpose()
}

/// Whether somebody became something to an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// They did.
    Done,
    /// The entity has as many as it may have.
    TooMany,
    /// They were before.
    There,
}

const HOLD: &str = "
    update legal_entity
    set updated_at = updated_at
    where id = $1";

/// Holds an entity: until the transaction ends nobody else holds it. For an act that rests on who is what to it.
///
/// # Errors
/// A fault of the database.
pub async fn hold(tx: &mut Tx, id: EntityId) -> Result<bool, Fault> {
    Ok(tx.run(HOLD, args![&id]).await? == 1)
}

const ADMINISTRATORS: &str = "
    select count(*)
    from entity_role
    where entity_id = $1
      and account_id <> $2
      and role = 'administrator'
      and ended_at is null";

const ADD_ROLE: &str = "
    insert into entity_role (id, entity_id, account_id, role, source, evidence_id, from_at, until_at, ended_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (entity_id, account_id, role) where ended_at is null do nothing";

/// Makes somebody something to an entity; at most [`MOST_ADMINISTRATORS`] administrators at once.
///
/// # Errors
/// A fault of the database, also when there is no such entity.
pub async fn add_role(tx: &mut Tx, role: &Role) -> Result<Added, Fault> {
    // Of two that add at once the later one counts what the earlier one added.
    if !hold(tx, role.entity_id).await? {
        return Err(Fault::new(format!("there is no entity {} to be something to", role.entity_id)));
    }
    if role.role == RoleKind::Administrator {
        let row = tx.row(ADMINISTRATORS, args![&role.entity_id, &role.account_id]).await?;
        let row = row.ok_or_else(|| Fault::new("counting administrators returned nothing"))?;
        if Fields::new(&row, "entity_role").int("count")? >= MOST_ADMINISTRATORS {
            return Ok(Added::TooMany);
        }
    }
    let args = args![
        &role.id,
        &role.entity_id,
        &role.account_id,
        role.role.as_str(),
        &role.source,
        &role.evidence_id,
        role.from_at,
        role.until_at,
        role.ended_at,
    ];
    Ok(if tx.run(ADD_ROLE, args).await? == 1 { Added::Done } else { Added::There })
}

const END_ROLE: &str = "
    update entity_role
    set ended_at = $2
    where id = $1
      and ended_at is null";

/// Ends what somebody is to an entity; `false` when it had ended.
///
/// # Errors
/// A fault of the database.
pub async fn end_role(tx: &mut Tx, id: RoleId, now: Time) -> Result<bool, Fault> {
    Ok(tx.run(END_ROLE, args![&id, now]).await? == 1)
}

const LIMIT_ROLE: &str = "
    update entity_role
    set until_at = $2
    where id = $1
      and ended_at is null";

/// Says until when somebody is something to an entity, or that no end is set; `false` when it had ended.
///
/// # Errors
/// A fault of the database.
pub async fn limit_role(tx: &mut Tx, id: RoleId, until: Option<Time>) -> Result<bool, Fault> {
    Ok(tx.run(LIMIT_ROLE, args![&id, until]).await? == 1)
}

const OVERDUE_ROLES: &str = "
    select id, entity_id, account_id, role, source, evidence_id, from_at, until_at, ended_at
    from entity_role
    where until_at is not null
      and until_at <= $1
      and ended_at is null
    order by until_at, id
    limit $2";

/// Roles whose time is over and that nobody has ended.
///
/// # Errors
/// A fault of the database.
pub async fn overdue_roles(conn: &mut Conn, now: Time, limit: u32) -> Result<Vec<Role>, Fault> {
    conn.rows(OVERDUE_ROLES, args![now, limit]).await?.iter().map(read_role).collect()
}

const REGISTER_REPRESENTATIVE: &str = "
    insert into registered_representative (entity_id, number_index)
    values ($1, $2)
    on conflict (entity_id) do update set number_index = excluded.number_index";

/// Whom the register names as representative: the keyed index of that person's document.
///
/// # Errors
/// A fault of the database.
pub async fn register_representative(tx: &mut Tx, id: EntityId, number_index: [u8; 32]) -> Result<(), Fault> {
    tx.run(REGISTER_REPRESENTATIVE, args![&id, &number_index]).await.map(drop)
}

const UNREGISTER_REPRESENTATIVE: &str = "
    delete from registered_representative
    where entity_id = $1";

/// The register names no representative any more.
///
/// # Errors
/// A fault of the database.
pub async fn unregister_representative(tx: &mut Tx, id: EntityId) -> Result<(), Fault> {
    tx.run(UNREGISTER_REPRESENTATIVE, args![&id]).await.map(drop)
}

const REPRESENTED_BY: &str = "
    select legal_entity.id, legal_entity.uscc_index, legal_entity.content, legal_entity.kind,
      legal_entity.registry_status, legal_entity.division, legal_entity.representative_account,
      legal_entity.checked_at, legal_entity.created_at, legal_entity.updated_at
    from registered_representative
    join legal_entity on legal_entity.id = registered_representative.entity_id
    where registered_representative.number_index in ($1, $2, $3, $4)
    order by legal_entity.id";

/// The entities whose register names whoever has one of these documents: the indexes of one number under each live key.
///
/// # Errors
/// A fault of the database, also for more than [`MOST_HASHES`] indexes.
pub async fn represented_by(conn: &mut Conn, indexes: &[[u8; 32]]) -> Result<Vec<Entity>, Fault> {
    let Some([a, b, c, d]) = padded::<MOST_HASHES>(indexes)? else {
        return Ok(Vec::new());
    };
    let rows = conn.rows(REPRESENTED_BY, args![a, b, c, d]).await?;
    rows.iter().map(|row| read(row, 0)).collect()
}

// By way of the roles, before they end: their index is there anyway.
const FORGET_REPRESENTATIVE: &str = "
    update legal_entity
    set representative_account = null,
        updated_at = $2
    where representative_account = $1
      and id in (
        select entity_id
        from entity_role
        where account_id = $1
          and ended_at is null)";

const END_ROLES: &str = "
    update entity_role
    set ended_at = $2
    where account_id = $1
      and ended_at is null";

/// Ends what an account is to entities.
pub(crate) async fn end_all(tx: &mut Tx, account_id: AccountId, now: Time) -> Result<(), Fault> {
    tx.run(FORGET_REPRESENTATIVE, args![&account_id, now]).await?;
    tx.run(END_ROLES, args![&account_id, now]).await.map(drop)
}

const ROLE_COLUMNS: usize = 9;

fn read_role(row: &Row) -> Result<Role, Fault> {
    let mut fields = Fields::new(row, "entity_role");
    Ok(Role {
        id: fields.id(RoleId::from_bytes, "id")?,
        entity_id: fields.id(EntityId::from_bytes, "entity_id")?,
        account_id: fields.id(AccountId::from_bytes, "account_id")?,
        role: fields.word(RoleKind::parse, "role")?,
        source: fields.text("source")?,
        evidence_id: fields.opt_id(EvidenceId::from_bytes, "evidence_id")?,
        from_at: fields.time("from_at")?,
        until_at: fields.opt_time("until_at")?,
        ended_at: fields.opt_time("ended_at")?,
    })
}

fn read(row: &Row, start: usize) -> Result<Entity, Fault> {
    let mut fields = Fields::at(row, "legal_entity", start);
    Ok(Entity {
        id: fields.id(EntityId::from_bytes, "id")?,
        uscc_index: fields.hash("uscc_index")?,
        content: fields.bytes("content")?,
        kind: fields.word(EntityKind::parse, "kind")?,
        registry_status: fields.word(RegistryStatus::parse, "registry_status")?,
        division: fields.text("division")?,
        representative_account: fields.opt_id(AccountId::from_bytes, "representative_account")?,
        checked_at: fields.opt_time("checked_at")?,
        created_at: fields.time("created_at")?,
        updated_at: fields.time("updated_at")?,
    })
}
