package io.plumbline.platform.tenancy;

import io.quarkus.arc.Arc;
import java.util.UUID;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;

/** Tells Hibernate the organisation for its {@code @TenantId} columns. Made by its name in the settings. */
public final class OrganisationTenantResolver implements CurrentTenantIdentifierResolver<UUID> {
    /** Stands for "none": no organisation has it, so nothing is found. */
    static final UUID NONE = new UUID(0, 0);

    public OrganisationTenantResolver() {}

    @Override
    public UUID resolveCurrentTenantIdentifier() {
        return Arc.container().instance(CurrentOrganisation.class).get().find().orElse(NONE);
    }

    @Override
    public boolean validateExistingCurrentSessions() {
        return false;
    }
}
