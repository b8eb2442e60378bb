package io.plumbline.sync.checklist;

import java.math.BigDecimal;

/**
 * One option of a single or multiple choice.
 *
 * @param id unique among the item's options
 * @param text what the person reads
 * @param share share of the item's points, 0 to 1
 */
public record Option(String id, LocalizedText text, BigDecimal share) {
    public Option {
        Limits.share(share);
    }
}
