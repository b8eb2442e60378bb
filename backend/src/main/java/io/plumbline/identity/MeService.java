package io.plumbline.identity;

import io.plumbline.platform.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What an account may know and change of itself. */
@ApplicationScoped
class MeService {
    private static final Set<String> LOCALES = Set.of("zh-CN", "en");

    private final AccountRepository accounts;
    private final Affiliations affiliations;
    private final CurrentAccount current;

    @Inject
    MeService(AccountRepository accounts, Affiliations affiliations, CurrentAccount current) {
        this.accounts = accounts;
        this.affiliations = affiliations;
        this.current = current;
    }

    @Transactional
    Me read() {
        return describe(accounts.require(current.id()));
    }

    @Transactional
    Me changeLocale(String locale) {
        if (!LOCALES.contains(locale)) {
            throw Problem.invalid("/locale", "unknown", "The locale is one of zh-CN, en.");
        }
        Account account = accounts.require(current.id());
        account.changeLocale(locale);
        return describe(account);
    }

    Me describe(Account account) {
        return new Me(
                account.id(),
                account.signInName(),
                account.displayName(),
                List.copyOf(account.roles()),
                account.locale(),
                affiliations.organisation(),
                Optional.ofNullable(account.unitId())
                        .flatMap(affiliations::unit)
                        .orElse(null),
                Optional.ofNullable(account.staffId())
                        .flatMap(affiliations::staffMember)
                        .orElse(null));
    }
}
