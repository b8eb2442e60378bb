package io.plumbline.sync.message;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * One text for equal JSON: the fields of objects sorted by their names' UTF-16 code units, no white space, numbers
 * without exponent or trailing zeros, strings with the shortest escapes. Used to say whether two values, or two
 * deliveries of one operation, are the same.
 */
public final class CanonicalJson {
    /** A number further from 1 keeps its exponent: spelt out it could fill the memory. */
    private static final int LONGEST_SCALE = 400;

    private CanonicalJson() {}

    /** The canonical text. */
    public static String text(JsonNode node) {
        return write(node, Set.of());
    }

    /** The canonical text without some fields of the outermost object. */
    static String write(JsonNode node, Set<String> without) {
        StringBuilder out = new StringBuilder();
        append(node, without, out);
        return out.toString();
    }

    /** SHA-256 of the text's UTF-8 bytes, 64 lower-case hexadecimal digits. */
    public static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void append(JsonNode node, Set<String> without, StringBuilder out) {
        if (node.isObject()) {
            List<String> names = new ArrayList<>();
            node.fieldNames().forEachRemaining(names::add);
            names.removeAll(without);
            names.sort(null);
            out.append('{');
            for (int i = 0; i < names.size(); i++) {
                out.append(i == 0 ? "" : ",");
                string(names.get(i), out);
                out.append(':');
                append(node.path(names.get(i)), Set.of(), out);
            }
            out.append('}');
        } else if (node.isArray()) {
            out.append('[');
            for (int i = 0; i < node.size(); i++) {
                out.append(i == 0 ? "" : ",");
                append(node.path(i), Set.of(), out);
            }
            out.append(']');
        } else if (node.isTextual()) {
            string(node.textValue(), out);
        } else if (node.isNumber()) {
            number(node, out);
        } else {
            out.append(node.asText("null"));
        }
    }

    private static void number(JsonNode node, StringBuilder out) {
        if (node.isIntegralNumber()) {
            out.append(node.bigIntegerValue());
            return;
        }
        BigDecimal value = Double.isFinite(node.doubleValue()) ? node.decimalValue() : null;
        if (value == null) {
            out.append(node.asText());
        } else if (value.signum() == 0) {
            out.append('0');
        } else {
            BigDecimal shortest = value.stripTrailingZeros();
            boolean spelt = Math.abs((long) shortest.scale()) <= LONGEST_SCALE;
            out.append(spelt ? shortest.toPlainString() : shortest.toString());
        }
    }

    private static void string(String text, StringBuilder out) {
        out.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, out);
        out.append('"');
    }
}
