package io.plumbline.sync.interleaving;

import java.util.Map;
import java.util.TreeMap;

/** What happened in schedules, by name, and whether connections may die in this one. */
final class Journal {
    private final Map<String, Integer> counts = new TreeMap<>();
    private final boolean mayFail;

    Journal(boolean mayFail) {
        this.mayFail = mayFail;
    }

    /** Whether a request may be answered with "try again". */
    boolean mayFail() {
        return mayFail;
    }

    synchronized void count(String event) {
        counts.merge(event, 1, Integer::sum);
    }

    synchronized void count(String event, int times) {
        counts.merge(event, times, Integer::sum);
    }

    synchronized Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }
}
