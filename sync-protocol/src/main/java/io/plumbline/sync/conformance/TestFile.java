package io.plumbline.sync.conformance;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** A picture that nobody has yet: a PNG of one pixel with a comment behind it. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TestFile(byte[] bytes, String sha256) {
    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5" + "ErkJggg==";

    static TestFile make(String comment) {
        byte[] pixel = Base64.getDecoder().decode(PIXEL);
        byte[] tail = (comment + " " + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[pixel.length + tail.length];
        System.arraycopy(pixel, 0, bytes, 0, pixel.length);
        System.arraycopy(tail, 0, bytes, pixel.length, tail.length);
        return new TestFile(bytes, Digests.hex(bytes));
    }

    /** Headers of the request that begins the upload. */
    Map<String, String> creation() {
        Map<String, String> headers = new HashMap<>();
        headers.put("Tus-Resumable", "1.0.0");
        headers.put("Upload-Length", Integer.toString(bytes.length));
        headers.put("Upload-Metadata", "sha256 " + base64(sha256) + ",contentType " + base64("image/png"));
        return headers;
    }

    /** Headers of a request that appends. */
    static Map<String, String> append(int offset) {
        return Map.of(
                "Tus-Resumable", "1.0.0",
                "Upload-Offset", Integer.toString(offset),
                "Content-Type", "application/offset+octet-stream");
    }

    private static String base64(String text) {
        return Digests.base64(text.getBytes(StandardCharsets.UTF_8));
    }
}
