package io.plumbline.fieldwork;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.UUID;

/**
 * A programme as the office sees it.
 *
 * @param showPrevious whether whoever does the work sees what the last accepted visit of the unit found
 */
public record ProgrammeView(
        UUID id,
        String code,
        JsonNode name,
        ProgrammeKind kind,
        UUID checklistVersion,
        LocalDate startsOn,
        LocalDate endsOn,
        boolean showPrevious) {}
