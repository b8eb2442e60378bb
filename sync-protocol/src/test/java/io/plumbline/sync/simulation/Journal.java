package io.plumbline.sync.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/** What happened: counted, and the last of it in words. */
final class Journal {
    private static final int KEPT = 60;

    private final EnumMap<Event, Integer> counts = new EnumMap<>(Event.class);
    private final Deque<String> last = new ArrayDeque<>();
    private final boolean verbose = Boolean.getBoolean("simulation.verbose");
    private long time;

    void time(long millis) {
        time = millis;
    }

    void count(Event event) {
        counts.merge(event, 1, Integer::sum);
        tell(event.name());
    }

    void countQuietly(Event event) {
        counts.merge(event, 1, Integer::sum);
    }

    void tell(String what) {
        last.addLast(time + " " + what);
        while (!verbose && last.size() > KEPT) {
            last.removeFirst();
        }
    }

    Map<Event, Integer> counts() {
        return counts;
    }

    String story() {
        return String.join("\n", last);
    }
}
