package io.plumbline.ranking;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;

/** Whose months there are to close. */
@ApplicationScoped
class MonthDirectory {
    private final MonthQueries queries;

    @Inject
    MonthDirectory(MonthQueries queries) {
        this.queries = queries;
    }

    @Transactional
    List<UUID> organisations() {
        return queries.organisations();
    }
}
