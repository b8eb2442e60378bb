package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Does the steps of one vector and compares each answer. What steps there are is said beside the vectors. */
final class Script {
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sent(String method, String path, Map<String, String> headers, byte[] body, Sender sender) {}

    private record Sender(@Nullable Person person, @Nullable Tablet tablet) {}

    private static final String SYNC = "/api/sync/v1/";

    private final World world;
    private final Cast cast;
    private final Map<Integer, Sent> sent = new HashMap<>();
    private @Nullable Exchange last;
    private int current;

    Script(World world, Cast cast) {
        this.world = world;
        this.cast = cast;
    }

    void step(int number, JsonNode step, JsonNode expected) {
        current = number + 1;
        if (step.has("adopt")) {
            cast.tablet(step.path("adopt").asText()).adopt(answer().json());
            return;
        }
        if (step.has("copy")) {
            cast.add(
                    step.path("as").asText(),
                    cast.tablet(step.path("copy").asText()).copy());
            return;
        }
        boolean patient = step.path("until").asBoolean();
        ArrayNode rows = Json.array();
        for (int attempt = 1; ; attempt++) {
            Exchange exchange = step.path("to").asText().equals("end") ? pullToEnd(step, rows) : send(request(step));
            last = exchange;
            save(step.path("save"), exchange);
            try {
                compare(number, expected, exchange);
                return;
            } catch (Mismatch mismatch) {
                if (!patient || attempt == Waits.ATTEMPTS) {
                    throw mismatch;
                }
                Waits.shortly();
            }
        }
    }

    private Exchange answer() {
        if (last == null) {
            throw new IllegalStateException("no step before this one was answered");
        }
        return last;
    }

    private void compare(int number, JsonNode expected, Exchange exchange) {
        String what = "Step " + (number + 1) + " is answered otherwise";
        if (expected.isNull()) {
            if (!exchange.success()) {
                throw new Mismatch(what + ".", Json.object().put("status", "2xx"), exchange.answer());
            }
            return;
        }
        JsonNode wanted = cast.in(expected);
        if (wanted.path("status").asInt() != exchange.status()) {
            throw new Mismatch(what + ": status.", wanted, exchange.answer());
        }
        wanted.path("headers").properties().forEach(each -> {
            String found =
                    exchange.answerHeaders().getOrDefault(each.getKey().toLowerCase(java.util.Locale.ROOT), "absent");
            if (found.equals("absent") || !found.startsWith(each.getValue().asText())) {
                throw new Mismatch(what + ": header " + each.getKey() + ".", each.getValue(), Json.text(found));
            }
        });
        if (wanted.has("body")) {
            Matching.difference(wanted.path("body"), exchange.json()).ifPresent(where -> {
                throw new Mismatch(what + ": " + where, wanted.path("body"), exchange.json());
            });
        }
    }

    private void save(JsonNode names, Exchange exchange) {
        names.properties().forEach(each -> {
            String from = each.getValue().asText();
            cast.add(
                    each.getKey(),
                    from.startsWith("header:")
                            ? Json.text(exchange.answerHeaders().getOrDefault(from.substring("header:".length()), ""))
                            : exchange.json().at(from));
        });
    }

    private Exchange send(Sent request) {
        sent.put(current, request);
        Person person = request.sender().person();
        Exchange exchange = world.http()
                .send(
                        request.method(),
                        request.path(),
                        request.headers(),
                        request.body(),
                        person == null ? null : person.token());
        Tablet tablet = request.sender().tablet();
        return tablet == null ? exchange : tablet.took(exchange);
    }

    private Sent request(JsonNode step) {
        if (step.has("again")) {
            Sent before = sent.get(step.path("again").asInt());
            if (before == null) {
                throw new IllegalStateException("nothing was sent in that step");
            }
            return before;
        }
        if (step.has("push")) {
            return push(step);
        }
        if (step.has("ask")) {
            return ask(step);
        }
        for (String message : List.of("session", "pull", "verify")) {
            if (step.has(message)) {
                return message(message, step);
            }
        }
        return step.has("snapshot") ? snapshot(step) : plain(step);
    }

    private Sent push(JsonNode step) {
        Tablet tablet = cast.tablet(step.path("push").asText());
        ArrayNode operations = Json.array();
        for (JsonNode each : step.path("operations")) {
            for (int i = 0; i < each.path("times").asInt(1); i++) {
                operations.add(ScriptedOperations.make(each, tablet, cast));
            }
        }
        ObjectNode envelope = tablet.envelope(operations);
        overlay(envelope, step.path("with"));
        byte[] body = step.has("raw") ? Tablet.utf8(cast.in(step.path("raw").asText())) : Json.bytes(envelope);
        Map<String, String> headers = json();
        headers.put("Content-Digest", Digests.header(body));
        headers(step, headers);
        if (step.path("gzip").asBoolean()) {
            headers.put("Content-Encoding", "gzip");
            body = gzip(body);
        }
        return new Sent("POST", SYNC + "push", headers, body, sender(step, tablet));
    }

