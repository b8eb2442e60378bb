package io.plumbline.identity.rules;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** The form in which sign-in names are stored and compared: NFKC, lower case, without blanks around. */
public final class SignInName {
    private static final Pattern FORM = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._@+-]{0,63}");

    private SignInName() {}

    public static String normalise(String typed) {
        return Normalizer.normalize(typed.strip(), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }

    /** One to 64 letters, digits and {@code . _ @ + -}, beginning with a letter or digit. */
    public static boolean isWellFormed(String normalised) {
        return FORM.matcher(normalised).matches();
    }
}
