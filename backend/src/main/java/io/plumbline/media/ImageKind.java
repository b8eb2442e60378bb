package io.plumbline.media;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The kinds of image taken, recognised by their first bytes and never by what the device says. */
enum ImageKind {
    JPEG("image/jpeg"),
    PNG("image/png"),
    WEBP("image/webp");

    static final int HEAD_BYTES = 12;
    private static final byte[] PNG_HEAD = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private final String contentType;

    ImageKind(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    static Optional<ImageKind> sniff(byte[] head) {
        if (head.length >= 3 && (head[0] & 0xff) == 0xff && (head[1] & 0xff) == 0xd8 && (head[2] & 0xff) == 0xff) {
            return Optional.of(JPEG);
        }
        if (head.length >= PNG_HEAD.length && Arrays.equals(Arrays.copyOf(head, PNG_HEAD.length), PNG_HEAD)) {
            return Optional.of(PNG);
        }
        String text = new String(head, StandardCharsets.ISO_8859_1);
        boolean webp = text.startsWith("RIFF") && text.startsWith("WEBP", 8);
        return webp ? Optional.of(WEBP) : Optional.empty();
    }
}
