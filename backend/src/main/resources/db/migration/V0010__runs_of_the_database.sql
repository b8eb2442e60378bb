-- A run of the database, from one start of PostgreSQL to the next: only while it is stopped can its data be set back.
-- Of the present run the limit is null. Of the others it says what the data that the next run began with had settled:
-- the holder of a cursor of that run who saw more may have seen what is not there any more.
create table sync_runs (
  token uuid not null default gen_random_uuid(),
  database_started_at timestamptz not null,
  begun_at timestamptz not null default clock_timestamp(),
  settled xid8 not null,
  reach_limit xid8,
  constraint sync_runs_pkey primary key (token)
);
create unique index sync_runs_present_idx on sync_runs ((true)) where reach_limit is null;
drop table sync_anchors;

-- A dump restored into the same cluster makes the tables anew: then the positions are those of other transactions too.
alter table data_sets add column relation bigint;
update data_sets set relation = 'data_sets'::regclass::oid::bigint;

create or replace function confirm_data_set() returns uuid
language plpgsql volatile security definer as $$
declare
  here constant bigint := (select system_identifier from pg_catalog.pg_control_system());
  relation_here constant bigint := 'data_sets'::regclass::oid::bigint;
  known xid8;
begin
  lock table sync_runs in share row exclusive mode;
  if not exists (select 1 from data_sets where cluster = here and relation = relation_here
      and started_at = (select max(started_at) from data_sets)) then
    insert into data_sets (epoch, cluster, relation) values (gen_random_uuid(), here, relation_here);
    delete from sync_runs;
  end if;
  if not exists (select 1 from sync_runs
      where reach_limit is null and database_started_at = pg_postmaster_start_time()) then
    select settled into known from sync_runs where reach_limit is null;
    update sync_runs set reach_limit = least(reach_limit, known);
    insert into sync_runs (database_started_at, settled)
    values (pg_postmaster_start_time(), coalesce(known, '0'::xid8));
  end if;
  return (select epoch from data_sets order by started_at desc limit 1);
end
$$;
do $$
begin
  execute format('alter function confirm_data_set() set search_path = %I, pg_catalog', current_schema());
end $$;

-- Everything below the oldest transaction still running is settled, and so is this one when it is the oldest itself.
-- A copy of the data that holds the mark holds the end of all of them.
create function settle_run() returns void
language sql volatile security definer as $$
  update sync_runs set settled = case when pg_current_xact_id() = now.oldest
    then (now.oldest::text::bigint + 1)::text::xid8 else now.oldest end
  from (select pg_snapshot_xmin(pg_current_snapshot()) as oldest) now
  where reach_limit is null and settled < now.oldest
$$;
do $$
begin
  execute format('alter function settle_run() set search_path = %I, pg_catalog', current_schema());
end $$;
revoke insert, update, delete on sync_runs from plumbline_app;
