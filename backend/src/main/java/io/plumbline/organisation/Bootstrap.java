package io.plumbline.organisation;

import io.plumbline.identity.Accounts;
import io.plumbline.identity.NewAccount;
import io.plumbline.identity.Role;
import io.plumbline.platform.tenancy.Organisations;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Makes the first organisation and its administrator when {@link BootstrapConfig} names one that does not exist. */
@ApplicationScoped
class Bootstrap {
    private static final Logger LOG = Logger.getLogger(Bootstrap.class);
    private static final int MONTH_CLOSE_DAY = 5;

    private final BootstrapConfig config;
    private final OrganisationRegistry registry;
    private final Organisations organisations;
    private final Accounts accounts;

    @Inject
    Bootstrap(BootstrapConfig config, OrganisationRegistry registry, Organisations organisations, Accounts accounts) {
        this.config = config;
        this.registry = registry;
        this.organisations = organisations;
        this.accounts = accounts;
    }

    void onStart(@Observes StartupEvent started) {
        config.organisationCode().ifPresent(this::make);
    }

    private void make(String code) {
        UUID id = registry.findByCode(code).orElseGet(() -> create(code));
        if (!organisations.inTransaction(id, accounts::isEmpty)) {
            return;
        }
        Optional<String> given = config.adminPassword();
        String password = given.orElseGet(Bootstrap::draw);
        NewAccount admin = new NewAccount(config.adminName(), config.adminName(), password, Set.of(Role.ADMIN));
        organisations.inTransaction(id, () -> accounts.create(admin));
        if (given.isEmpty()) {
            LOG.infof(
                    "Made the organisation %s. Sign in as %s with %s and change it.",
                    code, config.adminName(), password);
        }
    }

    private UUID create(String code) {
        ZoneId zone = ZoneId.of(config.timeZone());
        return registry.create(code, config.organisationName().orElse(code), zone, MONTH_CLOSE_DAY);
    }

    private static String draw() {
        byte[] bytes = new byte[12];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
