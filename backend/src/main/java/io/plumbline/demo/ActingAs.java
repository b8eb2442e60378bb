package io.plumbline.demo;

import io.plumbline.identity.AccountRef;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.platform.tenancy.Organisations;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jose4j.jwt.JwtClaims;
import org.jspecify.annotations.Nullable;

/**
 * Does work in the name of an account as a signed-in request would: same claims, same roles, same organisation. The
 * services cannot tell the difference, which is the point: the demo takes no way that real data could not take.
 */
@ApplicationScoped
class ActingAs {
    private final Organisations organisations;
    private final CurrentIdentityAssociation identities;

    @Inject
    ActingAs(Organisations organisations, CurrentIdentityAssociation identities) {
        this.organisations = organisations;
        this.identities = identities;
    }

    /** One request's worth of work; no other may be going on in this thread. */
    <T extends @Nullable Object> T call(UUID organisationId, AccountRef account, Supplier<T> work) {
        ManagedContext request = Arc.container().requestContext();
        if (request.isActive()) {
            throw new IllegalStateException("A request is going on in this thread already");
        }
        request.activate();
        try {
            identities.setIdentity(identity(organisationId, account));
            return organisations.call(organisationId, work);
        } finally {
            request.terminate();
        }
    }

    private static SecurityIdentity identity(UUID organisationId, AccountRef account) {
        Set<String> roles = account.roles().stream().map(Enum::name).collect(Collectors.toSet());
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("plumbline");
        claims.setSubject(account.id().toString());
        claims.setClaim(CurrentOrganisation.CLAIM, organisationId.toString());
        claims.setClaim("upn", account.signInName());
        claims.setStringListClaim("groups", List.copyOf(roles));
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new DefaultJWTCallerPrincipal(claims))
                .addRoles(roles)
                .build();
    }
}
