package io.plumbline.organisation;

/**
 * How an import deals with what it finds.
 *
 * @param dryRun only tell, write nothing
 * @param goodRowsOnly write the good rows although others are bad
 */
public record ImportMode(boolean dryRun, boolean goodRowsOnly) {
    /** All or nothing. */
    public static final ImportMode STRICT = new ImportMode(false, false);
}
