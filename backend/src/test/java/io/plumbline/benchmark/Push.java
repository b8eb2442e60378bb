package io.plumbline.benchmark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * A push as it goes over the wire, made beforehand so that the driver does little while the server is measured.
 *
 * @param digest the value of {@code Content-Digest}
 * @param operations how many are inside
 * @param ids of the operations
 * @param texts the JSON of each
 */
@SuppressWarnings("ArrayRecordComponent") // sent as it is
record Push(byte[] body, String digest, int operations, List<UUID> ids, List<byte[]> texts) {
    static Push of(String device, String lease, ArrayNode operations) {
        ObjectNode envelope = Person.object()
                .put("device", device)
                .put("incarnation", 1)
                .put("lease", lease)
                .put("batch", UUID.randomUUID().toString());
        envelope.set("operations", operations);
        byte[] body = Person.bytes(envelope);
        List<UUID> ids = new ArrayList<>();
        List<byte[]> texts = new ArrayList<>();
        operations.forEach(operation -> {
            ids.add(UUID.fromString(operation.path("id").asText()));
            texts.add(Person.bytes(operation));
        });
        return new Push(body, digest(body), operations.size(), ids, texts);
    }

    private static String digest(byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return "sha-256=:" + Base64.getEncoder().encodeToString(hash) + ":";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
