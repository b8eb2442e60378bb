package io.plumbline.sync;

import java.util.Collection;
import java.util.UUID;

/**
 * How many rows people's devices may be given. A browser's database grows slow and full long before a server's; what is
 * refused is more work, never the rows that are there.
 */
public interface RowLimits {
    /** From here on the office is told. */
    int WARN_AT = 10_000;

    /** What a device may hold. */
    int MOST = 20_000;

    /**
     * Throws {@code payload-too-large} when one of the people would have more than {@link #MOST} rows.
     *
     * @param more an account for every row that is to be added
     */
    void requireRoom(Collection<UUID> more);
}
