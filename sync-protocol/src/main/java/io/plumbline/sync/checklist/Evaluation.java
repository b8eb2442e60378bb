package io.plumbline.sync.checklist;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each item of a visit stands for: hidden, not applicable, unanswered or answered, and what it earned. One pass in
 * document order suffices because conditions refer to earlier items only (CHK-6).
 *
 * <p>A stored value that its item cannot hold counts as no answer, so an evaluation never fails.
 */
public final class Evaluation {
    /** The state of one item. */
    public enum State {
        HIDDEN,
        NA,
        UNANSWERED,
        ANSWERED
    }

    private record Entry(State state, @Nullable Fraction share, boolean failed) {}

    private final ChecklistDocument checklist;
    private final VisitContent content;
    private final Map<String, Item> items = new LinkedHashMap<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private Evaluation(ChecklistDocument checklist, VisitContent content) {
        this.checklist = checklist;
        this.content = content;
        checklist.items().forEach(item -> {
            items.put(item.id(), item);
            entries.put(item.id(), evaluate(item));
        });
    }

    /** Evaluates every item of the checklist. */
    public static Evaluation of(ChecklistDocument checklist, VisitContent content) {
        return new Evaluation(checklist, content);
    }

    ChecklistDocument checklist() {
        return checklist;
    }

    VisitContent content() {
        return content;
    }

    /** The state of the item; hidden for an id the checklist does not have. */
    public State state(String item) {
        Entry entry = entries.get(item);
        return entry == null ? State.HIDDEN : entry.state();
    }

    /** Whether the item is answered, scored, and earned less than it must. */
    public boolean failed(String item) {
        Entry entry = entries.get(item);
        return entry != null && entry.failed();
    }

    /** The share earned by an answered, scored item. */
    Fraction share(String item) {
        return Objects.requireNonNull(Objects.requireNonNull(entries.get(item)).share());
    }

    private Entry evaluate(Item item) {
        if (item.visibleWhen() != null && !holds(item.visibleWhen())) {
            return new Entry(State.HIDDEN, null, false);
        }
        JsonNode value = value(item.id());
        boolean fits = AnswerValues.validate(item, value).isEmpty();
        if (fits && AnswerValues.isNotApplicable(value)) {
            return new Entry(State.NA, null, false);
        }
        if (!fits || !answered(item, value)) {
            return new Entry(State.UNANSWERED, null, false);
        }
        if (!item.scored()) {
            return new Entry(State.ANSWERED, null, false);
        }
        Fraction share = Shares.of(item, value);
        BigDecimal below = item.shareBelow();
        boolean failed = below == null ? share.isZero() : share.compareTo(Fraction.of(below)) < 0;
        return new Entry(State.ANSWERED, share, failed);
    }

    private boolean answered(Item item, JsonNode value) {
        return switch (item.type()) {
            case PHOTO -> content.photosOf(item.id()) > 0;
            case SIGNATURE -> content.signaturesOf(item.id()) > 0;
            case TEXT -> value.isTextual() && !value.textValue().isBlank();
            case MULTIPLE -> !value.isEmpty();
            case YES_NO, SINGLE, RATING, NUMBER, DATE_TIME, LOCATION, DURATION -> !value.isNull();
        };
    }

    private boolean holds(Condition condition) {
        // A chain of type tests: pattern switches over sealed types are younger than the language level.
        if (condition instanceof Condition.All all) {
            return all.parts().stream().allMatch(this::holds);
        } else if (condition instanceof Condition.Any any) {
            return any.parts().stream().anyMatch(this::holds);
        } else if (condition instanceof Condition.Not not) {
            return !holds(not.part());
        } else if (condition instanceof Condition.Answered answered) {
            return state(answered.item()) == State.ANSWERED;
        } else if (condition instanceof Condition.Is is) {
            return isOneOf(is);
        } else if (condition instanceof Condition.AtLeast atLeast) {
            return number(atLeast.item())
                    .filter(value -> value.compareTo(atLeast.bound()) >= 0)
                    .isPresent();
        } else if (condition instanceof Condition.AtMost atMost) {
            return number(atMost.item())
                    .filter(value -> value.compareTo(atMost.bound()) <= 0)
                    .isPresent();
        }
        throw new IllegalStateException("unknown condition " + condition);
    }

    private boolean isOneOf(Condition.Is condition) {
        if (state(condition.item()) != State.ANSWERED) {
            return false;
        }
        JsonNode value = value(condition.item());
        if (!value.isArray()) {
            return condition.values().contains(value.asText());
        }
        for (JsonNode chosen : value) {
            if (condition.values().contains(chosen.asText())) {
                return true;
            }
        }
        return false;
    }

    private Optional<BigDecimal> number(String id) {
        Item item = items.get(id);
        if (item == null || !item.type().comparable() || state(id) != State.ANSWERED) {
            return Optional.empty();
        }
        return Optional.of(Shares.number(value(id)));
    }

    private JsonNode value(String item) {
        return content.answers().getOrDefault(item, NullNode.getInstance());
    }
}
