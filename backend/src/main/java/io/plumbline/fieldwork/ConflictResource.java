package io.plumbline.fieldwork;

import io.plumbline.fieldwork.ConflictQueries.ConflictView;
import io.plumbline.identity.Roles;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Answers that have more than one value, for the office. */
@Path("/api/conflicts")
@Produces(MediaType.APPLICATION_JSON)
class ConflictResource {
    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;

    @Inject
    ConflictResource(Jdbi jdbi, CurrentOrganisation organisation) {
        this.jdbi = jdbi;
        this.organisation = organisation;
    }

    @GET
    @Transactional
    @RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN, Roles.REVIEWER})
    public Page<ConflictView> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable UUID cursor) {
        int size = Page.limit(limit);
        List<ConflictView> read = jdbi.withHandle(
                handle -> ConflictQueries.list(handle, organisation.requireId(), state, cursor, size + 1));
        return Page.of(read, size, conflict -> conflict.id().toString());
    }
}
