package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.fieldwork.TestDevice;
import io.plumbline.fieldwork.TestFieldwork;
import io.plumbline.fieldwork.TestFieldwork.Task;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LeaseIT {
    @Inject
    TestOrganisations organisations;

    private TestOrganisation organisation;
    private Task task;
    private TestDevice device;

    @BeforeEach
    void enrol() {
        organisation = organisations.create();
        task = new TestFieldwork(organisation).assign("inspector");
        device = TestDevice.enrol(organisation, "inspector");
    }

    /** A device's id is no secret; a session is signed with its key. */
    @Test
    void putsOffWhatOthersWroteUntilTheSenderOpenedASessionOnTheDevice() {
        JsonObject started = device.start(task);
        TestDevice other = device.withSignedIn("inspector-2");
        assertThat(other.push(started, started))
                .as("neither of the two, and not as a duplicate of nothing")
                .allSatisfy(receipt -> assertThat(receipt).containsEntry("status", "retry"));
        assertThat(other.openSession("0193a000-0000-7000-8000-00000000000a", 0).statusCode())
                .isEqualTo(200);
        assertThat(other.push(started).get(0)).containsEntry("status", "applied");
    }

    @Test
    void givesACopyAnIncarnationOfItsOwnAndLosesNothingWhenBothGoOn() {
        TestDevice copy = device.copy();
        device.push(device.start(task), device.answers(task, Map.of("clean", "YES")));
        JsonObject written = copy.answers(task, Map.of("smile", "NO"));
        Response forked = copy.send(copy.envelope(List.of(written)));
        assertThat(forked.statusCode()).isEqualTo(409);
        assertThat(forked.<String>path("code")).isEqualTo("device-forked");
        assertThat(forked.<Integer>path("incarnation")).isEqualTo(2);
        copy.adopt(forked);
        assertThat(copy.push(copy.renumbered(written)).get(0)).containsEntry("status", "applied");
        assertThat(device.push(device.answers(task, Map.of("remark", "on"))).get(0))
                .containsEntry("status", "applied");
        device.pull();
        JsonObject answers =
                device.row("visit", task.visit()).getJsonObject("body").getJsonObject("answers");
        assertThat(answers.getJsonObject("clean").getString("value")).isEqualTo("YES");
        assertThat(answers.getJsonObject("smile").getString("value")).isEqualTo("NO");
        assertThat(answers.getJsonObject("remark").getString("value")).isEqualTo("on");
    }

    @Test
    void opensASessionThatHasFieldsOfANewerProtocol() {
        JsonObject request = new JsonObject()
                .put("device", device.id())
                .put("incarnation", 1)
                .put("lease", device.lease())
                .put("battery", 7)
                .put("protocol", new JsonObject().put("min", 1).put("max", 2).put("preferred", 2));
        Response response = device.request().body(request.encode()).post("/api/sync/v1/session");
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        assertThat(response.<Integer>path("protocol")).isEqualTo(1);
    }

    @Test
    void countsOnceWhatBothCopiesHandOver() {
        JsonObject start = device.start(task);
        JsonObject answer = device.answers(task, Map.of("clean", "YES"));
        TestDevice copy = device.copy();
        device.push(start, answer);
        Response forked = copy.send(copy.envelope(List.of(start, answer)));
        copy.adopt(forked);
        assertThat(copy.push(copy.renumbered(start), copy.renumbered(answer)))
                .extracting(each -> each.get("status"))
                .containsExactly("duplicate", "duplicate");
        assertThat(copy.openSession(UUID.randomUUID().toString(), 2).<List<String>>path("commands"))
                .isEmpty();
    }

    @Test
    void goesBeyondTheIncarnationADeviceNamesWhenTheServerKnowsFewer() {
        JsonObject start = device.start(task);
        byte[] later = new JsonObject(new String(device.envelope(List.of(start)), StandardCharsets.UTF_8))
                .put("incarnation", 6)
                .encode()
                .getBytes(StandardCharsets.UTF_8);
        Response forked = device.send(later);
        assertThat(forked.<String>path("code")).isEqualTo("device-forked");
        assertThat(forked.<Integer>path("incarnation")).isEqualTo(7);
    }

    @Test
    void storesNothingOfAPushWhoseSequenceIsTakenByAnotherOperation() {
        JsonObject start = device.start(task);
        device.push(start);
        JsonObject clash = device.answers(task, Map.of("clean", "NO")).put("sequence", start.getLong("sequence"));
        JsonObject innocent = device.answers(task, Map.of("smile", "NO"));
        Response forked = device.send(device.envelope(List.of(innocent, clash)));
        assertThat(forked.<String>path("code")).isEqualTo("device-forked");
        device.adopt(forked);
        assertThat(device.push(device.renumbered(innocent), device.renumbered(clash)))
                .extracting(each -> each.get("status"))
                .containsExactly("applied", "applied");
    }

    @Test
    void acceptsTheSameBatchWithThePreviousLeaseWhenItsAnswerWasLost() {
        byte[] batch = device.envelope(List.of(device.start(task)));
        Response first = device.send(batch);
        Response again = device.send(batch);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.<String>path("lease")).isEqualTo(first.path("lease"));
        assertThat(device.push(device.answers(task, Map.of("clean", "YES"))).get(0))
                .containsEntry("status", "applied");
    }

    /** A server set back to between the two answers would otherwise show the lease of one that has it all. */
    @Test
    void movesTheLeaseAgainWhenABatchOfWhichSomethingWaitsIsSentAgain() {
        TestDevice other = device.withSignedIn("inspector-2");
        JsonObject started = device.start(task);
        byte[] batch = other.envelope(List.of(started));
        List<String> leases = Stream.generate(() -> other.send(batch).<String>path("lease"))
                .limit(3)
                .toList();
        assertThat(leases).doesNotHaveDuplicates();
        TestDevice.enrol(organisation, "inspector").push(started);
        assertThat(other.send(batch).<List<String>>path("receipts.status"))
                .as("stored since, by its author")
                .containsExactly("duplicate");
    }

    @Test
    void acceptsTheSameSessionRequestWithThePreviousLeaseWhenItsAnswerWasLost() {
        TestDevice withoutAnswer = device.copy();
        String attempt = UUID.randomUUID().toString();
        Response first = device.openSession(attempt, 0);
        Response again = withoutAnswer.openSession(attempt, 0);
        assertThat(again.<String>path("lease")).isEqualTo(first.path("lease"));
        assertThat(device.copy().openSession(UUID.randomUUID().toString(), 0).statusCode())
                .isEqualTo(200);
        assertThat(withoutAnswer.openSession(UUID.randomUUID().toString(), 0).<String>path("code"))
                .isEqualTo("device-forked");
    }

    @Test
    void asksForEverythingAgainWhenTheDeviceSawMoreAcknowledgedThanTheServerHas() {
        device.push(device.start(task));
        Response session = device.openSession(UUID.randomUUID().toString(), 7);
        assertThat(session.<Integer>path("watermark")).isEqualTo(1);
        assertThat(session.<List<String>>path("commands")).containsExactly("resend");
        assertThat(session.<Integer>path("incarnation")).isEqualTo(1);
    }
}
