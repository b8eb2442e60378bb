package io.plumbline.platform.tenancy;

import io.quarkus.arc.Arc;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * The organisation the current work belongs to: the one chosen by {@link Organisations}, else the {@code org} claim of
 * the request's access token, else none. With none, organisations' tables look empty.
 */
@ApplicationScoped
public class CurrentOrganisation {
    /** The claim of the access token that carries the organisation's id. */
    public static final String CLAIM = "org";

    private static final ThreadLocal<@Nullable UUID> CHOSEN = new ThreadLocal<>();

    private final JsonWebToken token;

    @Inject
    CurrentOrganisation(JsonWebToken token) {
        this.token = token;
    }

    /** The organisation's id, if one is known. */
    public Optional<UUID> find() {
        UUID id = CHOSEN.get();
        return id != null ? Optional.of(id) : fromToken();
    }

    /**
     * The organisation's id.
     *
     * @throws IllegalStateException when none is known: the caller is neither in a signed-in request nor in
     *     {@link Organisations#call}
     */
    public UUID requireId() {
        return find().orElseThrow(() -> new IllegalStateException("No organisation is chosen"));
    }

    @Nullable
    UUID choose(@Nullable UUID id) {
        UUID previous = CHOSEN.get();
        if (id == null) {
            CHOSEN.remove();
        } else {
            CHOSEN.set(id);
        }
        return previous;
    }

    private Optional<UUID> fromToken() {
        if (!Arc.container().requestContext().isActive()) {
            return Optional.empty();
        }
        Object claim = token.getClaim(CLAIM);
        return claim == null ? Optional.empty() : Optional.of(UUID.fromString(claim.toString()));
    }
}
