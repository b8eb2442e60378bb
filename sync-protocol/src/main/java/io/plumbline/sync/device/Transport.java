package io.plumbline.sync.device;

import java.util.Optional;

/** How a driver that waits for each answer reaches the server. */
@FunctionalInterface
public interface Transport {
    /** Sends and waits; empty when no whole answer came, which says nothing about what the server did. */
    Optional<Answer> exchange(Call call);
}
