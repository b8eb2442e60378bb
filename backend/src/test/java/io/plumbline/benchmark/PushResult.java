package io.plumbline.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Receipts by status and the time of each push, of one device or of all. */
final class PushResult {
    private final Map<String, Long> statuses = new TreeMap<>();
    private final List<Long> latencies = new ArrayList<>();

    List<Long> latencies() {
        return latencies;
    }

    Map<String, Long> statuses() {
        return statuses;
    }

    /** Whether some of them must be sent again. */
    boolean count(JsonNode receipts) {
        boolean again = false;
        for (JsonNode receipt : receipts) {
            String status = receipt.path("status").asText();
            statuses.merge(status, 1L, Long::sum);
            again |= status.equals("retry") || status.equals("skipped");
        }
        return again;
    }

    void add(PushResult other) {
        latencies.addAll(other.latencies);
        other.statuses.forEach((status, count) -> statuses.merge(status, count, Long::sum));
    }

    /** @throws IllegalStateException unless every operation got this status, apart from those to be sent again */
    void require(String status, long operations) {
        Map<String, Long> settled = new TreeMap<>(statuses);
        settled.remove("retry");
        settled.remove("skipped");
        // A push of which a part was put off is sent again as a whole.
        boolean repeated = settled.size() < statuses.size();
        if (repeated) {
            settled.remove("duplicate");
        }
        if (!settled.equals(Map.of(status, operations)) && !(repeated && status.equals("duplicate"))) {
            throw new IllegalStateException(operations + " × " + status + " were expected, receipts were " + statuses);
        }
    }
}
