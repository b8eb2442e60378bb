package io.plumbline.platform.tenancy;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Does work in the name of an organisation where no access token says which: jobs, sign-in, the demo loader, tests. */
@ApplicationScoped
public class Organisations {
    private final CurrentOrganisation current;
    private final Jdbi jdbi;

    @Inject
    Organisations(CurrentOrganisation current, Jdbi jdbi) {
        this.current = current;
        this.jdbi = jdbi;
    }

    /** Every organisation, for jobs that go through all of them. */
    public List<UUID> all() {
        return QuarkusTransaction.requiringNew()
                .call(() -> jdbi.withHandle(handle -> handle.createQuery("select id from organisations order by id")
                        .mapTo(UUID.class)
                        .list()));
    }

    /**
     * Does the work with the organisation chosen. Transactions begun inside belong to it.
     *
     * @throws IllegalStateException inside a transaction of another organisation or of none, because a transaction's
     *     organisation is set when it takes its connection and does not change
     */
    public <T extends @Nullable Object> T call(UUID organisationId, Supplier<T> work) {
        if (QuarkusTransaction.getStatus() != Status.STATUS_NO_TRANSACTION
                && current.find().filter(organisationId::equals).isEmpty()) {
            throw new IllegalStateException("Choose the organisation before the transaction begins");
        }
        UUID previous = current.choose(organisationId);
        try {
            return work.get();
        } finally {
            current.choose(previous);
        }
    }

    /** As {@link #call(UUID, Supplier)}, without a result. */
    public void run(UUID organisationId, Runnable work) {
        Supplier<@Nullable Void> supplier = () -> {
            work.run();
            return null;
        };
        this.<@Nullable Void>call(organisationId, supplier);
    }

    /** Does the work in a new transaction of the organisation; an open one is suspended for that long. */
    public <T extends @Nullable Object> T inTransaction(UUID organisationId, Supplier<T> work) {
        UUID previous = current.choose(organisationId);
        try {
            return QuarkusTransaction.requiringNew().call(work::get);
        } finally {
            current.choose(previous);
        }
    }
}
