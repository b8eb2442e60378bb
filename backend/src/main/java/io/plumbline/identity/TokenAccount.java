package io.plumbline.identity;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** The account named by the request's access token. */
@RequestScoped
class TokenAccount implements CurrentAccount {
    private final JsonWebToken token;
    private final Accounts accounts;
    private @Nullable AccountRef loaded;

    @Inject
    TokenAccount(JsonWebToken token, Accounts accounts) {
        this.token = token;
        this.accounts = accounts;
    }

    @Override
    public UUID id() {
        return UUID.fromString(required(token.getSubject()));
    }

    @Override
    public UUID organisationId() {
        String claim = token.getClaim(CurrentOrganisation.CLAIM);
        return UUID.fromString(required(claim));
    }

    @Override
    public Set<Role> roles() {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String group : token.getGroups()) {
            roles.add(Role.valueOf(group));
        }
        return roles;
    }

    @Override
    public String displayName() {
        return load().displayName();
    }

    @Override
    public Optional<UUID> unitId() {
        return Optional.ofNullable(load().unitId());
    }

    @Override
    public Optional<UUID> staffId() {
        return Optional.ofNullable(load().staffId());
    }

    private AccountRef load() {
        AccountRef ref = loaded;
        if (ref == null) {
            ref = accounts.require(id());
            loaded = ref;
        }
        return ref;
    }

    private static String required(@Nullable String claim) {
        if (claim == null) {
            throw Problem.of(ProblemType.UNAUTHENTICATED, "This needs an access token.");
        }
        return claim;
    }
}
