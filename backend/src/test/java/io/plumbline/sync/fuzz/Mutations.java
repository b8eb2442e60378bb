package io.plumbline.sync.fuzz;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Changes messages by chance, knowing JSON: values, types, names, nesting, then now and then the bytes. */
final class Mutations {
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(2_000).build())
            .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(2_000).build())
            .build());
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int LONG_TEXT = 70_000;
    private static final int DEEP = 3_000;

    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "-1",
            "1.5",
            "1e400",
            "-1e999999999",
            "1e-999999999",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "1" + "0".repeat(999),
            "0." + "3".repeat(999),
            "4e2147483647",
            "NaN",
            "007");

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "null",
            "-",
            "/",
            "..",
            "../../etc/passwd",
            "%00",
            "\u0000",
            "a\u0000b",
            "\uFFFF",
            "\u202E",
            "é́́",
            "💥",
            "00000000-0000-0000-0000-000000000000",
            "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
            "1-1-1-1-1",
            "org",
            "user:",
            "checklist:x",
            "9".repeat(40),
            "-9999999999999999999",
            "ffffffffffffffff",
            "7fffffffffffffff",
            "0000000000000000",
            "+1000000000-12-31T23:59:60Z",
            "2026-02-30T25:61:00Z",
            "2026-11-22T02:42:00.1234567890123Z",
            "-999999999-01-01T00:00:00Z",
            "1E999999999",
            "' or 1=1 --",
            "{}",
            "e30",
            "eyJlIjoiIiwicyI6e319",
            "[object Object]");

    /** Texts that no String can hold, as they stand in JSON. */
    private static final List<String> RAW_TEXTS = List.of(
            "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\\uD83D\"", "\"\\x\"", "\"\\u12\"", "\"a\u0001b\"");

    private static final List<byte[]> BYTES = List.of(
            new byte[] {(byte) 0xC0, (byte) 0x80},
            new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
            new byte[] {(byte) 0xFF, (byte) 0xFE},
            new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF},
            new byte[] {0});

    private final Random random;

    Mutations(Random random) {
        this.random = random;
    }

    /** The message changed in one to four places; mostly JSON still. */
    byte[] mutate(byte[] message) {
        byte[] bytes = message;
        try {
            JsonNode root = JSON.readTree(message);
            if (root != null) {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    root = changed(root);
                }
                bytes = JSON.writeValueAsBytes(root);
            }
        } catch (IOException e) {
            // What is no JSON is changed as bytes.
        }
        if (random.nextInt(6) == 0) {
            bytes = textually(bytes);
        }
        return random.nextInt(6) == 0 ? bytewise(bytes) : bytes;
    }

    private JsonNode changed(JsonNode root) {
        List<JsonNode> containers = new ArrayList<>();
        collect(root, containers);
        if (containers.isEmpty() || random.nextInt(40) == 0) {
            return hostile();
        }
        JsonNode container = containers.get(random.nextInt(containers.size()));
        if (container instanceof ObjectNode object) {
            change(object);
        } else if (container instanceof ArrayNode array) {
            change(array);
        }
        return root;
    }

    private static void collect(JsonNode node, List<JsonNode> into) {
        if (node.isContainerNode() && into.size() < 2_000) {
            into.add(node);
            node.forEach(child -> collect(child, into));
        }
    }

    private void change(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        if (names.isEmpty()) {
            object.set(text(), hostile());
            return;
        }
        String name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(8)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(text(), object.remove(name));
            case 2 -> object.set(name, NODES.arrayNode().add(object.get(name)));
            case 3 -> object.set(text(), hostile());
            case 4 -> object.set(name, object.get(names.get(random.nextInt(names.size()))));
            default -> object.set(name, hostile());
        }
    }

    private void change(ArrayNode array) {
        int at = array.isEmpty() ? 0 : random.nextInt(array.size());
        switch (random.nextInt(6)) {
            case 0 -> {
                if (!array.isEmpty()) {
                    array.remove(at);
                }
            }
            case 1 -> {
                JsonNode copied = array.isEmpty() ? hostile() : array.get(at).deepCopy();
                for (int i = random.nextInt(random.nextInt(10) == 0 ? 1_200 : 3); i >= 0; i--) {
                    array.add(copied);
                }
            }
            case 2 -> array.insert(at, hostile());
            default -> {
                if (array.isEmpty()) {
                    array.add(hostile());
                } else {
                    array.set(at, hostile());
                }
            }
        }
    }

    private JsonNode hostile() {
        return switch (random.nextInt(12)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2, 3 -> raw(NUMBERS.get(random.nextInt(NUMBERS.size())));
            case 4 -> NODES.objectNode();
            case 5 -> NODES.arrayNode();
            case 6 -> raw(RAW_TEXTS.get(random.nextInt(RAW_TEXTS.size())));
            case 7 -> random.nextInt(4) == 0 ? raw(nested()) : NODES.numberNode(random.nextLong());
            case 8 -> random.nextInt(4) == 0 ? NODES.textNode("长".repeat(LONG_TEXT / 3)) : NODES.textNode(text());
            default -> NODES.textNode(text());
        };
    }

    private static JsonNode raw(String token) {
        return NODES.rawValueNode(new RawValue(token));
    }

    private String nested() {
        int depth = 1 + random.nextInt(DEEP);
        return random.nextBoolean()
                ? "[".repeat(depth) + "]".repeat(depth)
                : "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    /** A value for a header or a query, of what a line may hold. */
    String line() {
        String text = random.nextInt(6) == 0 ? "a".repeat(1 + random.nextInt(7_000)) : text();
        StringBuilder line = new StringBuilder();
        text.chars().filter(c -> c >= ' ' && c < 127).forEach(c -> line.append((char) c));
        return line.toString();
    }

    String number() {
        return NUMBERS.get(random.nextInt(NUMBERS.size()));
    }

    private byte[] textually(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int brace = text.indexOf('{', random.nextInt(Math.max(1, text.length())));
        String changed =
                switch (random.nextInt(4)) {
                    case 0 -> brace < 0 ? text : doubledKey(text, brace);
                    case 1 -> text + text;
                    case 2 -> " ".repeat(random.nextInt(20_000)) + text;
                    default -> text.replace("\"", random.nextBoolean() ? "'" : "");
                };
        return changed.getBytes(random.nextInt(10) == 0 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
    }

    private String doubledKey(String text, int brace) {
        int colon = text.indexOf(':', brace);
        if (colon < 0) {
            return text;
        }
        String key = text.substring(brace + 1, colon);
        return text.substring(0, brace + 1) + key + ":" + NUMBERS.get(2) + "," + text.substring(brace + 1);
    }

    private byte[] bytewise(byte[] bytes) {
        if (bytes.length == 0) {
            return BYTES.get(random.nextInt(BYTES.size()));
        }
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> {
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                yield flipped;
            }
            case 2 -> {
                byte[] noise = new byte[random.nextInt(300)];
                random.nextBytes(noise);
                yield inserted(bytes, at, noise);
            }
            default -> inserted(bytes, at, BYTES.get(random.nextInt(BYTES.size())));
        };
    }

    private static byte[] inserted(byte[] bytes, int at, byte[] what) {
        byte[] all = new byte[bytes.length + what.length];
        System.arraycopy(bytes, 0, all, 0, at);
        System.arraycopy(what, 0, all, at, what.length);
        System.arraycopy(bytes, at, all, at + what.length, bytes.length - at);
        return all;
    }

    /** Compressed, mostly well. */
    byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
            if (random.nextInt(30) == 0) {
                gzip.write(new byte[(8 << 20) + random.nextInt(8 << 20)]);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        byte[] compressed = out.toByteArray();
        return random.nextInt(3) == 0 ? bytewise(compressed) : compressed;
    }
}
