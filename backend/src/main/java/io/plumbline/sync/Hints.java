package io.plumbline.sync;

import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.platform.tenancy.Organisations;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * Tells open clients that a pull would bring them something.
 *
 * <p>The obvious way is {@code notify} in the transaction that writes the rows. But PostgreSQL lets commits that notify
 * through one at a time, for the whole cluster, and a push is the last thing that should queue up. So each node asks
 * once a second, with one statement per organisation that has somebody listening, which of their scopes got rows
 * between the horizon of the last time and the one of now. That works for any number of nodes, costs an index probe per
 * scope, and says nothing before a pull would bring it.
 *
 * <p>A hint may be lost, late or for nothing. Nothing depends on it: devices pull without any, only later.
 */
@ApplicationScoped
class Hints {
    private static final Logger LOG = Logger.getLogger(Hints.class);
    /** The first word, when listening has begun: what came before it is brought by a pull from now on. */
    static final String HELLO = "hello";

    static final String CHANGED = "changed";
    /** Shows both sides that the other is there. */
    static final String BEAT = "beat";
    /** Roles, scopes and tokens change; whoever comes back is asked for them again. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    private static final int SECONDS_PER_BEAT = 20;
    static final int PER_ACCOUNT = 6;
    static final int PER_NODE = 4_000;

    private record Listener(
            UUID organisation, UUID account, Set<String> scopes, long since, MultiEmitter<? super String> out) {}

    private final Jdbi jdbi;
    private final Organisations organisations;
    private final PullService pulls;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    /** By organisation that somebody listens for: rows of transactions below were told of. */
    private final Map<UUID, Long> told = new ConcurrentHashMap<>();

    private int seconds;

    @Inject
    Hints(Jdbi jdbi, Organisations organisations, PullService pulls) {
        this.jdbi = jdbi;
        this.organisations = organisations;
        this.pulls = pulls;
    }

    /**
     * The words for one open client, until it hangs up or ten minutes are over.
     *
     * @throws Problem {@code rate-limited} when the account or the node has too many
     */
    Multi<String> listen(UUID organisation, UUID account) {
        long own = listeners.stream()
                .filter(each -> each.account().equals(account))
                .count();
        if (own >= PER_ACCOUNT || listeners.size() >= PER_NODE) {
            throw Problem.of(ProblemType.RATE_LIMITED, "Too many clients listen for hints. Pull from time to time.")
                    .with("retryAfterSeconds", LONGEST.toSeconds());
        }
        Set<String> scopes = organisations.inTransaction(organisation, () -> {
            // Before the first word: what is written after it is above.
            told.putIfAbsent(organisation, horizon());
            return Set.copyOf(pulls.scopes(account));
        });
        return Multi.createFrom()
                .emitter(
                        out -> {
                            Listener listener = new Listener(organisation, account, scopes, System.nanoTime(), out);
                            listeners.add(listener);
                            out.onTermination(() -> listeners.remove(listener));
                            out.emit(HELLO);
                        },
                        BackPressureStrategy.LATEST);
    }

    @Scheduled(every = "1s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tell() {
        long now = System.nanoTime();
        seconds += 1;
        Set<UUID> heard = new HashSet<>();
        for (Listener listener : listeners) {
            if (now - listener.since() > LONGEST.toNanos()) {
                listener.out().complete();
            } else {
                heard.add(listener.organisation());
                if (seconds % SECONDS_PER_BEAT == 0) {
                    listener.out().emit(BEAT);
                }
            }
        }
        told.keySet().retainAll(heard);
        heard.forEach(this::tell);
    }

    /** How many clients listen at this node. */
    int listening() {
        return listeners.size();
    }

    /** The application ends: whoever listens comes back to another node, or later. */
    void stop(@Observes ShutdownEvent event) {
        listeners.forEach(listener -> listener.out().complete());
    }

    private void tell(UUID organisation) {
        List<Listener> here = listeners.stream()
                .filter(each -> each.organisation().equals(organisation))
                .toList();
        Set<String> scopes = new HashSet<>();
        here.forEach(listener -> scopes.addAll(listener.scopes()));
        try {
            Set<String> changed = organisations.inTransaction(organisation, () -> changed(organisation, scopes));
            here.stream()
                    .filter(listener -> listener.scopes().stream().anyMatch(changed::contains))
                    .forEach(listener -> listener.out().emit(CHANGED));
        } catch (RuntimeException e) {
            // The database is away for a moment; the horizon stays where it was, so nothing is passed over.
            LOG.debug("no hints this time", e);
        }
    }

    /** Which scopes got rows since they were last asked about. */
    private Set<String> changed(UUID organisation, Set<String> scopes) {
        long from = Objects.requireNonNullElseGet(told.get(organisation), this::horizon);
        // Older than the rows that are looked at next: what ends in between is told twice rather than not at all.
        long horizon = horizon();
        if (horizon <= from) {
            return Set.of();
        }
        // Probes sync_rows_feed_idx once for each scope.
        Set<String> changed = new HashSet<>(jdbi.withHandle(handle -> handle.createQuery("""
                        select s.scope from unnest(:scopes) s (scope)
                        where exists (select from sync_rows f
                          where f.organisation_id = :organisation and f.scope = s.scope
                            and f.xid >= :from::text::xid8 and f.xid < :horizon::text::xid8)""")
                .bind("scopes", scopes.toArray(String[]::new))
                .bind("organisation", organisation)
                .bind("from", from)
                .bind("horizon", horizon)
                .mapTo(String.class)
                .list()));
        told.put(organisation, horizon);
        return changed;
    }

    private long horizon() {
        return jdbi.withHandle(PullQueries::horizon).xid();
    }
}
