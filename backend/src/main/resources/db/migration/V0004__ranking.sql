-- What is ranked. subject_type UNIT ranks units of unit_type (and store_kind); STAFF ranks persons.
create table boards (
  organisation_id uuid not null,
  id uuid not null,
  code text not null,
  name jsonb not null,
  subject_type text not null,
  unit_type text,
  store_kind text,
  programme_kind text not null,
  minimum_sample int not null default 5,
  top_n int not null default 10,
  bottom_n int not null default 10,
  sort_order int not null default 0,
  version int not null default 0,
  constraint boards_pkey primary key (organisation_id, id),
  constraint boards_code_key unique (organisation_id, code),
  constraint boards_subject_check check (subject_type in ('UNIT', 'STAFF')
    and (subject_type = 'UNIT') = (unit_type is not null))
);

-- A month without a row is open (RNK-4). month is the first day of the local calendar month.
create table month_closings (
  organisation_id uuid not null,
  month date not null,
  closed_at timestamptz not null,
  closed_by uuid,
  constraint month_closings_pkey primary key (organisation_id, month)
);

-- One row per accepted visit: the response that every aggregate is made of, attributed as things were on the service
-- date (ORG-1). unit_path holds the unit and all its ancestors on that date. details: score per section and per factor,
-- and what each item cost the visit in points of its score.
create table counted_visits (
  organisation_id uuid not null,
  visit_id uuid not null,
  month date not null,
  programme_kind text not null,
  service_on date not null,
  unit_id uuid not null,
  unit_path uuid[] not null,
  staff_id uuid,
  late boolean not null,
  score numeric(5, 2) not null,
  details jsonb not null,
  constraint counted_visits_pkey primary key (organisation_id, visit_id)
);
create index counted_visits_unit_idx on counted_visits (organisation_id, unit_id, month, programme_kind);
create index counted_visits_staff_idx on counted_visits (organisation_id, staff_id, month) where staff_id is not null;
create index counted_visits_month_idx on counted_visits (organisation_id, month, visit_id);
create index counted_visits_late_idx on counted_visits (organisation_id, month) where late;

-- Changed by delta in the transaction that accepts, amends or voids a visit. late: arrived after the month was closed.
create table month_aggregates (
  organisation_id uuid not null,
  month date not null,
  programme_kind text not null,
  subject_type text not null,
  subject_id uuid not null,
  dimension text not null,
  dimension_key text not null,
  late boolean not null,
  responses bigint not null,
  score_sum numeric not null,
  score_square_sum numeric not null,
  constraint month_aggregates_pkey primary key
    (organisation_id, month, programme_kind, subject_type, dimension, subject_id, dimension_key, late),
  constraint month_aggregates_dimension_check check (dimension in ('TOTAL', 'SECTION', 'FACTOR'))
);
create index month_aggregates_subject_idx on month_aggregates (organisation_id, subject_id, month);

-- A published ranking never changes (RNK-5); a correction is the next revision. ranked: how many have a place.
create table rankings (
  organisation_id uuid not null,
  id uuid not null,
  board_id uuid not null,
  month date not null,
  revision int not null,
  reason text,
  minimum_sample int not null,
  top_n int not null,
  bottom_n int not null,
  ranked int not null,
  published_at timestamptz not null,
  published_by uuid,
  constraint rankings_pkey primary key (organisation_id, id),
  constraint rankings_revision_key unique (organisation_id, board_id, month, revision),
  constraint rankings_board_fkey foreign key (organisation_id, board_id) references boards (organisation_id, id),
  constraint rankings_reason_check check (revision = 1 or reason is not null)
);

create table ranking_rows (
  organisation_id uuid not null,
  ranking_id uuid not null,
  subject_id uuid not null,
  subject_name text not null,
  unit_name text,
  place int,
  score numeric(5, 2) not null,
  responses bigint not null,
  previous_place int,
  constraint ranking_rows_pkey primary key (organisation_id, ranking_id, subject_id),
  constraint ranking_rows_ranking_fkey foreign key (organisation_id, ranking_id) references rankings (organisation_id,
    id)
);
create index ranking_rows_subject_idx on ranking_rows (organisation_id, subject_id);
create index ranking_rows_place_idx on ranking_rows (organisation_id, ranking_id, place);

create function refuse_change_of_published_ranking() returns trigger language plpgsql as $$
begin
  raise exception 'a published ranking never changes' using errcode = 'restrict_violation',
    constraint = 'rankings_published_frozen';
end
$$;
create trigger rankings_published_frozen before update or delete on rankings
  for each row execute function refuse_change_of_published_ranking();
create trigger ranking_rows_published_frozen before update or delete on ranking_rows
  for each row execute function refuse_change_of_published_ranking();

select protect_by_organisation(t) from unnest(array[
  'boards', 'month_closings', 'counted_visits', 'month_aggregates', 'rankings', 'ranking_rows']::regclass[]) t;
