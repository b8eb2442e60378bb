package io.plumbline.fieldwork;

import io.plumbline.platform.problem.Problem;
import org.jspecify.annotations.Nullable;

/** Fields a request must have. */
final class Required {
    private Required() {}

    static <T> T of(@Nullable T value, String pointer) {
        if (value == null) {
            throw Problem.invalid(pointer, "missing", pointer.substring(pointer.lastIndexOf('/') + 1) + " is missing.");
        }
        return value;
    }

    static String text(@Nullable String value, String pointer, int maxLength) {
        if (value == null || value.isBlank() || value.length() > maxLength) {
            throw Problem.invalid(pointer, "out-of-range", "A text of 1 to " + maxLength + " characters is needed.");
        }
        return value;
    }
}
