package io.plumbline.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a push's bytes within their limits, checks their digest and opens the envelope. Nothing is stored before that.
 */
final class PushBody {
    private static final Pattern DIGEST = Pattern.compile("(?:^|,)\\s*sha-256=:([A-Za-z0-9+/]+={0,2}):\\s*(?:,|$)");

    private PushBody() {}

    /**
     * The JSON bytes. Compressed ones were inflated on their way here, within the limits of both sizes and their ratio.
     *
     * @param contentEncoding as the device sent it, or null
     */
    static byte[] bytes(InputStream body, @Nullable String contentEncoding) {
        boolean compressed = "gzip".equalsIgnoreCase(contentEncoding);
        int limit = compressed ? SyncLimits.PUSH_INFLATED_BYTES : SyncLimits.PUSH_BYTES;
        try {
            byte[] bytes = body.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw tooLarge(compressed ? "pushInflatedBytes" : "pushBytes", limit);
            }
            return bytes;
        } catch (IOException e) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "The body ended before it was whole.", e);
        }
    }

    /** A worker or proxy that changes or empties a body is found out here (P01). */
    static void checkDigest(byte[] bytes, @Nullable String contentDigest) {
        Matcher matcher = DIGEST.matcher(contentDigest == null ? "" : contentDigest);
        if (!matcher.find()) {
            throw Problem.of(ProblemType.DIGEST_MISMATCH, "Content-Digest with sha-256 of the JSON bytes is required.");
        }
        byte[] expected;
        try {
            expected = Base64.getDecoder().decode(matcher.group(1));
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemType.DIGEST_MISMATCH, "Content-Digest is not base64.", e);
        }
        byte[] found = CanonicalJson.sha256(bytes);
        if (!MessageDigest.isEqual(expected, found)) {
            throw Problem.of(ProblemType.DIGEST_MISMATCH, "The bytes received are not the bytes that were sent.")
                    .with("expected", matcher.group(1))
                    .with("found", Base64.getEncoder().encodeToString(found));
        }
    }

    static PushMessages.Envelope envelope(byte[] bytes) {
        JsonNode root;
        try {
            root = CanonicalJson.MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "The body is not JSON.", e);
        } catch (IOException e) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "The body cannot be read.", e);
        }
        if (root == null || !root.isObject()) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "The body is a JSON object.");
        }
        JsonNode operations = root.path("operations");
        if (!operations.isArray()) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "operations is an array.");
        }
        if (operations.size() > SyncLimits.PUSH_OPERATIONS) {
            throw tooLarge("pushOperations", SyncLimits.PUSH_OPERATIONS);
        }
        JsonNode incarnation = root.path("incarnation");
        if (!incarnation.isInt() || incarnation.intValue() < 1) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "incarnation is a whole number from 1.");
        }
        List<JsonNode> list = new ArrayList<>(operations.size());
        operations.forEach(list::add);
        return new PushMessages.Envelope(device(root.path("device")), incarnation.intValue(), list);
    }

    private static UUID device(JsonNode node) {
        try {
            return UUID.fromString(node.asText(""));
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "device is the id this device was enrolled with.", e);
        }
    }

    private static Problem tooLarge(String limit, int value) {
        return Problem.of(ProblemType.PAYLOAD_TOO_LARGE, "The push is beyond the limit " + limit + " of " + value + ".")
                .with("limit", limit)
                .with("value", value);
    }
}
