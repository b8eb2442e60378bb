package io.plumbline.fieldwork;

import io.plumbline.sync.checklist.ScoreResult;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A visit was accepted. Fired synchronously inside the accepting transaction, so that whoever counts it counts it
 * together with the acceptance or not at all.
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
