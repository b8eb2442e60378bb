package io.plumbline.sync.device;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.message.ScopeDigest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first fill of a scope, and its refill. Rows are stored as they come, some at a time with how far they go, so that
 * an answer that was cut and a device that was killed go on where they were. Only with the last line do the rows go
 * that the snapshot did not bring; until then the old ones stay on the screen.
 */
final class SnapshotExchange implements Exchange {
    private static final int NOT_FOUND = 404;

    private final Context context;
    private final Recovery recovery;
    private final RowStore rows;

    SnapshotExchange(Context context, Recovery recovery, RowStore rows) {
        this.context = context;
        this.recovery = recovery;
        this.rows = rows;
    }

    /** The lines of an answer, as many as came whole. */
    private record Lines(
            JsonNode head, List<JsonNode> rows, @Nullable JsonNode end) {}

    @Override
    public Optional<Call> prepare(String account) {
        Local local = context.local();
        Optional<Identity> identity = local.identity();
        if (!context.schedule.pullAllowed || identity.isEmpty() || local.enrolling()) {
            return Optional.empty();
        }
        AccountState state = local.account(account);
        if (!state.begun()) {
            begin(local, state);
        }
        return context.local().fills(account).stream().findFirst().map(fill -> call(identity.get(), fill));
    }

    /** What is not filled now is as if it had never been here: a pull may bring the scope later, from its start. */
    private void begin(Local local, AccountState state) {
        rows.keepOnly(local, state.account(), state.scopes());
        if (!state.scopes().isEmpty()) {
            state.scopes().forEach(scope -> local.beginFill(state.account(), scope));
            local.put(state.beginning());
        }
        local.commit();
    }

    private static Call call(Identity identity, Local.Fill fill) {
        StringBuilder path = new StringBuilder(Context.SYNC + "/scopes/" + encode(fill.scope()) + "/snapshot?device=")
                .append(encode(identity.device()));
        if (fill.cursor() != null && fill.after() != null) {
            path.append("&cursor=")
                    .append(encode(fill.cursor()))
                    .append("&after=")
                    .append(encode(fill.after()));
        }
        Map<String, String> headers = Map.of("Accept", "application/x-ndjson");
        return new Call(Call.Kind.SNAPSHOT, fill.account(), "GET", path.toString(), headers, new byte[0], fill.scope());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public Outcome answered(Call call, Answer answer) {
        Local local = context.local();
        Optional<Local.Fill> fill = local.findFill(call.account(), String.valueOf(call.subject()));
        if (fill.isEmpty()) {
            return Outcome.DONE;
        }
        if (answer.success()) {
            Lines lines = read(answer.body());
            return lines == null ? Outcome.FAILED : store(fill.get(), lines);
        }
        if (answer.status() == NOT_FOUND) {
            rows.leave(local, call.account(), fill.get().scope());
            local.remove(fill.get());
            local.commit();
            return Outcome.DONE;
        }
        if (Context.code(answer).equals("cursor-expired")) {
            local.beginFill(call.account(), fill.get().scope());
            local.commit();
            return Outcome.DONE;
        }
        return recovery.handled(answer) ? Outcome.DONE : Outcome.FAILED;
    }

    private static @Nullable Lines read(byte[] body) {
        JsonNode head = null;
        JsonNode end = null;
        List<JsonNode> rows = new ArrayList<>();
        for (String line : new String(body, StandardCharsets.UTF_8).split("\n", -1)) {
            JsonNode json;
            try {
                json = Context.JSON.readTree(line);
            } catch (JsonProcessingException e) {
                break; // cut inside a line
            }
            if (!json.isObject()) {
                break; // cut behind a line, or no line of this protocol
            }
            if (head == null) {
                head = json;
            } else if (json.path("end").asBoolean()) {
                end = json;
                break;
            } else {
                rows.add(json);
            }
        }
        if (head == null || !head.path("cursor").isTextual()) {
            return null;
        }
        if (end != null && end.path("rows").asInt(-1) != rows.size()) {
            end = null;
        }
        return new Lines(head, rows, end);
    }

    private Outcome store(Local.Fill begun, Lines lines) {
        boolean resumed = begun.cursor() != null;
        Local.Fill fill = begun;
        // Where the first answer began, and how far this one reached: whoever sets the data back knows what is here.
        String cursor = lines.head().path("cursor").asText();
        int most = context.options.storedRows();
        for (int from = 0; from < lines.rows().size(); from += most) {
            Local local = context.local();
            List<JsonNode> part = lines.rows()
                    .subList(from, Math.min(from + most, lines.rows().size()));
            part.forEach(row -> rows.apply(local, begun.account(), row, begun.number()));
            JsonNode last = part.get(part.size() - 1);
            String after =
                    StoredRow.key(last.path("entity").asText(), last.path("id").asText());
            fill = new Local.Fill(begun.account(), begun.scope(), begun.number(), cursor, after);
            local.put(fill);
            local.commit();
        }
        if (lines.end() == null) {
            return lines.rows().isEmpty() ? Outcome.FAILED : Outcome.DONE;
        }
        Local local = context.local();
        if (!resumed && !hasDigest(lines)) {
            local.beginFill(begun.account(), begun.scope());
            local.commit();
            return Outcome.FAILED;
        }
        rows.replaced(local, fill);
        local.remove(fill);
        local.put(local.account(begun.account()).merging(cursor));
        local.commit();
        context.schedule.pullAt = 0;
        return Outcome.DONE;
    }

    /** Whether the rows are those that the server counted; a digest that is not told holds always. */
    private static boolean hasDigest(Lines lines) {
        JsonNode end = lines.end();
        if (end == null || !end.path("digest").isTextual()) {
            return true;
        }
        ScopeDigest digest = ScopeDigest.EMPTY;
        for (JsonNode row : lines.rows()) {
            digest = digest.with(
                    row.path("entity").asText(),
                    row.path("id").asText(),
                    row.path("rev").asLong());
        }
        return digest.wire().equals(end.path("digest").textValue());
    }
}
