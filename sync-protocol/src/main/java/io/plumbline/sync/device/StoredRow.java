package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A row of the server, kept once however many scopes it came through.
 *
 * @param rev of the body
 * @param generation of the server's history, as this device counts them
 * @param members by {@link #member}: why the row is here; with none it stays only while it is pinned
 */
record StoredRow(
        String entity, String id, long rev, long generation, JsonNode body, SortedMap<String, Membership> members) {
    /**
     * A scope that holds the row.
     *
     * @param rev as that scope told it
     * @param fill number of the refill that brought it
     */
    record Membership(long rev, long fill) {}

    static StoredRow of(JsonNode json) {
        TreeMap<String, Membership> members = new TreeMap<>();
        for (Map.Entry<String, JsonNode> each : json.path("members").properties()) {
            members.put(
                    each.getKey(),
                    new Membership(
                            each.getValue().path("rev").asLong(),
                            each.getValue().path("fill").asLong()));
        }
        return new StoredRow(
                json.path("entity").asText(),
                json.path("id").asText(),
                json.path("rev").asLong(),
                json.path("generation").asLong(),
                json.path("body"),
                members);
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("entity", entity)
                .put("id", id)
                .put("rev", rev)
                .put("generation", generation);
        json.set("body", body);
        ObjectNode all = json.putObject("members");
        members.forEach((member, membership) ->
                all.putObject(member).put("rev", membership.rev()).put("fill", membership.fill()));
        return json;
    }

    static String key(String entity, String id) {
        return entity + "/" + id;
    }

    String key() {
        return key(entity, id);
    }

    /** The same scope is another membership for each person on the tablet: each has a cursor of their own. */
    static String member(String account, String scope) {
        return account + " " + scope;
    }

    StoredRow with(String member, Membership membership) {
        TreeMap<String, Membership> next = new TreeMap<>(members);
        next.put(member, membership);
        return new StoredRow(entity, id, rev, generation, body, next);
    }

    StoredRow without(String member) {
        TreeMap<String, Membership> next = new TreeMap<>(members);
        next.remove(member);
        return new StoredRow(entity, id, rev, generation, body, next);
    }

    boolean isOf(String account) {
        return members.keySet().stream().anyMatch(member -> member.startsWith(account + " "));
    }
}