    private Sent message(String message, JsonNode step) {
        Tablet tablet = cast.tablet(step.path(message).asText());
        ObjectNode body = Json.object().put("device", tablet.id());
        if (message.equals("session")) {
            body.put("incarnation", tablet.incarnation())
                    .put("lease", tablet.lease())
                    .put("attempt", Ids.fresh())
                    .put("acknowledged", 0)
                    .put("appVersion", "1");
            body.putObject("protocol").put("min", 1).put("max", 1);
        } else {
            body.put("cursor", tablet.cursor().isEmpty() ? null : tablet.cursor());
        }
        if (message.equals("verify")) {
            ArrayNode scopes = body.putArray("scopes");
            for (JsonNode each : step.path("scopes")) {
                String scope = cast.in(each.asText());
                scopes.addObject()
                        .put("scope", scope)
                        .put("rows", tablet.rows(scope))
                        .put("digest", tablet.digest(scope));
            }
        }
        overlay(body, step.path("with"));
        Map<String, String> headers = json();
        Sender sender = sender(step, tablet);
        byte[] bytes = Json.bytes(body);
        if (message.equals("session") && sender.person() != null) {
            headers.putAll(tablet.signature(sender.person(), bytes));
        }
        headers(step, headers);
        return new Sent("POST", SYNC + message, headers, bytes, sender);
    }

    private Sent ask(JsonNode step) {
        Tablet tablet = cast.tablet(step.path("ask").asText());
        ObjectNode body = Json.object()
                .put("device", tablet.id())
                .put("incarnation", tablet.incarnation())
                .put("lease", tablet.lease())
                .put("attempt", Ids.fresh());
        body.set("ids", cast.in(step.path("ids")));
        overlay(body, step.path("with"));
        Map<String, String> headers = json();
        headers(step, headers);
        return new Sent("POST", SYNC + "operations/status", headers, Json.bytes(body), sender(step, tablet));
    }

    private Sent snapshot(JsonNode step) {
        Tablet tablet = cast.tablet(step.path("snapshot").asText());
        ObjectNode query = Json.object().put("device", tablet.id());
        overlay(query, step.path("with"));
        List<String> pairs = new ArrayList<>();
        query.properties()
                .forEach(each ->
                        pairs.add(each.getKey() + "=" + encoded(each.getValue().asText())));
        String path = SYNC + "scopes/" + encoded(cast.in(step.path("scope").asText())) + "/snapshot?"
                + String.join("&", pairs);
        return new Sent("GET", path, new HashMap<>(), new byte[0], sender(step, tablet));
    }

    private Sent plain(JsonNode step) {
        Map<String, String> headers = new HashMap<>();
        byte[] body = new byte[0];
        if (step.has("body")) {
            headers = json();
            body = Json.bytes(cast.in(step.path("body")));
        } else if (step.has("raw")) {
            body = Tablet.utf8(cast.in(step.path("raw").asText()));
        } else if (step.has("file")) {
            byte[] all = cast.file(step.path("file").asText()).bytes();
            int to = Math.min(all.length, step.path("to").asInt(all.length));
            body = Arrays.copyOfRange(all, step.path("from").asInt(), to);
        }
        headers(step, headers);
        String path = cast.in(step.path("path").asText());
        return new Sent(step.path("request").asText(), path, headers, body, sender(step, null));
    }

    /** Without {@code as} it is the tablet's person; {@code nobody} is not signed in. */
    private Sender sender(JsonNode step, @Nullable Tablet tablet) {
        String name = step.path("as").asText();
        if (name.equals("nobody") || (name.isEmpty() && tablet == null)) {
            return new Sender(null, tablet);
        }
        return new Sender(name.isEmpty() && tablet != null ? tablet.person() : cast.person(name), tablet);
    }

    /** Every page until there is no more, as one answer with all rows; they go behind those of attempts before. */
    private Exchange pullToEnd(JsonNode step, ArrayNode rows) {
        ObjectNode next = step.deepCopy();
        while (true) {
            Exchange page = send(message("pull", next));
            // Where to begin is said of the first page.
            next.withObject("/with").remove(List.of("cursor", "merge"));
            page.json().path("rows").forEach(rows::add);
            if (!page.success() || !page.json().path("more").asBoolean()) {
                ObjectNode whole = page.json().isObject() ? page.json().deepCopy() : Json.object();
                if (page.success()) {
                    whole.set("rows", rows);
                }
                return new Exchange(
                        page.method(),
                        page.path(),
                        page.headers(),
                        page.sent(),
                        page.status(),
                        page.answerHeaders(),
                        Json.bytes(whole));
            }
        }
    }

    private void overlay(ObjectNode body, JsonNode with) {
        with.properties().forEach(each -> {
            JsonNode value = cast.in(each.getValue());
            if (value.asText().equals("$absent")) {
                body.remove(each.getKey());
            } else {
                body.set(each.getKey(), value);
            }
        });
    }

    private void headers(JsonNode step, Map<String, String> headers) {
        step.path("headers").properties().forEach(each -> {
            String value = cast.in(each.getValue().asText());
            if (value.equals("$absent")) {
                headers.remove(each.getKey());
            } else {
                headers.put(each.getKey(), value);
            }
        });
    }

    private static Map<String, String> json() {
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/json");
        return headers;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
