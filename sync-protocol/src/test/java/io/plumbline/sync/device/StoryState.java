package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.device.storage.DeviceStorage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** The state of a device as vectors tell it, onto this library's storage and back. */
final class StoryState {
    static final String ACCOUNT = "01931a2b-0000-7000-8000-000000000004";
    static final String DEVICE = "01931a2b-0000-7000-8000-000000000006";

    private static final long AN_HOUR = 3_600_000;

    private StoryState() {}

    static List<String> scopes(JsonNode given) {
        List<String> scopes = new ArrayList<>();
        if (given.has("scopes")) {
            given.path("scopes").forEach(scope -> scopes.add(scope.asText()));
        } else {
            scopes.add("org");
            scopes.add("user:" + ACCOUNT);
        }
        return scopes;
    }

    static String epoch(JsonNode given) {
        return given.path("epoch").asText("e1");
    }

    static void write(JsonNode given, DeviceStorage storage) {
        Local local = new Local(storage);
        local.putText("account", ACCOUNT);
        if (!given.path("device").isNull()) {
            identity(local, given);
        }
        if (given.has("hlc")) {
            local.put(Hlc.parse(given.path("hlc").asText()));
        }
        if (given.has("attempt")) {
            local.putText("attempt", given.path("attempt").asText());
        }
        if (given.has("inflight")) {
            List<String> ids = new ArrayList<>();
            given.path("inflight").path("operations").forEach(id -> ids.add(id.asText()));
            local.put(new Local.Inflight(given.path("inflight").path("batch").asText(), ids));
        }
        if (given.has("limits")) {
            local.putLimits(given.path("limits"));
        }
        local.wiping(given.path("wipe").asBoolean());
        given.path("outbox").forEach(entry -> local.put(operation(local, entry)));
        for (JsonNode edit : given.path("edits")) {
            List<String> base = new ArrayList<>();
            edit.path("base").forEach(id -> base.add(id.asText()));
            Hlc hlc = Hlc.parse(edit.path("hlc").asText());
            String field = edit.path("field").asText();
            String key = edit.path("key").asText();
            local.putEdit(
                    edit.path("visit").asText(), ACCOUNT, field, key, new FieldEdit(edit.path("value"), hlc, base));
        }
        given.path("rows").forEach(row -> local.put(row(row)));
        given.path("media").forEach(file -> media(local, storage, file));
        cursor(local, given);
        local.commit();
    }

    private static void identity(Local local, JsonNode given) {
        JsonNode device = given.path("device");
        int incarnation = device.path("incarnation").asInt(1);
        long sequence = 0;
        long acknowledged = 0;
        for (JsonNode entry : given.path("outbox")) {
            if (entry.path("incarnation").asInt(1) == incarnation) {
                long each = entry.path("operation").path("sequence").asLong();
                sequence = Math.max(sequence, each);
                boolean durable = entry.path("state").asText().equals("final");
                acknowledged = durable ? Math.max(acknowledged, each) : acknowledged;
            }
        }
        local.put(new Identity(
                DEVICE,
                incarnation,
                device.path("lease").asText("l1"),
                device.path("sequence").asLong(sequence),
                device.path("acknowledged").asLong(acknowledged)));
        local.putText("epoch", epoch(given));
    }

    private static void cursor(Local local, JsonNode given) {
        String cursor = given.has("cursor") ? given.path("cursor").textValue() : "c1";
        List<String> merges = new ArrayList<>();
        given.path("merge").forEach(each -> merges.add(each.asText()));
        boolean begun = cursor != null || !given.path("fills").isEmpty() || !merges.isEmpty();
        TreeMap<String, Boolean> scopes = new TreeMap<>();
        scopes(given).forEach(scope -> scopes.put(scope, true));
        boolean enrolled = !given.path("device").isNull();
        local.put(new AccountState(
                ACCOUNT,
                begun,
                enrolled ? cursor : null,
                merges,
                enrolled ? new java.util.TreeSet<>(scopes.keySet()) : new java.util.TreeSet<>()));
        for (JsonNode fill : given.path("fills")) {
            local.put(new Local.Fill(
                    ACCOUNT,
                    fill.path("scope").asText(),
                    local.nextNumber("fills"),
                    fill.path("cursor").textValue(),
                    fill.path("after").textValue()));
        }
    }

    private static OutboxEntry operation(Local local, JsonNode entry) {
        ObjectNode operation = (ObjectNode) entry.path("operation").deepCopy();
        int incarnation = entry.path("incarnation").asInt(1);
        OutboxEntry queued = OutboxEntry.queued(local.nextNumber("order"), incarnation, operation);
        return switch (entry.path("state").asText()) {
            case "queued" -> queued;
            case "sent" -> queued.sent();
            default -> {
                JsonNode receipt = entry.has("receipt")
                        ? entry.path("receipt")
                        : JsonNodeFactory.instance
                                .objectNode()
                                .put("operation", queued.id())
                                .put("status", "applied")
                                .put("visibleAt", "5");
                long ago = entry.path("receivedMsAgo").asLong(AN_HOUR);
                OutboxEntry done = queued.received(receipt, DeviceStory.BEGIN.toEpochMilli() - ago);
                yield entry.path("overlay").asBoolean() ? done : done.covered();
            }
        };
    }

