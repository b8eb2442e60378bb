-- The public half of a device's key pair; a device that has one signs its sessions over a number given out once.
alter table devices add column public_key jsonb;

create table device_nonces (
  organisation_id uuid not null,
  nonce text not null,
  account_id uuid not null,
  expires_at timestamptz not null,
  constraint device_nonces_pkey primary key (organisation_id, nonce)
);
create index device_nonces_expiry_idx on device_nonces (organisation_id, expires_at);
select protect_by_organisation('device_nonces'::regclass);
