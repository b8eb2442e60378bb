package io.plumbline.sync.interleaving;

import io.plumbline.sync.interleaving.Turnstile.Pass;
import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;
import org.postgresql.PGConnection;

/**
 * Leads every statement of a worker, and every commit, through a {@link Turnstile}, and lets a {@link Plant} change the
 * statement. A worker is a request with the header {@value #HEADER}, or a thread inside {@link #as}; with an empty
 * header it is not stepped. Others are left alone.
 */
@ApplicationScoped
class SteppedStatements {
    static final String HEADER = "Plumbline-Test-Worker";
    private static final ThreadLocal<String> WORKER = new ThreadLocal<>();
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final int LABEL = 70;

    @Inject
    Jdbi jdbi;

    @Inject
    TransactionSynchronizationRegistry transactions;

    @Inject
    CurrentVertxRequest requests;

    private volatile Turnstile turnstile;
    private volatile Plant plant;

    /** From now on; {@code plant} may be null. */
    void begin(Turnstile chosen, Plant planted) {
        turnstile = chosen;
        plant = planted;
        jdbi.setStatementBuilderFactory(connection -> new Stepped());
    }

    void end() {
        jdbi.setStatementBuilderFactory(DefaultStatementBuilder.FACTORY);
    }

    /** Does a job's work as that worker. */
    static <T> T as(String worker, Supplier<T> work) {
        WORKER.set(worker);
        try {
            return work.get();
        } finally {
            WORKER.remove();
        }
    }

    private Optional<String> worker() {
        String thread = WORKER.get();
        if (thread != null) {
            return Optional.of(thread);
        }
        if (!Arc.container().requestContext().isActive()) {
            return Optional.empty();
        }
        RoutingContext request = requests.getCurrent();
        return request == null
                ? Optional.empty()
                : Optional.ofNullable(request.request().getHeader(HEADER));
    }

    private final class Stepped extends DefaultStatementBuilder {
        @Override
        public PreparedStatement create(Connection connection, String sql, StatementContext context)
                throws SQLException {
            Optional<String> worker = worker();
            Turnstile at = turnstile;
            if (worker.isEmpty()) {
                return super.create(connection, sql, context);
            }
            int backend = connection.unwrap(PGConnection.class).getBackendPID();
            if (at.expects(worker.get())) {
                stepBeforeCommit(worker.get(), backend);
                pass(at, worker.get(), label(sql), backend);
            }
            if (plant == null) {
                return super.create(connection, sql, context);
            }
            Plant.Place place =
                    new Plant.Place(connection, sql, () -> pass(at, worker.get(), "its second statement", backend));
            PreparedStatement elsewhere = plant.elsewhere(place);
            return elsewhere == null ? super.create(connection, plant.rewrite(place), context) : elsewhere;
        }
    }

    /** The worker comes to the turnstile once more when its transaction is about to commit. */
    private void stepBeforeCommit(String worker, int backend) {
        boolean inTransaction = transactions.getTransactionStatus() == Status.STATUS_ACTIVE;
        if (!inTransaction || transactions.getResource(HEADER) != null) {
            return;
        }
        transactions.putResource(HEADER, worker);
        Turnstile at = turnstile;
        transactions.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {
                pass(at, worker, "commit", backend);
            }

            @Override
            public void afterCompletion(int status) {}
        });
    }

    private static Pass pass(Turnstile turnstile, String worker, String label, int backend) {
        try {
            return turnstile.pass(worker, label, backend);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String label(String sql) {
        String line = SPACE.matcher(sql.strip()).replaceAll(" ");
        return line.substring(0, Math.min(LABEL, line.length()));
    }
}
