-- The first schema. Ids are 16 bytes, hashes 32, times microseconds since 1970 (UTC), JSON is text.
-- Tables whose rows are updated often leave room in their pages, so that no index has to follow an update.

-- What each node keeps in memory, and how often it changed.
create table epoch (
  topic text not null primary key,
  value bigint not null
) with (fillfactor = 85);

-- The sealed key ring. The parts of it are useless without the master key, which is not here.
create table vault (
  id text not null primary key,
  version bigint not null
);

create table vault_blob (
  vault_id text not null references vault (id),
  name text not null,
  content bytea not null,
  primary key (vault_id, name)
);

create table platform (
  id text not null primary key,
  names text not null,
  division_code text not null,
  status text not null,
  created_at bigint not null,
  updated_at bigint not null
);

create table client (
  id text not null primary key,
  platform_id text not null references platform (id),
  metadata text not null,
  status text not null,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null
);
create index client_platform on client (platform_id);

create table client_secret (
  id bytea not null primary key,
  client_id text not null references client (id),
  hash bytea not null,
  created_at bigint not null,
  expires_at bigint
);
create index client_secret_client on client_secret (client_id);

create table account (
  id bytea not null primary key,
  kind text not null,
  status text not null,
  locale text,
  profile bytea not null,
  password_hash text,
  created_at bigint not null,
  updated_at bigint not null
);

-- Keyed by the blind index, not by the account: no foreign key, the two may live on different shards.
create table login_name (
  index_hash bytea not null primary key,
  kind text not null,
  account_id bytea not null
);
create unique index login_name_account on login_name (account_id, kind);

create table session (
  id bytea not null primary key,
  secret_hash bytea not null,
  account_id bytea not null,
  created_at bigint not null,
  authenticated_at bigint not null,
  last_seen_at bigint not null,
  idle_expires_at bigint not null,
  expires_at bigint not null,
  acr text not null,
  amr text not null,
  user_agent text not null,
  ended_at bigint
) with (fillfactor = 85);
create unique index session_secret on session (secret_hash);
create index session_account on session (account_id, created_at);
create index session_expiry on session (expires_at);

create table session_client (
  session_id bytea not null,
  client_id text not null,
  sid text not null,
  subject text not null,
  first_at bigint not null,
  last_at bigint not null,
  primary key (session_id, client_id)
);

create table consent (
  account_id bytea not null,
  client_id text not null,
  scope text not null,
  claims text not null,
  version bigint not null,
  given_at bigint not null,
  withdrawn_at bigint,
  primary key (account_id, client_id)
);

-- Marks of single use.
create table spent (
  kind text not null,
  hash bytea not null,
  expires_at bigint not null,
  primary key (kind, hash)
) with (autovacuum_vacuum_scale_factor = 0.02);
create index spent_expiry on spent (expires_at);

create table refresh_family (
  id bytea not null primary key,
  grant_id bytea not null,
  client_id text not null,
  account_id bytea not null,
  session_id bytea,
  scope text not null,
  resources text not null,
  claims text not null,
  nonce text,
  auth_time bigint not null,
  acr text not null,
  amr text not null,
  generation bigint not null,
  rotated_at bigint,
  created_at bigint not null,
  idle_expires_at bigint not null,
  expires_at bigint not null,
  revoked_at bigint
) with (fillfactor = 85);
create index refresh_family_grant on refresh_family (grant_id);
create index refresh_family_account on refresh_family (account_id, client_id);
create index refresh_family_expiry on refresh_family (expires_at);

-- The denylist of access tokens.
create table revoked (
  token_key bytea not null primary key,
  until_at bigint not null,
  epoch bigint not null
);
create index revoked_epoch on revoked (epoch);
create index revoked_expiry on revoked (until_at);

create table pushed_request (
  hash bytea not null primary key,
  client_id text not null,
  request bytea not null,
  expires_at bigint not null
);
create index pushed_request_expiry on pushed_request (expires_at);

create table logout_delivery (
  id bytea not null primary key,
  client_id text not null,
  account_id bytea not null,
  sid text not null,
  subject text not null,
  session_id bytea not null,
  state text not null,
  attempts bigint not null,
  next_attempt_at bigint not null,
  last_error text,
  created_at bigint not null,
  finished_at bigint
);
create index logout_delivery_due on logout_delivery (next_attempt_at) where state = 'pending';
create index logout_delivery_account on logout_delivery (account_id, created_at);
create index logout_delivery_session on logout_delivery (session_id);
create index logout_delivery_recent on logout_delivery (created_at, id);
create index logout_delivery_finished on logout_delivery (finished_at) where finished_at is not null;

-- Only ever appended to.
create table audit_event (
  id bytea not null primary key,
  at bigint not null,
  kind text not null,
  actor text not null,
  account_id bytea,
  client_id text,
  session_id bytea,
  request_id text not null,
  detail text not null
);
create index audit_event_account on audit_event (account_id, id) where account_id is not null;
create index audit_event_kind on audit_event (kind, id);
