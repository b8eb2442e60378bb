package io.plumbline.sync.checklist;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks one item but for its condition, which needs the other items. */
final class ItemCheck {
    private static final Set<String> FIELDS = Set.of(
            "id",
            "type",
            "text",
            "help",
            "required",
            "allowNa",
            "points",
            "outcomes",
            "options",
            "scale",
            "number",
            "failWhen",
            "critical",
            "cap",
            "evidence",
            "gallery",
            "visibleWhen",
            "factor",
            "standard");
    private static final int NAME_LENGTH = 100;
    private static final int CAP_DECIMALS = 2;

    private final Check check;
    private final JsonNode item;
    private final String path;
    private @Nullable ItemType type;
    private boolean scored;

    ItemCheck(Check check, JsonNode item, String path) {
        this.check = check;
        this.item = item;
        this.path = path;
    }

    void run() {
        if (!check.object(item, path, FIELDS)) {
            return;
        }
        check.id(item.path("id"), path + "/id");
        type = check.constant(item.path("type"), path + "/type", ItemType.class);
        check.localized(item.path("text"), path + "/text", true);
        check.localized(item.path("help"), path + "/help", false);
        check.bool(item.path("required"), path + "/required");
        check.bool(item.path("allowNa"), path + "/allowNa");
        check.text(item.path("factor"), path + "/factor", false, NAME_LENGTH);
        check.text(item.path("standard"), path + "/standard", false, NAME_LENGTH);
        points();
        if (type != null) {
            outcomes();
            options();
            scale();
            number();
            gallery();
        }
        consequences();
        evidence();
    }

    private void points() {
        BigDecimal points = check.decimal(item.path("points"), path + "/points", false);
        if (points == null) {
            return;
        }
        if (points.signum() < 0) {
            check.error(path + "/points", "out-of-range", "points are not negative");
        }
        scored = points.signum() > 0;
        if (scored && type != null && !type.scorable()) {
            check.error(path + "/points", "not-scorable", "an item of type " + type + " carries no points");
            scored = false;
        }
    }

    /** Whether the field is there and belongs to the type; there and not belonging is an error. */
    private boolean present(String field, boolean belongs) {
        if (!item.has(field)) {
            return false;
        }
        if (!belongs) {
            check.error(path + "/" + field, "not-allowed", "an item of type " + type + " has no " + field);
        }
        return belongs;
    }

    private void outcomes() {
        if (present("outcomes", type == ItemType.YES_NO)) {
            JsonNode outcomes = item.path("outcomes");
            if (check.object(outcomes, path + "/outcomes", Set.of("YES", "NO"))) {
                check.share(outcomes.path("YES"), path + "/outcomes/YES", true);
                check.share(outcomes.path("NO"), path + "/outcomes/NO", true);
            }
        }
    }

