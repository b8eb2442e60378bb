package io.plumbline.platform.persistence;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.jdbi.v3.core.Jdbi;

/**
 * Refuses to start when the application's connections could read past row-level security: a superuser, a role with
 * BYPASSRLS, or the owner of a table.
 */
@ApplicationScoped
class ApplicationRoleCheck {
    private final Jdbi jdbi;

    @Inject
    ApplicationRoleCheck(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    void check(@Observes @Priority(1) StartupEvent event) {
        String finding = jdbi.withHandle(
                handle -> handle.createQuery("""
                        select case
                          when r.rolsuper then 'is a superuser'
                          when r.rolbypassrls then 'has BYPASSRLS'
                          when exists (select 1 from pg_class c
                                       where c.relowner = r.oid and c.relnamespace = current_schema()::regnamespace
                                         and c.relkind in ('r', 'p')) then 'owns tables'
                          else '' end
                        from pg_roles r where r.rolname = current_user
                        """).mapTo(String.class).one());
        if (!finding.isEmpty()) {
            throw new IllegalStateException("The database role of the application " + finding
                    + ", so row-level security would not hold. Keep SET ROLE plumbline_app in"
                    + " quarkus.datasource.jdbc.new-connection-sql.");
        }
    }
}
