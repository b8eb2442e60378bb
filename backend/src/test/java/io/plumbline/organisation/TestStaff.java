package io.plumbline.organisation;

import io.plumbline.organisation.rules.Duty;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;

/** Staff for tests, in the current organisation. */
@ApplicationScoped
public class TestStaff {
    @Inject
    StaffService service;

    public UUID create(String code, String name, Employment employment, UUID unit, Position position, LocalDate from) {
        UUID id = service.create(code, name, employment);
        service.post(id, new Duty(unit, position, new BigDecimal("500")), from);
        return id;
    }
}
