package io.plumbline.organisation;

import io.plumbline.platform.tenancy.CurrentOrganisation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Writes many rows with few round trips. The driver turns a batch of inserts into multi-row ones. */
@ApplicationScoped
class SetWrites {
    private static final int CHUNK = 1_000;

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;

    @Inject
    SetWrites(Jdbi jdbi, CurrentOrganisation organisation) {
        this.jdbi = jdbi;
        this.organisation = organisation;
    }

    /** Binds {@code :organisation} and whatever the binder binds, once for each row. */
    <T> void write(String sql, List<T> rows, BiConsumer<PreparedBatch, T> binder) {
        if (rows.isEmpty()) {
            return;
        }
        UUID organisationId = organisation.requireId();
        jdbi.useHandle(handle -> {
            for (int from = 0; from < rows.size(); from += CHUNK) {
                PreparedBatch batch = handle.prepareBatch(sql);
                for (T row : rows.subList(from, Math.min(rows.size(), from + CHUNK))) {
                    batch.bind("organisation", organisationId);
                    binder.accept(batch, row);
                    batch.add();
                }
                batch.execute();
            }
        });
    }
}
