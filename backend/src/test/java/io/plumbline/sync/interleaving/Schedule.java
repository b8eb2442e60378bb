package io.plumbline.sync.interleaving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.fieldwork.TestFieldwork;
import io.plumbline.fieldwork.TestFieldwork.Task;
import io.plumbline.sync.SyncTestJobs;
import io.plumbline.sync.interleaving.Http.Answer;
import io.plumbline.sync.interleaving.Plant.Bug;
import io.plumbline.testing.TestOrganisation;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * One schedule: an organisation of its own with two people, three tablets that write, two more that only read, an
 * office, and the jobs. Who does what follows from the seed, as does the order in which their statements are run.
 */
final class Schedule {
    private static final List<Integer> OFFICE_MAY_ANSWER = List.of(200, 204, 409);

    private final Turnstile turnstile;
    private final Plant plant;
    private final List<UUID> visits = new CopyOnWriteArrayList<>();
    private final long seed;
    private final Random random;
    private final TestOrganisation organisation;
    private final SyncTestJobs jobs;
    private final SteppedStatements statements;
    private final Connection beside;
    private final Journal journal;
    private final List<Task> tasks = new ArrayList<>();
    private final Map<Task, String> assignees = new HashMap<>();
    private final List<Writer> writers = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();
    private final List<String> people = new ArrayList<>();
    private final Map<String, Consumer<Random>> workers = new LinkedHashMap<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /**
     * @param bug planted in the server, or null
     * @param beside a connection in no transaction that sees the organisation's rows
     */
    Schedule(
            long seed,
            Turnstile turnstile,
            Bug bug,
            TestOrganisation organisation,
            SyncTestJobs jobs,
            SteppedStatements statements,
            Connection beside) {
        this.turnstile = turnstile;
        this.plant = bug == null ? null : new Plant(bug, organisation.id(), visits, beside);
        this.seed = seed;
        this.random = new Random(seed);
        this.organisation = organisation;
        this.jobs = jobs;
        this.statements = statements;
        this.beside = beside;
        this.journal = new Journal(turnstile.kills());
    }

    /** What is there before anything is stepped. */
    void prepare() {
        statements.begin(turnstile, plant);
        TestFieldwork fieldwork = new TestFieldwork(organisation);
        tasks.addAll(fieldwork.assign("inspector", 3));
        tasks.addAll(fieldwork.assign("inspector-2", 1));
        String first = organisation.person("inspector").id().toString();
        tasks.subList(0, 3).forEach(task -> assignees.put(task, first));
        tasks.forEach(task -> visits.add(UUID.fromString(task.visit())));
        for (String person : List.of("inspector", "inspector", "inspector-2", "inspector", "inspector-2")) {
            enrol(person);
        }
        readers.forEach(reader -> reader.toTheEnd(""));
        // Caches are filled, so that no worker waits for another inside them.
        writers.get(0).write("", tasks, random);
    }

    private void enrol(String person) {
        Http http = new Http(organisation, person);
        ObjectNode request = Http.JSON.createObjectNode();
        request.put("name", "tablet").put("platform", "test").put("appVersion", "1");
        Answer enrolled = http.post("", "/api/sync/v1/devices", request);
        assertThat(enrolled.status()).isEqualTo(201);
        Reader reader = new Reader(http, enrolled.json().path("device").asText(), journal);
        readers.add(reader);
        String account = organisation.person(person).id().toString();
        people.add(account);
        writers.add(new Writer(http, account, enrolled.json(), reader, journal));
    }

    private void employ() {
        for (int i = 0; i < 3; i++) {
            Writer writer = writers.get(i);
            String name = "writer" + i;
            workers.put(name, own -> times(own, 2, 4, () -> writer.write(name, tasks, own)));
        }
        workers.put(
                "proxy",
                own -> times(own, 1, 3, () -> writers.get(own.nextInt(3)).repeat("proxy")));
        for (int i = 0; i < readers.size(); i++) {
            Reader reader = readers.get(i);
            String name = "reader" + i;
            workers.put(name, own -> times(own, 2, 5, () -> read(name, reader, own)));
        }
        workers.put("office", own -> times(own, 2, 5, () -> decide(own)));
        workers.put(
                "files",
                own -> times(own, 1, 3, () -> writers.get(own.nextInt(3)).upload("files")));
        workers.put("jobs", own -> times(own, 3, 6, () -> work(own)));
    }

