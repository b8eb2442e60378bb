package io.plumbline.fieldwork;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A piece of field work to give to a person.
 *
 * @param unit the unit inspected, or to which the service event belongs
 * @param subjectStaff the staff member assessed, for callbacks
 * @param windowFrom first day, local
 * @param windowTo last day, local
 * @param serviceEvent what a callback asks about; an object, kept as it is
 */
public record NewAssignment(
        @Nullable UUID programme,
        @Nullable UUID unit,
        @Nullable UUID subjectStaff,
        @Nullable UUID assignee,
        @Nullable LocalDate windowFrom,
        @Nullable LocalDate windowTo,
        @Nullable JsonNode serviceEvent) {}
