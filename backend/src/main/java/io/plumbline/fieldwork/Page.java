package io.plumbline.fieldwork;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param next what to ask for the page after; null at the end
 */
public record Page<T>(List<T> items, @Nullable String next) {
    static final int MAX = 200;
    private static final int USUAL = 50;

    static int limit(@Nullable Integer asked) {
        return asked == null ? USUAL : Math.min(MAX, Math.max(1, asked));
    }

    /** Of rows read with one more than the limit. */
    static <T> Page<T> of(List<T> read, int limit, Function<T, String> cursor) {
        if (read.size() <= limit) {
            return new Page<>(read, null);
        }
        List<T> items = read.subList(0, limit);
        return new Page<>(items, cursor.apply(items.get(limit - 1)));
    }
}
