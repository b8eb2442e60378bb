package io.plumbline.sync.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.plumbline.sync.device.Answer;
import io.plumbline.sync.device.Call;
import io.plumbline.sync.device.Device;
import io.plumbline.sync.device.FieldWork;
import io.plumbline.sync.device.NotEditableException;
import io.plumbline.sync.device.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run: everything that happens follows from the seed. */
final class Simulation {
    private static final long START = 1_790_000_000_000L;
    private static final long HOUR = 3_600_000L;
    private static final long DAY = 24 * HOUR;
    private static final int MOST_DEVICES = 8;
    private static final int BACKUPS = 3;
    private static final int SOON = 4;
    private static final int MOST_ROUNDS = 4;
    private static final int FEED_CHECKED_EVERY = 10;
    private static final int MOST_CALLS_TO_REST = 3000;
    private static final Set<Call.Kind> LEASED = EnumSet.of(Call.Kind.SESSION, Call.Kind.PUSH, Call.Kind.STATUS);

    private final Chance chance;
    private final Odds odds;
    private final int steps;
    final Journal journal = new Journal();
    private final List<String> people = new ArrayList<>();
    private final List<SimulatedDevice> devices = new ArrayList<>();
    private final Deque<ServerState> backups = new ArrayDeque<>();
    private final SimulatedDevice.Factory factory;
    private final ServerModel server;
    private final Office office;
    private final Network network;
    private final Auditor auditor;
    private final LossAudit losses;
    private long time = START;
    private @Nullable ServerState momentBefore;
    private int stepsToSettingBack;
    private int copies;

    Simulation(long seed, int steps, SimulatedDevice.Factory factory, ServerRules rules) {
        this.chance = new Chance(seed);
        this.steps = steps;
        this.factory = factory;
        odds = Odds.draw(chance);
        server = new ServerModel(rules, chance, odds, journal, () -> time);
        for (int i = 2 + chance.below(3); i > 0; i--) {
            people.add(chance.id());
        }
        office = new Office(server, chance, journal, people);
        auditor = new Auditor(server, journal);
        losses = new LossAudit(server);
        network = new Network(server, chance, odds, journal, () -> time, this::receive);
        server.moody = true;
        for (int i = 3 + chance.below(3); i > 0; i--) {
            addDevice();
        }
    }

    private void addDevice() {
        SimulatedDevice device = new SimulatedDevice(chance, journal, () -> time, factory, chance.oneIn(2), copies++);
        devices.add(device);
        auditor.met(device);
        device.running().signIn(chance.of(people));
    }

    /** Faults on for so many steps, then off until everything rests. */
    void run() {
        for (int step = 0; step < steps; step++) {
            pass();
            setBackAtOnce();
            step();
            if (chance.oneIn(odds.collect())) {
                office.collect();
            }
            auditor.checkServer();
            if (step % FEED_CHECKED_EVERY == 0) {
                DumbFeed.check(server.state);
            }
        }
        rest();
    }

    private void pass() {
        int kind = chance.below(100);
        if (kind < 70) {
            time += chance.below(400);
        } else if (kind < 97) {
            time += chance.below(20_000);
        } else if (kind < 99) {
            time += chance.between(0, HOUR);
        } else {
            time += chance.between(0, DAY);
        }
        journal.time(time - START);
        deliver();
    }

    private void deliver() {
        do {
            beforeACommit();
            server.commitDue();
        } while (network.deliver());
    }

    /** Now and then the server is set back to this moment a little later, when its devices hardly went on. */
    private void beforeACommit() {
        if (network.faults && momentBefore == null && server.isCommitDue() && chance.oneIn(odds.setBack())) {
            momentBefore = server.state.copy();
            stepsToSettingBack = chance.below(SOON);
        }
    }

    private void setBackAtOnce() {
        ServerState moment = momentBefore;
        if (moment != null && stepsToSettingBack-- <= 0) {
            momentBefore = null;
            journal.count(Event.ROLLBACK_AT_ONCE);
            setBack(moment);
        }
    }

    private void step() {
        int kind = chance.below(1000);
        if (kind < 600) {
            talk(chance.of(devices));
        } else if (kind < 860) {
            act(chance.of(devices));
        } else if (kind < 920) {
            office.act();
        } else if (kind < 924) {
            office.command();
        } else if (kind < 934) {
            backups.addLast(server.state.copy());
            if (backups.size() > BACKUPS) {
                backups.removeFirst();
            }
        } else if (kind < 937) {
            rollBack();
        } else if (kind < 940) {
            journal.count(Event.SERVER_CRASH);
            server.crash();
        } else {
            misfortune(chance.of(devices), kind);
        }
    }

