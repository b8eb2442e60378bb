package io.plumbline.demo.plan;

/** The two kinds of programme of the demo, named as in data. */
public enum VisitKind {
    MYSTERY_VISIT("MV", "store-mystery"),
    INSTALLER_CALLBACK("CB", "installation-callback");

    private final String prefix;
    private final String checklist;

    VisitKind(String prefix, String checklist) {
        this.prefix = prefix;
        this.checklist = checklist;
    }

    /** Begins the codes of this kind's programmes. */
    public String prefix() {
        return prefix;
    }

    /** Code of the checklist. */
    public String checklist() {
        return checklist;
    }
}
