-- Which checklists a person has work of is asked with every pull, and a person may have thousands of assignments that
-- are not finished: submitted ones wait for their review. One probe for each checklist, however many there are.
create index assignments_open_checklists_idx on assignments (organisation_id, assignee_id, checklist_version_id)
  where state in ('ASSIGNED', 'IN_PROGRESS', 'SUBMITTED', 'RETURNED');
