package io.plumbline.organisation.rules;

import java.util.List;

/**
 * What a row of an imported table does, or why it cannot (ORG-3).
 *
 * @param key the code in the row
 */
public record RowOutcome(long line, Kind outcome, String key, List<CellProblem> problems) {
    public enum Kind {
        CREATE,
        UPDATE,
        UNCHANGED,
        BAD
    }

    /** What is wrong with one cell. */
    public record CellProblem(String column, String message, String value) {}

    public static RowOutcome bad(long line, String key, List<CellProblem> problems) {
        return new RowOutcome(line, Kind.BAD, key, List.copyOf(problems));
    }

    public static RowOutcome good(long line, Kind kind, String key) {
        return new RowOutcome(line, kind, key, List.of());
    }
}
