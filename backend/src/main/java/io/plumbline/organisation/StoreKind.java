package io.plumbline.organisation;

/** Whether a store is the company's own or a franchise; consequences differ. */
public enum StoreKind {
    OWN,
    FRANCHISE
}
