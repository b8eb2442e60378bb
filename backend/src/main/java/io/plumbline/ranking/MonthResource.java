package io.plumbline.ranking;

import io.plumbline.identity.CurrentAccount;
import io.plumbline.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Months of the organisation and their closing. */
@Path("/api/months")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN})
class MonthResource {
    private final MonthService months;
    private final CurrentAccount account;

    @Inject
    MonthResource(MonthService months, CurrentAccount account) {
        this.months = months;
        this.account = account;
    }

    /** The current month and the twelve before it, newest first. */
    @GET
    @RolesAllowed({
        Roles.QUALITY_OFFICER,
        Roles.ADMIN,
        Roles.REVIEWER,
        Roles.STORE_MANAGER,
        Roles.INSTALLER,
        Roles.VIEWER
    })
    public List<MonthView> list() {
        return months.list();
    }

    /** Closes the month; one that is not over only with {@code early}. */
    @POST
    @Path("/{month}/close")
    public MonthView close(
            @PathParam("month") String month, @QueryParam("early") @DefaultValue("false") boolean early) {
        return months.close(Months.parse(month), early, account.id());
    }
}
