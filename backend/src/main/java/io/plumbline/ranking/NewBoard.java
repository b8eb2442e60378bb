package io.plumbline.ranking;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.fieldwork.ProgrammeKind;
import io.plumbline.organisation.StoreKind;
import io.plumbline.organisation.UnitType;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.Problem.FieldError;
import io.plumbline.platform.problem.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A board to make or to put in the place of one; numbers that are left out take the presets of RNK-1 and RNK-3. */
public record NewBoard(
        @Nullable String code,
        @Nullable JsonNode name,
        @Nullable SubjectType subjectType,
        @Nullable UnitType unitType,
        @Nullable StoreKind storeKind,
        @Nullable ProgrammeKind programmeKind,
        @Nullable Integer minimumSample,
        @Nullable Integer topN,
        @Nullable Integer bottomN,
        @Nullable Integer sortOrder) {
    private static final int DEFAULT_MINIMUM = 5;
    private static final int DEFAULT_SHOWN = 10;
    private static final int MOST = 1000;
    private static final Pattern CODE = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    /** The board with this id, or the problem that lists everything wrong. */
    Board toBoard(UUID id) {
        List<FieldError> errors = new ArrayList<>();
        if (code == null || !CODE.matcher(code).matches()) {
            errors.add(new FieldError("/code", "bad-id", "1 to 40 of a-z, 0-9 and '-', not starting with '-'"));
        }
        if (name == null || name.path("zh-CN").asText().isBlank()) {
            errors.add(new FieldError("/name/zh-CN", "missing", "a name in Chinese is required"));
        }
        if (subjectType == null) {
            errors.add(new FieldError("/subjectType", "missing", "UNIT or STAFF is required"));
        } else if ((subjectType == SubjectType.UNIT) != (unitType != null)) {
            errors.add(new FieldError("/unitType", "mismatch", "a board of units, and no other, has a type of unit"));
        }
        if (storeKind != null && unitType != UnitType.STORE) {
            errors.add(new FieldError("/storeKind", "mismatch", "only a board of stores has a kind of store"));
        }
        if (programmeKind == null) {
            errors.add(new FieldError("/programmeKind", "missing", "a kind of programme is required"));
        }
        Board board = new Board(
                id,
                String.valueOf(code),
                name == null ? com.fasterxml.jackson.databind.node.MissingNode.getInstance() : name,
                subjectType == null ? SubjectType.UNIT : subjectType,
                unitType,
                storeKind,
                programmeKind == null ? ProgrammeKind.MYSTERY_VISIT : programmeKind,
                within(minimumSample, DEFAULT_MINIMUM, 1, "/minimumSample", errors),
                within(topN, DEFAULT_SHOWN, 0, "/topN", errors),
                within(bottomN, DEFAULT_SHOWN, 0, "/bottomN", errors));
        if (!errors.isEmpty()) {
            throw Problem.of(ProblemType.VALIDATION, "The board has " + errors.size() + " error(s).")
                    .errors(errors);
        }
        return board;
    }

    int order() {
        return sortOrder == null ? 0 : sortOrder;
    }

    private static int within(@Nullable Integer value, int preset, int least, String pointer, List<FieldError> errors) {
        int number = value == null ? preset : value;
        if (number < least || number > MOST) {
            errors.add(new FieldError(pointer, "out-of-range", "from " + least + " to " + MOST));
        }
        return number;
    }
}
