package io.plumbline.organisation;

/** Kinds of node in the organisation tree. */
public enum UnitType {
    COMPANY,
    DEPARTMENT,
    BRANCH,
    MARKETING_CENTRE,
    STORE,
    TEAM
}
