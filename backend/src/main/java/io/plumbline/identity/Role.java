package io.plumbline.identity;

/** What a person may do. The names are the values of the token's {@code groups} claim and of {@link Roles}. */
public enum Role {
    /** Keeps accounts and the organisation tree. */
    ADMIN,
    /** Runs the quality office: checklists, programmes, boards. */
    QUALITY_OFFICER,
    /** Accepts or returns visits. */
    REVIEWER,
    /** Mystery shopper or open inspector. */
    INSPECTOR,
    /** Collects callback results on the spot; is a staff member. */
    INSTALLER,
    /** Manager of a store or leader of a team; sees what belongs to the own unit. */
    STORE_MANAGER,
    /** Reads what is published. */
    VIEWER
}
