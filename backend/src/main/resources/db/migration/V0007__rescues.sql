-- What a client handed over that speaks nothing this server knows: kept whole, never parsed by the application.
create table sync_rescues (
  organisation_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  device text,
  content_type text,
  bytes bigint not null,
  sha256 text not null,
  content bytea not null,
  received_at timestamptz not null,
  constraint sync_rescues_pkey primary key (organisation_id, id)
);
alter table sync_rescues alter column content set storage external;
select protect_by_organisation('sync_rescues'::regclass);
