package io.plumbline.demo;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Who asked for the demo waits for all of it: browser tests and benchmarks would else meet half a year half loaded. */
@Readiness
@ApplicationScoped
class DemoReadiness implements HealthCheck {
    private final DemoConfig config;
    private final DemoAtStart demo;

    @Inject
    DemoReadiness(DemoConfig config, DemoAtStart demo) {
        this.config = config;
        this.demo = demo;
    }

    @Override
    public HealthCheckResponse call() {
        boolean isReady = !config.enabled() || demo.loaded().getNow(false);
        return HealthCheckResponse.named("demo organisation").status(isReady).build();
    }
}
