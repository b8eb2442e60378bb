package io.plumbline.fieldwork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.fieldwork.TestFieldwork.Task;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.platform.tenancy.Organisations;
import io.plumbline.sync.EntityLocks;
import io.plumbline.sync.RowChange;
import io.plumbline.sync.SyncFeed;
import io.plumbline.sync.SyncTestJobs;
import io.plumbline.sync.message.ScopeDigest;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FinishedVisitsIT {
    @Inject
    TestOrganisations organisations;

    @Inject
    Organisations everyOrganisation;

    @Inject
    CurrentOrganisation current;

    @Inject
    FinishedVisitsJob job;

    @Inject
    SyncTestJobs syncJobs;

    @Inject
    EntityLocks locks;

    @Inject
    SyncFeed feed;

    @Inject
    Clock clock;

    @Inject
    Jdbi jdbi;

    private TestOrganisation organisation;
    private TestFieldwork fieldwork;
    private TestDevice device;
    private String scope;

    @BeforeEach
    void enrol() {
        organisation = organisations.create();
        fieldwork = new TestFieldwork(organisation);
        device = TestDevice.enrol(organisation, "inspector");
        scope = "user:" + organisation.person("inspector").id();
    }

    @Test
    void takesAnAcceptedVisitOutOfTheScopeWithAllThatIsOfItAfterSixtyDays() {
        Task task = accepted();
        TestDevice other = TestDevice.enrol(organisation, "inspector");
        device.pull();
        other.pull();
        assertThat(entities()).contains("assignment", "visit", "conflict", "receipt");
        finishedDaysAgo(task, 59);
        assertThat(job.putAway(organisation.id())).isZero();
        finishedDaysAgo(task, 61);
        assertThat(job.putAway(organisation.id())).isEqualTo(1);
        assertThat(entities()).isEmpty();
        assertThat(device.pull()).extracting(row -> row.get("op")).containsOnly("left");
        assertThat(device.row("visit", task.visit()).getString("op")).isEqualTo("left");
        assertThat(device.row("assignment", task.assignment()).getString("op")).isEqualTo("left");
        assertSame(device);
        assertSame(TestDevice.enrol(organisation, "inspector"));
        assertThat(job.putAway(organisation.id())).isZero();
        assertThat(device.pull()).isEmpty();
        syncJobs.collect(organisation.id());
        other.pull();
        assertSame(other);
        organisation.as("reviewer").get("/api/visits/" + task.visit()).then().statusCode(200);
    }

    @Test
    void leavesOpenVisitsWhereTheyAre() {
        Task open = fieldwork.assign("inspector");
        Task submitted = fieldwork.assign("inspector");
        device.push(device.start(submitted), device.answers(submitted, Map.of("clean", "YES", "smile", "NO")));
        device.push(device.submit(submitted));
        Task done = accepted();
        finishedDaysAgo(done, 61);
        assertThat(job.putAway(organisation.id())).isEqualTo(1);
        assertThat(ids("assignment")).containsExactlyInAnyOrder(open.assignment(), submitted.assignment());
        assertThat(ids("visit")).containsExactly(submitted.visit());
        device.pull();
        assertSame(device);
    }

    @Test
    void parksALateAnswerOfAnAcceptedVisitAndTheVisitStaysAway() {
        Task task = accepted();
        finishedDaysAgo(task, 61);
        job.putAway(organisation.id());
        assertThat(device.push(device.answers(task, Map.of("smile", "NO"))).get(0))
                .containsEntry("status", "parked")
                .containsEntry("code", "status-conflict");
        assertThat(entities()).isEmpty();
    }

    @Test
    void bringsACancelledVisitBackWithAllThatIsOfItWhenALateOperationTakesEffect() {
        Task task = worked();
        JsonObject late = device.answers(task, Map.of("remark", "晚到"));
        cancel(task);
        device.pull();
        Set<String> before = entities();
        assertThat(before).contains("assignment", "visit", "conflict", "receipt");
        finishedDaysAgo(task, 61);
        assertThat(job.putAway(organisation.id())).isEqualTo(1);
        assertThat(entities()).isEmpty();
        assertThat(device.push(late).get(0)).containsEntry("status", "applied").containsEntry("code", "after-cancel");
        assertThat(entities()).isEqualTo(before);
        device.pull();
        assertThat(device.body("assignment", task.assignment()).getString("state"))
                .isEqualTo("CANCELLED");
        assertThat(device.body("visit", task.visit()).getJsonObject("answers").containsKey("remark"))
                .isTrue();
        assertSame(device);
        assertThat(job.putAway(organisation.id())).as("its days begin anew").isZero();
        finishedDaysAgo(task, 61);
        assertThat(job.putAway(organisation.id())).isEqualTo(1);
        device.pull();
        assertSame(device);
        assertThat(entities()).isEmpty();
    }

    @Test
    void bringsAnExpiredVisitBackWhenTheOfficeGivesItToSomebodyElse() {
        Task task = worked();
        organisation.inTransaction(() -> jdbi.withHandle(handle -> handle.execute(
                "update assignments set state = 'EXPIRED' where id = ?", UUID.fromString(task.assignment()))));
        finishedDaysAgo(task, 61);
        assertThat(job.putAway(organisation.id())).isEqualTo(1);
        organisation
                .as("officer")
                .body(new JsonObject()
                        .put("assignee", organisation.person("inspector-2").id().toString())
                        .put("reason", "again")
                        .encode())
                .post("/api/assignments/" + task.assignment() + "/reassign")
                .then()
                .statusCode(204);
        TestDevice other = TestDevice.enrol(organisation, "inspector-2");
        other.pull();
        assertThat(other.body("visit", task.visit())).isNotNull();
        assertThat(other.body("assignment", task.assignment())).isNotNull();
        device.pull();
        assertSame(device);
        assertThat(ids("visit")).isEmpty();
    }

    @Test
    void goesOnWhereItWasWhenItIsKilledInTheMiddle() {
        List<Task> tasks = cancelled(FinishedVisitsJob.CHUNK + 50);
        FinishedVisitsJob dying = new FinishedVisitsJob(
                jdbi, everyOrganisation, current, locks, new DyingFeed(feed), clock, () -> Duration.ofDays(60));
        assertThatThrownBy(() -> dying.putAway(organisation.id())).hasMessage("killed");
        assertThat(ids("assignment")).hasSize(50);
        device.pull();
        assertSame(device);
        assertThat(job.putAway(organisation.id())).isEqualTo(50);
        assertThat(ids("assignment")).isEmpty();
        device.pull();
        assertSame(device);
        assertThat(device.bodies("assignment")).hasSize(tasks.size()).containsOnlyNulls();
    }

    @Test
    void letsTwoRunAtOnceWithoutDoingAnythingTwiceOrWaitingForAPush() {
        List<Task> tasks = cancelled(3 * FinishedVisitsJob.CHUNK);
        int both = organisation.inTransaction(() -> {
            locks.lock(List.of(UUID.fromString(tasks.get(7).visit())));
            CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> job.putAway(organisation.id()));
            CompletableFuture<Integer> other = CompletableFuture.supplyAsync(() -> job.putAway(organisation.id()));
            return first.thenCombine(other, Integer::sum)
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
        });
        assertThat(ids("assignment"))
                .as("what somebody had in hand, or another run")
                .hasSize(tasks.size() - both);
        assertThat(ids("assignment")).contains(tasks.get(7).assignment());
        assertThat(job.putAway(organisation.id())).isEqualTo(tasks.size() - both);
        assertThat(ids("assignment")).isEmpty();
        device.pull();
        assertSame(device);
    }

    @Test
    void makesRoomForNewWork() {
        cancelled(10);
        fillWithStrangeRows(19_989);
        assertThat(rowsHeld()).isEqualTo(19_999);
        job.putAway(organisation.id());
        assertThat(rowsHeld()).isEqualTo(19_989);
        fieldwork.assign("inspector", 5);
    }

    /** Two devices disagreed about an answer, and a submission waited for its file. */
    private Task worked() {
        byte[] file = TestFieldwork.picture();
        Task task = fieldwork.assign("inspector");
        TestDevice phone = TestDevice.enrol(organisation, "inspector");
        device.push(
                device.start(task),
                device.answers(task, Map.of("clean", "YES", "smile", "NO")),
                device.photo(task, "front", file));
        phone.push(phone.answers(task, Map.of("clean", "NO")));
        assertThat(device.push(device.submit(task)).get(0)).containsEntry("status", "held");
        device.upload(file);
        decide(task, "return");
        return task;
    }

    private Task accepted() {
        Task task = worked();
        device.push(device.submit(task).put("known", new JsonObject().put("assignment", 99)));
        decide(task, "accept");
        return task;
    }

    private void decide(Task task, String how) {
        int revision = organisation
                .as("reviewer")
                .get("/api/visits/" + task.visit())
                .then()
                .statusCode(200)
                .extract()
                .path("revision");
        organisation
                .as("reviewer")
                .body(new JsonObject()
                        .put("revision", revision)
                        .put("reason", "again")
                        .put("remarks", new JsonArray())
                        .encode())
                .post("/api/visits/" + task.visit() + "/" + how)
                .then()
                .statusCode(204);
    }

    private void cancel(Task task) {
        organisation
                .as("officer")
                .body("{\"reason\":\"closed\"}")
                .post("/api/assignments/" + task.assignment() + "/cancel")
                .then()
                .statusCode(204);
    }

    private List<Task> cancelled(int count) {
        List<Task> tasks = fieldwork.assign("inspector", count);
        device.pull();
        organisation.inTransaction(() -> jdbi.withHandle(handle -> handle.execute(
                "update assignments set state = 'CANCELLED', finished_at = now() - interval '61 days'"
                        + " where organisation_id = ?",
                organisation.id())));
        return tasks;
    }

    private void finishedDaysAgo(Task task, int days) {
        int changed = organisation.inTransaction(() -> jdbi.withHandle(handle -> handle.execute(
                "update assignments set finished_at = now() - make_interval(days => ?)"
                        + " where id = ? and (finished_at is not null or state = 'EXPIRED')",
                days,
                UUID.fromString(task.assignment()))));
        assertThat(changed).isEqualTo(1);
    }

    private void fillWithStrangeRows(int count) {
        organisation.inTransaction(() -> jdbi.withHandle(handle -> handle.execute(
                "insert into sync_rows (organisation_id, scope, entity, id, op, rev, body)"
                        + " select ?, ?, 'strange', gen_random_uuid(), 'upsert', 1, '{}'"
                        + " from generate_series(1, ?)",
                organisation.id(),
                scope,
                count)));
    }

    private long rowsHeld() {
        return present().size();
    }

    private Set<String> entities() {
        return present().stream().map(row -> row.getString("entity")).collect(Collectors.toSet());
    }

    private Set<String> ids(String entity) {
        return present().stream()
                .filter(row -> row.getString("entity").equals(entity))
                .map(row -> row.getString("id"))
                .collect(Collectors.toSet());
    }

    /** The person's own scope as a snapshot gives it. */
    private List<JsonObject> present() {
        return snapshot().stream().filter(line -> line.containsKey("op")).toList();
    }

    private List<JsonObject> snapshot() {
        return device.request()
                .queryParam("device", device.id())
                .get("/api/sync/v1/scopes/{scope}/snapshot", scope)
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .lines()
                .map(JsonObject::new)
                .toList();
    }

    /** What the device has after a pull is what the server says is there, by a snapshot and by digest. */
    private void assertSame(TestDevice of) {
        of.pull();
        ScopeDigest digest = ScopeDigest.EMPTY;
        List<JsonObject> here = of.present(scope);
        for (JsonObject row : here) {
            digest = digest.with(row.getString("entity"), row.getString("id"), row.getInteger("rev"));
        }
        assertThat(here).containsExactlyInAnyOrderElementsOf(present());
        JsonObject asked =
                new JsonObject().put("scope", scope).put("rows", digest.rows()).put("digest", digest.wire());
        String answer = of.request()
                .body(new JsonObject()
                        .put("device", of.id())
                        .put("cursor", of.cursor())
                        .put("scopes", new JsonArray().add(asked))
                        .encode())
                .post("/api/sync/v1/verify")
                .then()
                .statusCode(200)
                .extract()
                .path("scopes[0].result");
        assertThat(answer).isEqualTo("equal");
    }

    /** Its second chunk never comes to its end. */
    private static final class DyingFeed implements SyncFeed {
        private final SyncFeed feed;
        private int chunks;

        DyingFeed(SyncFeed feed) {
            this.feed = feed;
        }

        @Override
        public void publish(Collection<RowChange> changes) {
            feed.publish(changes);
        }

        @Override
        public void publishIfDifferent(RowChange change) {
            feed.publishIfDifferent(change);
        }

        @Override
        public void withdraw(Collection<RowKey> rows, Collection<UUID> entityIds) {
            feed.withdraw(rows, entityIds);
            chunks++;
            if (chunks > 1) {
                throw new IllegalStateException("killed");
            }
        }

        @Override
        public void publishReceipts(Collection<UUID> entityIds) {
            feed.publishReceipts(entityIds);
        }
    }
}
