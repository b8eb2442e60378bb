package io.plumbline.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.UUID;

/** Access tokens for tests, without a sign-in. */
@ApplicationScoped
public class TestTokens {
    @Inject
    AccessTokens tokens;

    public String issue(UUID organisationId, UUID accountId, String signInName, Set<Role> roles) {
        return tokens.issue(organisationId, accountId, signInName, roles);
    }
}
