package io.plumbline.sync.interleaving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.fieldwork.TestDevice;
import io.plumbline.fieldwork.TestFieldwork;
import io.plumbline.fieldwork.TestFieldwork.Task;
import io.plumbline.platform.time.Ids;
import io.plumbline.sync.interleaving.Http.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;

/** The writing half of a tablet: makes operations, pushes them, keeps every receipt it was ever given. */
final class Writer {
    private static final List<String> ITEMS = List.of("clean", "smile");
    private static final List<String> VALUES = List.of("YES", "NO");
    private static final int CONFLICT = 409;
    private static final int SERVER = 500;

    private final Http http;
    private final String device;
    private final String account;
    private final Reader reader;
    private final Journal journal;
    private final Map<String, byte[]> files = new ConcurrentSkipListMap<>();
    private final Map<String, JsonNode> unanswered = new LinkedHashMap<>();
    private final Map<String, List<JsonNode>> receipts = new LinkedHashMap<>();
    private final List<String> made = new ArrayList<>();
    private volatile byte[] lastBody = new byte[0];
    private boolean lastIsOpen;
    private String lease;
    private long sequence;
    private long clock = System.currentTimeMillis() << 16;

    Writer(Http http, String account, JsonNode enrolled, Reader reader, Journal journal) {
        this.http = http;
        this.device = enrolled.path("device").asText();
        this.lease = enrolled.path("lease").asText();
        this.account = account;
        this.reader = reader;
        this.journal = journal;
    }

