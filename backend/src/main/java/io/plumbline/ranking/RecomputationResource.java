package io.plumbline.ranking;

import io.plumbline.identity.Roles;
import io.plumbline.platform.problem.Problem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** The operator's check of a month's aggregates. */
@Path("/api/rankings/recompute")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.ADMIN, Roles.QUALITY_OFFICER})
class RecomputationResource {
    private final Recomputation recomputation;

    @Inject
    RecomputationResource(Recomputation recomputation) {
        this.recomputation = recomputation;
    }

    @POST
    public Recomputation.Outcome recompute(@QueryParam("month") @Nullable String month) {
        if (month == null) {
            throw Problem.invalid("month", "missing", "Say which month, such as ?month=2026-11.");
        }
        return recomputation.recompute(Months.parse(month));
    }
}
