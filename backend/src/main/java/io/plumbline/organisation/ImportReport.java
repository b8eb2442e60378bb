package io.plumbline.organisation;

import io.plumbline.organisation.rules.RowOutcome;
import java.util.List;

/**
 * What an import did, or would do (ORG-3).
 *
 * @param applied false for a dry run, and when bad rows kept everything out
 */
public record ImportReport(boolean dryRun, boolean applied, int rows, int good, int bad, List<RowOutcome> outcomes) {
    static ImportReport of(ImportMode mode, List<RowOutcome> outcomes) {
        int bad = (int) outcomes.stream()
                .filter(outcome -> outcome.outcome() == RowOutcome.Kind.BAD)
                .count();
        boolean applied = !mode.dryRun() && (bad == 0 || mode.goodRowsOnly());
        return new ImportReport(mode.dryRun(), applied, outcomes.size(), outcomes.size() - bad, bad, outcomes);
    }
}
