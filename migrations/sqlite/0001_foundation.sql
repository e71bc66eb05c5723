-- The first schema. Ids are 16 bytes, hashes 32, times microseconds since 1970 (UTC), JSON is text.
-- Tables with small rows and a key of their own keep the rows in the key's tree (without rowid).

-- What each node keeps in memory, and how often it changed.
create table epoch (
  topic text not null primary key,
  value integer not null
) strict, without rowid;

-- The sealed key ring. The parts of it are useless without the master key, which is not here.
create table vault (
  id text not null primary key,
  version integer not null
) strict, without rowid;

create table vault_blob (
  vault_id text not null references vault (id),
  name text not null,
  content blob not null,
  primary key (vault_id, name)
) strict;

create table platform (
  id text not null primary key,
  names text not null,
  division_code text not null,
  status text not null,
  created_at integer not null,
  updated_at integer not null
) strict;

create table client (
  id text not null primary key,
  platform_id text not null references platform (id),
  metadata text not null,
  status text not null,
  version integer not null,
  created_at integer not null,
  updated_at integer not null
) strict;
create index client_platform on client (platform_id);

create table client_secret (
  id blob not null primary key,
  client_id text not null references client (id),
  hash blob not null,
  created_at integer not null,
  expires_at integer
) strict;
create index client_secret_client on client_secret (client_id);

create table account (
  id blob not null primary key,
  kind text not null,
  status text not null,
  locale text,
  profile blob not null,
  password_hash text,
  created_at integer not null,
  updated_at integer not null
) strict;

-- Keyed by the blind index, not by the account: no foreign key, the two may live on different shards.
create table login_name (
  index_hash blob not null primary key,
  kind text not null,
  account_id blob not null
) strict, without rowid;
create unique index login_name_account on login_name (account_id, kind);

create table session (
  id blob not null primary key,
  secret_hash blob not null,
  account_id blob not null,
  created_at integer not null,
  authenticated_at integer not null,
  last_seen_at integer not null,
  idle_expires_at integer not null,
  expires_at integer not null,
  acr text not null,
  amr text not null,
  user_agent text not null,
  ended_at integer
) strict;
create unique index session_secret on session (secret_hash);
create index session_account on session (account_id, created_at);
create index session_expiry on session (expires_at);

create table session_client (
  session_id blob not null,
  client_id text not null,
  sid text not null,
  subject text not null,
  first_at integer not null,
  last_at integer not null,
  primary key (session_id, client_id)
) strict, without rowid;

create table consent (
  account_id blob not null,
  client_id text not null,
  scope text not null,
  claims text not null,
  version integer not null,
  given_at integer not null,
  withdrawn_at integer,
  primary key (account_id, client_id)
) strict;

-- Marks of single use.
create table spent (
  kind text not null,
  hash blob not null,
  expires_at integer not null,
  primary key (kind, hash)
) strict, without rowid;
create index spent_expiry on spent (expires_at);

create table refresh_family (
  id blob not null primary key,
  grant_id blob not null,
  client_id text not null,
  account_id blob not null,
  session_id blob,
  scope text not null,
  resources text not null,
  claims text not null,
  nonce text,
  auth_time integer not null,
  acr text not null,
  amr text not null,
  generation integer not null,
  rotated_at integer,
  created_at integer not null,
  idle_expires_at integer not null,
  expires_at integer not null,
  revoked_at integer
) strict;
create index refresh_family_grant on refresh_family (grant_id);
create index refresh_family_account on refresh_family (account_id, client_id);
create index refresh_family_expiry on refresh_family (expires_at);

-- The denylist of access tokens.
create table revoked (
  token_key blob not null primary key,
  until_at integer not null,
  epoch integer not null
) strict, without rowid;
create index revoked_epoch on revoked (epoch);
create index revoked_expiry on revoked (until_at);

create table pushed_request (
  hash blob not null primary key,
  client_id text not null,
  request blob not null,
  expires_at integer not null
) strict;
create index pushed_request_expiry on pushed_request (expires_at);

create table logout_delivery (
  id blob not null primary key,
  client_id text not null,
  account_id blob not null,
  sid text not null,
  subject text not null,
  session_id blob not null,
  state text not null,
  attempts integer not null,
  next_attempt_at integer not null,
  last_error text,
  created_at integer not null,
  finished_at integer
) strict;
create index logout_delivery_due on logout_delivery (next_attempt_at) where state = 'pending';
create index logout_delivery_account on logout_delivery (account_id, created_at);
create index logout_delivery_session on logout_delivery (session_id);
create index logout_delivery_recent on logout_delivery (created_at, id);
create index logout_delivery_finished on logout_delivery (finished_at) where finished_at is not null;

-- Only ever appended to.
create table audit_event (
  id blob not null primary key,
  at integer not null,
  kind text not null,
  actor text not null,
  account_id blob,
  client_id text,
  session_id blob,
  request_id text not null,
  detail text not null
) strict, without rowid;
create index audit_event_account on audit_event (account_id, id) where account_id is not null;
create index audit_event_kind on audit_event (kind, id);
