package io.plumbline.sync.clock;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A hybrid logical time: 48 bits of milliseconds since 1970 and 16 bits of counter, compared as one unsigned number.
 * On the wire 16 lower-case hexadecimal digits, whose text order is the time order.
 *
 * @param bits the 64 bits; unsigned
 */
public record Hlc(long bits) implements Comparable<Hlc> {
    /** Before every time a device makes. */
    public static final Hlc ZERO = new Hlc(0);

    /** The latest time there is, in the year 10889. */
    public static final Hlc MAX = new Hlc(-1L);

    private static final int COUNTER_BITS = 16;
    private static final int WIRE_DIGITS = 16;
    private static final long COUNTER_MASK = 0xFFFF;
    private static final long MAX_MILLIS = (1L << 48) - 1;
    private static final Pattern WIRE = Pattern.compile("[0-9a-f]{16}");

    /**
     * The time with these parts.
     *
     * @param millis milliseconds since 1970, 0 to 2^48 - 1
     * @param counter 0 to 65535
     */
    public static Hlc of(long millis, int counter) {
        if (millis < 0 || millis > MAX_MILLIS || counter < 0 || counter > COUNTER_MASK) {
            throw new IllegalArgumentException("out of range: " + millis + " ms, counter " + counter);
        }
        return new Hlc((millis << COUNTER_BITS) | counter);
    }

    /** Reads the wire form; empty when the text is anything else. */
    public static Optional<Hlc> find(String text) {
        return WIRE.matcher(text).matches() ? Optional.of(new Hlc(Long.parseUnsignedLong(text, 16))) : Optional.empty();
    }

    /** Reads the wire form; an IllegalArgumentException when the text is anything else. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Hlc parse(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException("not 16 lower-case hexadecimal digits"));
    }

    /** Milliseconds since 1970. */
    public long millis() {
        return bits >>> COUNTER_BITS;
    }

    /** The counter within the millisecond, 0 to 65535. */
    public int counter() {
        return (int) (bits & COUNTER_MASK);
    }

    /** The next time; a full counter carries into the milliseconds, so that it is always later. */
    public Hlc next() {
        if (equals(MAX)) {
            throw new ArithmeticException("there is no time after the last");
        }
        return new Hlc(bits + 1);
    }

    /** Whether this is later than the other. */
    public boolean isAfter(Hlc other) {
        return compareTo(other) > 0;
    }

    /** The later of the two. */
    public static Hlc max(Hlc one, Hlc other) {
        return one.isAfter(other) ? one : other;
    }

    /** The earlier of the two. */
    public static Hlc min(Hlc one, Hlc other) {
        return one.isAfter(other) ? other : one;
    }

    @Override
    public int compareTo(Hlc other) {
        return Long.compareUnsigned(bits, other.bits);
    }

    /** The wire form. */
    @Override
    @JsonValue
    public String toString() {
        String hex = Long.toHexString(bits);
        return "0".repeat(WIRE_DIGITS - hex.length()) + hex;
    }
}
