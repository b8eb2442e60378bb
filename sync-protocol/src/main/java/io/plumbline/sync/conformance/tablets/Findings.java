package io.plumbline.sync.conformance.tablets;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the oracle found wrong, and how much it looked at. */
final class Findings {
    /** How something can be wrong. */
    enum Kind {
        /** Written or acknowledged, and without effect. */
        LOST("lost"),
        /** One effect more than was written. */
        DOUBLED("doubled"),
        /** Another effect than was written. */
        CHANGED("changed"),
        /** Neither in effect nor replaced: in the office's list, or never acknowledged. */
        STUCK("stuck"),
        /** A tablet shows something else than the server has. */
        UNEQUAL("unequal");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    private final Map<Kind, List<String>> found = new EnumMap<>(Kind.class);
    int visits;
    int inEffect;
    int replaced;
    int conflicts;
    int rows;

    void add(Kind kind, String what) {
        found.computeIfAbsent(kind, none -> new ArrayList<>()).add(what);
    }

    void addUnless(boolean holds, Kind kind, String what) {
        if (!holds) {
            add(kind, what);
        }
    }

    List<String> of(Kind kind) {
        return List.copyOf(found.getOrDefault(kind, List.of()));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }
}
