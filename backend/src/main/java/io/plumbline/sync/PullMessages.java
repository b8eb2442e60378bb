package io.plumbline.sync;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Bodies of {@code POST /pull}. */
final class PullMessages {
    /** @param merge cursors of snapshots that were taken since, to go on from there */
    record Request(
            @Nullable UUID device,
            @Nullable String cursor,
            @Nullable List<String> merge,
            @Nullable Integer maxRows) {}

    record Row(
            String scope,
            String entity,
            UUID id,
            String op,
            int rev,
            @JsonRawValue @Nullable String body) {}

    /**
     * @param horizon what I wrote is in these rows once its {@code visibleAt} is below this
     * @param consistent false between the pages of one pull
     * @param leftScopes scopes of the cursor that the account no longer has
     * @param asOf the rows are as of this moment
     * @param lagMs how long the oldest open change holds newer rows back
     */
    record Answer(
            List<Row> rows,
            String cursor,
            String horizon,
            boolean more,
            boolean consistent,
            List<String> scopes,
            List<String> leftScopes,
            Instant asOf,
            long lagMs) {}

    private PullMessages() {}
}