    private static StoredRow row(JsonNode row) {
        TreeMap<String, StoredRow.Membership> members = new TreeMap<>();
        long rev = row.path("rev").asLong();
        row.path("scopes")
                .forEach(scope -> members.put(
                        StoredRow.member(ACCOUNT, scope.asText()), new StoredRow.Membership(rev, fillOf(row))));
        return new StoredRow(row.path("entity").asText(), row.path("id").asText(), rev, 0, row.path("body"), members);
    }

    /** Rows that an unfinished fill brought carry its number. */
    private static long fillOf(JsonNode row) {
        return row.path("fill").asLong(0);
    }

    private static void media(Local local, DeviceStorage storage, JsonNode file) {
        String sha256 = file.path("sha256").asText();
        int size = file.path("size").asInt();
        storage.keepFile(sha256, new byte[size]);
        boolean done = file.path("state").asText().equals("done");
        local.put(new MediaEntry(
                file.path("id").asText(),
                local.nextNumber("order"),
                file.path("visit").asText(),
                file.path("operation").asText(),
                sha256,
                size,
                file.path("contentType").asText("image/jpeg"),
                file.path("purpose").asText().equals("SIGNATURE"),
                done,
                file.path("url").textValue(),
                done ? DeviceStory.BEGIN.toEpochMilli() - file.path("doneMsAgo").asLong(AN_HOUR) : 0,
                0));
    }

    static ObjectNode read(DeviceStorage storage) {
        Local local = new Local(storage);
        ObjectNode state = JsonNodeFactory.instance.objectNode();
        local.identity().ifPresent(identity -> state.set("device", identity.json()));
        state.put("epoch", local.findText("epoch").orElse(null));
        state.put("attempt", local.findText("attempt").orElse(null));
        state.put("hlc", local.findText("hlc").orElse(null));
        state.put("asOf", local.findText("asOf").orElse(null));
        local.inflight().ifPresent(inflight -> {
            ObjectNode json = state.putObject("inflight").put("batch", inflight.batch());
            inflight.ids().forEach(json.putArray("operations")::add);
        });
        AccountState account = local.account(ACCOUNT);
        state.put("cursor", account.cursor());
        account.merges().forEach(state.putArray("merge")::add);
        account.scopes().forEach(state.putArray("scopes")::add);
        ArrayNode fills = state.putArray("fills");
        local.fills(ACCOUNT).forEach(fill -> fills.addObject()
                .put("scope", fill.scope())
                .put("cursor", fill.cursor())
                .put("after", fill.after()));
        outbox(local, state.putArray("outbox"));
        ArrayNode edits = state.putArray("edits");
        local.edits().forEach(edit -> edits.add(edit.json()));
        rows(local, state.putArray("rows"));
        ArrayNode media = state.putArray("media");
        Set<String> asked = new HashSet<>();
        local.media().stream()
                .sorted(Comparator.comparing(MediaEntry::order))
                .filter(file -> asked.add(file.id()))
                .forEach(file -> media.addObject()
                        .put("id", file.id())
                        .put("state", file.done() ? "done" : "waiting")
                        .put("url", file.url()));
        state.put(
                "empty",
                local.identity().isEmpty()
                        && local.outbox().isEmpty()
                        && local.rows().isEmpty());
        return state;
    }

    private static void outbox(Local local, ArrayNode outbox) {
        for (OutboxEntry entry : local.outbox()) {
            ObjectNode json = outbox.addObject()
                    .put("id", entry.id())
                    .put("state", entry.state().name().toLowerCase(java.util.Locale.ROOT))
                    .put("overlay", entry.overlay())
                    .put("incarnation", entry.incarnation())
                    .put("sequence", entry.sequence())
                    .put("status", entry.receipt() == null ? null : entry.status());
            json.set("operation", entry.operation());
            json.set("receipt", entry.receipt());
        }
    }

    private static void rows(Local local, ArrayNode rows) {
        local.rows().stream().sorted(Comparator.comparing(StoredRow::key)).forEach(row -> {
            ObjectNode json = rows.addObject()
                    .put("entity", row.entity())
                    .put("id", row.id())
                    .put("rev", row.rev());
            ArrayNode scopes = json.putArray("scopes");
            row.members().keySet().forEach(member -> scopes.add(member.substring(member.indexOf(' ') + 1)));
            json.set("body", row.body());
        });
    }
}
