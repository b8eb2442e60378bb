package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How far a person's scopes have come.
 *
 * @param begun whether the first fill has begun since the cursor was last forgotten
 * @param cursor null before the first pull
 * @param merges cursors of snapshots to merge into it
 * @param scopes the person's, as last told
 */
record AccountState(
        String account, boolean begun, @Nullable String cursor, List<String> merges, SortedSet<String> scopes) {
    static AccountState of(String account, JsonNode json) {
        List<String> merges = new ArrayList<>();
        json.path("merges").forEach(each -> merges.add(each.asText()));
        TreeSet<String> scopes = new TreeSet<>();
        json.path("scopes").forEach(each -> scopes.add(each.asText()));
        return new AccountState(
                account, json.path("begun").asBoolean(), json.path("cursor").textValue(), List.copyOf(merges), scopes);
    }

    ObjectNode json() {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("begun", begun).put("cursor", cursor);
        merges.forEach(json.putArray("merges")::add);
        scopes.forEach(json.putArray("scopes")::add);
        return json;
    }

    /** Nothing of the server's history is known any more. */
    AccountState forgotten() {
        return new AccountState(account, false, null, List.of(), scopes);
    }

    AccountState beginning() {
        return new AccountState(account, true, cursor, merges, scopes);
    }

    AccountState withScopes(Iterable<String> told) {
        TreeSet<String> next = new TreeSet<>();
        told.forEach(next::add);
        return new AccountState(account, begun, cursor, merges, next);
    }

    AccountState merging(String snapshotCursor) {
        List<String> next = new ArrayList<>(merges);
        next.add(snapshotCursor);
        return new AccountState(account, begun, cursor, List.copyOf(next), scopes);
    }

    AccountState pulled(String next) {
        return new AccountState(account, true, next, List.of(), scopes);
    }
}