    private void misfortune(SimulatedDevice device, int kind) {
        if (kind < 960) {
            stop(device);
        } else if (kind < 968) {
            journal.count(Event.CLOCK_JUMP);
            device.skew += chance.oneIn(6) ? chance.between(-400 * DAY, 4000 * DAY) : chance.between(-HOUR, HOUR);
        } else if (kind < 985) {
            journal.count(Event.ACCOUNT_SWITCH);
            guarded(device, () -> device.running().signIn(chance.of(people)));
        } else if (kind < 989) {
            device.backup = device.cloned(-1);
        } else if (kind < 992) {
            restore(device);
        } else if (kind < 994 && devices.size() < MOST_DEVICES) {
            journal.count(Event.CLONE);
            SimulatedDevice clone = device.cloned(copies++);
            stop(device);
            device.renamed(copies++);
            auditor.reset(device);
            devices.add(clone);
            auditor.reset(clone);
        } else if (devices.size() < MOST_DEVICES - 2) {
            addDevice();
        }
    }

    private void stop(SimulatedDevice device) {
        device.stop();
        device.running();
    }

    private void restore(SimulatedDevice device) {
        if (device.backup == null) {
            return;
        }
        journal.count(Event.RESTORE);
        Map<String, JsonNode> before = Auditor.onDisk(device);
        device.restore(device.backup, copies++);
        auditor.excuse(before, devices);
        auditor.reset(device);
    }

    private void rollBack() {
        if (!backups.isEmpty()) {
            setBack(chance.of(List.copyOf(backups)));
        }
    }

    private void setBack(ServerState backup) {
        boolean newEpoch = chance.oneIn(3);
        journal.count(newEpoch ? Event.ROLLBACK_NEW_EPOCH : Event.ROLLBACK_SAME_EPOCH);
        Set<String> before = new HashSet<>(server.state.operations.keySet());
        server.restore(backup, newEpoch);
        backups.clear();
        momentBefore = null;
        auditor.rolledBack(before, devices);
    }

    // ---- devices

    /** Runs something on a device, which may be killed in it or find its disk full. */
    private boolean guarded(SimulatedDevice device, Runnable work) {
        boolean unlucky = network.faults && chance.oneIn(odds.kill());
        if (unlucky) {
            device.luck().killAt(chance.below(3), chance.oneIn(2));
        }
        if (network.faults && chance.oneIn(60)) {
            boolean full = chance.oneIn(2);
            device.disk().ifPresent(disk -> {
                disk.trouble = full ? SimulatedDisk.Trouble.FULL : SimulatedDisk.Trouble.TORN;
            });
        }
        boolean done = false;
        try {
            work.run();
            done = true;
        } catch (Killed e) {
            journal.tell(device + " was killed");
            device.stop();
        } catch (StorageException e) {
            // The person is told; what was asked for did not happen. A real driver gives up and starts anew.
            journal.count(Event.DISK_FULL);
            device.stop();
        }
        device.running();
        device.luck().killNever();
        device.disk().ifPresent(disk -> disk.trouble = SimulatedDisk.Trouble.NONE);
        auditor.check(device);
        return done;
    }

    private void talk(SimulatedDevice device) {
        if (device.underWay != null) {
            return;
        }
        guarded(device, () -> {
            if (chance.oneIn(10)) {
                device.running().wake();
            }
            Optional<Call> call = device.running().next();
            call.ifPresent(each -> {
                device.underWay = each;
                network.send(device, each);
            });
        });
    }

    private void receive(SimulatedDevice device, Call call, @Nullable Answer answer, ServerFeed.@Nullable Truth truth) {
        device.underWay = null;
        int enrolled = server.state.devices.size();
        boolean wiped = call.kind() == Call.Kind.WIPED
                && device.storage().find("meta", "identity").isPresent();
        JsonNode heard = answer == null ? JsonNodeFactory.instance.objectNode() : json(answer.body());
        boolean done = guarded(device, () -> {
            device.running().answered(Optional.ofNullable(answer));
            if (call.kind() == Call.Kind.PUSH || call.kind() == Call.Kind.SESSION) {
                auditor.heard(device, answer != null && answer.success() ? heard : JsonNodeFactory.instance.nullNode());
            }
            if (answer != null && answer.success() && heard.path("rows").isArray()) {
                heard.path("rows").forEach(row -> auditor.heard(device, receipts(row)));
            }
        });
        if (call.kind() == Call.Kind.ENROL && answer != null && enrolled > devices.size()) {
            journal.count(Event.ENROLLED_AGAIN);
        }
        if (call.kind() == Call.Kind.SESSION
                && device.storage().find("meta", "wipe").isPresent()
                && !device.running().isDelivered()) {
            journal.count(Event.WIPE_PUT_OFF);
        }
        if (wiped && device.storage().find("meta", "identity").isEmpty()) {
            journal.count(Event.WIPE);
            device.running().signIn(chance.of(people));
            auditor.reset(device);
        }
        boolean leased = LEASED.contains(call.kind());
        if (done && leased && answer != null && answer.success()) {
            losses.check(device);
        }
        if (done && truth != null && answer != null && answer.success()) {
            auditor.checkPulled(device, call.account(), truth);
        }
    }

