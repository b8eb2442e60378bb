create table checklists (
  organisation_id uuid not null,
  id uuid not null,
  code text not null,
  title jsonb not null,
  version int not null default 0,
  created_at timestamptz not null,
  constraint checklists_pkey primary key (organisation_id, id),
  constraint checklists_code_key unique (organisation_id, code)
);

-- number is the version shown to people; a published document never changes (CHK-7).
create table checklist_versions (
  organisation_id uuid not null,
  id uuid not null,
  checklist_id uuid not null,
  number int not null,
  state text not null,
  document jsonb not null,
  created_at timestamptz not null,
  created_by uuid,
  published_at timestamptz,
  published_by uuid,
  version int not null default 0,
  constraint checklist_versions_pkey primary key (organisation_id, id),
  constraint checklist_versions_number_key unique (organisation_id, checklist_id, number),
  constraint checklist_versions_checklist_fkey foreign key (organisation_id, checklist_id)
    references checklists (organisation_id, id),
  constraint checklist_versions_state_check check (state in ('DRAFT', 'PUBLISHED')),
  constraint checklist_versions_published_check check ((state = 'PUBLISHED') = (published_at is not null))
);

create function refuse_change_of_published_checklist() returns trigger language plpgsql as $$
begin
  if old.state = 'PUBLISHED' then
    raise exception 'a published checklist version never changes' using errcode = 'restrict_violation',
      constraint = 'checklist_versions_published_frozen';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end
$$;
create trigger checklist_versions_published_frozen before update or delete on checklist_versions
  for each row execute function refuse_change_of_published_checklist();

create table programmes (
  organisation_id uuid not null,
  id uuid not null,
  code text not null,
  name jsonb not null,
  kind text not null,
  checklist_version_id uuid not null,
  starts_on date not null,
  ends_on date not null,
  version int not null default 0,
  created_at timestamptz not null,
  constraint programmes_pkey primary key (organisation_id, id),
  constraint programmes_code_key unique (organisation_id, code),
  constraint programmes_checklist_fkey foreign key (organisation_id, checklist_version_id)
    references checklist_versions (organisation_id, id),
  constraint programmes_span_check check (ends_on >= starts_on),
  constraint programmes_kind_check check (kind in ('MYSTERY_VISIT', 'OPEN_INSPECTION', 'CUSTOMER_EXPERIENCE',
    'INSTALLER_CALLBACK', 'STORE_CALLBACK', 'PROJECT_CALLBACK', 'KEY_ACCOUNT_SURVEY', 'SERVICE_INSPECTION'))
);

create table assignments (
  organisation_id uuid not null,
  id uuid not null,
  programme_id uuid not null,
  checklist_version_id uuid not null,
  unit_id uuid not null,
  subject_staff_id uuid,
  assignee_id uuid not null,
  visit_id uuid not null,
  window_from date not null,
  window_to date not null,
  state text not null,
  revision int not null default 1,
  service_event jsonb,
  created_at timestamptz not null,
  created_by uuid,
  constraint assignments_pkey primary key (organisation_id, id),
  constraint assignments_visit_key unique (organisation_id, visit_id),
  constraint assignments_programme_fkey foreign key (organisation_id, programme_id)
    references programmes (organisation_id, id),
  constraint assignments_checklist_fkey foreign key (organisation_id, checklist_version_id)
    references checklist_versions (organisation_id, id),
  constraint assignments_unit_fkey foreign key (organisation_id, unit_id) references units (organisation_id, id),
  constraint assignments_staff_fkey foreign key (organisation_id, subject_staff_id) references staff (organisation_id,
    id),
  constraint assignments_assignee_fkey foreign key (organisation_id, assignee_id)
    references accounts (organisation_id, id),
  constraint assignments_window_check check (window_to >= window_from),
  constraint assignments_state_check check (state in
    ('ASSIGNED', 'IN_PROGRESS', 'SUBMITTED', 'ACCEPTED', 'RETURNED', 'CANCELLED', 'REASSIGNED', 'EXPIRED'))
);
create index assignments_assignee_idx on assignments (organisation_id, assignee_id, state);
create index assignments_unit_idx on assignments (organisation_id, unit_id, window_from);
create index assignments_programme_idx on assignments (organisation_id, programme_id, id);

