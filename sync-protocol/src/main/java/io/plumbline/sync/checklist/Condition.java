package io.plumbline.sync.checklist;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/**
 * When an item is visible (CHK-6). A condition on an item that is hidden, not applicable or unanswered is false;
 * {@link Not} inverts that as it inverts everything.
 */
public sealed interface Condition {
    /** The answer equals one of the values; for a multiple choice: contains one of them. */
    record Is(String item, Set<String> values) implements Condition {
        public Is {
            values = Set.copyOf(values);
        }
    }

    /** The number answered is not below the bound. */
    record AtLeast(String item, BigDecimal bound) implements Condition {}

    /** The number answered is not above the bound. */
    record AtMost(String item, BigDecimal bound) implements Condition {}

    /** The item has an answer. */
    record Answered(String item) implements Condition {}

    /** Every part holds. */
    record All(List<Condition> parts) implements Condition {
        public All {
            parts = List.copyOf(parts);
        }
    }

    /** At least one part holds. */
    record Any(List<Condition> parts) implements Condition {
        public Any {
            parts = List.copyOf(parts);
        }
    }

    /** The part does not hold. */
    record Not(Condition part) implements Condition {}
}
