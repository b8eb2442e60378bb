package io.plumbline.sync;

import io.plumbline.identity.CurrentAccount;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.sync.PullQueries.FeedRow;
import io.plumbline.sync.PullQueries.Horizon;
import io.plumbline.sync.message.ProtocolLimits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Gives a device the rows of its person's scopes that changed since its cursor. */
@ApplicationScoped
class PullService {
    private final Runs runs;
    private final CurrentAccount account;
    private final Instance<ScopeProvider> providers;
    private final Clock clock;

    @Inject
    PullService(Runs runs, CurrentAccount account, Instance<ScopeProvider> providers, Clock clock) {
        this.runs = runs;
        this.account = account;
        this.providers = providers;
        this.clock = clock;
    }

    /** @param maxBytes of the page; a single row may be larger */
    PullMessages.Answer pull(PullMessages.Request request, int maxBytes) {
        UUID device = request.device();
        if (device == null) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "device is missing.");
        }
        int asked = request.maxRows() == null ? ProtocolLimits.V1.pageRows() : request.maxRows();
        int maxRows = Math.min(ProtocolLimits.V1.pageRows(), Math.max(1, asked));
        return runs.inSnapshot(handle -> page(handle, device, request, maxRows, maxBytes));
    }

    /** In the order of reading: small reference data before the person's own rows, checklists last. */
    List<String> scopes(UUID accountId) {
        Set<String> scopes = new LinkedHashSet<>();
        scopes.add("org");
        scopes.add(RowChange.userScope(accountId));
        List<String> provided = new ArrayList<>();
        for (ScopeProvider provider : providers) {
            provided.addAll(provider.scopes(accountId));
        }
        provided.stream().sorted().forEach(scopes::add);
        return List.copyOf(scopes);
    }

    private PullMessages.Answer page(
            Handle handle, UUID device, PullMessages.Request request, int maxRows, int maxBytes) {
        ServerState state = ServerState.read(handle, account.organisationId(), device, request);
        Cursor cursor = state.cursor();
        Horizon horizon = state.horizon();
        List<String> scopes = scopes(account.id());
        List<FeedRow> read = PullQueries.page(
                handle, account.organisationId(), scopes, cursor, horizon.xid(), maxRows + 1, maxBytes);
        PullPage page = PullPage.cut(scopes, cursor, horizon.xid(), read, maxRows, maxBytes);
        List<String> left = cursor.positions().keySet().stream()
                .filter(scope -> !scopes.contains(scope))
                .toList();
        Instant asOf = clock.instant().minusMillis(horizon.ageMs());
        return new PullMessages.Answer(
                page.rows().stream().map(PullService::row).toList(),
                state.next(page.positions()).encode(),
                Long.toString(horizon.xid()),
                page.more(),
                !page.more(),
                scopes,
                left,
                asOf,
                horizon.ageMs());
    }

    static PullMessages.Row row(FeedRow row) {
        return new PullMessages.Row(row.scope(), row.entity(), row.id(), row.op(), row.rev(), row.body());
    }
}
