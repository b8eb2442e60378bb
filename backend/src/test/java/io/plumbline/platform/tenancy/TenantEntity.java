package io.plumbline.platform.tenancy;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.TenantId;

@Entity
@Table(name = "staff")
class TenantEntity {
    @Id
    UUID id;

    @TenantId
    @Column(name = "organisation_id")
    UUID organisationId;

    String code;
    String name;
    String employment;

    @Column(name = "created_at")
    Instant createdAt;
}
