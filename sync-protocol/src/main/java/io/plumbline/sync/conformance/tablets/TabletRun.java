package io.plumbline.sync.conformance.tablets;

import io.plumbline.sync.conformance.tablets.Findings.Kind;
import io.plumbline.sync.conformance.tablets.Ledger.What;
import io.plumbline.sync.conformance.tablets.Tablet.Phase;
import io.plumbline.sync.device.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One run: tablets write while anything may happen to their server, then all is delivered and compared. */
public final class TabletRun implements AutoCloseable {
    private static final int VISITS_AT_ONCE = 10;
    private static final int FEW = 4;
    private static final int MOST_TOLD = 20;

    /**
     * What to do.
     *
     * @param server where the office is asked
     * @param devices where the tablets send to: the same, or something unreliable before it
     * @param folder for the tablets' disks and the oracle's notes
     * @param limit of one request of a tablet
     * @param editsPerSecond of each tablet
     */
    public record Plan(
            URI server,
            URI devices,
            String admin,
            String password,
            int tablets,
            long seed,
            Path folder,
            Duration limit,
            double editsPerSecond) {}

    private final Plan plan;
    private final World world;
    private final Ledger ledger;
    private final Wire wire = new Wire();
    private final List<Tablet> tablets = new ArrayList<>();
    private final List<Writer> writers = new ArrayList<>();
    private final List<Person> given = new ArrayList<>();

    /** Makes people and work; the server must answer. Two tablets, if there are three or more, are one person's. */
    public TabletRun(Plan plan) throws IOException {
        this.plan = plan;
        Files.createDirectories(plan.folder());
        ledger = new Ledger(plan.folder().resolve("ledger.ndjson"));
        int persons = plan.tablets() < 3 ? plan.tablets() : plan.tablets() - 1;
        world = new World(plan.server(), plan.admin(), plan.password(), persons);
        for (int i = 0; i < plan.tablets(); i++) {
            Person person = world.people().get(i % persons);
            given.add(person);
            Random random = new Random(plan.seed() * 1_000 + i);
            Writer writer = new Writer(i + 1, ledger, random, plan.editsPerSecond());
            writers.add(writer);
            tablets.add(new Tablet(
                    i + 1,
                    person,
                    plan.folder().resolve("tablet-" + (i + 1)),
                    plan.devices(),
                    plan.limit(),
                    wire,
                    writer,
                    random));
        }
        world.people().forEach(person -> world.give(person, VISITS_AT_ONCE));
    }

    /** Everybody begins to write. */
    public void start() {
        tablets.forEach(Tablet::start);
    }

    /** Gives more work to whoever has little left; to be called now and then. */
    public void giveWork() {
        for (int i = 0; i < writers.size(); i++) {
            if (writers.get(i).open() < FEW) {
                world.give(given.get(i), VISITS_AT_ONCE);
            }
        }
    }

    /** Visits that somebody asked to be submitted. */
    public int submissions() {
        return writers.stream().mapToInt(Writer::submissions).sum();
    }

    /** Operations that the server promised to have. */
    public int acknowledged() {
        return wire.acknowledged().size();
    }

    /** Ids of the operations that the server promised to have. */
    public List<String> acknowledgedIds() {
        return List.copyOf(wire.acknowledged().keySet());
    }

    /** Requests without an answer. */
    public int unanswered() {
        return wire.unanswered();
    }

    /** Answers to requests of tablets. */
    public int answers() {
        return wire.answers();
    }

    /** One line about now. */
    public String progress() {
        return "written %d, acknowledged %d, visits submitted %d, requests %d, without an answer %d"
                .formatted(ledger.entries().size(), acknowledged(), submissions(), wire.calls(), wire.unanswered());
    }

    /**
     * Nobody writes any more; all is delivered and then fetched.
     *
     * @return whether it came to rest within the time
     */
    public boolean comeToRest(Duration within) throws InterruptedException {
        long until = System.nanoTime() + within.toNanos();
        for (Phase phase : List.of(Phase.DELIVERING, Phase.SETTLING)) {
            tablets.forEach(tablet -> tablet.enter(phase));
            while (!tablets.stream().allMatch(Tablet::isAtRest)) {
                if (System.nanoTime() > until) {
                    return false;
                }
                Thread.sleep(100);
            }
        }
        return true;
    }

    /** Ends the tablets, compares and says what was found; the server must answer. */
    public TabletReport report() throws IOException {
        close();
        Findings findings = new Audit(plan.server(), world, ledger, wire).check(tablets);
        List<String> lines = new ArrayList<>();
        lines.add("tablets       %d of %d people, seed %d, their application killed %d times"
                .formatted(
                        tablets.size(),
                        world.people().size(),
                        plan.seed(),
                        tablets.stream().mapToInt(Tablet::kills).sum()));
        lines.add("written       %d answers, %d notes, %d photos, %d photos removed, %d submissions"
                .formatted(
                        ledger.count(What.ANSWER),
                        ledger.count(What.NOTE),
                        ledger.count(What.PHOTO),
                        ledger.count(What.PHOTO_REMOVED),
                        ledger.count(What.SUBMISSION)));
        lines.add("sent          %d requests (%d pushes, %d parts of files), %d without an answer"
                .formatted(
                        wire.calls(),
                        wire.calls(Call.Kind.PUSH),
                        wire.calls(Call.Kind.MEDIA_APPEND),
                        wire.unanswered()));
        lines.add("acknowledged  %d of %d operations; %d times one was sent again"
                .formatted(acknowledged(), wire.sent().size(), wire.repeated()));
        lines.add("found         %d visits, %d effects, %d replaced by what was written over them, %d conflicts"
                .formatted(findings.visits, findings.inEffect, findings.replaced, findings.conflicts));
        lines.add(
                "compared      %d rows on the tablets with those of tablets that began empty".formatted(findings.rows));
        for (Kind kind : Kind.values()) {
            List<String> of = findings.of(kind);
            lines.add("%-13s %d".formatted(kind.word(), of.size()));
            of.stream().limit(MOST_TOLD).forEach(each -> lines.add("  " + each));
        }
        lines.add(
                findings.isEmpty()
                        ? "Nothing lost, nothing doubled, every tablet equal to the server."
                        : "NOT AS IT MUST BE.");
        return new TabletReport(findings.isEmpty(), lines);
    }

    @Override
    public void close() {
        tablets.forEach(Tablet::close);
        try {
            ledger.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
