package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Ids of a vector and those that stand for them on the server. A vector is run many times against many servers, so its
 * ids cannot be used as they are; because ties are broken by the text of ids, the new ones have the order of the old.
 */
final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<String, String> real = new HashMap<>();

    /** New ids for these names, in the order of the names as text. */
    static Ids of(Collection<String> names) {
        Ids ids = new Ids();
        TreeSet<String> sorted = new TreeSet<>(names);
        List<String> fresh = new ArrayList<>();
        sorted.forEach(name -> fresh.add(fresh()));
        fresh.sort(null);
        sorted.forEach(name -> ids.real.put(name, fresh.get(ids.real.size())));
        return ids;
    }

    /** A new UUID of version 7 as text. */
    static String fresh() {
        long time = System.currentTimeMillis();
        UUID random = new UUID(RANDOM.nextLong(), RANDOM.nextLong());
        long high = (time << 16) | 0x7000L | (random.getMostSignificantBits() & 0xFFFL);
        long low = (random.getLeastSignificantBits() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }

    /** Lets a name stand for something that was made otherwise. */
    Ids with(String name, String id) {
        real.put(name, id);
        return this;
    }

    /** The id on the server; a name that is not known stands for itself. */
    String of(String name) {
        return real.getOrDefault(name, name);
    }

    /** The same JSON with every known name replaced, in values and in names of fields. */
    JsonNode in(JsonNode node) {
        if (node.isTextual()) {
            return Json.text(of(node.textValue()));
        }
        if (node.isArray()) {
            ArrayNode array = Json.array();
            node.forEach(each -> array.add(in(each)));
            return array;
        }
        if (node.isObject()) {
            ObjectNode object = Json.object();
            node.properties().forEach(each -> object.set(of(each.getKey()), in(each.getValue())));
            return object;
        }
        return node;
    }
}
