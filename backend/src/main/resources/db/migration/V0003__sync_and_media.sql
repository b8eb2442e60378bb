create table devices (
  organisation_id uuid not null,
  id uuid not null,
  name text not null,
  platform text,
  app_version text,
  enrolled_by uuid not null,
  enrolled_at timestamptz not null,
  last_seen_at timestamptz,
  incarnation int not null default 1,
  lease text not null,
  revoked_at timestamptz,
  constraint devices_pkey primary key (organisation_id, id)
);

-- Who ever signed in on a device: the device may push what they wrote, whoever is signed in now.
create table device_accounts (
  organisation_id uuid not null,
  device_id uuid not null,
  account_id uuid not null,
  first_seen_at timestamptz not null,
  constraint device_accounts_pkey primary key (organisation_id, device_id, account_id)
);

-- Every operation ever received, as received: applied, held or parked, never deleted. hlc as on the wire, in 64 bits.
create table sync_operations (
  organisation_id uuid not null,
  id uuid not null,
  device_id uuid not null,
  incarnation int not null,
  sequence bigint not null,
  actor_id uuid not null,
  sent_by uuid not null,
  entity text not null,
  entity_id uuid,
  kind text not null,
  hlc bigint not null,
  effective_hlc bigint not null,
  clock_suspect boolean not null default false,
  body jsonb not null,
  content_hash bytea not null,
  status text not null,
  code text,
  detail text,
  needs jsonb,
  receipt jsonb not null,
  device_at timestamptz,
  received_at timestamptz not null,
  settled_at timestamptz,
  constraint sync_operations_pkey primary key (organisation_id, id),
  constraint sync_operations_status_check check (status in ('APPLIED', 'SUPERSEDED', 'HELD', 'PARKED'))
);
create index sync_operations_device_idx on sync_operations (organisation_id, device_id, incarnation, sequence);
create index sync_operations_entity_idx on sync_operations (organisation_id, entity_id, effective_hlc);
create index sync_operations_waiting_idx on sync_operations (organisation_id, status, received_at)
  where status in ('HELD', 'PARKED');

-- An id that came again with other content: kept whole beside the first, for the office.
create table sync_rejected_copies (
  organisation_id uuid not null,
  operation_id uuid not null,
  content_hash bytea not null,
  device_id uuid not null,
  actor_id uuid not null,
  body jsonb not null,
  received_at timestamptz not null,
  constraint sync_rejected_copies_pkey primary key (organisation_id, operation_id, content_hash)
);

create sequence sync_rows_seq;

-- One self-compacting row per scope and thing, written in the transaction that changes the thing. A reader takes rows
-- with (xid, seq) beyond its cursor and xid below the horizon of its own snapshot, so nothing that commits late is ever
-- passed by. xid and seq are stamped anew on every write, unconditionally.
create table sync_rows (
  organisation_id uuid not null,
  scope text not null,
  entity text not null,
  id uuid not null,
  xid xid8 not null default pg_current_xact_id(),
  seq bigint not null default nextval('sync_rows_seq'),
  op text not null,
  rev int not null,
  body jsonb,
  changed_at timestamptz not null default now(),
  constraint sync_rows_pkey primary key (organisation_id, scope, entity, id),
  constraint sync_rows_op_check check (op in ('upsert', 'left', 'deleted'))
);
create index sync_rows_feed_idx on sync_rows (organisation_id, scope, xid, seq);

-- How long the oldest open writing transaction has been holding the horizon back, in milliseconds; 0 when none is.
-- Runs as the owner, because the application's role may not see when its own sessions' transactions began.
create function oldest_writer_age_ms() returns bigint
language sql stable security definer set search_path = pg_catalog
return (select coalesce(max(extract(epoch from clock_timestamp() - xact_start) * 1000), 0)::bigint
        from pg_stat_activity where backend_xid is not null);

create table conflicts (
  organisation_id uuid not null,
  id uuid not null,
  visit_id uuid not null,
  field text not null,
  heads jsonb not null,
  winner uuid not null,
  state text not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  constraint conflicts_pkey primary key (organisation_id, id),
  constraint conflicts_state_check check (state in ('OPEN', 'CLOSED'))
);
create index conflicts_visit_idx on conflicts (organisation_id, visit_id);
create index conflicts_open_idx on conflicts (organisation_id, opened_at) where state = 'OPEN';

-- A verified file, content-addressed; the bytes are in the blob store.
create table blobs (
  organisation_id uuid not null,
  sha256 text not null,
  size bigint not null,
  content_type text not null,
  verified_at timestamptz not null,
  constraint blobs_pkey primary key (organisation_id, sha256)
);

create table blob_uploaders (
  organisation_id uuid not null,
  sha256 text not null,
  account_id uuid not null,
  constraint blob_uploaders_pkey primary key (organisation_id, sha256, account_id)
);

create table uploads (
  organisation_id uuid not null,
  id uuid not null,
  sha256 text not null,
  content_type text not null,
  length bigint not null,
  received bigint not null default 0,
  account_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  constraint uploads_pkey primary key (organisation_id, id),
  constraint uploads_received_check check (received between 0 and length)
);

select protect_by_organisation(t) from unnest(array[
  'devices', 'device_accounts', 'sync_operations', 'sync_rejected_copies', 'sync_rows', 'conflicts', 'blobs',
  'blob_uploaders',
  'uploads']::regclass[]) t;
