package io.plumbline.fieldwork;

import io.plumbline.fieldwork.VisitListQueries.Filter;
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
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The review queue: what was submitted, and the decision about it. */
@Path("/api/visits")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.REVIEWER, Roles.QUALITY_OFFICER})
class VisitResource {
    record Acceptance(@Nullable Integer revision) {}

    record Return(
            @Nullable Integer revision,
            @Nullable String reason,
            @Nullable List<AssignmentDocument.Remark> remarks) {}

    private final VisitViews views;
    private final Reviews reviews;
    private final VisitPhotos photos;
    private final CurrentAccount account;

    @Inject
    VisitResource(VisitViews views, Reviews reviews, VisitPhotos photos, CurrentAccount account) {
        this.views = views;
        this.reviews = reviews;
        this.photos = photos;
        this.account = account;
    }

    @GET
    public Page<VisitViews.Item> list(
            @QueryParam("state") @Nullable VisitState state,
            @QueryParam("unit") @Nullable UUID unit,
            @QueryParam("from") @Nullable LocalDate from,
            @QueryParam("to") @Nullable LocalDate to,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return views.list(new Filter(state, unit, from, to, cursor, Page.limit(limit)));
    }

    @GET
    @Path("/{id}")
    public VisitViews.Detail get(@PathParam("id") UUID id) {
        return views.require(id);
    }

    @POST
    @Path("/{id}/accept")
    public void accept(@PathParam("id") UUID id, Acceptance acceptance) {
        int revision = Required.of(acceptance.revision(), "/revision");
        reviews.accept(id, revision, account.id());
    }

    @POST
    @Path("/{id}/return")
    public void giveBack(@PathParam("id") UUID id, Return decision) {
        int revision = Required.of(decision.revision(), "/revision");
        List<AssignmentDocument.Remark> remarks = decision.remarks() == null ? List.of() : decision.remarks();
        reviews.giveBack(id, revision, account.id(), decision.reason(), remarks);
    }

    @GET
    @Path("/{id}/photos/{photoId}")
    @Produces({"image/jpeg", "image/png", "image/webp"})
    public Response photo(
            @PathParam("id") UUID id,
            @PathParam("photoId") UUID photoId,
            @QueryParam("width") @Nullable Integer width) {
        VisitPhotos.Picture picture = photos.require(id, photoId, width);
        return Response.ok(picture.bytes(), picture.contentType())
                .header("Cache-Control", "private, max-age=86400")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }
}
