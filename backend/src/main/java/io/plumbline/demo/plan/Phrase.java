package io.plumbline.demo.plan;

/** Sentences that people of the demo wrote. */
public enum Phrase {
    REVISION_REASON("revisionReason"),
    RETURN_REASON("returnReason"),
    RETURN_REMARK("returnRemark");

    private final String kind;

    Phrase(String kind) {
        this.kind = kind;
    }

    public String text() {
        return Sources.get().phrases(kind).get(0);
    }
}
