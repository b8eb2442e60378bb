package io.plumbline.sync;

import io.plumbline.platform.tenancy.CurrentOrganisation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Names from the table of devices. */
@ApplicationScoped
class DatabaseDeviceNames implements DeviceNames {
    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;

    @Inject
    DatabaseDeviceNames(Jdbi jdbi, CurrentOrganisation organisation) {
        this.jdbi = jdbi;
        this.organisation = organisation;
    }

    @Override
    @Transactional
    public Map<UUID, String> names(Collection<UUID> deviceIds) {
        Map<UUID, String> names = new HashMap<>();
        if (!deviceIds.isEmpty()) {
            jdbi.useHandle(handle -> handle.createQuery(
                            "select id, name from devices where organisation_id = :organisation and id = any(:ids)")
                    .bind("organisation", organisation.requireId())
                    .bind("ids", deviceIds.toArray(UUID[]::new))
                    .map((row, context) -> Map.entry(row.getObject("id", UUID.class), row.getString("name")))
                    .forEach(each -> names.put(each.getKey(), each.getValue())));
        }
        return names;
    }
}
