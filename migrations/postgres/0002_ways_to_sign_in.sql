-- Ways to sign in besides a password, what limits guessing, and the way back into an account.
-- Ids are 16 bytes, hashes 32, times microseconds since 1970 (UTC). What is called data or content is sealed.

alter table account add column second_step text not null default 'when_asked';

alter table session add column source text not null default '';
alter table session add column device_id bytea;

-- Passkeys and time-based codes. The counter only grows: of two uses of one value, one loses.
create table authenticator (
  id bytea not null primary key,
  account_id bytea not null,
  kind text not null,
  credential_index bytea,
  data bytea not null,
  counter bigint not null,
  created_at bigint not null,
  last_used_at bigint
) with (fillfactor = 85);
create unique index authenticator_credential on authenticator (credential_index);
create index authenticator_account on authenticator (account_id);

create table recovery_code (
  account_id bytea not null,
  code_hash bytea not null,
  used_at bigint,
  created_at bigint not null,
  primary key (account_id, code_hash)
);

-- Browsers that somebody signed in with.
create table device (
  id bytea not null primary key,
  account_id bytea not null,
  secret_hash bytea not null,
  description text not null,
  first_seen_at bigint not null,
  last_seen_at bigint not null
);
create unique index device_secret on device (secret_hash, account_id);
create index device_account on device (account_id);
create index device_seen on device (last_seen_at);

-- One small row for each source, account or device of the last hours, written at every attempt. No index on the
-- arrival: with it each attempt would write two places, and the sweep reads a table of such rows quickly.
create table budget (
  key bytea not null primary key,
  arrival bigint not null
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);

-- Messages on their way to people. The content goes when the message is gone.
create table message (
  id bytea not null primary key,
  account_id bytea,
  channel text not null,
  purpose text not null,
  content bytea not null,
  state text not null,
  attempts bigint not null,
  next_attempt_at bigint not null,
  expires_at bigint not null,
  last_error text,
  created_at bigint not null,
  finished_at bigint
) with (fillfactor = 85);
create index message_due on message (next_attempt_at) where state = 'pending';
create index message_expiry on message (expires_at);

-- Sign-ins by a picture that another device scans.
create table scan (
  id bytea not null primary key,
  secret_hash bytea not null,
  browser_hash bytea not null,
  number bigint not null,
  state text not null,
  client_id text,
  description text not null,
  source text not null,
  needs_after bigint not null,
  approver_session bytea,
  account_id bytea,
  acr text,
  amr text,
  authenticated_at bigint,
  created_at bigint not null,
  expires_at bigint not null
) with (fillfactor = 85);
create unique index scan_secret on scan (secret_hash);
create index scan_expiry on scan (expires_at);

-- Ways back into an account. One of an account waits at a time.
create table recovery (
  id bytea not null primary key,
  account_id bytea not null,
  ticket_hash bytea not null,
  route text not null,
  state text not null,
  source text not null,
  requested_at bigint not null,
  ready_at bigint not null,
  expires_at bigint not null
);
create unique index recovery_ticket on recovery (ticket_hash);
create unique index recovery_waiting on recovery (account_id) where state = 'waiting';
create index recovery_expiry on recovery (expires_at);

create table platform_logo (
  platform_id text not null primary key references platform (id),
  media_type text not null,
  content bytea not null,
  digest text not null,
  updated_at bigint not null
);
