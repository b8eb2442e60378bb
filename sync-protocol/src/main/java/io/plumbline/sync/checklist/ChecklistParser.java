package io.plumbline.sync.checklist;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a checklist from its JSON document, or says everything that is wrong with it.
 *
 * <p>The shape is that of the JSON Schema shipped as {@code /io/plumbline/sync/checklist.schema.json}; beyond it the
 * parser checks what a schema cannot say. Codes of errors: {@code missing}, {@code empty}, {@code wrong-type},
 * {@code unknown-field}, {@code unknown-value}, {@code bad-id}, {@code bad-decimal}, {@code out-of-range},
 * {@code too-long}, {@code too-many}, {@code too-deep}, {@code unsupported-schema}, {@code duplicate-id},
 * {@code duplicate}, {@code not-allowed} (a field of another type), {@code not-scorable}, {@code needs-points},
 * {@code bands-order}, {@code unknown-item}, {@code unknown-option}, {@code operator-type},
 * {@code forward-reference}, {@code cycle}.
 */
public final class ChecklistParser {
    private static final Set<String> FIELDS =
            Set.of("schema", "code", "version", "title", "description", "showScore", "sections");
    private static final Set<String> SECTION_FIELDS = Set.of("id", "title", "weight", "items");

    /**
     * What became of a document.
     *
     * @param document the checklist when there are no errors
     * @param errors in the order in which they were found; empty when there is a document
     */
    public record Result(Optional<ChecklistDocument> document, List<ChecklistError> errors) {
        /** The document of a result without errors. */
        public ChecklistDocument require() {
            return document.orElseThrow(() -> new IllegalArgumentException("not a checklist: " + errors));
        }
    }

    private final Check check = new Check();
    private final ConditionCheck conditions = new ConditionCheck(check);

    private ChecklistParser() {}

    /** Parses the document; never throws for what it contains. */
    public static Result parse(JsonNode document) {
        ChecklistParser parser = new ChecklistParser();
        parser.document(document);
        List<ChecklistError> errors = parser.check.errors();
        return errors.isEmpty()
                ? new Result(Optional.of(ChecklistReader.read(document)), errors)
                : new Result(Optional.empty(), errors);
    }

    private void document(JsonNode document) {
        if (!check.object(document, "", FIELDS)) {
            return;
        }
        JsonNode schema = document.path("schema");
        if (schema.isMissingNode()) {
            check.error("/schema", "missing", "the document's schema is 1");
        } else if (!schema.isIntegralNumber() || !schema.canConvertToInt() || schema.intValue() != 1) {
            check.error("/schema", "unsupported-schema", "the document's schema is 1");
        }
        check.id(document.path("code"), "/code");
        check.integer(document.path("version"), "/version", true, 1, Integer.MAX_VALUE);
        check.localized(document.path("title"), "/title", true);
        check.localized(document.path("description"), "/description", false);
        check.bool(document.path("showScore"), "/showScore");
        JsonNode sections = document.path("sections");
        if (check.array(sections, "/sections", Limits.SECTIONS)) {
            Set<String> sectionIds = new HashSet<>();
            for (int i = 0; i < sections.size(); i++) {
                section(sections.get(i), "/sections/" + i, sectionIds);
            }
            items(sections);
        }
    }

    private void section(JsonNode section, String path, Set<String> ids) {
        if (!check.object(section, path, SECTION_FIELDS)) {
            return;
        }
        String id = check.id(section.path("id"), path + "/id");
        if (id != null && !ids.add(id)) {
            check.error(path + "/id", "duplicate-id", "another section has this id");
        }
        check.localized(section.path("title"), path + "/title", true);
        java.math.BigDecimal weight = check.decimal(section.path("weight"), path + "/weight", true);
        if (weight != null && weight.signum() <= 0) {
            check.error(path + "/weight", "out-of-range", "a weight is above 0");
        }
        JsonNode items = section.path("items");
        if (check.array(items, path + "/items", Limits.ITEMS)) {
            for (int i = 0; i < items.size(); i++) {
                new ItemCheck(check, items.get(i), path + "/items/" + i).run();
            }
        }
    }

    private void items(JsonNode sections) {
        Set<String> ids = new HashSet<>();
        int count = 0;
        for (int s = 0; s < sections.size(); s++) {
            JsonNode items = sections.get(s).path("items");
            for (int i = 0; i < items.size(); i++) {
                count++;
                String id = items.get(i).path("id").asText();
                if (items.get(i).path("id").isTextual() && !ids.add(id)) {
                    check.error("/sections/" + s + "/items/" + i + "/id", "duplicate-id", "another item has this id");
                }
                conditions.declare(id, items.get(i));
            }
        }
        if (count > Limits.ITEMS) {
            check.error("/sections", "too-many", "a checklist has at most " + Limits.ITEMS + " items");
        }
        for (int s = 0; s < sections.size(); s++) {
            JsonNode items = sections.get(s).path("items");
            for (int i = 0; i < items.size(); i++) {
                if (items.get(i).has("visibleWhen")) {
                    String path = "/sections/" + s + "/items/" + i + "/visibleWhen";
                    conditions.condition(
                            items.get(i).path("id").asText(), items.get(i).path("visibleWhen"), path);
                }
            }
        }
        conditions.references();
    }
}
