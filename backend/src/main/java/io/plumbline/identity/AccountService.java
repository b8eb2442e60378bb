package io.plumbline.identity;

import io.plumbline.identity.AccountQueries.Row;
import io.plumbline.identity.rules.PasswordPolicy;
import io.plumbline.identity.rules.SignInName;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.Problem.FieldError;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.platform.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps the accounts of the current organisation. */
@ApplicationScoped
class AccountService implements Accounts {
    private static final int LONGEST_NAME = 100;
    private static final Set<String> LOCALES = Set.of("zh-CN", "en");

    private final AccountQueries queries;
    private final AccountRepository repository;
    private final RefreshTokens refreshTokens;
    private final Passwords passwords;
    private final Affiliations affiliations;
    private final Clock clock;

    @Inject
    AccountService(
            AccountQueries queries,
            AccountRepository repository,
            RefreshTokens refreshTokens,
            Passwords passwords,
            Affiliations affiliations,
            Clock clock) {
        this.queries = queries;
        this.repository = repository;
        this.refreshTokens = refreshTokens;
        this.passwords = passwords;
        this.affiliations = affiliations;
        this.clock = clock;
    }

    @Override
    @Transactional
    public UUID create(NewAccount account) {
        return createAll(List.of(account)).get(0);
    }

    @Override
    @Transactional
    public List<UUID> createAll(List<NewAccount> accounts) {
        List<Row> rows = new ArrayList<>(accounts.size());
        Map<String, String> hashes = new HashMap<>();
        for (NewAccount account : accounts) {
            String name = SignInName.normalise(account.signInName());
            refuse(objections(account, name));
            // Demo accounts share a password; hashing it once is what makes them quick to create.
            String hash = accounts.size() == 1
                    ? passwords.hash(account.password())
                    : hashes.computeIfAbsent(account.password(), passwords::hash);
            rows.add(new Row(Ids.next(), name, account.displayName().strip(), hash, account.roles(), account));
        }
        Set<String> claimed = new HashSet<>(queries.claimNames(rows));
        for (Row row : rows) {
            if (!claimed.remove(row.name())) {
                throw Problem.invalid("/signInName", "taken", "The sign-in name " + row.name() + " is taken.");
            }
        }
        queries.insert(rows, clock.instant());
        return rows.stream().map(Row::id).toList();
    }

    @Transactional
    void disable(UUID id, UUID by) {
        if (id.equals(by)) {
            throw Problem.of(ProblemType.FORBIDDEN, "Nobody disables the own account.");
        }
        Account account = repository.require(id);
        account.disable(clock.instant());
        refreshTokens.revokeAll(account.organisationId(), id);
    }

    /** Also ends every session of the account. */
    @Transactional
    void changePassword(UUID id, String password) {
        Account account = repository.require(id);
        PasswordPolicy.objection(password, account.signInName())
                .ifPresent(
                        objection -> refuse(List.of(new FieldError("/password", "weak", "The password " + objection))));
        account.changePassword(passwords.hash(password));
        refreshTokens.revokeAll(account.organisationId(), id);
    }

    @Override
    @Transactional
    public int ensurePassword(Collection<UUID> ids, String password) {
        Map<String, Boolean> hasIt = new HashMap<>(); // accounts made together share a hash
        List<Account> others = repository.list("id in ?1", Set.copyOf(ids)).stream()
                .filter(account ->
                        !hasIt.computeIfAbsent(account.passwordHash(), hash -> passwords.matches(password, hash)))
                .toList();
        if (others.isEmpty()) {
            return 0;
        }
        String hash = passwords.hash(password);
        for (Account account : others) {
            PasswordPolicy.objection(password, account.signInName())
                    .ifPresent(objection ->
                            refuse(List.of(new FieldError("/password", "weak", "The password " + objection))));
            account.changePassword(hash);
            refreshTokens.revokeAll(account.organisationId(), account.id());
        }
        return others.size();
    }

    @Transactional
    List<AccountView> page(@Nullable String after, int limit) {
        return queries.page(after, limit);
    }

    @Override
    @Transactional
    public boolean isEmpty() {
        return queries.page(null, 1).isEmpty();
    }

    @Override
    @Transactional
    public Optional<AccountRef> find(UUID id) {
        return queries.byIds(List.of(id)).stream().findFirst();
    }

    @Override
    @Transactional
    public AccountRef require(UUID id) {
        return find(id).orElseThrow(() -> Problem.notFound("account", id));
    }

    @Override
    @Transactional
    public Map<UUID, AccountRef> byIds(Collection<UUID> ids) {
        return queries.byIds(ids).stream().collect(Collectors.toMap(AccountRef::id, Function.identity()));
    }

    @Override
    @Transactional
    public Map<UUID, String> displayNames(Collection<UUID> ids) {
        return queries.byIds(ids).stream().collect(Collectors.toMap(AccountRef::id, AccountRef::displayName));
    }

    @Override
    @Transactional
    public List<AccountRef> assignable() {
        return queries.assignable();
    }

    @Override
    @Transactional
    public List<AccountRef> lookingAt(Collection<UUID> unitIds, Collection<UUID> staffIds) {
        return queries.lookingAt(unitIds, staffIds);
    }

    private List<FieldError> objections(NewAccount account, String name) {
        List<FieldError> errors = new ArrayList<>();
        if (!SignInName.isWellFormed(name)) {
            errors.add(new FieldError(
                    "/signInName", "malformed", "A sign-in name has 1 to 64 letters, digits and . _ @ + -"));
        }
        if (account.displayName().isBlank() || account.displayName().length() > LONGEST_NAME) {
            errors.add(new FieldError("/displayName", "malformed", "A display name has 1 to 100 characters."));
        }
        PasswordPolicy.objection(account.password(), name)
                .ifPresent(objection -> errors.add(new FieldError("/password", "weak", "The password " + objection)));
        if (account.roles().isEmpty()) {
            errors.add(new FieldError("/roles", "missing", "An account has at least one role."));
        }
        if (account.locale() != null && !LOCALES.contains(account.locale())) {
            errors.add(new FieldError("/locale", "unknown", "The locale is one of zh-CN, en."));
        }
        if (account.unitId() != null && affiliations.unit(account.unitId()).isEmpty()) {
            errors.add(new FieldError("/unit", "unknown", "There is no unit " + account.unitId() + "."));
        }
        if (account.staffId() != null
                && affiliations.staffMember(account.staffId()).isEmpty()) {
            errors.add(new FieldError("/staff", "unknown", "There is no staff member " + account.staffId() + "."));
        }
        return errors;
    }

    private static void refuse(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw Problem.of(ProblemType.VALIDATION, errors.get(0).detail()).errors(errors);
        }
    }
}
