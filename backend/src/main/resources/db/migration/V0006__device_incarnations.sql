-- One row for each incarnation of a device's database: its chain of leases. Whoever shows another lease than the
-- current one is a copy (restored, cloned), unless it repeats the request whose answer it did not get.
create table device_incarnations (
  organisation_id uuid not null,
  device_id uuid not null,
  incarnation int not null,
  lease text not null,
  previous_lease text,
  rotated_by uuid,
  watermark bigint not null default 0,
  began_at timestamptz not null,
  constraint device_incarnations_pkey primary key (organisation_id, device_id, incarnation)
);
select protect_by_organisation('device_incarnations'::regclass);

insert into device_incarnations (organisation_id, device_id, incarnation, lease, watermark, began_at)
  select d.organisation_id, d.id, d.incarnation, d.lease,
    coalesce((select max(o.sequence) from sync_operations o
      where o.organisation_id = d.organisation_id and o.device_id = d.id and o.incarnation = d.incarnation), 0),
    d.enrolled_at
  from devices d;

alter table devices
  drop column lease,
  drop column incarnation,
  add column wipe_asked_at timestamptz,
  add column wiped_at timestamptz;

-- A point of the server's history: whose cursor lies beyond and does not know it comes from another history, for
-- example from before the data directory was set back to a copy.
create table sync_anchors (
  position xid8 not null default pg_current_xact_id(),
  token uuid not null default gen_random_uuid(),
  made_at timestamptz not null default now(),
  constraint sync_anchors_pkey primary key (position)
);

-- Below this position the scope's removals are forgotten: a cursor from before cannot be continued.
create table sync_floors (
  organisation_id uuid not null,
  scope text not null,
  floor xid8 not null,
  constraint sync_floors_pkey primary key (organisation_id, scope)
);
select protect_by_organisation('sync_floors'::regclass);
create index sync_rows_removed_idx on sync_rows (organisation_id, changed_at) where op <> 'upsert';

-- Positions are transaction ids of one cluster: data that came to another one (dump and restore) are another set.
alter table data_sets add column cluster bigint;
update data_sets set cluster = (select system_identifier from pg_control_system());

create function confirm_data_set() returns uuid
language plpgsql volatile security definer as $$
declare
  here constant bigint := (select system_identifier from pg_catalog.pg_control_system());
begin
  if not exists (select 1 from data_sets where cluster = here
      and started_at = (select max(started_at) from data_sets)) then
    insert into data_sets (epoch, cluster) values (gen_random_uuid(), here);
    delete from sync_anchors;
  end if;
  return (select epoch from data_sets order by started_at desc limit 1);
end
$$;
do $$
begin
  execute format('alter function confirm_data_set() set search_path = %I, pg_catalog', current_schema());
end $$;
