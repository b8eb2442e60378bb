package io.plumbline.benchmark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * A push whose operations are made beforehand, so that the driver does little while the server is measured. Only the
 * envelope around them, which carries the lease of the answer before, is made when it is sent.
 *
 * @param batch the same when it is sent again because its answer did not come
 * @param operations how many are inside
 * @param ids of the operations
 * @param texts the JSON of each
 */
@SuppressWarnings("ArrayRecordComponent") // sent as it is
record Push(UUID batch, int operations, List<UUID> ids, List<byte[]> texts) {
    static Push of(ArrayNode operations) {
        List<UUID> ids = new ArrayList<>();
        List<byte[]> texts = new ArrayList<>();
        operations.forEach(operation -> {
            ids.add(UUID.fromString(operation.path("id").asText()));
            texts.add(Person.bytes(operation));
        });
        return new Push(UUID.randomUUID(), operations.size(), ids, texts);
    }

    /** Bytes of its operations. */
    long bytes() {
        return texts.stream().mapToLong(text -> text.length).sum();
    }

    byte[] body(String device, String lease) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        ObjectNode envelope = Person.object()
                .put("device", device)
                .put("incarnation", 1)
                .put("lease", lease)
                .put("batch", batch.toString());
        byte[] head = Person.bytes(envelope);
        body.write(head, 0, head.length - 1);
        body.writeBytes(",\"operations\":[".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < texts.size(); i++) {
            body.writeBytes((i == 0 ? "" : ",").getBytes(StandardCharsets.UTF_8));
            body.writeBytes(texts.get(i));
        }
        body.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    /** The value of {@code Content-Digest}. */
    static String digest(byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return "sha-256=:" + Base64.getEncoder().encodeToString(hash) + ":";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
