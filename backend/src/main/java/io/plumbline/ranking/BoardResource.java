package io.plumbline.ranking;

import io.plumbline.identity.CurrentAccount;
import io.plumbline.identity.Role;
import io.plumbline.identity.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Boards, their months before publication, and published rankings. */
@Path("/api/boards")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN})
class BoardResource {
    private final BoardService boards;
    private final RankingService rankings;
    private final CurrentAccount account;

    @Inject
    BoardResource(BoardService boards, RankingService rankings, CurrentAccount account) {
        this.boards = boards;
        this.rankings = rankings;
        this.account = account;
    }

    @GET
    @RolesAllowed("**")
    public List<Board> list() {
        return boards.list();
    }

    @POST
    @ResponseStatus(201)
    public Board create(@NotNull NewBoard board) {
        return boards.create(board);
    }

    @PUT
    @Path("/{id}")
    public Board replace(@PathParam("id") UUID id, @NotNull NewBoard board) {
        return boards.replace(id, board);
    }

    /** What would be published now, and what it would change. */
    @GET
    @Path("/{id}/months/{month}")
    @RolesAllowed({Roles.QUALITY_OFFICER, Roles.ADMIN, Roles.REVIEWER})
    public RankingViews.BoardMonth preview(@PathParam("id") UUID id, @PathParam("month") String month) {
        return rankings.preview(id, Months.parse(month));
    }

    /** Publishes the month's ranking, or its next revision with a reason. */
    @POST
    @Path("/{id}/months/{month}/publish")
    public RankingViews.Ranking publish(
            @PathParam("id") UUID id,
            @PathParam("month") String month,
            RankingViews.@Nullable Publication publication) {
        String reason = publication == null ? null : publication.reason();
        return rankings.publish(id, Months.parse(month), reason, account.id());
    }

    /** Every published revision, newest month first. */
    @GET
    @Path("/{id}/rankings")
    @RolesAllowed({
        Roles.QUALITY_OFFICER,
        Roles.ADMIN,
        Roles.REVIEWER,
        Roles.STORE_MANAGER,
        Roles.INSTALLER,
        Roles.VIEWER
    })
    public List<RankingViews.Published> published(@PathParam("id") UUID id) {
        return rankings.list(id);
    }

    /** A published ranking; without {@code revision} the latest. */
    @GET
    @Path("/{id}/rankings/{month}")
    @RolesAllowed({
        Roles.QUALITY_OFFICER,
        Roles.ADMIN,
        Roles.REVIEWER,
        Roles.STORE_MANAGER,
        Roles.INSTALLER,
        Roles.VIEWER
    })
    public RankingViews.Ranking ranking(
            @PathParam("id") UUID id,
            @PathParam("month") String month,
            @QueryParam("revision") @Nullable Integer revision) {
        boolean office = account.hasAnyRole(Role.QUALITY_OFFICER, Role.ADMIN, Role.REVIEWER);
        return rankings.published(id, Months.parse(month), revision, office, account.staffId());
    }
}
