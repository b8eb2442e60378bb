-- When an assignment came to an end, and whether its rows left the scopes of people since. Whoever changes it later
-- brings it back.
alter table assignments
  add column finished_at timestamptz,
  add column out_of_scope boolean not null default false;
update assignments a
set finished_at = coalesce(
  (select max(t.at) from assignment_transitions t
    where t.organisation_id = a.organisation_id and t.assignment_id = a.id), a.created_at)
where a.state in ('ACCEPTED', 'CANCELLED', 'EXPIRED');
create index assignments_finished_idx on assignments (organisation_id, finished_at, id)
  where finished_at is not null and not out_of_scope;
