package io.plumbline.sync;

import io.plumbline.identity.CurrentAccount;
import io.plumbline.identity.Roles;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** Server-sent events for clients that are open: when to pull. */
@Path("/api/sync/v1/hints")
class HintsResource {
    private final Hints hints;
    private final CurrentAccount account;

    @Inject
    HintsResource(Hints hints, CurrentAccount account) {
        this.hints = hints;
        this.account = account;
    }

    /** Words of one line: {@code hello} first, {@code changed} when a pull would bring something, else {@code beat}. */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    @Blocking
    @RolesAllowed({Roles.INSPECTOR, Roles.INSTALLER})
    public Multi<String> hints() {
        return hints.listen(account.organisationId(), account.id());
    }
}
