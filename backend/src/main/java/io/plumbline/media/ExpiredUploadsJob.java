package io.plumbline.media;

import io.plumbline.platform.tenancy.Organisations;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/** Removes uploads that nobody went on with. The row goes first: a file without a row is only space. */
@ApplicationScoped
class ExpiredUploadsJob {
    private static final Logger LOG = Logger.getLogger(ExpiredUploadsJob.class);

    private final Jdbi jdbi;
    private final Organisations organisations;
    private final BlobStore store;
    private final Clock clock;

    @Inject
    ExpiredUploadsJob(Jdbi jdbi, Organisations organisations, BlobStore store, Clock clock) {
        this.jdbi = jdbi;
        this.organisations = organisations;
        this.store = store;
        this.clock = clock;
    }

    @Scheduled(every = "1h", delayed = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void run() {
        organisations.all().forEach(this::clean);
    }

    void clean(UUID organisationId) {
        List<UUID> expired = organisations.inTransaction(
                organisationId,
                () -> jdbi.withHandle(handle -> MediaQueries.deleteExpired(handle, organisationId, clock.instant())));
        for (UUID upload : expired) {
            try {
                Files.deleteIfExists(store.upload(organisationId, upload));
            } catch (IOException e) {
                LOG.warnf(e, "upload %s of %s stays on disk", upload, organisationId);
            }
        }
    }
}
