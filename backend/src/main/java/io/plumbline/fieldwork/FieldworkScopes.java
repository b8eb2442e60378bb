package io.plumbline.fieldwork;

import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.sync.RowChange;
import io.plumbline.sync.ScopeProvider;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** The checklist versions of a person's open assignments. */
@ApplicationScoped
class FieldworkScopes implements ScopeProvider {
    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;

    @Inject
    FieldworkScopes(Jdbi jdbi, CurrentOrganisation organisation) {
        this.jdbi = jdbi;
        this.organisation = organisation;
    }

    @Override
    public Set<String> scopes(UUID accountId) {
        return jdbi.withHandle(
                handle -> AssignmentQueries.openChecklists(handle, organisation.requireId(), accountId).stream()
                        .map(RowChange::checklistScope)
                        .collect(Collectors.toUnmodifiableSet()));
    }
}
