package io.plumbline.fieldwork;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.UUID;

/** A programme as the office sees it. */
public record ProgrammeView(
        UUID id,
        String code,
        JsonNode name,
        ProgrammeKind kind,
        UUID checklistVersion,
        LocalDate startsOn,
        LocalDate endsOn) {}
