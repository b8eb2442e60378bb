package io.plumbline.platform.persistence;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Transactions that {@code @Transactional} cannot express. */
@ApplicationScoped
public class Transactions {
    private final AgroalDataSource dataSource;

    @Inject
    Transactions(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Reads in a new transaction that sees one snapshot of the database throughout (REPEATABLE READ, READ ONLY) and
     * writes nothing.
     */
    public <T extends @Nullable Object> T inSnapshot(Supplier<T> work) {
        return QuarkusTransaction.requiringNew().call(() -> {
            // Must come before any query. SET LOCAL of the organisation is none, but Jdbi looks up the functions for
            // large objects when it meets a connection for the first time.
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            }
            return work.get();
        });
    }
}
