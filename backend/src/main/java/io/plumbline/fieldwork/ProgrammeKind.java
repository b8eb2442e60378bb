package io.plumbline.fieldwork;

/** Kinds of programme (FLD-1). */
public enum ProgrammeKind {
    MYSTERY_VISIT,
    OPEN_INSPECTION,
    CUSTOMER_EXPERIENCE,
    INSTALLER_CALLBACK,
    STORE_CALLBACK,
    PROJECT_CALLBACK,
    KEY_ACCOUNT_SURVEY,
    SERVICE_INSPECTION;

    /** Whether a customer is asked about a finished service event (CBK-1). */
    public boolean isCallback() {
        return this == INSTALLER_CALLBACK || this == STORE_CALLBACK || this == PROJECT_CALLBACK;
    }
}
