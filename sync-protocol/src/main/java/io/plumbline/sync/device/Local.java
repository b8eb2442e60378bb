package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.device.storage.DeviceStorage;
import io.plumbline.sync.device.storage.WriteUnit;
import io.plumbline.sync.message.ProtocolLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is on the disk, under changes that are not yet there: they get there together, by {@link #commit}. */
final class Local {
    private static final String META = "meta";
    private static final String OUTBOX = "outbox";
    private static final String EDITS = "edit";
    private static final String ROWS = "row";
    private static final String MEDIA = "media";
    private static final String ACCOUNTS = "account";
    private static final String FILLS = "fill";
    private static final List<String> ALL = List.of(META, OUTBOX, EDITS, ROWS, MEDIA, ACCOUNTS, FILLS);

    private final DeviceStorage storage;
    private final WriteUnit unit = new WriteUnit();

    Local(DeviceStorage storage) {
        this.storage = storage;
    }

    /**
     * A batch under way.
     *
     * @param ids of its operations, in the order they were sent
     */
    record Inflight(String batch, List<String> ids) {}

    /**
     * A first fill or refill of a scope.
     *
     * @param cursor of the snapshot's newest head, when rows of it are stored already
     * @param after the last row stored
     */
    record Fill(
            String account,
            String scope,
            long number,
            @Nullable String cursor,
            @Nullable String after) {}

    /** Writes all changes, or none. */
    void commit() {
        storage.write(unit);
    }

    private Optional<JsonNode> find(String table, String key) {
        Optional<JsonNode> pending = unit.of(table).get(key);
        return pending != null ? pending : storage.find(table, key);
    }

    private SortedMap<String, JsonNode> all(String table) {
        if (unit.of(table).isEmpty()) {
            return storage.table(table);
        }
        TreeMap<String, JsonNode> all = new TreeMap<>(storage.table(table));
        unit.of(table).forEach((key, value) -> {
            if (value.isPresent()) {
                all.put(key, value.get());
            } else {
                all.remove(key);
            }
        });
        return all;
    }

    // ---- what there is one of

    Optional<Identity> identity() {
        return find(META, "identity").map(Identity::of);
    }

    void put(Identity identity) {
        unit.put(META, "identity", identity.json());
    }

    /** Whether the server does not know this device, so that it has to enrol. */
    boolean enrolling() {
        return find(META, "enrol").isPresent();
    }

    void enrolling(boolean needed) {
        flag("enrol", needed);
    }

    boolean wiping() {
        return find(META, "wipe").isPresent();
    }

    void wiping(boolean asked) {
        flag("wipe", asked);
    }

    private void flag(String name, boolean set) {
        if (set) {
            unit.put(META, name, BooleanNode.TRUE);
        } else {
            unit.remove(META, name);
        }
    }

    Optional<String> findText(String name) {
        return find(META, name).map(JsonNode::asText);
    }

    void putText(String name, String text) {
        unit.put(META, name, TextNode.valueOf(text));
    }

    void remove(String name) {
        unit.remove(META, name);
    }

    long number(String name) {
        return find(META, name).map(JsonNode::asLong).orElse(0L);
    }

    long nextNumber(String name) {
        long next = number(name) + 1;
        unit.put(META, name, LongNode.valueOf(next));
        return next;
    }

    Hlc hlc() {
        return findText("hlc").map(Hlc::parse).orElse(Hlc.ZERO);
    }

    void put(Hlc last) {
        putText("hlc", last.toString());
    }

    Optional<Inflight> inflight() {
        return find(META, "inflight").map(json -> {
            List<String> ids = new ArrayList<>();
            json.path("ids").forEach(id -> ids.add(id.asText()));
            return new Inflight(json.path("batch").asText(), ids);
        });
    }

    void put(Inflight inflight) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("batch", inflight.batch());
        inflight.ids().forEach(json.putArray("ids")::add);
        unit.put(META, "inflight", json);
    }

    int limit(String name, int otherwise) {
        return find(META, "limits")
                .map(json -> json.path(name).asInt(otherwise))
                .orElse(otherwise);
    }

    int pushOperations() {
        return limit("pushOperations", ProtocolLimits.V1.pushOperations());
    }

    int pushBytes() {
        return limit("pushBytes", ProtocolLimits.V1.pushBytes());
    }

    void putLimits(JsonNode limits) {
        unit.put(META, "limits", limits);
    }

    // ---- operations

    List<OutboxEntry> outbox() {
        return all(OUTBOX).values().stream().map(OutboxEntry::of).toList();
    }

    Optional<OutboxEntry> findOperation(String id) {
        return outbox().stream().filter(entry -> entry.id().equals(id)).findFirst();
    }

    void put(OutboxEntry entry) {
        unit.put(OUTBOX, OutboxEntry.key(entry.order()), entry.json());
    }

    void remove(OutboxEntry entry) {
        unit.remove(OUTBOX, OutboxEntry.key(entry.order()));
    }

    // ---- edits that are in no operation

    /** One field's edit as it is stored. */
    record StoredEdit(String visit, String actor, String field, String key, JsonNode json) {}

    private static String editKey(String visit, String field, String key) {
        return visit + "/" + field + "/" + key;
    }

    List<StoredEdit> edits() {
        return all(EDITS).values().stream()
                .map(json -> new StoredEdit(
                        json.path("visit").asText(),
                        json.path("actor").asText(),
                        json.path("field").asText(),
                        json.path("key").asText(),
                        json))
                .toList();
    }

    void putEdit(String visit, String actor, String field, String key, FieldEdit edit) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("visit", visit)
                .put("actor", actor)
                .put("field", field)
                .put("key", key)
                .put("hlc", edit.hlc().toString());
        json.set("value", edit.value());
        edit.base().forEach(json.putArray("base")::add);
        unit.put(EDITS, editKey(visit, field, key), json);
    }

    void remove(StoredEdit edit) {
        unit.remove(EDITS, editKey(edit.visit(), edit.field(), edit.key()));
    }

    /** The unsent edits of a visit, all by one person. */
    UnsentEdits unsent(String visit) {
        UnsentEdits unsent = UnsentEdits.NONE;
        for (StoredEdit edit : edits()) {
            if (edit.visit().equals(visit)) {
                List<String> base = new ArrayList<>();
                edit.json().path("base").forEach(id -> base.add(id.asText()));
                Hlc hlc = Hlc.parse(edit.json().path("hlc").asText());
                JsonNode value = edit.json().path("value");
                unsent = edit.field().equals("answers")
                        ? unsent.answer(edit.key(), value, hlc, base)
                        : unsent.note(edit.key(), value, hlc, base);
            }
        }
        return unsent;
    }

    // ---- rows

    Optional<StoredRow> findRow(String entity, String id) {
        return find(ROWS, StoredRow.key(entity, id)).map(StoredRow::of);
    }

    List<StoredRow> rows() {
        return all(ROWS).values().stream().map(StoredRow::of).toList();
    }

    void put(StoredRow row) {
        unit.put(ROWS, row.key(), row.json());
    }

    void remove(StoredRow row) {
        unit.remove(ROWS, row.key());
    }

    // ---- files

    List<MediaEntry> media() {
        return all(MEDIA).values().stream().map(MediaEntry::of).toList();
    }

    Optional<MediaEntry> findMedia(String id) {
        return find(MEDIA, id).map(MediaEntry::of);
    }

    void put(MediaEntry entry) {
        unit.put(MEDIA, entry.id(), entry.json());
    }

    void remove(MediaEntry entry) {
        unit.remove(MEDIA, entry.id());
    }

    // ---- people and their scopes

    AccountState account(String account) {
        return AccountState.of(account, find(ACCOUNTS, account).orElse(JsonNodeFactory.instance.objectNode()));
    }

    List<AccountState> accounts() {
        List<AccountState> accounts = new ArrayList<>();
        all(ACCOUNTS).forEach((account, json) -> accounts.add(AccountState.of(account, json)));
        return accounts;
    }

    void put(AccountState state) {
        unit.put(ACCOUNTS, state.account(), state.json());
    }

    List<Fill> fills(String account) {
        List<Fill> fills = new ArrayList<>();
        all(FILLS).values().forEach(json -> {
            if (json.path("account").asText().equals(account)) {
                fills.add(new Fill(
                        account,
                        json.path("scope").asText(),
                        json.path("number").asLong(),
                        json.path("cursor").textValue(),
                        json.path("after").textValue()));
            }
        });
        return fills;
    }

    Optional<Fill> findFill(String account, String scope) {
        return fills(account).stream()
                .filter(fill -> fill.scope().equals(scope))
                .findFirst();
    }

    void put(Fill fill) {
        unit.put(
                FILLS,
                StoredRow.member(fill.account(), fill.scope()),
                JsonNodeFactory.instance
                        .objectNode()
                        .put("account", fill.account())
                        .put("scope", fill.scope())
                        .put("number", fill.number())
                        .put("cursor", fill.cursor())
                        .put("after", fill.after()));
    }

    void remove(Fill fill) {
        unit.remove(FILLS, StoredRow.member(fill.account(), fill.scope()));
    }

    /** A scope to be filled by snapshot; one that is being filled begins again. */
    void beginFill(String account, String scope) {
        put(new Fill(account, scope, nextNumber("fills"), null, null));
    }

    /** Everything goes. */
    void clear() {
        for (String table : ALL) {
            for (Map.Entry<String, JsonNode> each : storage.table(table).entrySet()) {
                unit.remove(table, each.getKey());
            }
        }
    }
}
