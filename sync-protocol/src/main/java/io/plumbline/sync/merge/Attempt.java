package io.plumbline.sync.merge;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.plumbline.sync.clock.Hlc;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to ask a customer (CBK-2). Attempts are only ever added: of two that bear one id the one written first
 * stands, whatever arrives first.
 *
 * @param id made by the device
 * @param at instant by the device's clock
 * @param laterAt when the customer asked to be called again, or null
 * @param op the operation that told of it
 * @param hlc its effective time
 * @param by the account that made the attempt
 */
public record Attempt(
        String id,
        Channel channel,
        Outcome outcome,
        String at,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String laterAt,
        String op,
        Hlc hlc,
        String by) {
    /** How the customer was asked. */
    public enum Channel {
        ON_SITE,
        TELEPHONE
    }

    /** What came of it. */
    public enum Outcome {
        REACHED,
        NO_ANSWER,
        REFUSED,
        WRONG_NUMBER,
        CALL_LATER,
        /** The number was shown to somebody; no attempt in itself, but nobody reads a number unseen. */
        NUMBER_SHOWN
    }

    private static final Comparator<Attempt> FIRST_WRITTEN =
            Comparator.comparing(Attempt::hlc).thenComparing(Attempt::op);
    private static final Comparator<Attempt> IN_ORDER = Comparator.comparing(
                    (Attempt attempt) -> Instant.parse(attempt.at()))
            .thenComparing(Attempt::id);

    /** The attempts with one more, in the order in which they were made; the same one again changes nothing. */
    public static List<Attempt> joined(List<Attempt> attempts, Attempt attempt) {
        List<Attempt> next = new ArrayList<>();
        Attempt stands = attempt;
        for (Attempt each : attempts) {
            if (!each.id().equals(attempt.id())) {
                next.add(each);
            } else if (FIRST_WRITTEN.compare(each, attempt) <= 0) {
                stands = each;
            }
        }
        next.add(stands);
        next.sort(IN_ORDER);
        return List.copyOf(next);
    }
}
