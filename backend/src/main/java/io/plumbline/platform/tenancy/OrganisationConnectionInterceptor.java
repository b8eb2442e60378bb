package io.plumbline.platform.tenancy;

import io.agroal.api.AgroalPoolInterceptor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;

/**
 * Opens one organisation's rows for one transaction: when a transaction takes its connection from the pool,
 * {@code SET LOCAL app.organisation_id} is its first statement, and PostgreSQL forgets it at commit or rollback.
 * Row-level security reads it. It is no query, so {@code SET TRANSACTION} may still follow.
 *
 * <p>Without an organisation, or outside a transaction, nothing is set and the policies show no row.
 */
@ApplicationScoped
class OrganisationConnectionInterceptor implements AgroalPoolInterceptor {
    private final CurrentOrganisation current;

    @Inject
    OrganisationConnectionInterceptor(CurrentOrganisation current) {
        this.current = current;
    }

    @Override
    public void onConnectionAcquire(Connection connection) {
        Optional<UUID> organisation = current.find();
        if (organisation.isEmpty()) {
            return;
        }
        try {
            if (connection.getAutoCommit()) {
                return;
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL app.organisation_id = '" + organisation.get() + "'");
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("The organisation could not be set on the connection", failure);
        }
    }
}
