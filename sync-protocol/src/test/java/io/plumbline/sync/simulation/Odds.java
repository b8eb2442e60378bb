package io.plumbline.sync.simulation;

/**
 * One in how many times each trouble comes. Every run draws its own: where two rare things must meet, a run in which
 * both are frequent finds what a thousand even ones do not.
 *
 * @param drop answers that are lost
 * @param kill steps of a device in which it is killed
 * @param putOff operations that the server answers with "retry" or "skipped"
 * @param setBack commits to whose moment before the server is set back soon after
 * @param collect steps after which old tombstones go
 */
record Odds(int drop, int kill, int putOff, int setBack, int collect) {
    static Odds draw(Chance chance) {
        return new Odds(
                either(chance, 12, 3),
                either(chance, 25, 6),
                either(chance, 25, 3),
                either(chance, 80, 8),
                either(chance, 250, 20));
    }

    private static int either(Chance chance, int usual, int often) {
        return chance.oneIn(3) ? often : usual;
    }
}
