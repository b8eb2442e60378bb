package io.plumbline.ranking;

import io.plumbline.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The own place, for store managers, team leaders and installers; the office may look at any unit. */
@Path("/api/my-place")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.STORE_MANAGER, Roles.INSTALLER, Roles.VIEWER, Roles.QUALITY_OFFICER, Roles.REVIEWER, Roles.ADMIN})
class MyPlaceResource {
    private final MyPlaceService places;
    private final PlaceVisitService visits;

    @Inject
    MyPlaceResource(MyPlaceService places, PlaceVisitService visits) {
        this.places = places;
        this.visits = visits;
    }

    /** Without {@code month} the latest published one. */
    @GET
    public MyPlaceViews.MyPlace myPlace(
            @QueryParam("month") @Nullable String month, @QueryParam("unit") @Nullable UUID unit) {
        return places.myPlace(month == null ? null : Months.parse(month), unit);
    }

    @GET
    @Path("/visits/{visit}")
    public MyPlaceViews.VisitDetail visit(@PathParam("visit") UUID publicId) {
        return visits.visit(publicId);
    }

    @GET
    @Path("/photos/{photo}")
    @Produces("image/jpeg")
    public Response photo(@PathParam("photo") UUID publicId, @QueryParam("width") @Nullable Integer width) {
        return Response.ok(visits.photo(publicId, width))
                .header("Cache-Control", "private, max-age=3600")
                .build();
    }
}
