package io.plumbline.sync.checklist;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a document; the checks that every part of it shares. */
final class Check {
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final Pattern OPTION_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,39}");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,8})(\\.[0-9]{1,6})?");

    private final List<ChecklistError> errors = new ArrayList<>();

    List<ChecklistError> errors() {
        return List.copyOf(errors);
    }

    void error(String path, String code, String message) {
        errors.add(new ChecklistError(path, code, message));
    }

    /** Whether the node is an object; its fields other than the allowed ones are errors. */
    boolean object(JsonNode node, String path, Set<String> allowed) {
        if (node.isMissingNode()) {
            error(path, "missing", "an object is required");
            return false;
        }
        if (!node.isObject()) {
            error(path, "wrong-type", "an object is expected");
            return false;
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!allowed.contains(name)) {
                error(path + "/" + escaped(name), "unknown-field", "this field is not known here");
            }
        }
        return true;
    }

    /** Whether the node is an array with 1 to max elements. */
    boolean array(JsonNode node, String path, int max) {
        if (node.isMissingNode()) {
            error(path, "missing", "an array is required");
            return false;
        }
        if (!node.isArray()) {
            error(path, "wrong-type", "an array is expected");
            return false;
        }
        if (node.isEmpty()) {
            error(path, "empty", "at least one element is required");
            return false;
        }
        if (node.size() > max) {
            error(path, "too-many", "at most " + max + " elements are allowed");
            return false;
        }
        return true;
    }

    /** An id of the document, or null when it is not one. */
    @Nullable
    String id(JsonNode node, String path) {
        return matching(node, path, ID, "1 to 40 of a-z, 0-9 and '-', not starting with '-'");
    }

    @Nullable
    String optionId(JsonNode node, String path) {
        return matching(node, path, OPTION_ID, "1 to 40 letters, digits, '_' or '-'");
    }

    private @Nullable String matching(JsonNode node, String path, Pattern pattern, String expected) {
        if (node.isMissingNode()) {
            error(path, "missing", "an id is required: " + expected);
        } else if (!node.isTextual()) {
            error(path, "wrong-type", "an id is a text: " + expected);
        } else if (!pattern.matcher(node.textValue()).matches()) {
            error(path, "bad-id", "an id is " + expected);
        } else {
            return node.textValue();
        }
        return null;
    }

    void localized(JsonNode node, String path, boolean required) {
        if (node.isMissingNode() && !required) {
            return;
        }
        if (object(node, path, Set.of("zh-CN", "en"))) {
            text(node.path("zh-CN"), path + "/zh-CN", true, Limits.TEXT_LENGTH);
            text(node.path("en"), path + "/en", false, Limits.TEXT_LENGTH);
        }
    }

    void text(JsonNode node, String path, boolean required, int max) {
        if (node.isMissingNode()) {
            if (required) {
                error(path, "missing", "a text is required");
            }
        } else if (!node.isTextual()) {
            error(path, "wrong-type", "a text is expected");
        } else if (node.textValue().isBlank()) {
            error(path, "empty", "the text is blank");
        } else if (node.textValue().length() > max) {
            error(path, "too-long", "at most " + max + " characters are allowed");
        }
    }

    void bool(JsonNode node, String path) {
        if (!node.isMissingNode() && !node.isBoolean()) {
            error(path, "wrong-type", "true or false is expected");
        }
    }

    @Nullable
    Integer integer(JsonNode node, String path, boolean required, int min, int max) {
        if (node.isMissingNode()) {
            if (required) {
                error(path, "missing", "a whole number is required");
            }
        } else if (!node.isIntegralNumber()) {
            error(path, "wrong-type", "a whole number is expected");
        } else if (!node.canConvertToInt() || node.intValue() < min || node.intValue() > max) {
            error(path, "out-of-range", "from " + min + " to " + max);
        } else {
            return node.intValue();
        }
        return null;
    }

    /** A decimal string, or null when it is absent or not one. */
    @Nullable
    BigDecimal decimal(JsonNode node, String path, boolean required) {
        if (node.isMissingNode()) {
            if (required) {
                error(path, "missing", "a decimal is required, as a text such as \"12.5\"");
            }
        } else if (!node.isTextual()) {
            error(path, "wrong-type", "a decimal is a text such as \"12.5\"");
        } else if (!DECIMAL.matcher(node.textValue()).matches()) {
            error(path, "bad-decimal", "a decimal has at most 9 digits before and 6 after the point");
        } else {
            return new BigDecimal(node.textValue());
        }
        return null;
    }

    /** A decimal string from 0 to 1. */
    void share(JsonNode node, String path, boolean required) {
        BigDecimal share = decimal(node, path, required);
        if (share != null && (share.signum() < 0 || share.compareTo(BigDecimal.ONE) > 0)) {
            error(path, "out-of-range", "a share lies between 0 and 1");
        }
    }

    <E extends Enum<E>> @Nullable E constant(JsonNode node, String path, Class<E> type) {
        if (node.isMissingNode()) {
            error(path, "missing", "one of " + List.of(type.getEnumConstants()) + " is required");
            return null;
        }
        if (!node.isTextual()) {
            error(path, "wrong-type", "a text is expected");
            return null;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(node.textValue())) {
                return constant;
            }
        }
        error(path, "unknown-value", "one of " + List.of(type.getEnumConstants()));
        return null;
    }

    static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
