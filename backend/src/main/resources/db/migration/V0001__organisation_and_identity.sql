-- Tables of an organisation have organisation_id first in every key and are protected by row-level security.
-- The only tables outside are those needed before the organisation is known: organisations, sign_in_names, data_sets.

create function protect_by_organisation(table_name regclass) returns void
language plpgsql as $$
begin
  execute format('alter table %s enable row level security', table_name);
  execute format(
    'create policy organisation_only on %s '
    || 'using (organisation_id = nullif(current_setting(''app.organisation_id'', true), '''')::uuid) '
    || 'with check (organisation_id = nullif(current_setting(''app.organisation_id'', true), '''')::uuid)', table_name);
end
$$;

create table organisations (
  id uuid not null,
  code text not null,
  created_at timestamptz not null,
  constraint organisations_pkey primary key (id),
  constraint organisations_code_key unique (code)
);

create table sign_in_names (
  sign_in_name text not null,
  organisation_id uuid not null,
  account_id uuid not null,
  constraint sign_in_names_pkey primary key (sign_in_name)
);

-- One row: identifies this set of data to devices; a new one is drawn when the data were restored (sync epoch).
create table data_sets (
  epoch uuid not null,
  started_at timestamptz not null default now(),
  constraint data_sets_pkey primary key (epoch)
);
insert into data_sets (epoch) values (gen_random_uuid());

create table organisation_profiles (
  organisation_id uuid not null,
  name text not null,
  time_zone text not null default 'Asia/Shanghai',
  month_close_day int not null default 5,
  constraint organisation_profiles_pkey primary key (organisation_id),
  constraint organisation_profiles_close_day_check check (month_close_day between 1 and 28)
);

create table units (
  organisation_id uuid not null,
  id uuid not null,
  code text not null,
  name text not null,
  type text not null,
  store_kind text,
  address text,
  latitude numeric(9, 6),
  longitude numeric(9, 6),
  version int not null default 0,
  created_at timestamptz not null,
  constraint units_pkey primary key (organisation_id, id),
  constraint units_code_key unique (organisation_id, code),
  constraint units_type_check check (type in ('COMPANY', 'DEPARTMENT', 'BRANCH', 'MARKETING_CENTRE', 'STORE', 'TEAM')),
  constraint units_store_kind_check
    check ((type = 'STORE') = (store_kind is not null) and store_kind in ('OWN', 'FRANCHISE'))
);

-- Where a unit hangs in the tree, by date (ORG-1). until_on is exclusive; null = still. The root has no placement.
create table unit_placements (
  organisation_id uuid not null,
  id uuid not null,
  unit_id uuid not null,
  parent_id uuid not null,
  from_on date not null,
  until_on date,
  constraint unit_placements_pkey primary key (organisation_id, id),
  constraint unit_placements_from_key unique (organisation_id, unit_id, from_on),
  constraint unit_placements_unit_fkey foreign key (organisation_id, unit_id) references units (organisation_id, id),
  constraint unit_placements_parent_fkey foreign key (organisation_id, parent_id) references units (organisation_id,
    id),
  constraint unit_placements_span_check check (until_on is null or until_on > from_on)
);
create index unit_placements_parent_idx on unit_placements (organisation_id, parent_id);

create table staff (
  organisation_id uuid not null,
  id uuid not null,
  code text not null,
  name text not null,
  employment text not null,
  version int not null default 0,
  created_at timestamptz not null,
  constraint staff_pkey primary key (organisation_id, id),
  constraint staff_code_key unique (organisation_id, code),
  constraint staff_employment_check check (employment in ('EMPLOYEE', 'OUTSOURCED'))
);

-- One primary posting at a time (ORG-2). until_on is exclusive; null = still.
create table postings (
  organisation_id uuid not null,
  id uuid not null,
  staff_id uuid not null,
  unit_id uuid not null,
  position text not null,
  position_bonus numeric(12, 2) not null default 0,
  from_on date not null,
  until_on date,
  constraint postings_pkey primary key (organisation_id, id),
  constraint postings_from_key unique (organisation_id, staff_id, from_on),
  constraint postings_staff_fkey foreign key (organisation_id, staff_id) references staff (organisation_id, id),
  constraint postings_unit_fkey foreign key (organisation_id, unit_id) references units (organisation_id, id),
  constraint postings_span_check check (until_on is null or until_on > from_on),
  constraint postings_position_check check (position in
    ('MEMBER', 'TEAM_LEADER', 'STORE_MANAGER', 'SUPERVISOR', 'DEPUTY_GM', 'GM', 'ACCOUNT_MANAGER'))
);
create index postings_unit_idx on postings (organisation_id, unit_id);

-- unit_id: the place a STORE_MANAGER (or team leader, or VIEWER) looks at; staff_id: the person an INSTALLER is.
create table accounts (
  organisation_id uuid not null,
  id uuid not null,
  sign_in_name text not null,
  display_name text not null,
  password_hash text not null,
  roles text[] not null,
  unit_id uuid,
  staff_id uuid,
  locale text not null default 'zh-CN',
  failed_attempts int not null default 0,
  locked_until timestamptz,
  disabled_at timestamptz,
  version int not null default 0,
  created_at timestamptz not null,
  constraint accounts_pkey primary key (organisation_id, id),
  constraint accounts_sign_in_name_key unique (organisation_id, sign_in_name),
  constraint accounts_unit_fkey foreign key (organisation_id, unit_id) references units (organisation_id, id),
  constraint accounts_staff_fkey foreign key (organisation_id, staff_id) references staff (organisation_id, id),
  constraint accounts_roles_check check (roles <@ array
    ['ADMIN', 'QUALITY_OFFICER', 'REVIEWER', 'INSPECTOR', 'INSTALLER', 'STORE_MANAGER', 'VIEWER']
    and cardinality(roles) > 0)
);

-- A family is one sign-in; each refresh uses one token up and makes the next. A used token shown again revokes the
-- family.
create table refresh_tokens (
  organisation_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  family_id uuid not null,
  secret_hash bytea not null,
  device_id uuid,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  replaced_by uuid,
  revoked_at timestamptz,
  constraint refresh_tokens_pkey primary key (organisation_id, id),
  constraint refresh_tokens_account_fkey foreign key (organisation_id, account_id)
    references accounts (organisation_id, id)
);
create index refresh_tokens_family_idx on refresh_tokens (organisation_id, family_id);
create index refresh_tokens_account_idx on refresh_tokens (organisation_id, account_id);

create table notices (
  organisation_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  kind text not null,
  body jsonb not null,
  created_at timestamptz not null,
  read_at timestamptz,
  constraint notices_pkey primary key (organisation_id, id),
  constraint notices_account_fkey foreign key (organisation_id, account_id) references accounts (organisation_id, id)
);
create index notices_account_idx on notices (organisation_id, account_id, created_at);

select protect_by_organisation(t) from unnest(array[
  'organisation_profiles', 'units', 'unit_placements', 'staff', 'postings', 'accounts', 'refresh_tokens',
  'notices']::regclass[]) t;
