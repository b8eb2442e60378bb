package io.plumbline.demo;

import io.plumbline.demo.plan.PlannedAccount;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Says where the demo is and who can sign in. */
@ApplicationScoped
class DemoBanner {
    private static final Logger LOG = Logger.getLogger(DemoBanner.class);
    private static final int NAME_WIDTH = 18;

    private final DemoPassword password;
    private final int port;

    @Inject
    DemoBanner(DemoPassword password, @ConfigProperty(name = "quarkus.http.port", defaultValue = "8080") int port) {
        this.password = password;
        this.port = port;
    }

    void show(List<PlannedAccount> accounts, boolean complete) {
        String lines = accounts.stream()
                .filter(PlannedAccount::shown)
                .map(account ->
                        "    " + padded(account.signInName()) + account.roles().get(0))
                .collect(Collectors.joining("\n"));
        LOG.infof(
                "%n%n  Plumbline demo   http://localhost:%d/%n%n%s%n%n    password          %s%n%s",
                port,
                lines,
                password.find().orElse("(set at the first start; the file that kept it is gone)"),
                complete ? "" : "\n  The past months are still being loaded; boards fill up as they arrive.\n");
    }

    private static String padded(String text) {
        return text + " ".repeat(Math.max(1, NAME_WIDTH - text.length()));
    }
}
