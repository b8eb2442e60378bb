package io.plumbline.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.sync.message.EnvelopeError;
import io.plumbline.sync.message.EnvelopeException;
import io.plumbline.sync.message.KnownKinds;
import io.plumbline.sync.message.ProtocolLimits;
import io.plumbline.sync.message.PushEnvelope;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a push's bytes within their limits, checks their digest and opens the envelope. Nothing is stored before that.
 */
final class PushBody {
    private static final ProtocolLimits LIMITS = ProtocolLimits.V1;
    private static final Pattern DIGEST = Pattern.compile("(?:^|,)\\s*sha-256=:([A-Za-z0-9+/]+={0,2}):\\s*(?:,|$)");

    private PushBody() {}

    /**
     * The JSON bytes. Compressed ones were inflated on their way here, within the limits of both sizes and their ratio.
     *
     * @param contentEncoding as the device sent it, or null
     */
    static byte[] bytes(InputStream body, @Nullable String contentEncoding) {
        boolean compressed = "gzip".equalsIgnoreCase(contentEncoding);
        int limit = compressed ? LIMITS.pushInflatedBytes() : LIMITS.pushBytes();
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

    /** The request, when its body was there at all and not JSON's null. */
    static <T> T required(@Nullable T request) {
        if (request == null) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "The body is empty.");
        }
        return request;
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
        byte[] found = sha256(bytes);
        if (!MessageDigest.isEqual(expected, found)) {
            throw Problem.of(ProblemType.DIGEST_MISMATCH, "The bytes received are not the bytes that were sent.")
                    .with("expected", matcher.group(1))
                    .with("found", Base64.getEncoder().encodeToString(found));
        }
    }

    static PushEnvelope envelope(byte[] bytes, KnownKinds known) {
        JsonNode root;
        try {
            root = StoredJson.MAPPER.readTree(bytes);
        } catch (JsonProcessingException | NumberFormatException e) {
            // JSON permits exponents that no number of Java's has.
            throw Problem.of(ProblemType.BAD_ENVELOPE, "The body is not JSON.", e);
        } catch (IOException e) {
            throw Problem.of(ProblemType.BAD_ENVELOPE, "The body cannot be read.", e);
        }
        try {
            return PushEnvelope.parse(root, LIMITS, known);
        } catch (EnvelopeException e) {
            throw refused(e);
        }
    }

    private static Problem refused(EnvelopeException refusal) {
        if (refusal.code().equals(EnvelopeError.PAYLOAD_TOO_LARGE)) {
            return tooLarge("pushOperations", LIMITS.pushOperations());
        }
        Problem problem = Problem.of(ProblemType.BAD_ENVELOPE, "The push's envelope is not as the protocol says.");
        refusal.errors().forEach(each -> problem.error(each.pointer(), each.code(), each.detail()));
        return problem;
    }

    private static Problem tooLarge(String limit, int value) {
        String unit = limit.endsWith("Bytes") ? "bytes" : "operations";
        return Problem.tooLarge(
                limit, value, unit, "The push is beyond the limit " + limit + " of " + value + " " + unit + ".");
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
