package io.plumbline.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.identity.AccountRef;
import io.plumbline.platform.time.PastTime;
import io.plumbline.sync.ServerSideDevices;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The demo's tablets. A few people share one, as they may, so that a push carries the visits of several; every load
 * enrols its own, because a tablet's numbering of operations must never start over.
 */
final class Tablets {
    /** What the protocol takes at once. */
    private static final int OPERATIONS_AT_ONCE = 500;

    private static final Logger LOG = Logger.getLogger(Tablets.class);

    private record Tablet(UUID id, Set<String> signedIn) {}

    private final DemoContext context;
    private final ActingAs actingAs;
    private final ServerSideDevices devices;
    private final Map<String, Tablet> tablets = new HashMap<>();
    private final Map<UUID, Long> sequences = new HashMap<>();

    Tablets(DemoContext context, ActingAs actingAs, ServerSideDevices devices) {
        this.context = context;
        this.actingAs = actingAs;
        this.devices = devices;
    }

    /** What a person's visit amounts to. */
    record Parcel(String author, List<ObjectNode> operations) {}

    /** Sends parcels from the tablet of that name at that moment, whole visits together. */
    void push(String tablet, Instant at, List<Parcel> parcels) {
        List<ObjectNode> batch = new ArrayList<>();
        String sender = null;
        for (Parcel parcel : parcels) {
            if (sender != null && batch.size() + parcel.operations().size() > OPERATIONS_AT_ONCE) {
                send(tablet, at, sender, batch);
                batch = new ArrayList<>();
                sender = null;
            }
            signIn(tablet, parcel.author(), at);
            sender = sender == null ? parcel.author() : sender;
            batch.addAll(parcel.operations());
        }
        if (sender != null) {
            send(tablet, at, sender, batch);
        }
    }

    private void send(String tablet, Instant at, String sender, List<ObjectNode> operations) {
        UUID device = signIn(tablet, sender, at).id();
        for (ObjectNode operation : operations) {
            operation.put("sequence", sequences.merge(device, 1L, Long::sum));
        }
        List<String> statuses = as(sender, at, () -> devices.push(device, operations));
        Map<String, Long> unexpected = statuses.stream()
                .filter(status -> !status.equals("applied"))
                .collect(Collectors.groupingBy(status -> status, Collectors.counting()));
        if (unexpected.containsKey("retry")) {
            throw new IllegalStateException("The demo's push of " + operations.size() + " operations was put off");
        }
        if (!unexpected.isEmpty()) {
            LOG.debugf("Demo tablet %s: %s of %d", tablet, unexpected, operations.size());
        }
    }

    private Tablet signIn(String tablet, String person, Instant at) {
        Tablet known = tablets.get(tablet);
        if (known == null) {
            UUID id = as(person, at, () -> devices.enrol(tablet));
            known = new Tablet(id, new HashSet<>(Set.of(person)));
            tablets.put(tablet, known);
        } else if (known.signedIn().add(person)) {
            UUID id = known.id();
            this.<@Nullable Void>as(person, at, () -> {
                devices.open(id);
                return null;
            });
        }
        return known;
    }

    private <T extends @Nullable Object> T as(String person, Instant at, java.util.function.Supplier<T> work) {
        AccountRef account = context.account(person);
        return PastTime.at(at, () -> actingAs.call(context.organisation(), account, work));
    }
}
