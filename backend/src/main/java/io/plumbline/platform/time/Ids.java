package io.plumbline.platform.time;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;

/** Ids of things made on the server: UUIDv7, whose time part helps the index and is never used for ordering. */
public final class Ids {
    private Ids() {}

    /** A new UUIDv7. */
    public static UUID next() {
        return UuidCreator.getTimeOrderedEpoch();
    }
}
