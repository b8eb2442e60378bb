package io.plumbline.platform.web;

import io.plumbline.platform.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list in key order. The cursor names the last key of the page before, so a page costs the same at any
 * depth.
 *
 * @param next what to send as {@code cursor} for the page after; null at the end
 */
public record Page<T>(List<T> items, @Nullable String next) {
    public static final int LARGEST = 500;
    private static final int USUAL = 50;

    /** Makes the page from one item more than it holds, if there are more. */
    public static <T> Page<T> of(List<T> oneMore, int limit, Function<T, String> key) {
        if (oneMore.size() <= limit) {
            return new Page<>(oneMore, null);
        }
        List<T> items = List.copyOf(oneMore.subList(0, limit));
        String last = key.apply(items.get(limit - 1));
        return new Page<>(
                items, Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8)));
    }

    /** The limit a caller asked for, between 1 and {@link #LARGEST}; 50 without. */
    public static int limit(@Nullable Integer asked) {
        return asked == null ? USUAL : Math.max(1, Math.min(LARGEST, asked));
    }

    /** The key in a cursor, or null for the first page. */
    public static @Nullable String key(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return null;
        }
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw malformed();
        }
    }

    /** For a key that is none of the list's. */
    public static Problem malformed() {
        return Problem.invalid("cursor", "malformed", "The cursor is not one this server gave.");
    }
}
