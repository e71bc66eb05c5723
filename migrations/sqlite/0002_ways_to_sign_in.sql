-- Ways to sign in besides a password, what limits guessing, and the way back into an account.
-- Ids are 16 bytes, hashes 32, times microseconds since 1970 (UTC). What is called data or content is sealed.

alter table account add column second_step text not null default 'when_asked';

alter table session add column source text not null default '';
alter table session add column device_id blob;

-- Passkeys and time-based codes. The counter only grows: of two uses of one value, one loses.
create table authenticator (
  id blob not null primary key,
  account_id blob not null,
  kind text not null,
  credential_index blob,
  data blob not null,
  counter integer not null,
  created_at integer not null,
  last_used_at integer
) strict;
create unique index authenticator_credential on authenticator (credential_index);
create index authenticator_account on authenticator (account_id);

create table recovery_code (
  account_id blob not null,
  code_hash blob not null,
  used_at integer,
  created_at integer not null,
  primary key (account_id, code_hash)
) strict, without rowid;

-- Browsers that somebody signed in with.
create table device (
  id blob not null primary key,
  account_id blob not null,
  secret_hash blob not null,
  description text not null,
  first_seen_at integer not null,
  last_seen_at integer not null
) strict;
create unique index device_secret on device (secret_hash, account_id);
create index device_account on device (account_id);
create index device_seen on device (last_seen_at);

-- One small row for each source, account or device of the last hours, written at every attempt. No index on the
-- arrival: with it each attempt would write two places, and the sweep reads a table of such rows quickly.
create table budget (
  key blob not null primary key,
  arrival integer not null
) strict, without rowid;

-- Messages on their way to people. The content goes when the message is gone.
create table message (
  id blob not null primary key,
  account_id blob,
  channel text not null,
  purpose text not null,
  content blob not null,
  state text not null,
  attempts integer not null,
  next_attempt_at integer not null,
  expires_at integer not null,
  last_error text,
  created_at integer not null,
  finished_at integer
) strict;
create index message_due on message (next_attempt_at) where state = 'pending';
create index message_expiry on message (expires_at);

-- Sign-ins by a picture that another device scans.
create table scan (
  id blob not null primary key,
  secret_hash blob not null,
  browser_hash blob not null,
  number integer not null,
  state text not null,
  client_id text,
  description text not null,
  source text not null,
  needs_after integer not null,
  approver_session blob,
  account_id blob,
  acr text,
  amr text,
  authenticated_at integer,
  created_at integer not null,
  expires_at integer not null
) strict;
create unique index scan_secret on scan (secret_hash);
create index scan_expiry on scan (expires_at);

-- Ways back into an account. One of an account waits at a time.
create table recovery (
  id blob not null primary key,
  account_id blob not null,
  ticket_hash blob not null,
  route text not null,
  state text not null,
  source text not null,
  requested_at integer not null,
  ready_at integer not null,
  expires_at integer not null
) strict;
create unique index recovery_ticket on recovery (ticket_hash);
create unique index recovery_waiting on recovery (account_id) where state = 'waiting';
create index recovery_expiry on recovery (expires_at);

create table platform_logo (
  platform_id text not null primary key references platform (id),
  media_type text not null,
  content blob not null,
  digest text not null,
  updated_at integer not null
) strict;
