package io.plumbline.sync;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Hybrid clock values between the wire (16 hexadecimal digits) and the database (64 bits). */
final class HlcHex {
    private static final Pattern WIRE = Pattern.compile("[0-9a-f]{16}");
    private static final int COUNTER_BITS = 16;

    private HlcHex() {}

    static String format(long hlc) {
        return String.format("%016x", hlc);
    }

    /** Empty unless the text is well formed and within the years the server can compare. */
    static OptionalLong parse(String text) {
        if (!WIRE.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        long value = Long.parseUnsignedLong(text, 16);
        return value < 0 ? OptionalLong.of(Long.MAX_VALUE) : OptionalLong.of(value);
    }

    static long ofMillis(long millis) {
        return millis << COUNTER_BITS;
    }

    static long millis(long hlc) {
        return hlc >>> COUNTER_BITS;
    }
}
