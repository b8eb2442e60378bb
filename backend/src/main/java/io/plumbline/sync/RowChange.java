package io.plumbline.sync;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row that devices with the scope shall have, or no longer have.
 *
 * @param rev grows with each change of the thing; a device shows it and names it in {@code known}
 * @param body JSON text; null exactly when the row goes
 */
public record RowChange(
        String scope,
        String entity,
        UUID id,
        Op op,
        int rev,
        @Nullable String body) {
    /** What happens to the row on the device. */
    public enum Op {
        UPSERT,
        /** The thing goes on, but out of this scope. */
        LEFT,
        DELETED;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public RowChange {
        if ((op == Op.UPSERT) != (body != null)) {
            throw new IllegalArgumentException("a row has a body exactly when it is upserted: " + entity + " " + id);
        }
    }

    public static RowChange upsert(String scope, String entity, UUID id, int rev, String body) {
        return new RowChange(scope, entity, id, Op.UPSERT, rev, body);
    }

    public static RowChange left(String scope, String entity, UUID id, int rev) {
        return new RowChange(scope, entity, id, Op.LEFT, rev, null);
    }

    public static String userScope(UUID accountId) {
        return "user:" + accountId;
    }

    public static String checklistScope(UUID versionId) {
        return "checklist:" + versionId;
    }
}
