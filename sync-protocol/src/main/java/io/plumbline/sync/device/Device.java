package io.plumbline.sync.device;

import io.plumbline.sync.device.Exchange.Outcome;
import io.plumbline.sync.device.storage.DeviceStorage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A device that speaks the protocol. It does nothing by itself: a driver asks for the {@link #next} call, sends it and
 * brings the answer, or tells that none came. One call is under way at a time, because leases follow each other.
 *
 * <p>Made anew over the same storage it goes on where the last one was killed; in memory it keeps only when what is
 * due, and after a restart everything is.
 *
 * <p>What is due, in this order: a rescue that was asked for, enrolment, an unanswered session or batch, a session,
 * what people wrote, questions about acknowledged operations that the server may have lost, a wipe that was asked for,
 * first fills, the pull, files, digests. What people wrote goes before everything that can be refused.
 */
public final class Device {
    /** A server that asks for more is not believed: work would lie for days because of a typing error. */
    private static final long LONGEST_ASKED_MS = 3_600_000;

    private final Context context;
    private final Folding folding;
    private final RescueExchange rescue;
    private final List<Exchange> exchanges = new ArrayList<>();
    private @Nullable Call underWay;
    private @Nullable Exchange waiting;

    /** Opens a device over its storage. */
    public Device(DeviceStorage storage, DeviceEnvironment environment, DeviceOptions options) {
        this(storage, environment, options, new DeviceRules());
    }

    Device(DeviceStorage storage, DeviceEnvironment environment, DeviceOptions options, DeviceRules rules) {
        context = new Context(storage, environment, options, rules);
        folding = new Folding(context);
        Recovery recovery = new Recovery(context);
        RowStore rows = new RowStore(context);
        rescue = new RescueExchange(context);
        exchanges.add(rescue);
        exchanges.add(new SessionExchange(context, recovery));
        exchanges.add(new PushExchange(context, recovery, folding));
        exchanges.add(new StatusExchange(context, recovery));
        exchanges.add(new WipeExchange(context));
        exchanges.add(new SnapshotExchange(context, recovery, rows));
        exchanges.add(new PullExchange(context, recovery, rows));
        exchanges.add(new MediaExchange(context));
        exchanges.add(new VerifyExchange(context, recovery, rows));
        dropFilesWithoutOwner();
    }

    /** A file is kept before the operation that declares it; a kill in between leaves one that nobody knows. */
    private void dropFilesWithoutOwner() {
        Set<String> named = new HashSet<>();
        context.local().media().forEach(entry -> named.add(entry.sha256()));
        for (String sha256 : context.storage.files()) {
            if (!named.contains(sha256)) {
                context.storage.dropFile(sha256);
            }
        }
    }

    /** Somebody signs in at the device; what others wrote stays and is sent in their names. */
    public void signIn(String account) {
        Local local = context.local();
        local.putText("account", account);
        local.commit();
        context.schedule.sessionUntil = 0;
        context.schedule.askAgain();
        context.schedule.wake();
    }

    /** Who is signed in. */
    public Optional<String> account() {
        return context.local().findText("account");
    }

    /** The work of the person who is signed in. */
    public FieldWork work() {
        return new FieldWork(
                context, folding, account().orElseThrow(() -> new NotEditableException("nobody is signed in")));
    }

    /** Something may be new: the next pull is due at once. */
    public void wake() {
        context.schedule.wake();
    }

    /** Somebody wants everything written here handed over as it is, whatever else does not work. */
    public void rescue() {
        rescue.ask();
    }

    /** Elapsed time before which there is no use in asking for the next call after a failure. */
    public long waitsUntil() {
        return context.schedule.waitUntil();
    }

    /** Whether everything written here is acknowledged and every file uploaded. */
    public boolean isDelivered() {
        Local local = context.local();
        return local.edits().isEmpty()
                && local.outbox().stream().allMatch(entry -> entry.state() == OutboxEntry.State.FINAL && !entry.check())
                && local.media().stream().allMatch(MediaEntry::done);
    }

    /** The call that is due now; empty when nothing is, or a call is under way. */
    public Optional<Call> next() {
        Optional<String> account = account();
        if (underWay != null || account.isEmpty() || context.schedule.waits(context.now())) {
            return Optional.empty();
        }
        for (Exchange exchange : exchanges) {
            Optional<Call> call = exchange.prepare(account.get());
            if (call.isPresent()) {
                underWay = call.get();
                waiting = exchange;
                return call;
            }
        }
        return Optional.empty();
    }

    /**
     * The answer to the call under way.
     *
     * @param answer empty when none came, or not all of it: nobody knows what the server did
     */
    public void answered(Optional<Answer> answer) {
        Call call = underWay;
        Exchange exchange = waiting;
        if (call == null || exchange == null) {
            throw new IllegalStateException("no call is under way");
        }
        underWay = null;
        waiting = null;
        Outcome outcome = answer.map(each -> exchange.answered(call, each)).orElse(Outcome.FAILED);
        if (outcome == Outcome.DONE) {
            context.schedule.succeeded();
            return;
        }
        Optional<Long> asked = answer.flatMap(each -> each.header("Retry-After"))
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(Long::parseLong);
        if (asked.isPresent()) {
            context.schedule.waitFor(context.now(), Math.min(1000 * asked.get(), LONGEST_ASKED_MS));
        } else {
            context.schedule.failed(context.now());
        }
    }

    /** Does the next thing over a transport that waits; tells whether there was one. */
    public boolean step(Transport transport) {
        Optional<Call> call = next();
        call.ifPresent(each -> answered(transport.exchange(each)));
        return call.isPresent();
    }
}
