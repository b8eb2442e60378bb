package io.plumbline.sync.checklist;

import java.math.BigDecimal;
import java.util.List;

/**
 * A weighted part of a checklist (CHK-1, CHK-3).
 *
 * @param id unique among the sections
 * @param weight above 0
 * @param items in the order in which they are asked, at least one
 */
public record Section(String id, LocalizedText title, BigDecimal weight, List<Item> items) {
    public Section {
        Limits.require(weight.signum() > 0, "a weight is above 0");
        Limits.require(!items.isEmpty(), "a section has items");
        items = List.copyOf(items);
    }
}