    private static void times(Random random, int least, int most, Runnable action) {
        int times = least + random.nextInt(most - least + 1);
        for (int i = 0; i < times; i++) {
            action.run();
        }
    }

    private static void read(String name, Reader reader, Random random) {
        int choice = random.nextInt(10);
        if (choice < 7) {
            reader.page(name, 1 + random.nextInt(4));
        } else if (choice < 8) {
            reader.refillSome(name, random);
        } else {
            reader.verify(name);
        }
    }

    private void decide(Random random) {
        Task task = tasks.get(random.nextInt(tasks.size()));
        boolean cancels = random.nextInt(5) == 0;
        ObjectNode request = Http.JSON.createObjectNode().put("reason", "test");
        String former = assignees.getOrDefault(task, "");
        String next = former.equals(people.get(0)) ? people.get(2) : people.get(0);
        if (!cancels) {
            request.put("assignee", next);
        }
        String path = "/api/assignments/" + task.assignment() + (cancels ? "/cancel" : "/reassign");
        Answer answer = new Http(organisation, "officer").post("office", path, request);
        assertThat(OFFICE_MAY_ANSWER.contains(answer.status()) || journal.mayFail())
                .as(answer.text())
                .isTrue();
        if (!cancels && answer.status() < 300) {
            assignees.put(task, next);
        }
        journal.count("office " + (cancels ? "cancels " : "reassigns ") + answer.status());
    }

    private void work(Random random) {
        try {
            if (random.nextBoolean()) {
                ageRemovals();
                SteppedStatements.as("jobs", () -> {
                    jobs.collect(organisation.id());
                    return true;
                });
                journal.count("collection");
            } else {
                ageHeld(random.nextInt(5) == 0 ? "6 days" : "3 minutes");
                SteppedStatements.as("jobs", () -> {
                    jobs.lookAtHeld(organisation.id());
                    return true;
                });
                journal.count("look at held work");
            }
        } catch (RuntimeException e) {
            if (!journal.mayFail()) {
                throw e;
            }
        }
    }

    /** As if ninety days had passed for what is removed; what somebody works on is left out. */
    private void ageRemovals() {
        execute("""
                update sync_rows r set changed_at = r.changed_at - interval '100 days'
                from (select scope, entity, id from sync_rows where op <> 'upsert' for update skip locked) old
                where r.scope = old.scope and r.entity = old.entity and r.id = old.id""");
    }

    private void ageHeld(String age) {
        execute("""
                update sync_operations o set received_at = o.received_at - interval '%s'
                from (select id from sync_operations where status = 'HELD' for update skip locked) old
                where o.id = old.id""".formatted(age));
    }

    private void execute(String sql) {
        try (java.sql.Statement statement = beside.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Steps everybody, lets the rest come to an end, and looks at what came of it. */
    Journal run(Audit audit) throws InterruptedException, SQLException {
        employ();
        workers.keySet().forEach(turnstile::expect);
        try {
            List<Thread> threads = start();
            turnstile.run();
            for (Thread thread : threads) {
                thread.join();
            }
            journal.count("steps", turnstile.steps());
            journal.count("waits for a lock", turnstile.waits());
            journal.count("connections killed", turnstile.killed());
            failures.forEach(failure -> {
                throw new AssertionError(failure.getMessage(), failure);
            });
            rest();
            audit.check(organisation, visits, writers, readers, random);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + turnstile.story(), e);
        }
        if (plant != null) {
            journal.count("planted", plant.applied());
        }
        return journal;
    }

    private List<Thread> start() {
        List<Thread> threads = new ArrayList<>();
        workers.forEach((name, work) -> {
            Random own = new Random(seed ^ name.hashCode());
            threads.add(new Thread(
                    () -> {
                        ManagedContext context = Arc.container().requestContext();
                        context.activate();
                        try {
                            work.accept(own);
                        } catch (RuntimeException | AssertionError e) {
                            failures.add(e);
                        } finally {
                            context.terminate();
                            turnstile.end(name);
                        }
                    },
                    "interleaving " + name));
        });
        threads.forEach(Thread::start);
        return threads;
    }

    /** Nothing is stepped any more: every outbox empties, files arrive, held work is looked at, everybody reads on. */
    private void rest() {
        writers.forEach(Writer::drain);
        writers.forEach(Writer::uploadAll);
        for (Reader reader : readers) {
            reader.toTheEnd("");
            reader.verify("");
        }
    }
}
