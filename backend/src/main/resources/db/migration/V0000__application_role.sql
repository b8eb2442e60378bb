-- The application works as plumbline_app, which owns nothing and cannot bypass row-level security. The user that
-- migrates owns the tables; the application's connections are that user's, after SET ROLE plumbline_app.
do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'plumbline_app') then
    begin
      create role plumbline_app nologin noinherit;
    exception
      when duplicate_object or unique_violation then null; -- another database of the cluster was faster
      when insufficient_privilege then
        raise exception 'The role plumbline_app is missing and % may not create it.', current_user
          using hint = 'As a superuser: create role plumbline_app nologin; grant plumbline_app to '
            || quote_ident(current_user) || ';';
    end;
  end if;
  begin
    -- Needed even by the role's creator, who may administer it but not become it (PostgreSQL 16 and newer).
    execute format('grant plumbline_app to %I', current_user);
  exception
    when insufficient_privilege then null; -- granted by whoever made the role, or the start says that it was not
  end;
  execute format('grant usage on schema %I to plumbline_app', current_schema());
  execute format('alter default privileges in schema %I '
    || 'grant select, insert, update, delete on tables to plumbline_app', current_schema());
  execute format('alter default privileges in schema %I grant usage, select on sequences to plumbline_app',
    current_schema());
end
$$;
