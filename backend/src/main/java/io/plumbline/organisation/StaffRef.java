package io.plumbline.organisation;

import java.util.UUID;

/** A staff member as other features see them. */
public record StaffRef(UUID id, String code, String name, Employment employment) {}
