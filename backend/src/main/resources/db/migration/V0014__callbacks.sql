-- Who collected a callback's answers (CBK-3). Of those that were submitted before it was decided by the account that
-- handed them in: there were no attempts yet.
alter table visits
  add column collected text,
  add constraint visits_collected_check check (collected in ('SELF_COLLECTED', 'INDEPENDENT'));
update visits v
set collected = case when c.staff_id = v.subject_staff_id then 'SELF_COLLECTED' else 'INDEPENDENT' end
from assignments a
join programmes p on p.organisation_id = a.organisation_id and p.id = a.programme_id
join accounts c on c.organisation_id = a.organisation_id and c.id = a.assignee_id
where a.organisation_id = v.organisation_id and a.id = v.assignment_id and v.submitted_at is not null
  and p.kind in ('INSTALLER_CALLBACK', 'STORE_CALLBACK', 'PROJECT_CALLBACK');
