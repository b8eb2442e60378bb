package io.plumbline.fieldwork;

import io.plumbline.fieldwork.AssignmentQueries.Filter;
import io.plumbline.identity.CurrentAccount;
import io.plumbline.identity.Roles;
import io.plumbline.sync.merge.VisitState;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Assignments: given, changed and listed by the quality office; one's own for field staff. */
@Path("/api/assignments")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class AssignmentResource {
    record Creation(@Nullable List<NewAssignment> assignments) {}

    record Created(List<CreatedAssignment> items) {}

    private final Assignments assignments;
    private final AssignmentChanges changes;
    private final AssignmentViews views;
    private final PreviousFindings previous;
    private final CurrentAccount account;

    @Inject
    AssignmentResource(
            Assignments assignments,
            AssignmentChanges changes,
            AssignmentViews views,
            PreviousFindings previous,
            CurrentAccount account) {
        this.assignments = assignments;
        this.changes = changes;
        this.views = views;
        this.previous = previous;
        this.account = account;
    }

    @POST
    @ResponseStatus(201)
    @RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN})
    public Created create(Creation creation) {
        List<NewAssignment> wanted = Required.of(creation.assignments(), "/assignments");
        return new Created(assignments.create(wanted, account.id()));
    }

    @GET
    @RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN, Roles.REVIEWER})
    public Page<AssignmentViews.View> list(
            @QueryParam("programme") @Nullable UUID programme,
            @QueryParam("state") @Nullable VisitState state,
            @QueryParam("assignee") @Nullable UUID assignee,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable UUID cursor) {
        return views.list(new Filter(programme, state, assignee, cursor, Page.limit(limit)));
    }

    @GET
    @Path("/mine")
    @RolesAllowed({Roles.INSPECTOR, Roles.INSTALLER})
    public Page<AssignmentViews.View> mine(
            @QueryParam("state") @Nullable VisitState state,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable UUID cursor) {
        return views.list(new Filter(null, state, account.id(), cursor, Page.limit(limit)));
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN, Roles.REVIEWER})
    public AssignmentViews.Detail get(@PathParam("id") UUID id) {
        return views.require(id);
    }

    @GET
    @Path("/{id}/previous/photos/{photo}")
    @Produces("image/jpeg")
    @RolesAllowed({Roles.INSPECTOR, Roles.INSTALLER})
    public Response previousPhoto(
            @PathParam("id") UUID id, @PathParam("photo") UUID photo, @QueryParam("width") @Nullable Integer width) {
        return Response.ok(previous.photo(id, account.id(), photo, width))
                .header("Cache-Control", "private, max-age=86400")
                .build();
    }

    @POST
    @Path("/{id}/cancel")
    @RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN})
    public void cancel(@PathParam("id") UUID id, AssignmentChanges.Cancellation cancellation) {
        changes.cancel(id, cancellation);
    }

    @POST
    @Path("/{id}/reassign")
    @RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN})
    public void reassign(@PathParam("id") UUID id, AssignmentChanges.Reassignment reassignment) {
        changes.reassign(id, reassignment);
    }
}
