-- A code by which the office lets one person enrol one device. The rows stay: they say who made a code and who used it.
create table enrolment_codes (
  organisation_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  made_by uuid not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  withdrawn_at timestamptz,
  used_at timestamptz,
  device_id uuid,
  constraint enrolment_codes_pkey primary key (organisation_id, id),
  constraint enrolment_codes_account_fkey foreign key (organisation_id, account_id)
    references accounts (organisation_id, id),
  constraint enrolment_codes_used_check check ((used_at is null) = (device_id is null))
);
create index enrolment_codes_account_idx on enrolment_codes (organisation_id, account_id) where used_at is null;
create index enrolment_codes_device_idx on enrolment_codes (organisation_id, device_id) where device_id is not null;
select protect_by_organisation('enrolment_codes'::regclass);

-- Where to look for a code that was typed: like sign_in_names needed before the organisation is known. Never the code.
create table enrolment_code_hashes (
  code_hash bytea not null,
  organisation_id uuid not null,
  code_id uuid not null,
  expires_at timestamptz not null,
  constraint enrolment_code_hashes_pkey primary key (code_hash)
);
create index enrolment_code_hashes_expiry_idx on enrolment_code_hashes (expires_at);

alter table devices
  add column revoked_by uuid,
  add column revoked_reason text,
  add column wipe_asked_by uuid;

-- How many rows the person's scopes held when their last session on the device began.
alter table device_accounts
  add column rows_held int not null default 0,
  add column last_seen_at timestamptz;

-- What the office has looked at and leaves as it is: out of its lists, and nothing else changes.
create table sync_set_aside (
  organisation_id uuid not null,
  operation_id uuid not null,
  account_id uuid not null,
  note text not null,
  set_aside_at timestamptz not null,
  constraint sync_set_aside_pkey primary key (organisation_id, operation_id)
);
select protect_by_organisation('sync_set_aside'::regclass);

-- In effect, but the office should know.
create index sync_operations_flagged_idx on sync_operations (organisation_id, code, id)
  where status in ('APPLIED', 'SUPERSEDED') and code in ('forced', 'off-scope', 'after-cancel');
