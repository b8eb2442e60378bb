package io.plumbline.demo.plan;

import java.util.List;

/**
 * The organisation before anything happens in it.
 *
 * @param moves units that changed their parent since
 * @param transfers second postings of staff already listed
 */
public record OrganisationPlan(
        String code,
        String name,
        List<PlannedUnit> units,
        List<PlannedMove> moves,
        List<PlannedStaff> staff,
        List<PlannedStaff> transfers,
        List<PlannedAccount> accounts) {}
