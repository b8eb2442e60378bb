package io.plumbline.fieldwork;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A round of work to set up.
 *
 * @param name text by language, {@code zh-CN} at least
 * @param checklistVersion a published version; assignments keep it
 * @param showPrevious whether whoever does the work sees what the last accepted visit found; not, if not given
 */
public record NewProgramme(
        @Nullable String code,
        @Nullable JsonNode name,
        @Nullable ProgrammeKind kind,
        @Nullable UUID checklistVersion,
        @Nullable LocalDate startsOn,
        @Nullable LocalDate endsOn,
        @Nullable Boolean showPrevious) {}