-- Every transition records who, when by both clocks, and why (FLD-2). assignee_id and revision are the assignment's
-- after it: work that was written offline is recognised by the revision its author knew.
create table assignment_transitions (
  organisation_id uuid not null,
  id uuid not null,
  assignment_id uuid not null,
  from_state text,
  to_state text not null,
  at timestamptz not null,
  device_at timestamptz,
  actor_id uuid,
  device_id uuid,
  operation_id uuid,
  reason text,
  assignee_id uuid not null,
  revision int not null,
  constraint assignment_transitions_pkey primary key (organisation_id, id),
  constraint assignment_transitions_assignment_fkey foreign key (organisation_id, assignment_id)
    references assignments (organisation_id, id)
);
create index assignment_transitions_assignment_idx on assignment_transitions (organisation_id, assignment_id, at);

-- public_id is what the inspected unit sees: random, so that neither order nor time of the visit can be read from it
-- (FLD-3). document is the fold over the visit's operations; result is the score of the visit's own checklist version.
create table visits (
  organisation_id uuid not null,
  id uuid not null,
  public_id uuid not null default gen_random_uuid(),
  assignment_id uuid not null,
  checklist_version_id uuid not null,
  unit_id uuid not null,
  subject_staff_id uuid,
  state text not null,
  started_at timestamptz,
  service_on date,
  submitted_at timestamptz,
  late boolean not null default false,
  document jsonb not null,
  result jsonb,
  score numeric(5, 2),
  revision int not null default 1,
  decided_at timestamptz,
  decided_by uuid,
  constraint visits_pkey primary key (organisation_id, id),
  constraint visits_public_id_key unique (organisation_id, public_id),
  constraint visits_assignment_key unique (organisation_id, assignment_id),
  constraint visits_assignment_fkey foreign key (organisation_id, assignment_id)
    references assignments (organisation_id, id),
  constraint visits_state_check check (state in ('IN_PROGRESS', 'SUBMITTED', 'ACCEPTED', 'RETURNED', 'CANCELLED')),
  constraint visits_score_check check (score between 0 and 100)
);
create index visits_queue_idx on visits (organisation_id, state, submitted_at, id);
create index visits_unit_idx on visits (organisation_id, unit_id, service_on);
create index visits_staff_idx on visits (organisation_id, subject_staff_id, service_on)
  where subject_staff_id is not null;

create table visit_photos (
  organisation_id uuid not null,
  visit_id uuid not null,
  photo_id uuid not null,
  public_id uuid not null default gen_random_uuid(),
  item_id text,
  purpose text not null,
  sha256 text not null,
  size bigint not null,
  content_type text not null,
  captured_at timestamptz,
  removed boolean not null default false,
  constraint visit_photos_pkey primary key (organisation_id, visit_id, photo_id),
  constraint visit_photos_public_id_key unique (organisation_id, public_id)
);
create index visit_photos_sha256_idx on visit_photos (organisation_id, sha256);

create table reviews (
  organisation_id uuid not null,
  id uuid not null,
  visit_id uuid not null,
  decision text not null,
  reason text,
  remarks jsonb not null default '[]',
  score numeric(5, 2),
  decided_at timestamptz not null,
  decided_by uuid not null,
  constraint reviews_pkey primary key (organisation_id, id),
  constraint reviews_visit_fkey foreign key (organisation_id, visit_id) references visits (organisation_id, id),
  constraint reviews_decision_check check (decision in ('ACCEPTED', 'RETURNED'))
);
create index reviews_visit_idx on reviews (organisation_id, visit_id, decided_at);

select protect_by_organisation(t) from unnest(array[
  'checklists', 'checklist_versions', 'programmes', 'assignments', 'assignment_transitions', 'visits', 'visit_photos',
  'reviews']::regclass[]) t;
