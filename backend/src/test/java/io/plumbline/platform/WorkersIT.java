package io.plumbline.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A worker that starts with a request keeps hold of it for as long as the thread lives (JBoss Threads 3.9). */
@QuarkusTest
class WorkersIT {
    @ConfigProperty(name = "quarkus.thread-pool.max-threads")
    int most;

    @Test
    void allStartBeforeTheFirstRequest() {
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("executor-thread-"))
                .hasSize(most);
    }
}