    private void options() {
        boolean belongs = type != null && type.hasOptions();
        boolean present = present("options", belongs);
        JsonNode options = item.path("options");
        String at = path + "/options";
        if (!(belongs || present) || !check.array(options, at, Limits.OPTIONS)) {
            return;
        }
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < options.size(); i++) {
            JsonNode option = options.get(i);
            if (check.object(option, at + "/" + i, Set.of("id", "text", "share"))) {
                String id = check.optionId(option.path("id"), at + "/" + i + "/id");
                if (id != null && !ids.add(id)) {
                    check.error(at + "/" + i + "/id", "duplicate-id", "the item has another option with this id");
                }
                check.localized(option.path("text"), at + "/" + i + "/text", true);
                check.share(option.path("share"), at + "/" + i + "/share", scored);
            }
        }
    }

    private void scale() {
        boolean belongs = type == ItemType.RATING;
        boolean present = present("scale", belongs);
        JsonNode scale = item.path("scale");
        String at = path + "/scale";
        if (!(belongs || present) || !check.object(scale, at, Set.of("min", "max", "minText", "maxText", "shares"))) {
            return;
        }
        check.localized(scale.path("minText"), at + "/minText", false);
        check.localized(scale.path("maxText"), at + "/maxText", false);
        Integer min = check.integer(scale.path("min"), at + "/min", true, -1000, 1000);
        Integer max = check.integer(scale.path("max"), at + "/max", true, -1000, 1000);
        if (min == null || max == null) {
            return;
        }
        if (max <= min || max - min > Limits.SCALE_STEPS) {
            check.error(at + "/max", "out-of-range", "max is above min, by at most 100");
        } else if (scale.has("shares")) {
            Set<String> steps = new HashSet<>();
            for (int step = min; step <= max; step++) {
                steps.add(Integer.toString(step));
            }
            if (check.object(scale.path("shares"), at + "/shares", steps)) {
                for (int step = min; step <= max; step++) {
                    check.share(scale.path("shares").path(Integer.toString(step)), at + "/shares/" + step, true);
                }
            }
        }
    }

    private void number() {
        boolean belongs = type == ItemType.NUMBER || type == ItemType.DURATION;
        boolean present = present("number", belongs);
        JsonNode number = item.path("number");
        String at = path + "/number";
        if (!present) {
            if (belongs && scored) {
                check.error(at, "missing", "a scored number has bands");
            }
            return;
        }
        if (!check.object(number, at, Set.of("min", "max", "unit", "decimals", "bands"))) {
            return;
        }
        BigDecimal min = check.decimal(number.path("min"), at + "/min", false);
        BigDecimal max = check.decimal(number.path("max"), at + "/max", false);
        if (min != null && max != null && min.compareTo(max) > 0) {
            check.error(at + "/max", "out-of-range", "max is not below min");
        }
        check.localized(number.path("unit"), at + "/unit", false);
        Integer decimals = check.integer(number.path("decimals"), at + "/decimals", false, 0, 6);
        if (type == ItemType.DURATION && decimals != null && decimals > 0) {
            check.error(at + "/decimals", "not-allowed", "a duration is in whole seconds");
        }
        if (number.has("bands") || scored) {
            bands(number.path("bands"), at + "/bands");
        }
    }

    private void bands(JsonNode bands, String at) {
        if (!check.array(bands, at, Limits.BANDS)) {
            return;
        }
        BigDecimal below = null;
        for (int i = 0; i < bands.size(); i++) {
            JsonNode band = bands.get(i);
            if (check.object(band, at + "/" + i, Set.of("upTo", "share"))) {
                boolean last = i == bands.size() - 1;
                BigDecimal upTo = check.decimal(band.path("upTo"), at + "/" + i + "/upTo", !last);
                check.share(band.path("share"), at + "/" + i + "/share", true);
                if (upTo != null && below != null && upTo.compareTo(below) <= 0) {
                    check.error(at + "/" + i + "/upTo", "bands-order", "the upper ends of bands ascend");
                }
                below = upTo != null ? upTo : below;
            }
        }
    }

    private void gallery() {
        if (present("gallery", type != null && type.takesPhotos())) {
            check.bool(item.path("gallery"), path + "/gallery");
        }
    }

    private void consequences() {
        check.bool(item.path("critical"), path + "/critical");
        if (item.path("critical").asBoolean(false)) {
            needsPoints("critical");
        }
        BigDecimal cap = check.decimal(item.path("cap"), path + "/cap", false);
        if (cap != null) {
            if (cap.signum() < 0 || cap.compareTo(Limits.HUNDRED) > 0 || cap.scale() > CAP_DECIMALS) {
                check.error(path + "/cap", "out-of-range", "a cap lies between 0 and 100, with at most two decimals");
            }
            needsPoints("cap");
        }
        if (item.has("failWhen")) {
            String at = path + "/failWhen";
            needsPoints("failWhen");
            if (check.object(item.path("failWhen"), at, Set.of("shareBelow"))) {
                BigDecimal below = check.decimal(item.path("failWhen").path("shareBelow"), at + "/shareBelow", true);
                if (below != null && (below.signum() <= 0 || below.compareTo(BigDecimal.ONE) > 0)) {
                    check.error(at + "/shareBelow", "out-of-range", "shareBelow is above 0 and at most 1");
                }
            }
        }
    }

    private void needsPoints(String field) {
        if (!scored) {
            check.error(path + "/" + field, "needs-points", "an item without points cannot fail");
        }
    }

    private void evidence() {
        JsonNode evidence = item.path("evidence");
        String at = path + "/evidence";
        if (evidence.isMissingNode() || !check.array(evidence, at, 6)) {
            return;
        }
        Set<String> seen = new HashSet<>();
        int i = 0;
        for (Iterator<JsonNode> each = evidence.elements(); each.hasNext(); i++) {
            JsonNode one = each.next();
            if (!check.object(one, at + "/" + i, Set.of("kind", "when", "count"))) {
                continue;
            }
            Evidence.Kind kind = check.constant(one.path("kind"), at + "/" + i + "/kind", Evidence.Kind.class);
            Evidence.When when = check.constant(one.path("when"), at + "/" + i + "/when", Evidence.When.class);
            int most = kind == Evidence.Kind.NOTE ? 1 : Limits.EVIDENCE_COUNT;
            check.integer(one.path("count"), at + "/" + i + "/count", false, 1, most);
            if (when == Evidence.When.FAILED && !scored) {
                check.error(at + "/" + i + "/when", "needs-points", "an item without points cannot fail");
            }
            if (kind != null && when != null && !seen.add(kind + "/" + when)) {
                check.error(at + "/" + i, "duplicate", "the same evidence is asked for twice");
            }
        }
    }
}
