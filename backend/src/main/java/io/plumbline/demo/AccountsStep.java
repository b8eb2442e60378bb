package io.plumbline.demo;

import io.plumbline.demo.plan.PlannedAccount;
import io.plumbline.identity.Accounts;
import io.plumbline.identity.NewAccount;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The demo's accounts, and that the password which every start prints is theirs. */
@ApplicationScoped
class AccountsStep {
    private static final Logger LOG = Logger.getLogger(AccountsStep.class);

    private final Accounts accounts;
    private final DemoQueries queries;
    private final DemoPassword password;

    @Inject
    AccountsStep(Accounts accounts, DemoQueries queries, DemoPassword password) {
        this.accounts = accounts;
        this.queries = queries;
        this.password = password;
    }

    void make(List<PlannedAccount> planned, Map<String, UUID> units) {
        Map<String, UUID> known = queries.accountsByName();
        Map<String, UUID> staff = queries.staffByCode();
        String secret = password.getOrDraw();
        List<NewAccount> wanted = planned.stream()
                .filter(account -> !known.containsKey(account.signInName()))
                .map(account -> new NewAccount(
                        account.signInName(),
                        account.displayName(),
                        secret,
                        EnumSet.copyOf(account.roles()),
                        account.unit() == null ? null : id(units, account.unit()),
                        account.staff() == null ? null : id(staff, account.staff()),
                        null))
                .toList();
        if (!wanted.isEmpty()) {
            accounts.createAll(wanted);
        }
    }

    /** Those whose password was lost, or is configured otherwise now, get the one that is printed. */
    void keepPasswordTrue(List<PlannedAccount> planned) {
        Map<String, UUID> known = queries.accountsByName();
        Set<UUID> made = planned.stream()
                .map(account -> known.get(account.signInName()))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        // Drawn now if nobody asked for it before, or a first start would not keep it.
        String secret = password.getOrDraw();
        int changed = made.isEmpty() ? 0 : accounts.ensurePassword(made, secret);
        password.keep();
        if (changed > 0) {
            LOG.warnf("Demo: %d accounts had another password than the printed one and have got that", changed);
        }
    }

    private static UUID id(Map<String, UUID> ids, String code) {
        return Objects.requireNonNull(ids.get(code), code);
    }
}