    /** A few operations on visits, some of them not one's own. */
    void write(String worker, List<Task> tasks, Random random) {
        if (lastIsOpen) {
            send(worker);
            return;
        }
        List<JsonNode> batch = outbox();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            Task task = tasks.get(random.nextInt(tasks.size()));
            ObjectNode operation = operation(task, random);
            made.add(operation.path("id").asText());
            synchronized (unanswered) {
                unanswered.put(operation.path("id").asText(), operation);
            }
            batch.add(operation);
        }
        makeBatch(batch);
        send(worker);
    }

    private void makeBatch(List<JsonNode> batch) {
        ObjectNode envelope = Http.JSON.createObjectNode();
        envelope.put("device", device).put("incarnation", 1).put("lease", lease);
        envelope.put("batch", UUID.randomUUID().toString());
        ArrayNode operations = envelope.putArray("operations");
        batch.forEach(operations::add);
        lastBody = envelope.toString().getBytes(StandardCharsets.UTF_8);
        lastIsOpen = true;
    }

    /** Sends the last batch again, as a proxy does that saw no answer. Somebody else's answer is nobody's. */
    void repeat(String worker) {
        byte[] body = lastBody;
        if (body.length == 0) {
            return;
        }
        Answer answer = push(worker, body);
        if (answer.status() == 200) {
            keep(answer.json().path("receipts"));
            journal.count("repeated batch");
        } else {
            // An older batch than the lease before this one looks like another copy of the device.
            assertThat(answer.status() == CONFLICT || (answer.status() >= SERVER && journal.mayFail()))
                    .as(answer.text())
                    .isTrue();
        }
    }

    private void send(String worker) {
        Answer answer = push(worker, lastBody);
        if (answer.status() >= SERVER && journal.mayFail()) {
            return;
        }
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        lease = answer.json().path("lease").asText();
        lastIsOpen = false;
        keep(answer.json().path("receipts"));
    }

    private Answer push(String worker, byte[] body) {
        return http.post(worker, "/api/sync/v1/push", body, Map.of("Content-Digest", TestDevice.digest(body)));
    }

    private void keep(JsonNode answers) {
        for (JsonNode receipt : answers) {
            String id = receipt.path("operation").asText();
            String status = receipt.path("status").asText();
            journal.count(status);
            if (status.equals("retry")) {
                assertThat(journal.mayFail()).as("retry without a fault").isTrue();
            } else {
                synchronized (unanswered) {
                    receipts.computeIfAbsent(id, each -> new ArrayList<>()).add(receipt);
                    unanswered.remove(id);
                }
            }
        }
    }

    /** Until the server has everything. */
    void drain() {
        for (int i = 0; lastIsOpen || !outbox().isEmpty(); i++) {
            assertThat(i).as("pushes until the outbox is empty").isLessThan(20);
            if (!lastIsOpen) {
                makeBatch(outbox());
            }
            send("");
        }
    }

    private List<JsonNode> outbox() {
        synchronized (unanswered) {
            return new ArrayList<>(unanswered.values());
        }
    }

    /** Uploads a file that an operation declares, perhaps before the operation is sent. */
    void upload(String worker) {
        if (files.isEmpty()) {
            return;
        }
        String sha256 = files.keySet().iterator().next();
        byte[] file = files.remove(sha256);
        String metadata = "sha256 " + base64(sha256) + ",contentType " + base64("image/png");
        Answer created = http.post(
                worker,
                "/api/media",
                new byte[0],
                Map.of(
                        "Tus-Resumable",
                        "1.0.0",
                        "Upload-Length",
                        Integer.toString(file.length),
                        "Upload-Metadata",
                        metadata));
        if (created.status() == 201) {
            String location =
                    created.response().headers().firstValue("Location").orElseThrow();
            String path = location.substring(location.indexOf("/api/"));
            Answer done = http.send(
                    worker,
                    "PATCH",
                    path,
                    file,
                    Map.of(
                            "Tus-Resumable", "1.0.0",
                            "Upload-Offset", "0",
                            "Content-Type", "application/offset+octet-stream"));
            if (done.status() == 204) {
                journal.count("file uploaded");
                return;
            }
            assertThat(journal.mayFail()).as(done.text()).isTrue();
        }
        assertThat(journal.mayFail()).as(created.text()).isTrue();
        files.put(sha256, file);
    }

    void uploadAll() {
        while (!files.isEmpty()) {
            upload("");
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode operation(Task task, Random random) {
        Reader.Row assignment = reader.rows("user:" + account).get("assignment/" + task.assignment());
        Reader.Row visit = reader.rows("user:" + account).get("visit/" + task.visit());
        JsonNode body = visit == null ? Http.JSON.createObjectNode() : visit.body();
        int choice = random.nextInt(20);
        ObjectNode operation = Http.JSON.createObjectNode();
        operation.put("id", Ids.next().toString()).put("sequence", ++sequence).put("hlc", tick());
        operation.put("actor", account).put("entity", "visit").put("entityId", task.visit());
        operation.putObject("known").put("assignment", assignment == null ? 1 : assignment.rev());
        operation.put("schema", 1).put("wall", Instant.now().toString());
        if (choice < 5) {
            operation.put("kind", "visit.start").put("assignment", task.assignment());
            operation.put("checklist", task.checklist()).put("startedAt", "2026-11-22T02:0" + choice + ":00Z");
        } else if (choice < 13) {
            answer(operation.put("kind", "answers.set").put("checklist", task.checklist()), body, random);
        } else if (choice < 15) {
            field(operation.put("kind", "note.add").putObject("notes"), "_visit", body.path("notes"), random)
                    .put("value", "note " + random.nextInt(9));
        } else if (choice < 17) {
            photo(operation.put("kind", "photo.add").putObject("photo"));
        } else {
            operation.put("kind", "status.request").put("to", "SUBMITTED").putNull("score");
        }
        return operation;
    }

    private void answer(ObjectNode operation, JsonNode body, Random random) {
        ObjectNode answers = operation.putObject("answers");
        for (String item : ITEMS) {
            if (random.nextInt(3) > 0) {
                field(answers, item, body.path("answers"), random).put("value", VALUES.get(random.nextInt(2)));
            }
        }
        if (answers.isEmpty()) {
            field(answers, "remark", body.path("answers"), random).put("value", "r" + random.nextInt(9));
        }
    }

    /** Over what the row shows, or as if nothing were seen. */
    private ObjectNode field(ObjectNode fields, String item, JsonNode shown, Random random) {
        ObjectNode field = fields.putObject(item).put("hlc", tick());
        ArrayNode base = field.putArray("base");
        JsonNode winner = shown.path(item).path("op");
        if (winner.isTextual() && random.nextInt(4) > 0) {
            base.add(winner.asText());
        }
        return field;
    }

    private void photo(ObjectNode photo) {
        byte[] file = TestFieldwork.picture();
        String sha256 = TestDevice.sha256(file);
        files.put(sha256, file);
        photo.put("id", Ids.next().toString()).put("item", "front").put("purpose", "PHOTO");
        photo.put("sha256", sha256).put("size", file.length).put("contentType", "image/png");
        photo.put("capturedAt", "2026-11-22T02:00:00Z").put("width", 64).put("height", 48);
    }

    private String tick() {
        return String.format("%016x", ++clock);
    }

    String account() {
        return account;
    }

    List<String> made() {
        return made;
    }

    Map<String, List<JsonNode>> receipts() {
        return receipts;
    }

    /** The receipts as the server has them now. */
    JsonNode status() {
        ObjectNode request = Http.JSON.createObjectNode();
        ArrayNode ids = request.putArray("ids");
        made.forEach(ids::add);
        return http.post("", "/api/sync/v1/operations/status", request).json();
    }
}
