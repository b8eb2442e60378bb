package io.plumbline.sync.conformance.tablets;

import java.util.List;

/**
 * What a run came to.
 *
 * @param right whether nothing was lost, doubled, changed or stuck, and every tablet equals the server
 */
public record TabletReport(boolean right, List<String> lines) {
    public TabletReport {
        lines = List.copyOf(lines);
    }

    @Override
    public String toString() {
        return String.join(System.lineSeparator(), lines);
    }
}
