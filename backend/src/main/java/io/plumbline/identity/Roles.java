package io.plumbline.identity;

/** The names of {@link Role} as constants, because {@code @RolesAllowed} takes nothing else. */
public final class Roles {
    public static final String ADMIN = "ADMIN";
    public static final String QUALITY_OFFICER = "QUALITY_OFFICER";
    public static final String REVIEWER = "REVIEWER";
    public static final String INSPECTOR = "INSPECTOR";
    public static final String INSTALLER = "INSTALLER";
    public static final String STORE_MANAGER = "STORE_MANAGER";
    public static final String VIEWER = "VIEWER";

    private Roles() {}
}
