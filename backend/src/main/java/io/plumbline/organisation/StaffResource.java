package io.plumbline.organisation;

import io.plumbline.identity.Roles;
import io.plumbline.organisation.rules.Duty;
import io.plumbline.platform.web.Page;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
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
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Staff and where they are posted. */
@Path("/api/staff")
@Produces(MediaType.APPLICATION_JSON)
public class StaffResource {
    /** A staff member to create. */
    public record Create(
            @NotNull @Pattern(regexp = Columns.CODE) String code,
            @NotBlank @Size(max = 100) String name,
            @NotNull Employment employment) {}

    /** A posting from a day on; the open one ends that day. */
    public record Post(
            @NotNull UUID unit,
            @NotNull Position position,

            @Nullable @PositiveOrZero @Digits(integer = 10, fraction = 2)
            BigDecimal positionBonus,

            @NotNull LocalDate from) {}

    /** Which staff member was made. */
    public record Created(UUID id) {}

    private final StaffService service;

    @Inject
    StaffResource(StaffService service) {
        this.service = service;
    }

    /** Staff by code; of a unit and what is below it, if one is named. A store manager gets the own subtree. */
    @GET
    @RolesAllowed({Roles.ADMIN, Roles.QUALITY_OFFICER, Roles.REVIEWER, Roles.STORE_MANAGER})
    public Page<StaffView> list(
            @QueryParam("unit") @Nullable UUID unit,
            @QueryParam("q") @Nullable String text,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @Nullable Integer asked) {
        int limit = Page.limit(asked);
        return Page.of(service.page(unit, text, Page.key(cursor), limit + 1), limit, StaffView::code);
    }

    @POST
    @RolesAllowed({Roles.ADMIN, Roles.QUALITY_OFFICER})
    @ResponseStatus(201)
    public Created create(@Valid @NotNull Create body) {
        return new Created(service.create(body.code(), body.name().strip(), body.employment()));
    }

    @POST
    @Path("/{id}/postings")
    @RolesAllowed({Roles.ADMIN, Roles.QUALITY_OFFICER})
    public void post(@PathParam("id") UUID id, @Valid @NotNull Post body) {
        BigDecimal bonus = body.positionBonus() == null ? BigDecimal.ZERO : body.positionBonus();
        service.post(id, new Duty(body.unit(), body.position(), bonus), body.from());
    }
}
