package io.plumbline.platform.tenancy;

import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.hibernate.orm.runtime.tenant.TenantResolver;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;

/** Tells Hibernate the organisation for its {@code @TenantId} columns. */
@PersistenceUnitExtension
@ApplicationScoped
class OrganisationTenantResolver implements TenantResolver {
    /** Stands for "none": no organisation has it, so nothing is found. */
    static final String NONE = new UUID(0, 0).toString();

    private final CurrentOrganisation current;

    @Inject
    OrganisationTenantResolver(CurrentOrganisation current) {
        this.current = current;
    }

    @Override
    public String getDefaultTenantId() {
        return NONE;
    }

    @Override
    public String resolveTenantId() {
        return current.find().map(UUID::toString).orElse(NONE);
    }
}
