package io.plumbline.sync.checklist;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a document in which {@link ChecklistParser} found nothing wrong. */
final class ChecklistReader {
    private ChecklistReader() {}

    static ChecklistDocument read(JsonNode document) {
        return new ChecklistDocument(
                document.path("code").textValue(),
                document.path("version").intValue(),
                text(document.path("title")),
                optionalText(document.path("description")),
                document.path("showScore").asBoolean(true),
                list(document.path("sections"), ChecklistReader::section));
    }

    private static Section section(JsonNode section) {
        return new Section(
                section.path("id").textValue(),
                text(section.path("title")),
                decimal(section.path("weight")),
                list(section.path("items"), ChecklistReader::item));
    }

    private static Item item(JsonNode item) {
        ItemType type = ItemType.valueOf(item.path("type").textValue());
        return new Item(
                item.path("id").textValue(),
                type,
                text(item.path("text")),
                optionalText(item.path("help")),
                item.path("required").asBoolean(true),
                item.path("allowNa").asBoolean(false),
                item.has("points") ? decimal(item.path("points")) : BigDecimal.ZERO,
                type == ItemType.YES_NO ? outcomes(item.path("outcomes")) : Map.of(),
                list(item.path("options"), ChecklistReader::option),
                item.has("scale") ? scale(item.path("scale")) : null,
                item.has("number") ? number(item.path("number")) : NumberRule.ANY,
                optionalDecimal(item.path("failWhen").path("shareBelow")),
                item.path("critical").asBoolean(false),
                optionalDecimal(item.path("cap")),
                list(item.path("evidence"), ChecklistReader::evidence),
                item.path("gallery").asBoolean(false),
                item.has("visibleWhen") ? condition(item.path("visibleWhen")) : null,
                item.path("factor").textValue(),
                item.path("standard").textValue());
    }

    private static Map<String, BigDecimal> outcomes(JsonNode outcomes) {
        return outcomes.isMissingNode()
                ? Item.YES_EARNS
                : Map.of("YES", decimal(outcomes.path("YES")), "NO", decimal(outcomes.path("NO")));
    }

    private static Option option(JsonNode option) {
        BigDecimal share = optionalDecimal(option.path("share"));
        return new Option(
                option.path("id").textValue(), text(option.path("text")), share == null ? BigDecimal.ZERO : share);
    }

    private static Scale scale(JsonNode scale) {
        Map<Integer, BigDecimal> shares = new HashMap<>();
        for (Map.Entry<String, JsonNode> each : scale.path("shares").properties()) {
            shares.put(Integer.valueOf(each.getKey()), decimal(each.getValue()));
        }
        return new Scale(
                scale.path("min").intValue(),
                scale.path("max").intValue(),
                optionalText(scale.path("minText")),
                optionalText(scale.path("maxText")),
                scale.has("shares") ? shares : null);
    }

    private static NumberRule number(JsonNode number) {
        return new NumberRule(
                optionalDecimal(number.path("min")),
                optionalDecimal(number.path("max")),
                optionalText(number.path("unit")),
                number.path("decimals").asInt(0),
                list(
                        number.path("bands"),
                        band -> new NumberRule.Band(optionalDecimal(band.path("upTo")), decimal(band.path("share")))));
    }

    private static Evidence evidence(JsonNode evidence) {
        return new Evidence(
                Evidence.Kind.valueOf(evidence.path("kind").textValue()),
                Evidence.When.valueOf(evidence.path("when").textValue()),
                evidence.path("count").asInt(1));
    }

    private static Condition condition(JsonNode node) {
        if (node.has("all")) {
            return new Condition.All(list(node.path("all"), ChecklistReader::condition));
        } else if (node.has("any")) {
            return new Condition.Any(list(node.path("any"), ChecklistReader::condition));
        } else if (node.has("not")) {
            return new Condition.Not(condition(node.path("not")));
        }
        String item = node.path("item").textValue();
        if (node.has("is")) {
            Set<String> values = new HashSet<>(list(node.path("is"), JsonNode::textValue));
            return new Condition.Is(item, values);
        } else if (node.has("atLeast")) {
            return new Condition.AtLeast(item, decimal(node.path("atLeast")));
        } else if (node.has("atMost")) {
            return new Condition.AtMost(item, decimal(node.path("atMost")));
        }
        return new Condition.Answered(item);
    }

    private static LocalizedText text(JsonNode node) {
        return new LocalizedText(node.path("zh-CN").textValue(), node.path("en").textValue());
    }

    private static @Nullable LocalizedText optionalText(JsonNode node) {
        return node.isMissingNode() ? null : text(node);
    }

    private static BigDecimal decimal(JsonNode node) {
        return Objects.requireNonNull(optionalDecimal(node));
    }

    private static @Nullable BigDecimal optionalDecimal(JsonNode node) {
        return node.isMissingNode() ? null : new BigDecimal(node.textValue());
    }

    private static <T> List<T> list(JsonNode array, Function<JsonNode, T> reader) {
        List<T> list = new ArrayList<>(array.size());
        array.forEach(node -> list.add(reader.apply(node)));
        return list;
    }
}
