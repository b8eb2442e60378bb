package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who and what a script speaks of by name, and the texts <code>${name.what}</code> that stand for them. */
final class Cast {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]+)}");
    private static final int COUNTER_BITS = 16;

    private final World world;
    private final Map<String, Supplier<Person>> people = new HashMap<>();
    private final Map<String, Tablet> tablets = new HashMap<>();
    private final Map<String, Task> tasks = new HashMap<>();
    private final Map<String, TestFile> files = new HashMap<>();
    private final Map<String, JsonNode> values = new HashMap<>();

    Cast(World world) {
        this.world = world;
    }

    void add(String name, Supplier<Person> person) {
        people.put(name, person);
    }

    void add(String name, Person person) {
        people.put(name, () -> person);
    }

    void add(String name, Tablet tablet) {
        tablets.put(name, tablet);
    }

    void add(String name, Task task) {
        tasks.put(name, task);
    }

    void add(String name, TestFile file) {
        files.put(name, file);
    }

    void add(String name, JsonNode value) {
        values.put(name, value);
    }

    Person person(String name) {
        return switch (name) {
            case "office" -> world.officer();
            case "admin" -> world.admin();
            default -> known(people, name).get();
        };
    }

    Tablet tablet(String name) {
        return known(tablets, name);
    }

    Task task(String name) {
        return known(tasks, name);
    }

    TestFile file(String name) {
        return known(files, name);
    }

    private static <T> T known(Map<String, T> all, String name) {
        T found = all.get(name);
        if (found == null) {
            throw new IllegalStateException("the script speaks of " + name + ", which is not given");
        }
        return found;
    }

    /** The same JSON with every reference replaced; a text that is one reference becomes what it stands for. */
    JsonNode in(JsonNode node) {
        if (node.isTextual()) {
            Matcher whole = REFERENCE.matcher(node.textValue());
            return whole.matches() ? value(whole.group(1)) : Json.text(in(node.textValue()));
        }
        if (node.isArray()) {
            ArrayNode array = Json.array();
            node.forEach(each -> array.add(in(each)));
            return array;
        }
        if (node.has("$times")) {
            ArrayNode array = Json.array();
            for (int i = 0; i < node.path("$times").asInt(); i++) {
                array.add(in(node.path("of")));
            }
            return array;
        }
        if (node.isObject()) {
            ObjectNode object = Json.object();
            node.properties().forEach(each -> object.set(in(each.getKey()), in(each.getValue())));
            return object;
        }
        return node;
    }

    String in(String text) {
        return REFERENCE
                .matcher(text)
                .replaceAll(
                        found -> Matcher.quoteReplacement(value(found.group(1)).asText()));
    }

    private JsonNode value(String reference) {
        if (values.containsKey(reference)) {
            return known(values, reference);
        }
        int colon = reference.indexOf(':');
        String head = colon < 0 ? reference : reference.substring(0, colon);
        String argument = colon < 0 ? "" : reference.substring(colon + 1);
        switch (head) {
            case "id" -> {
                return values.computeIfAbsent(reference, same -> Json.text(Ids.fresh()));
            }
            case "hlc" -> {
                long at = System.currentTimeMillis() + Long.parseLong(argument.isEmpty() ? "0" : argument);
                return Json.text(String.format("%016x", at << COUNTER_BITS));
            }
            case "text" -> {
                return Json.text("一".repeat(Integer.parseInt(argument)));
            }
            case "now" -> {
                return Json.text(Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
            }
            case "unit" -> {
                return Json.text(world.unitId());
            }
            default -> {
                return member(head, argument);
            }
        }
    }

    private JsonNode member(String reference, String argument) {
        int dot = reference.indexOf('.');
        String name = dot < 0 ? reference : reference.substring(0, dot);
        String what = dot < 0 ? "" : reference.substring(dot + 1);
        if (tablets.containsKey(name)) {
            return tablet(tablet(name), what, scope(argument));
        }
        if (tasks.containsKey(name)) {
            Task task = task(name);
            return Json.text(
                    switch (what) {
                        case "assignment" -> task.assignment();
                        case "checklist" -> task.checklist();
                        default -> task.visit();
                    });
        }
        if (files.containsKey(name)) {
            return file(file(name), what, argument);
        }
        return Json.text(person(name).id());
    }

    /** {@code user:p} and {@code checklist:v} by the names of a person and a visit. */
    private String scope(String text) {
        String name = text.substring(text.indexOf(':') + 1);
        if (text.startsWith("user:") && people.containsKey(name)) {
            return "user:" + person(name).id();
        }
        return text.startsWith("checklist:") && tasks.containsKey(name)
                ? "checklist:" + task(name).checklist()
                : text;
    }

    private static JsonNode tablet(Tablet tablet, String what, String scope) {
        return switch (what) {
            case "lease" -> Json.text(tablet.lease());
            case "incarnation" -> IntNode.valueOf(tablet.incarnation());
            case "sequence" -> LongNode.valueOf(tablet.sequence());
            case "cursor" -> Json.text(tablet.cursor());
            case "rows" -> IntNode.valueOf(tablet.rows(scope));
            case "digest" -> Json.text(tablet.digest(scope));
            default -> Json.text(tablet.id());
        };
    }

    /** @param range {@code from-to} of the bytes; empty for all */
    private static JsonNode file(TestFile file, String what, String range) {
        byte[] bytes = file.bytes();
        if (!range.isEmpty()) {
            int dash = range.indexOf('-');
            int to = dash + 1 == range.length() ? bytes.length : Integer.parseInt(range.substring(dash + 1));
            bytes = Arrays.copyOfRange(bytes, Integer.parseInt(range.substring(0, dash)), to);
        }
        return switch (what) {
            case "size" -> IntNode.valueOf(bytes.length);
            case "sha1" -> Json.text(Digests.base64(Digests.of("SHA-1", bytes)));
            case "metadata" -> Json.text(file.creation().getOrDefault("Upload-Metadata", ""));
            default -> Json.text(file.sha256());
        };
    }
}
