package io.plumbline.identity;

import io.plumbline.platform.web.Page;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Accounts of the organisation, for administrators. */
@Path("/api/accounts")
@RolesAllowed(Roles.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
public class AccountsResource {
    /** An account to create. */
    public record Create(
            @NotNull @Size(max = 200) String signInName,
            @NotNull @Size(max = 200) String displayName,
            @NotNull @Size(max = 1000) String password,
            @NotNull Set<@NotNull Role> roles,
            @Nullable UUID unit,
            @Nullable UUID staff,
            @Nullable String locale) {
        @Override
        public String toString() {
            return "Create[" + signInName + "]";
        }
    }

    /** A new password. */
    public record NewPassword(@NotNull @Size(max = 1000) String password) {
        @Override
        public String toString() {
            return "NewPassword[]";
        }
    }

    /** Whose account it is. */
    public record Created(UUID id) {}

    /** Someone to give work to. */
    public record Assignable(UUID id, String displayName, List<Role> roles) {}

    private final AccountService service;
    private final CurrentAccount current;

    @Inject
    AccountsResource(AccountService service, CurrentAccount current) {
        this.service = service;
        this.current = current;
    }

    @GET
    public Page<AccountView> list(
            @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable Integer asked) {
        int limit = Page.limit(asked);
        return Page.of(service.page(Page.key(cursor), limit + 1), limit, AccountView::signInName);
    }

    @POST
    @ResponseStatus(201)
    public Created create(@Valid @NotNull Create body) {
        return new Created(service.create(new NewAccount(
                body.signInName(),
                body.displayName(),
                body.password(),
                body.roles(),
                body.unit(),
                body.staff(),
                body.locale())));
    }

    @POST
    @Path("/{id}/disable")
    public void disable(@PathParam("id") UUID id) {
        service.disable(id, current.id());
    }

    @POST
    @Path("/{id}/password")
    public void changePassword(@PathParam("id") UUID id, @Valid @NotNull NewPassword body) {
        service.changePassword(id, body.password());
    }

    @GET
    @Path("/assignable")
    @RolesAllowed({Roles.ADMIN, Roles.QUALITY_OFFICER})
    public List<Assignable> assignable() {
        return service.assignable().stream()
                .map(account -> new Assignable(account.id(), account.displayName(), List.copyOf(account.roles())))
                .toList();
    }
}
