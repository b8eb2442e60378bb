package io.plumbline.identity.rules;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Length matters, composition does not: 10 to 128 characters, not the sign-in name, not one character repeated and not
 * one of the passwords everybody tries first.
 */
public final class PasswordPolicy {
    public static final int SHORTEST = 10;
    /** Hashing work grows with the input, so it is bounded. */
    public static final int LONGEST = 128;

    private static final Set<String> TRIED_FIRST = Set.of(
            "1234567890", "0123456789", "qwertyuiop", "password123", "password1234", "administrator", "1q2w3e4r5t");

    private PasswordPolicy() {}

    /** What is wrong with the password, or empty. */
    public static Optional<String> objection(String password, String signInName) {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST || length > LONGEST) {
            return Optional.of("must have " + SHORTEST + " to " + LONGEST + " characters, has " + length);
        }
        String lower = password.toLowerCase(Locale.ROOT);
        if (lower.equals(signInName)) {
            return Optional.of("must differ from the sign-in name");
        }
        if (TRIED_FIRST.contains(lower) || password.codePoints().distinct().count() < 3) {
            return Optional.of("is among those that are tried first");
        }
        return Optional.empty();
    }
}
