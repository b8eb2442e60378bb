package io.plumbline.organisation;

import io.plumbline.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** The organisation tree. */
@Path("/api/units")
@Produces(MediaType.APPLICATION_JSON)
public class UnitsResource {
    /** A unit to create. */
    public record Create(
            @NotNull @Pattern(regexp = Columns.CODE) String code,
            @NotBlank @Size(max = 100) String name,
            @NotNull UnitType type,
            @Nullable StoreKind storeKind,
            @Nullable UUID parent,
            @Nullable LocalDate from,
            @Nullable @Size(max = 200) String address,
            @Nullable @DecimalMin("-90") @DecimalMax("90") BigDecimal latitude,
            @Nullable @DecimalMin("-180") @DecimalMax("180") BigDecimal longitude) {}

    /** A move to another parent from a day on. */
    public record Move(@NotNull UUID parent, @NotNull LocalDate from) {}

    /** Which unit was made. */
    public record Created(UUID id) {}

    private final UnitService service;
    private final OrganisationCalendar calendar;

    @Inject
    UnitsResource(UnitService service, OrganisationCalendar calendar) {
        this.service = service;
        this.calendar = calendar;
    }

    /** The tree of a day, flat, by code; today without one. A store manager gets the own subtree. */
    @GET
    @RolesAllowed({Roles.ADMIN, Roles.QUALITY_OFFICER, Roles.REVIEWER, Roles.VIEWER, Roles.STORE_MANAGER})
    public List<UnitView> tree(@QueryParam("on") @Nullable LocalDate on) {
        return service.tree(on == null ? calendar.today() : on);
    }

    @POST
    @RolesAllowed({Roles.ADMIN, Roles.QUALITY_OFFICER})
    @ResponseStatus(201)
    public Created create(@Valid @NotNull Create body) {
        return new Created(service.create(new NewUnit(
                body.code(),
                body.name().strip(),
                body.type(),
                body.storeKind(),
                body.parent(),
                body.from(),
                body.address(),
                body.latitude(),
                body.longitude())));
    }

    @POST
    @Path("/{id}/moves")
    @RolesAllowed({Roles.ADMIN, Roles.QUALITY_OFFICER})
    public void move(@PathParam("id") UUID id, @Valid @NotNull Move body) {
        service.move(id, body.parent(), body.from());
    }

    @GET
    @Path("/{id}/history")
    @RolesAllowed({Roles.ADMIN, Roles.QUALITY_OFFICER, Roles.REVIEWER, Roles.VIEWER})
    public List<PlacementView> history(@PathParam("id") UUID id) {
        return service.history(id);
    }
}
