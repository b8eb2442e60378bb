package io.plumbline.ranking.rules;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a new revision of a ranking changes for one subject (RNK-5). Null before: the subject enters; null after: it
 * leaves.
 *
 * <p>Example: a late visit lifts one store from 80.00 (place 3) to 90.00 (place 2); that store and the one it overtakes
 * differ, the leader does not.
 */
public record Difference(
        UUID subject,
        String name,
        @Nullable Outcome before,
        @Nullable Outcome after) {
    /** What a ranking says about a subject. */
    public record Outcome(@Nullable Integer place, BigDecimal score, long responses) {
        static Outcome of(Placed placed) {
            Standing standing = placed.standing();
            return new Outcome(placed.place(), standing.score().setScale(2), standing.responses());
        }
    }

    /** Differences in the order of the newer list, then those who left. */
    public static List<Difference> between(Collection<Placed> before, Collection<Placed> after) {
        Map<UUID, Placed> left = new LinkedHashMap<>();
        before.forEach(placed -> left.put(placed.standing().subject(), placed));
        List<Difference> differences = new ArrayList<>();
        for (Placed now : after) {
            Standing standing = now.standing();
            Placed was = left.remove(standing.subject());
            Outcome old = was == null ? null : Outcome.of(was);
            Outcome fresh = Outcome.of(now);
            if (!Objects.equals(old, fresh)) {
                differences.add(new Difference(standing.subject(), standing.name(), old, fresh));
            }
        }
        left.values()
                .forEach(gone -> differences.add(new Difference(
                        gone.standing().subject(), gone.standing().name(), Outcome.of(gone), null)));
        return List.copyOf(differences);
    }
}
