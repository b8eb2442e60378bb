package io.plumbline.fieldwork;

import io.plumbline.sync.checklist.ScoreResult;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An accepted visit, as told by {@link VisitsAccepted}.
 *
 * @param serviceOn the local date of the service, which decides the month (ORG-4) and the attribution (ORG-1)
 * @param late whether the month was already closed when the submission first arrived (RNK-4)
 * @param result the score of the record
 */
public record VisitAccepted(
        UUID visitId,
        UUID unitId,
        @Nullable UUID subjectStaffId,
        ProgrammeKind programmeKind,
        UUID checklistVersionId,
        LocalDate serviceOn,
        boolean late,
        ScoreResult result) {}
