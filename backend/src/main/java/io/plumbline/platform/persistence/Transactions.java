package io.plumbline.platform.persistence;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Transactions that {@code @Transactional} cannot express. */
@ApplicationScoped
public class Transactions {
    private final Jdbi jdbi;

    @Inject
    Transactions(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Reads in a new transaction that sees one snapshot of the database throughout (REPEATABLE READ, READ ONLY) and
     * writes nothing.
     */
    public <T extends @Nullable Object> T inSnapshot(Supplier<T> work) {
        return QuarkusTransaction.requiringNew().call(() -> {
            // Must come before any query; SET LOCAL of the organisation is none.
            jdbi.useHandle(handle -> handle.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"));
            return work.get();
        });
    }
}
