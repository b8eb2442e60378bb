package io.plumbline.sync.checklist;

import java.math.BigDecimal;

/** Bounds that the document records hold themselves to, however they were made. */
final class Limits {
    static final int ID_LENGTH = 40;
    static final int ITEMS = 1000;
    static final int SECTIONS = 100;
    static final int OPTIONS = 200;
    static final int BANDS = 100;
    static final int CONDITION_DEPTH = 10;
    static final int SCALE_STEPS = 100;
    static final int TEXT_LENGTH = 4000;
    static final int ANSWER_TEXT_BYTES = 65_536;
    static final int EVIDENCE_COUNT = 20;
    static final BigDecimal HUNDRED = new BigDecimal(100);

    private Limits() {}

    static void share(BigDecimal share) {
        require(share.signum() >= 0 && share.compareTo(BigDecimal.ONE) <= 0, "a share lies between 0 and 1");
    }

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
