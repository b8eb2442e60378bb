package io.plumbline.organisation;

/** What a staff member does during a posting. */
public enum Position {
    MEMBER,
    TEAM_LEADER,
    STORE_MANAGER,
    SUPERVISOR,
    DEPUTY_GM,
    GM,
    ACCOUNT_MANAGER
}
