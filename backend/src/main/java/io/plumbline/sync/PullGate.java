package io.plumbline.sync;

import io.plumbline.sync.message.ProtocolLimits;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * The gate for whoever reads. A page is in memory until it is through, on a slow link for minutes; so the more pages
 * are on their way, the smaller the next ones are, and all together stay within a part of the memory.
 */
@Singleton
class PullGate extends Gate {
    /** Even then a page brings some rows. */
    static final int LEAST_BYTES = 65_536;

    private static final int PART_OF_MEMORY = 10;
    /** Reading is light, and most pulls find nothing. */
    private static final int LEAST_PLACES = 8;

    private final CurrentVertxRequest request;
    private final long budget;
    private final AtomicInteger underWay = new AtomicInteger();

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

    /** Reads a page of at most as many bytes as the function is given; it is under way until the response has ended. */
    <T> T page(IntFunction<T> read) {
        int pages = underWay.incrementAndGet();
        request.getCurrent().addEndHandler(ended -> underWay.decrementAndGet());
        return through(() -> read.apply(bytes(budget, pages)));
    }

    static int bytes(long budget, int pages) {
        return (int) Math.max(LEAST_BYTES, Math.min(ProtocolLimits.V1.pageBytes(), budget / pages));
    }
}
