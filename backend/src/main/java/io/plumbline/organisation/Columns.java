package io.plumbline.organisation;

/** What the values of an organisation's records look like. */
final class Columns {
    /** A letter or digit, then up to 39 letters, digits and {@code . _ -}: a code never looks like a formula. */
    static final String CODE = "[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,39}";

    private Columns() {}
}
