package io.plumbline.sync.rules;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A code that is scanned, or read aloud and typed: 60 random bits as twelve characters of Crockford's Base32, which has
 * no letter that looks like a digit. It is good for minutes, so that many bits need no stretching where the hash is
 * kept.
 *
 * <p>Example: {@code k7qm 4xtr-9wpO} is {@code K7QM4XTR9WP0}.
 *
 * @param text twelve characters, without separators
 */
public record EnrolmentCode(String text) {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 12;
    /** Typed text is looked at that far, separators included. */
    private static final int LONGEST = 40;

    /** A new code; the source has to be one nobody can predict. */
    public static EnrolmentCode draw(RandomGenerator random) {
        StringBuilder text = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new EnrolmentCode(text.toString());
    }

    /** What somebody meant who typed it: case, spaces and hyphens are nothing, O is zero, I and L are one. */
    public static Optional<EnrolmentCode> typed(String typed) {
        if (typed.length() > LONGEST) {
            return Optional.empty();
        }
        String text = typed.toUpperCase(Locale.ROOT)
                .replaceAll("[\\s-]", "")
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
        boolean wellFormed = text.length() == LENGTH && text.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
        return wellFormed ? Optional.of(new EnrolmentCode(text)) : Optional.empty();
    }

    /** In groups of four, as people read it. */
    public String grouped() {
        return text.substring(0, 4) + "-" + text.substring(4, 8) + "-" + text.substring(8);
    }

    /** What is kept of it. */
    public byte[] sha256() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "EnrolmentCode[]"; // never in a log
    }
}
