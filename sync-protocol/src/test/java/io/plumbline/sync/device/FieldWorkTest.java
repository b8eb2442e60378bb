package io.plumbline.sync.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.plumbline.sync.device.storage.MemoryStorage;
import io.plumbline.sync.device.storage.WriteUnit;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person may write to, once nothing of it waits in the outbox any more. */
class FieldWorkTest {
    private static final String ANNA = "01931a2b-0000-7000-8000-000000000004";
    private static final String VISIT = "01931a2b-0000-7000-8000-000000000001";
    private static final DeviceOptions OPTIONS = new DeviceOptions(
            "tablet",
            "test",
            "1",
            Duration.ofMinutes(15),
            Duration.ofMinutes(1),
            Duration.ofHours(24),
            Duration.ofDays(14),
            100,
            100,
            100);

    private final MemoryStorage storage = new MemoryStorage();

    @ParameterizedTest
    @ValueSource(strings = {"SUBMITTED", "ACCEPTED", "CANCELLED", "REASSIGNED", "EXPIRED"})
    void refusesAVisitThatTheServerCallsEnded(String state) {
        FieldWork work = workWithAssignment(state);
        assertThat(work.openVisits()).isEmpty();
        assertThatThrownBy(() -> work.answer(VISIT, "q1", TextNode.valueOf("YES")))
                .isInstanceOf(NotEditableException.class)
                .hasMessageContaining(state);
        assertThat(storage.table("edit")).isEmpty();
        assertThat(storage.table("outbox")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ASSIGNED", "IN_PROGRESS", "RETURNED"})
    void takesAVisitThatIsToBeDone(String state) {
        FieldWork work = workWithAssignment(state);
        assertThat(work.openVisits()).containsExactly(VISIT);
        work.answer(VISIT, "q1", TextNode.valueOf("YES"));
        assertThat(storage.table("edit")).hasSize(1);
    }

    private FieldWork workWithAssignment(String state) {
        ObjectNode row = JsonNodeFactory.instance
                .objectNode()
                .put("entity", "assignment")
                .put("id", "01931a2b-0000-7000-8000-000000000002")
                .put("rev", 1)
                .put("generation", 0);
        row.putObject("body")
                .put("visit", VISIT)
                .put("checklist", "01931a2b-0000-7000-8000-000000000003")
                .put("state", state);
        row.putObject("members").putObject(ANNA + " user:" + ANNA).put("rev", 1).put("fill", 0);
        Identity identity = new Identity("01931a2b-0000-7000-8000-000000000006", 1, "l1", 0, 0);
        storage.write(new WriteUnit()
                .put("meta", "identity", identity.json())
                .put("row", "assignment/01931a2b-0000-7000-8000-000000000002", row));
        DeviceEnvironment environment = new DeviceEnvironment(
                () -> 1_790_000_000_000L,
                () -> 0,
                new SplittableRandom(1),
                () -> UUID.randomUUID().toString(),
                Optional.empty());
        Device device = new Device(storage, environment, OPTIONS);
        device.signIn(ANNA);
        return device.work();
    }
}
