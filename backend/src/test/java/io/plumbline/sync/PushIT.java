package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;

import io.plumbline.fieldwork.TestDevice;
import io.plumbline.fieldwork.TestFieldwork;
import io.plumbline.fieldwork.TestFieldwork.Task;
import io.plumbline.platform.time.Ids;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PushIT {
    @Inject
    TestOrganisations organisations;

    @Inject
    Jdbi jdbi;

    @AfterEach
    void stopCounting() {
        jdbi.setSqlLogger(SqlLogger.NOP_SQL_LOGGER);
    }

    @Test
    void givesTheSameReceiptsAndOneEffectWhenABatchIsReplayed() {
        TestOrganisation organisation = organisations.create();
        Task task = new TestFieldwork(organisation).assign("inspector");
        TestDevice device = TestDevice.enrol(organisation, "inspector");
        byte[] batch = device.envelope(List.of(
                device.start(task), device.answers(task, Map.of("clean", "YES", "smile", "YES")), device.submit(task)));
        List<Map<String, Object>> first = device.send(batch).jsonPath().getList("receipts");
        device.pull();
        int revision = device.row("visit", task.visit()).getInteger("rev");
        List<Map<String, Object>> second = device.send(batch).jsonPath().getList("receipts");
        for (int i = 0; i < first.size(); i++) {
            assertThat(first.get(i)).containsEntry("status", "applied");
            assertThat(second.get(i)).containsEntry("status", "duplicate").containsEntry("original", "applied");
            assertThat(second.get(i).get("visibleAt")).isEqualTo(first.get(i).get("visibleAt"));
            assertThat(second.get(i).get("effectiveHlc")).isEqualTo(first.get(i).get("effectiveHlc"));
        }
        assertThat(device.pull()).isEmpty();
        assertThat(device.row("visit", task.visit()).getInteger("rev")).isEqualTo(revision);
        Object id = first.get(0).get("operation");
        device.request()
                .body(new JsonObject()
                        .put("ids", new JsonArray().add(id).add(Ids.next().toString()))
                        .encode())
                .post("/api/sync/v1/operations/status")
                .then()
                .statusCode(200)
                .body("receipts.operation", containsInAnyOrder(id))
                .body("unknown.size()", equalTo(1));
    }

    @Test
    void parksAnIdThatComesAgainWithOtherContent() {
        TestOrganisation organisation = organisations.create();
        Task task = new TestFieldwork(organisation).assign("inspector");
        TestDevice device = TestDevice.enrol(organisation, "inspector");
        JsonObject first = device.answers(task, Map.of("clean", "YES"));
        JsonObject reused = device.answers(task, Map.of("clean", "NO")).put("id", first.getString("id"));
        device.push(first);
        assertThat(device.push(reused).get(0))
                .containsEntry("status", "parked")
                .containsEntry("code", "operation-id-reused");
        JsonObject renumbered = first.copy().put("sequence", 99);
        assertThat(device.push(renumbered).get(0)).containsEntry("status", "duplicate");
        int copies = organisation.inTransaction(
                () -> jdbi.withHandle(handle -> handle.createQuery("select count(*) from sync_rejected_copies")
                        .mapTo(Integer.class)
                        .one()));
        assertThat(copies).isEqualTo(1);
    }

    @Test
    void parksWhatItDoesNotUnderstandAndAppliesTheRest() {
        TestOrganisation organisation = organisations.create();
        Task task = new TestFieldwork(organisation).assign("inspector");
        TestDevice device = TestDevice.enrol(organisation, "inspector");
        JsonObject wrongType = device.answers(task, Map.of("smile", 7));
        JsonObject wrongShape = device.answers(task, Map.of("smile", "YES")).put("answers", "all");
        JsonObject unknownKind = device.operation(task.visit(), "visit.teleport");
        JsonObject unknownEntity = device.operation(task.visit(), "visit.start").put("entity", "spaceship");
        JsonObject tooNew = device.start(task).put("schema", 2);
        JsonObject nul = device.answers(task, Map.of("remark", "a\u0000b"));
        JsonObject extra = device.answers(task, Map.of("clean", "YES")).put("mood", "sunny");
        List<Map<String, Object>> receipts =
                device.push(wrongType, wrongShape, unknownKind, unknownEntity, tooNew, nul, extra);
        assertThat(receipts)
                .extracting(each -> each.get("status"))
                .containsExactly("parked", "parked", "parked", "parked", "parked", "parked", "applied");
        assertThat(receipts)
                .extracting(each -> each.get("code"))
                .startsWith("validation", "validation", "unknown-kind", "unknown-entity", "schema-too-new");
        assertThat(receipts.get(0)).containsEntry("pointer", "/answers/smile/value");
        String kept = organisation.inTransaction(() -> jdbi.withHandle(
                handle -> handle.createQuery("select body ->> 'mood' from sync_operations where id = :id::uuid")
                        .bind("id", extra.getString("id"))
                        .mapTo(String.class)
                        .one()));
        assertThat(kept).isEqualTo("sunny");
        List<String> listed = organisation
                .as("officer")
                .get("/api/sync-issues?status=PARKED")
                .then()
                .statusCode(200)
                .extract()
                .path("items.operation");
        assertThat(listed).hasSize(6).contains(unknownKind.getString("id"), nul.getString("id"));
    }

    @Test
    void storesAnOperationThatIsNotEvenAnObject() {
        TestOrganisation organisation = organisations.create();
        Task task = new TestFieldwork(organisation).assign("inspector");
        TestDevice device = TestDevice.enrol(organisation, "inspector");
        JsonObject envelope = new JsonObject()
                .put("device", device.id())
                .put("incarnation", 1)
                .put("lease", device.lease())
                .put(
                        "operations",
                        new JsonArray().add(5).add(device.start(task)).add(new JsonObject()));
        byte[] body = envelope.toBuffer().getBytes();
        List<Map<String, Object>> receipts = device.send(body).jsonPath().getList("receipts");
        assertThat(receipts).extracting(each -> each.get("status")).containsExactly("parked", "applied", "parked");
    }

    @Test
    void parksAPoisonOperationAndDelaysNoOther() {
        TestOrganisation organisation = organisations.create();
        Task task = new TestFieldwork(organisation).assign("inspector");
        TestDevice device = TestDevice.enrol(organisation, "inspector");
        String sick = Ids.next().toString();
        JsonObject fine = device.operation(sick, "fine").put("entity", "poison");
        JsonObject boom = device.operation(sick, "boom").put("entity", "poison");
        JsonObject after = device.operation(sick, "fine").put("entity", "poison");
        List<Map<String, Object>> receipts = device.push(fine, boom, device.start(task), after);
        assertThat(receipts)
                .extracting(each -> each.get("status"))
                .containsExactly("applied", "parked", "applied", "applied");
        assertThat(device.push(boom).get(0)).containsEntry("original", "parked");
    }

    @Test
    void takesFiftyVisitsWithAsManyStatementsAsOne() {
        TestOrganisation organisation = organisations.create();
        TestFieldwork work = new TestFieldwork(organisation);
        List<Task> tasks = work.assign("inspector", 52);
        TestDevice device = TestDevice.enrol(organisation, "inspector");
        statements(device, tasks.subList(0, 1));
        int one = statements(device, tasks.subList(1, 2));
        int fifty = statements(device, tasks.subList(2, 52));
        System.Logger log = System.getLogger(PushIT.class.getName());
        log.log(System.Logger.Level.INFO, "statements of a push: 1 visit {0}, 50 visits {1}", one, fifty);
        assertThat(one).isPositive();
        assertThat(fifty).isEqualTo(one);
    }

    private int statements(TestDevice device, List<Task> tasks) {
        List<JsonObject> operations = new ArrayList<>();
        for (Task task : tasks) {
            operations.add(device.start(task));
            operations.add(device.answers(task, Map.of("clean", "YES", "smile", "NO")));
            operations.add(device.submit(task));
        }
        AtomicInteger count = new AtomicInteger();
        jdbi.setSqlLogger(new SqlLogger() {
            @Override
            public void logAfterExecution(StatementContext context) {
                count.incrementAndGet();
            }
        });
        Response response = device.send(device.envelope(operations));
        jdbi.setSqlLogger(SqlLogger.NOP_SQL_LOGGER);
        List<String> states = response.jsonPath().getList("receipts.status");
        assertThat(states).hasSize(tasks.size() * 3).containsOnly("applied");
        return count.get();
    }
}
