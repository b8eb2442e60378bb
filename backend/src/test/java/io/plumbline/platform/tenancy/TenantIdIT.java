package io.plumbline.platform.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.platform.testing.TestOrganisations;
import io.plumbline.platform.time.Ids;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TenantIdIT {
    @Inject
    EntityManager entities;

    @Inject
    Organisations organisations;

    @Inject
    TestOrganisations tests;

    @Test
    void givesTheOrganisationToEntitiesAndFindsThemThereAlone() {
        UUID mine = tests.create();
        UUID other = tests.create();
        UUID id = Ids.next();
        organisations.inTransaction(mine, () -> {
            TenantEntity person = new TenantEntity();
            person.id = id;
            person.code = "001";
            person.name = "张三";
            person.employment = "EMPLOYEE";
            person.createdAt = Instant.now();
            entities.persist(person);
            return person;
        });
        assertThat(organisations.inTransaction(mine, () -> entities.find(TenantEntity.class, id)).organisationId)
                .isEqualTo(mine);
        assertThat(organisations.inTransaction(
                        other, () -> entities.createQuery("from TenantEntity", TenantEntity.class)
                                .getResultList()))
                .isEmpty();
    }
}
