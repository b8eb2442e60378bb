package io.plumbline.organisation;

/** How a staff member is employed; assessment rules differ. */
public enum Employment {
    EMPLOYEE,
    OUTSOURCED
}
