package io.plumbline.sync.checklist;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks the conditions of a document: their shape, and that they refer to earlier items only (CHK-6). */
final class ConditionCheck {
    private static final List<String> OPERATORS = List.of("all", "any", "not", "is", "atLeast", "atMost", "answered");
    private static final Set<String> OF_AN_ITEM = Set.of("is", "atLeast", "atMost", "answered");

    private record Place(int index, JsonNode item) {}

    private record Reference(int from, int to, String path) {}

    private final Check check;
    private final Map<String, Place> places = new HashMap<>();
    private final List<Reference> references = new ArrayList<>();
    private int current;

    ConditionCheck(Check check) {
        this.check = check;
    }

    /** Makes an item known; the first of two with one id counts. */
    void declare(String id, JsonNode item) {
        places.putIfAbsent(id, new Place(places.size(), item));
    }

    /** Checks the condition of a declared item. */
    void condition(String id, JsonNode condition, String path) {
        Place place = places.get(id);
        current = place == null ? -1 : place.index();
        condition(condition, path, 1);
    }

    /** Reports the references that do not go backwards, after all conditions were seen. */
    void references() {
        Map<Integer, List<Integer>> graph = new HashMap<>();
        references.forEach(each ->
                graph.computeIfAbsent(each.from(), from -> new ArrayList<>()).add(each.to()));
        for (Reference each : references) {
            if (each.to() >= each.from()) {
                if (reaches(graph, each.to(), each.from())) {
                    check.error(each.path(), "cycle", "the item depends on itself");
                } else {
                    check.error(each.path(), "forward-reference", "a condition refers to earlier items only");
                }
            }
        }
    }

    private static boolean reaches(Map<Integer, List<Integer>> graph, int from, int target) {
        Set<Integer> seen = new HashSet<>();
        Deque<Integer> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            int next = open.pop();
            if (next == target) {
                return true;
            }
            if (seen.add(next)) {
                open.addAll(graph.getOrDefault(next, List.of()));
            }
        }
        return false;
    }

    private void condition(JsonNode node, String path, int depth) {
        if (depth > Limits.CONDITION_DEPTH) {
            check.error(path, "too-deep", "conditions nest at most " + Limits.CONDITION_DEPTH + " deep");
            return;
        }
        if (!check.object(node, path, Set.of("item", "all", "any", "not", "is", "atLeast", "atMost", "answered"))) {
            return;
        }
        List<String> used = OPERATORS.stream().filter(node::has).toList();
        if (used.isEmpty()) {
            check.error(path, "missing", "a condition has one of " + OPERATORS);
        } else if (used.size() > 1) {
            check.error(path, "too-many", "a condition has exactly one of " + OPERATORS);
        } else if (OF_AN_ITEM.contains(used.get(0))) {
            comparison(node, path, used.get(0));
        } else {
            if (node.has("item")) {
                check.error(path + "/item", "unknown-field", used.get(0) + " refers to no item of its own");
            }
            combination(node.path(used.get(0)), path + "/" + used.get(0), used.get(0), depth);
        }
    }

    private void combination(JsonNode parts, String path, String operator, int depth) {
        if (operator.equals("not")) {
            condition(parts, path, depth + 1);
        } else if (check.array(parts, path, Limits.OPTIONS)) {
            for (int i = 0; i < parts.size(); i++) {
                condition(parts.get(i), path + "/" + i, depth + 1);
            }
        }
    }

    private void comparison(JsonNode node, String path, String operator) {
        String id = check.id(node.path("item"), path + "/item");
        Place place = id == null ? null : places.get(id);
        if (id != null && place == null) {
            check.error(path + "/item", "unknown-item", "there is no such item");
        } else if (place != null && current >= 0) {
            references.add(new Reference(current, place.index(), path + "/item"));
        }
        String at = path + "/" + operator;
        JsonNode operand = node.path(operator);
        String type = place == null ? "" : place.item().path("type").asText();
        switch (operator) {
            case "is" -> is(operand, at, type, place == null ? node : place.item());
            case "answered" -> {
                if (!operand.isBoolean() || !operand.booleanValue()) {
                    check.error(at, "wrong-type", "answered is true; use not for the opposite");
                }
            }
            default -> {
                check.decimal(operand, at, true);
                fits(at, type, Set.of("RATING", "NUMBER", "DURATION"));
            }
        }
    }

    private void is(JsonNode operand, String at, String type, JsonNode item) {
        boolean fits = fits(at, type, Set.of("YES_NO", "SINGLE", "MULTIPLE"));
        if (!check.array(operand, at, Limits.OPTIONS)) {
            return;
        }
        Set<String> known = new HashSet<>();
        if (type.equals("YES_NO")) {
            known.addAll(Set.of("YES", "NO"));
        }
        item.path("options").forEach(option -> known.add(option.path("id").asText()));
        for (int i = 0; i < operand.size(); i++) {
            if (!operand.get(i).isTextual()) {
                check.error(at + "/" + i, "wrong-type", "an outcome or the id of an option is expected");
            } else if (fits && !type.isEmpty() && !known.contains(operand.get(i).textValue())) {
                check.error(at + "/" + i, "unknown-option", "the item has no such option");
            }
        }
    }

    /** An unknown type was reported where it stands. */
    private boolean fits(String at, String type, Set<String> types) {
        boolean wrong = !types.contains(type) && isType(type);
        if (wrong) {
            check.error(at, "operator-type", "this comparison does not fit an item of type " + type);
        }
        return !wrong;
    }

    private static boolean isType(String name) {
        for (ItemType type : ItemType.values()) {
            if (type.name().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
