-- People as they are known, what proves it, and third parties that verify facts.
-- Ids are 16 bytes, hashes 32, times microseconds since 1970 (UTC). What is called content, payload, secrets, reference
-- or invitee is sealed. A level is a cache of what policy and evidence give.

alter table account add column level integer not null default 1;
alter table account add column level_until integer;
alter table account add column evidence_at integer;
alter table account add column level_policy text not null default '';

alter table session add column level integer not null default 1;
alter table session add column level_until integer;
alter table session add column evidence_at integer;
alter table session add column level_provider text;

alter table refresh_family add column capacity text;

-- A number that somebody proved is one account's alone; anybody may say one.
create table person_identifier (
  id blob not null primary key,
  account_id blob not null,
  document_type text not null,
  number_index blob not null,
  content blob not null,
  state text not null,
  claimed_at integer not null,
  verified_at integer,
  valid_until integer,
  updated_at integer not null
) strict;
create unique index person_identifier_verified on person_identifier (number_index) where state = 'verified';
create index person_identifier_account on person_identifier (account_id);

-- Only ever appended to; what changes is whether it counts.
create table evidence (
  id blob not null primary key,
  account_id blob,
  entity_id blob,
  kind text not null,
  method text not null,
  provider_id text not null,
  reference blob,
  verification_id blob,
  inputs text not null,
  issued_at integer not null,
  expires_at integer,
  status text not null,
  session_id blob,
  identifier_id blob,
  recorded_at integer not null,
  ended_at integer,
  end_reason text
) strict, without rowid;
create index evidence_account on evidence (account_id) where account_id is not null;
create index evidence_entity on evidence (entity_id) where entity_id is not null;

-- Written again with each question to the provider, many times in a minute, and then never more.
create table verification (
  id blob not null primary key,
  provider_id text not null,
  account_id blob not null,
  session_id blob not null,
  client_id text,
  identifier_id blob,
  kind text not null,
  purpose text not null,
  subject_digest blob not null,
  payload blob not null,
  resume text not null,
  requested_level integer not null,
  state text not null,
  reason text,
  created_at integer not null,
  started_at integer,
  concluded_at integer,
  expires_at integer not null,
  next_poll_at integer,
  polls integer not null,
  errors integer not null,
  last_error text
) strict;
create index verification_account on verification (account_id, created_at);
create index verification_due on verification (next_poll_at) where state = 'started';
create index verification_open on verification (expires_at) where concluded_at is null;
create index verification_concluded on verification (concluded_at) where concluded_at is not null;

-- What providers told us, each once.
create table callback_inbox (
  provider_id text not null,
  notify_id text not null,
  body_digest blob not null,
  content blob not null,
  state text not null,
  verification_id blob,
  kid text not null,
  attempts integer not null,
  next_attempt_at integer not null,
  received_at integer not null,
  processed_at integer,
  primary key (provider_id, notify_id)
) strict;
create index callback_inbox_due on callback_inbox (next_attempt_at) where state = 'received';
create index callback_inbox_recent on callback_inbox (provider_id, received_at);
create index callback_inbox_received on callback_inbox (received_at);

create table provider (
  id text not null primary key,
  kind text not null,
  names text not null,
  settings text not null,
  secrets blob not null,
  status text not null,
  weight integer not null,
  version integer not null,
  created_at integer not null,
  updated_at integer not null
) strict;

create table provider_key (
  id blob not null primary key,
  provider_id text not null references provider (id),
  owner text not null,
  kid text not null,
  algorithm text not null,
  material blob not null,
  public text not null,
  status text not null,
  created_at integer not null,
  retired_at integer
) strict;
create index provider_key_provider on provider_key (provider_id);

create table legal_entity (
  id blob not null primary key,
  uscc_index blob not null,
  content blob not null,
  kind text not null,
  registry_status text not null,
  division text not null,
  representative_account blob,
  checked_at integer,
  created_at integer not null,
  updated_at integer not null
) strict;
create unique index legal_entity_uscc on legal_entity (uscc_index);

-- Whom the register names as representative, by the keyed index of their document: the person may come later.
create table registered_representative (
  entity_id blob not null primary key,
  number_index blob not null
) strict;
create index registered_representative_number on registered_representative (number_index);

create table entity_role (
  id blob not null primary key,
  entity_id blob not null,
  account_id blob not null,
  role text not null,
  source text not null,
  evidence_id blob,
  from_at integer not null,
  until_at integer,
  ended_at integer
) strict;
create unique index entity_role_live on entity_role (entity_id, account_id, role) where ended_at is null;
create index entity_role_account on entity_role (account_id);
create index entity_role_until on entity_role (until_at) where until_at is not null and ended_at is null;

create table delegation (
  id blob not null primary key,
  entity_id blob not null,
  grantor_account blob not null,
  grantee_account blob,
  grantee_entity blob,
  invitee blob not null,
  invitee_index blob not null,
  items text not null,
  regions text not null,
  subdelegation text not null,
  state text not null,
  parent_id blob,
  depth integer not null,
  invited_at integer not null,
  confirmed_at integer,
  ends_at integer not null,
  ended_at integer,
  reason text,
  reconfirm_by integer
) strict;
create index delegation_entity on delegation (entity_id, invited_at);
create index delegation_grantee on delegation (grantee_account) where grantee_account is not null;
create index delegation_invitee on delegation (invitee_index) where state = 'invited';
create index delegation_parent on delegation (parent_id) where parent_id is not null;
create index delegation_unanswered on delegation (invited_at) where state = 'invited';
create index delegation_reconfirm on delegation (reconfirm_by)
  where reconfirm_by is not null and state in ('invited', 'active');
