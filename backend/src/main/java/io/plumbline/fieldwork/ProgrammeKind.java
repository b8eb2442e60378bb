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
    SERVICE_INSPECTION
}
