package io.plumbline.sync.merge;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.message.CanonicalJson;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A value nobody has replaced yet.
 *
 * @param op the operation that wrote it
 * @param value in canonical form; JSON null for a cleared field
 * @param hlc effective time
 * @param by the account that wrote it
 * @param device the device it was written on, or null
 * @param at the device's wall clock, or null; evidence alone
 */
public record Head(
        String op,
        JsonNode value,
        Hlc hlc,
        String by,
        @Nullable String device,
        @Nullable String at) {
    /** The winner is the greatest: by effective time, then by the operation's id as text. */
    public static final Comparator<Head> ORDER = Comparator.comparing(Head::hlc).thenComparing(Head::op);

    // A missing field and a JSON null both arrive as a Java null.
    @SuppressWarnings("NullAway")
    public Head {
        value = value == null ? NullNode.getInstance() : value;
    }

    /** The text that equal values share. */
    @JsonIgnore
    public String canonicalValue() {
        return CanonicalJson.text(value);
    }
}
