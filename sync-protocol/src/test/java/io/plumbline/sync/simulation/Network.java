package io.plumbline.sync.simulation;

import io.plumbline.sync.device.Answer;
import io.plumbline.sync.device.Call;
import io.plumbline.sync.device.StorySchemas;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Between devices and server: loses, doubles, delays and cuts, and never makes anything up. */
final class Network {
    private static final long TIMEOUT_MS = 30_000;
    private static final int UNREADABLE = -1;

    /** What devices send is held to its schema, not always, for it takes time. */
    private static final long CHECKED_ONE_OF = 25;

    private record Delivery(long at, long order, Runnable what) {}

    /** Takes what came of a call: an answer, or none. */
    interface Receiver {
        void receive(SimulatedDevice device, Call call, @Nullable Answer answer, ServerFeed.@Nullable Truth truth);
    }

    private final ServerModel server;
    private final Chance chance;
    private final Journal journal;
    private final LongSupplier time;
    private final Receiver receiver;
    private final PriorityQueue<Delivery> deliveries =
            new PriorityQueue<>(Comparator.comparing(Delivery::at).thenComparing(Delivery::order));
    private final Odds odds;
    private long order;
    private long sent;
    boolean faults = true;

    Network(ServerModel server, Chance chance, Odds odds, Journal journal, LongSupplier time, Receiver receiver) {
        this.server = server;
        this.odds = odds;
        this.chance = chance;
        this.journal = journal;
        this.time = time;
        this.receiver = receiver;
    }

    void send(SimulatedDevice device, Call call) {
        journal.tell(device + " sends " + call.kind());
        if (sent++ % CHECKED_ONE_OF == 0) {
            StorySchemas.checkRequest(call);
        }
        long now = time.getAsLong();
        boolean drop = faults && chance.oneIn(12);
        boolean twice = faults && !drop && chance.oneIn(15);
        boolean delay = faults && !drop && chance.oneIn(15);
        long arrives = now + chance.below(200) + (delay ? chance.below(120_000) : 0);
        if (drop) {
            journal.count(Event.REQUEST_DROPPED);
        } else {
            if (delay) {
                journal.count(Event.REQUEST_DELAYED);
            }
            int copy = device.copy;
            later(arrives, () -> server.receive(call, copy, answer -> back(device, call, answer)));
            if (twice) {
                journal.count(Event.REQUEST_DUPLICATED);
                later(arrives + chance.below(60_000), () -> server.receive(call, copy, answer -> {}));
            }
        }
        later(now + TIMEOUT_MS, () -> arrive(device, call, null, null));
    }

    private void back(SimulatedDevice device, Call call, Answer answer) {
        ServerFeed.Truth truth = call.kind() == Call.Kind.PULL ? server.feed.lastTruth : null;
        Answer received = answer;
        int restores = server.restores();
        if (faults && chance.oneIn(odds.drop())) {
            journal.count(Event.RESPONSE_DROPPED);
            return;
        }
        if (faults && answer.body().length > 1 && chance.oneIn(15)) {
            journal.count(Event.RESPONSE_TRUNCATED);
            byte[] cut = Arrays.copyOf(answer.body(), chance.below(answer.body().length));
            received = new Answer(answer.status(), answer.headers(), cut);
            truth = null;
            restores = UNREADABLE;
        }
        Answer arriving = received;
        int heardOf = restores;
        ServerFeed.Truth then = truth;
        later(time.getAsLong() + chance.below(200), () -> {
            device.heardOfRestores = heardOf;
            arrive(device, call, arriving, then);
        });
    }

    @SuppressWarnings("ReferenceEquality") // that very call, not one like it
    private void arrive(SimulatedDevice device, Call call, @Nullable Answer answer, ServerFeed.@Nullable Truth truth) {
        if (device.underWay == call) {
            receiver.receive(device, call, answer, truth);
        }
    }

    private void later(long at, Runnable what) {
        deliveries.add(new Delivery(at, order++, what));
    }

    /** Delivers one thing that is due; tells whether there was one. */
    boolean deliver() {
        Delivery next = deliveries.peek();
        if (next == null || next.at() > time.getAsLong()) {
            return false;
        }
        deliveries.remove();
        next.what().run();
        return true;
    }
}
