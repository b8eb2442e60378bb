package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A request and its answer.
 *
 * @param headers as sent, without the access token
 * @param answerHeaders by lower-case name
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Exchange(
        String method,
        String path,
        Map<String, String> headers,
        byte[] sent,
        int status,
        Map<String, String> answerHeaders,
        byte[] received) {
    private static final int SUCCESS = 200;
    private static final int AFTER_SUCCESS = 300;
    private static final int LONGEST_BODY = 4_000;

    boolean success() {
        return status >= SUCCESS && status < AFTER_SUCCESS;
    }

    /** The body as JSON; lines of JSON as {@code head}, {@code rows} and {@code end}; missing when it is neither. */
    JsonNode json() {
        try {
            if (answerHeaders.getOrDefault("content-type", "").startsWith("application/x-ndjson")) {
                return lines();
            }
            return received.length == 0 ? MissingNode.getInstance() : Json.MAPPER.readTree(received);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    private JsonNode lines() throws IOException {
        ObjectNode all = Json.object();
        var rows = all.putArray("rows");
        for (String line : new String(received, StandardCharsets.UTF_8).split("\n", -1)) {
            JsonNode each = line.isEmpty() ? MissingNode.getInstance() : Json.MAPPER.readTree(line);
            if (each.has("horizon")) {
                all.set("head", each);
            } else if (each.has("end")) {
                all.set("end", each);
            } else if (each.has("entity")) {
                rows.add(each);
            }
        }
        return all;
    }

    /** Status, headers and body, for a report. */
    ObjectNode answer() {
        ObjectNode answer = Json.object().put("status", status);
        JsonNode body = json();
        answer.set("body", body.isMissingNode() ? Json.text(new String(received, StandardCharsets.UTF_8)) : body);
        return answer;
    }

    /** The request as one could send it again by hand; {@code $TOKEN} is the access token. */
    String curl(URI base) {
        StringBuilder text = new StringBuilder("curl -sS -X ").append(method).append(" '");
        text.append(base.resolve(path)).append("' -H \"Authorization: Bearer $TOKEN\"");
        headers.forEach((name, value) ->
                text.append(" -H '").append(name).append(": ").append(value).append('\''));
        if (sent.length > LONGEST_BODY) {
            text.append(" --data-binary @body # of ").append(sent.length).append(" bytes");
        } else if (sent.length > 0) {
            String body = new String(sent, StandardCharsets.UTF_8);
            text.append(" --data-binary '").append(body.replace("'", "'\\''")).append('\'');
        }
        return text.toString();
    }
}
