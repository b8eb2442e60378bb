package io.plumbline.demo;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Loads the demo beside the running server, so that the first start is not kept waiting for half a year of visits. */
@ApplicationScoped
class DemoAtStart {
    private static final Logger LOG = Logger.getLogger(DemoAtStart.class);
    private static final long PATIENCE_MILLIS = 10_000;

    private final DemoConfig config;
    private final DemoLoader loader;
    private final CompletableFuture<Boolean> loaded = new CompletableFuture<>();
    private volatile boolean stopping;
    private volatile @Nullable Thread thread;

    @Inject
    DemoAtStart(DemoConfig config, DemoLoader loader) {
        this.config = config;
        this.loader = loader;
    }

    void onStart(@Observes StartupEvent started) {
        if (config.enabled()) {
            Thread running = new Thread(this::load, "demo-loader");
            running.setDaemon(true);
            thread = running;
            running.start();
        }
    }

    void onStop(@Observes ShutdownEvent stopped) throws InterruptedException {
        stopping = true;
        Thread running = thread;
        if (running != null) {
            running.join(PATIENCE_MILLIS);
        }
    }

    /** Done with whether the load went well. */
    CompletableFuture<Boolean> loaded() {
        return loaded;
    }

    private void load() {
        try {
            loader.load(() -> !stopping);
            loaded.complete(!stopping);
        } catch (DemoRefusedException refusal) {
            LOG.error(refusal.getMessage());
            loaded.complete(false);
        } catch (RuntimeException failure) {
            LOG.error("The demo could not be loaded; the next start tries again", failure);
            loaded.complete(false);
        }
    }
}
