package io.plumbline.platform.testing;

import io.plumbline.platform.tenancy.Organisations;
import io.plumbline.platform.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Makes an organisation for one test to live in, so that tests neither clean up nor meet. */
@ApplicationScoped
public class TestOrganisations {
    @Inject
    Organisations organisations;

    @Inject
    Jdbi jdbi;

    @Inject
    Clock clock;

    /** A new organisation without units, staff or accounts. */
    public UUID create() {
        UUID id = Ids.next();
        organisations.inTransaction(id, () -> {
            jdbi.useHandle(handle -> {
                handle.execute(
                        "insert into organisations (id, code, created_at) values (?, ?, ?)",
                        id,
                        "test-" + id,
                        clock.instant());
                handle.execute("insert into organisation_profiles (organisation_id, name) values (?, ?)", id, "测试公司");
            });
            return id;
        });
        return id;
    }
}
