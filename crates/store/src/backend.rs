//! The statements that cannot have one text for both engines, each with its reason. At most ten.

// The two engines keep their catalogues in different places.
pub(crate) const HAS_MIGRATION_TABLE_SQLITE: &str = "
    select name
    from sqlite_schema
    where type = 'table'
      and name = 'schema_migration'";
pub(crate) const HAS_MIGRATION_TABLE_POSTGRES: &str = "
    select tablename::text
    from pg_catalog.pg_tables
    where schemaname = current_schema()
      and tablename = 'schema_migration'";

// SQLite has no time-out of statements; on PostgreSQL a migration may rightly take longer than a request.
pub(crate) const NO_STATEMENT_TIMEOUT_POSTGRES: &str = "
    set local statement_timeout = 0";

// SQLite has one writer, so no two claims ever meet; PostgreSQL must step over the rows of another worker.
pub(crate) const CLAIM_DUE_SQLITE: &str = "
    update logout_delivery
    set attempts = attempts + 1,
        next_attempt_at = $2
    where id in (
      select id
      from logout_delivery
      where state = 'pending'
        and next_attempt_at <= $1
      order by next_attempt_at, id
      limit $3)
    returning id, client_id, account_id, sid, subject, session_id, state, attempts, next_attempt_at,
      last_error, created_at, finished_at";
pub(crate) const CLAIM_DUE_POSTGRES: &str = "
    update logout_delivery
    set attempts = attempts + 1,
        next_attempt_at = $2
    where id in (
      select id
      from logout_delivery
      where state = 'pending'
        and next_attempt_at <= $1
      order by next_attempt_at, id
      limit $3
      for update skip locked)
    returning id, client_id, account_id, sid, subject, session_id, state, attempts, next_attempt_at,
      last_error, created_at, finished_at";

// SQLite knows no statement that writes inside another; on PostgreSQL this saves four round trips of each
// redemption. The share lock makes a logout at the same moment wait until the client is noted in the session, and
// makes the redemption see a logout that was first. `code::steps` does the same one by one.
pub(crate) const REDEEM_POSTGRES: &str = "
    with mark as (
      insert into spent (kind, hash, expires_at)
      values ('code', $1, $2)
      on conflict (kind, hash) do nothing
      returning kind
    ),
    live as (
      select session.id
      from session
      where session.id = $3
        and session.account_id = $4
        and session.ended_at is null
        and session.expires_at > $6
      for share
    ),
    holder as (
      select id, kind, status, locale, second_step, profile, created_at, updated_at, level, level_until,
        evidence_at, level_policy
      from account
      where id = $4
    ),
    verdict as (
      select case
        when not exists (select 1 from mark) then 'spent'
        when not exists (select 1 from holder where status in ('active', 'disputed')) then 'account'
        when not exists (select 1 from live) then 'session'
        when exists (
          select 1
          from consent
          where account_id = $4
            and client_id = $5
            and withdrawn_at is not null) then 'consent'
        else 'done'
      end as outcome
    ),
    begun as (
      insert into refresh_family (id, grant_id, client_id, account_id, session_id, scope, resources,
        claims, nonce, auth_time, acr, amr, generation, rotated_at, created_at, idle_expires_at,
        expires_at, revoked_at, capacity)
      select $9::bytea, $1, $5, $4, $10::bytea, $11::text, $12::text, $13::text, $14::text, $15::bigint,
        $16::text, $17::text, $20::bigint, null, $6, $18::bigint, $19::bigint, null,
        $30::text
      from verdict
      where outcome = 'done'
        and $9::bytea is not null
    ),
    linked as (
      insert into session_client (session_id, client_id, sid, subject, first_at, last_at)
      select $3, $5, $7::text, $8::text, $6, $6
      from verdict
      where outcome = 'done'
      on conflict (session_id, client_id) do update
      set sid = excluded.sid,
          subject = excluded.subject,
          last_at = excluded.last_at
    ),
    noted as (
      insert into audit_event (id, at, kind, actor, account_id, client_id, session_id, request_id, detail)
      select $21::bytea, $22::bigint, $23::text, $24::text, $25::bytea, $26::text, $27::bytea, $28::text,
        $29::text
      from verdict
      where outcome = 'done'
    )
    select verdict.outcome, holder.id, holder.kind, holder.status, holder.locale,
      holder.second_step, holder.profile, holder.created_at, holder.updated_at, holder.level,
      holder.level_until, holder.evidence_at, holder.level_policy
    from verdict
    left join holder on true";

// As above: update and audit in one round trip. `refresh::rotation::TURN` holds the same conditions.
pub(crate) const ROTATE_POSTGRES: &str = "
    with turned as (
      update refresh_family
      set generation = generation + 1,
          rotated_at = $4,
          idle_expires_at = case when expires_at < $5 then expires_at else $5 end
      where id = $1
        and client_id = $2
        and generation = $3
        and revoked_at is null
        and expires_at > $4
        and idle_expires_at > $4
        and exists (
          select 1
          from account
          where account.id = refresh_family.account_id
            and account.status in ('active', 'disputed'))
        and (session_id is null or exists (
          select 1
          from session
          where session.id = refresh_family.session_id
            and session.ended_at is null
            and session.expires_at > $4))
        and not exists (
          select 1
          from consent
          where consent.account_id = refresh_family.account_id
            and consent.client_id = refresh_family.client_id
            and consent.withdrawn_at is not null)
      returning id, grant_id, client_id, account_id, session_id, scope, resources, claims, nonce,
        auth_time, acr, amr, generation, rotated_at, created_at, idle_expires_at, expires_at, revoked_at,
        capacity
    ),
    noted as (
      insert into audit_event (id, at, kind, actor, account_id, client_id, session_id, request_id, detail)
      select $6::bytea, $7::bigint, $8::text, $9::text, coalesce($10::bytea, account_id),
        coalesce($11::text, client_id), coalesce($12::bytea, session_id), $13::text, $14::text
      from turned
    )
    select id, grant_id, client_id, account_id, session_id, scope, resources, claims, nonce, auth_time,
      acr, amr, generation, rotated_at, created_at, idle_expires_at, expires_at, revoked_at, capacity
    from turned";

// PostgreSQL is backed up by its own programs.
pub(crate) const BACKUP_SQLITE: &str = "
    vacuum into $1";
pub(crate) const INTEGRITY_SQLITE: &str = "
    pragma integrity_check(1)";
