package io.plumbline.sync;

import io.plumbline.sync.message.ProtocolLimits;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * The gate for whoever reads. A page is in memory until it is through, on a slow link for minutes; so each takes its
 * part of what is left of a budget, and a page gets smaller the more there are on their way.
 */
@Singleton
class PullGate extends Gate {
    /** Even then a page brings some rows. */
    static final int LEAST_BYTES = 65_536;

    private static final int PART_OF_MEMORY = 10;
    /** A page takes one of so many parts of what is left. */
    private static final int PARTS = 8;
    /** Reading is light, and most pulls find nothing. */
    private static final int LEAST_PLACES = 8;

    private final CurrentVertxRequest request;
    private final long budget;
    private final AtomicLong underWay = new AtomicLong();

    @Inject
    PullGate(CurrentVertxRequest request) {
        this(
                request,
                Math.max(LEAST_PLACES, placesForProcessors()),
                PATIENCE,
                Runtime.getRuntime().maxMemory() / PART_OF_MEMORY);
    }

    PullGate(CurrentVertxRequest request, int places, Duration patience, long budget) {
        super(places, patience);
        this.request = request;
        this.budget = budget;
    }

    /** Reads a page of at most as many bytes as the function is given; it is under way until it was written. */
    <T> T page(IntFunction<T> read) {
        return through(() -> {
            int bytes = take();
            // A response may be told to have ended more than once: that it failed, and that its connection closed.
            AtomicInteger taken = new AtomicInteger(bytes);
            RoutingContext current = request.getCurrent();
            // It ends for us when its last piece waits for the event loop, which may be far behind: after all of them.
            current.addEndHandler(
                    ended -> current.vertx().getOrCreateContext().runOnContext(v -> giveBack(taken.getAndSet(0))));
            return read.apply(bytes);
        });
    }

    int take() {
        while (true) {
            long before = underWay.get();
            long part = (budget - before) / PARTS;
            int bytes = (int) Math.max(LEAST_BYTES, Math.min(ProtocolLimits.V1.pageBytes(), part));
            if (underWay.compareAndSet(before, before + bytes)) {
                return bytes;
            }
        }
    }

    void giveBack(int bytes) {
        underWay.addAndGet(-bytes);
    }

    /** Bytes of the pages under way, as they were asked for. */
    long underWay() {
        return underWay.get();
    }
}