    private static JsonNode receipts(JsonNode row) {
        boolean receipt = row.path("entity").asText().equals("receipt");
        JsonNode node = JsonNodeFactory.instance.objectNode();
        if (receipt) {
            ((com.fasterxml.jackson.databind.node.ObjectNode) node)
                    .putArray("receipts")
                    .add(row.path("body"));
        }
        return node;
    }

    private static JsonNode json(byte[] body) {
        try {
            return ServerFeed.JSON.readTree(new String(body, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    /** Somebody does something with a tablet. */
    private void act(SimulatedDevice device) {
        if (device.running().account().isEmpty()) {
            return;
        }
        guarded(device, () -> {
            if (chance.oneIn(150)) {
                device.running().rescue();
            }
            FieldWork work = device.running().work();
            List<String> open = work.openVisits();
            if (open.isEmpty()) {
                return;
            }
            String visit = chance.of(open);
            try {
                write(work, visit);
            } catch (NotEditableException e) {
                journal.tell(device + " may not: " + e.getMessage());
            }
        });
    }

    private void write(FieldWork work, String visit) {
        String item = chance.of(List.of(Office.ITEMS));
        JsonNode value = chance.oneIn(10)
                ? JsonNodeFactory.instance.nullNode()
                : JsonNodeFactory.instance.textNode("v" + chance.below(50));
        switch (chance.below(20)) {
            case 0, 1, 2 -> work.note(visit, chance.oneIn(2) ? "_visit" : item, value);
            case 3 -> work.note(visit, "_visit", JsonNodeFactory.instance.textNode(ServerWork.POISON));
            case 4, 5 -> {
                byte[] bytes = ("photo " + chance.id()).getBytes(StandardCharsets.UTF_8);
                work.addPhoto(visit, item, chance.oneIn(4), "image/jpeg", bytes);
            }
            case 6 -> {
                List<String> photos = List.copyOf(work.view(visit).photos().keySet());
                if (!photos.isEmpty()) {
                    work.removePhoto(visit, chance.of(photos.stream().sorted().toList()));
                }
            }
            case 7 -> work.submit(visit, null);
            case 8 -> work.resolve(visit, item, value);
            default -> work.answer(visit, item, value);
        }
    }

    // ---- the end

    private void rest() {
        network.faults = false;
        server.moody = false;
        long written = -1;
        for (int i = 0; i < MOST_ROUNDS && (i <= 1 || written != server.state.nextSeq); i++) {
            written = server.state.nextSeq;
            office.settle();
            for (SimulatedDevice device : devices) {
                if (i == 1) {
                    stop(device); // once switched on again: everything is due
                }
                for (String account : peopleOf(device)) {
                    device.running();
                    syncUntilQuiet(device, account);
                }
            }
        }
        auditor.checkEnd(devices);
    }

    private List<String> peopleOf(SimulatedDevice device) {
        List<String> accounts =
                new ArrayList<>(device.storage().table("account").keySet());
        device.running().account().filter(each -> !accounts.contains(each)).ifPresent(accounts::add);
        return accounts;
    }

    private void syncUntilQuiet(SimulatedDevice device, String account) {
        guarded(device, () -> device.running().signIn(account));
        int quiet = 0;
        for (int calls = 0; quiet < 15; calls++) {
            Auditor.hold(calls < MOST_CALLS_TO_REST, "(19) " + device + " never rests");
            time += idleTime(quiet);
            journal.time(time - START);
            deliver();
            boolean idle = device.underWay == null;
            talk(device);
            quiet = idle && device.underWay == null ? quiet + 1 : 0;
        }
    }

    /** Quiet for less than the time after which a device pulls by itself, longer than what it puts off. */
    private static long idleTime(int quiet) {
        return quiet > 0 ? 3000 : 200;
    }

    int openTransactions() {
        return server.openTransactions();
    }

    static Simulation of(long seed, int steps) {
        return new Simulation(seed, steps, Device::new, new ServerRules());
    }
}
