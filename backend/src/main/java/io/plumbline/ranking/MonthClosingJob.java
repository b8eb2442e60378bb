package io.plumbline.ranking;

import io.plumbline.platform.tenancy.Organisations;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Closes months once a day, each organisation by its own calendar and in a transaction of its own. Two nodes doing it
 * at a time do no harm, because closing a closed month changes nothing.
 */
@ApplicationScoped
public class MonthClosingJob {
    private static final Logger LOG = Logger.getLogger(MonthClosingJob.class);

    private final MonthService months;
    private final MonthDirectory directory;
    private final Organisations organisations;

    @Inject
    MonthClosingJob(MonthService months, MonthDirectory directory, Organisations organisations) {
        this.months = months;
        this.directory = directory;
        this.organisations = organisations;
    }

    @Scheduled(
            cron = "{plumbline.ranking.month-closing}",
            identity = "close-months",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void run() {
        directory.organisations().forEach(this::close);
    }

    /** Closes what is due in one organisation; a failure is logged and tried again the next day. */
    void close(UUID organisation) {
        try {
            List<YearMonth> closed = organisations.inTransaction(organisation, months::closeDue);
            if (!closed.isEmpty()) {
                LOG.infof("closed %s of organisation %s", closed, organisation);
            }
        } catch (RuntimeException failure) {
            LOG.errorf(failure, "months of organisation %s could not be closed", organisation);
        }
    }
}
