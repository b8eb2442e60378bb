package io.plumbline.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** A file that arrives while a push declares it. */
@QuarkusTest
class DeclarationsIT {
    private static final String SHA256 = "ab".repeat(32);

    @Inject
    Jdbi jdbi;

    private final UUID organisation = UUID.randomUUID();

    @Test
    void lookedForOnlyAfterThoseWhoDeclareItHaveEnded() throws InterruptedException {
        CountDownLatch declared = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Void> push = CompletableFuture.runAsync(() -> jdbi.useTransaction(handle -> {
            MediaQueries.lockDeclarations(handle, organisation, List.of(SHA256));
            declared.countDown();
            assertThat(awaits(goOn)).isTrue();
        }));
        declared.await();
        CompletableFuture<Void> arrival = CompletableFuture.runAsync(
                () -> jdbi.useHandle(handle -> MediaQueries.awaitDeclarations(handle, organisation, SHA256)));
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> jdbi.useTransaction(
                handle -> MediaQueries.lockDeclarations(handle, UUID.randomUUID(), List.of(SHA256))));

        assertThat(other).as("another organisation's push").succeedsWithin(10, TimeUnit.SECONDS);
        assertThat(arrival).as("the arrival waits").isNotDone();
        goOn.countDown();
        assertThat(push).succeedsWithin(10, TimeUnit.SECONDS);
        assertThat(arrival).succeedsWithin(10, TimeUnit.SECONDS);
        int kept = jdbi.withHandle(
                handle -> handle.createQuery("select count(*) from pg_locks where locktype = 'advisory'")
                        .mapTo(Integer.class)
                        .one());
        assertThat(kept).as("locks that somebody keeps").isZero();
    }

    private static boolean awaits(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
