package io.plumbline.ranking;

import io.plumbline.ranking.rules.ItemCosts;
import io.plumbline.sync.checklist.ChecklistDocument;
import io.plumbline.sync.checklist.Item;
import io.plumbline.sync.checklist.ScoreResult;
import io.plumbline.sync.checklist.Section;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is kept of a visit's result for roll-up.
 *
 * @param sections score per section that had anything scored
 * @param factors score per perception factor, the same
 * @param costs what each item cost, in points of the visit's score
 */
record VisitDetails(Map<String, BigDecimal> sections, Map<String, BigDecimal> factors, Map<String, BigDecimal> costs) {
    static VisitDetails of(ScoreResult result, ChecklistDocument checklist, BigDecimal score) {
        Map<String, BigDecimal> sections = new TreeMap<>();
        for (ScoreResult.SectionScore section : result.sections()) {
            if (section.score() != null) {
                sections.put(section.id(), new BigDecimal(section.score()));
            }
        }
        Map<String, BigDecimal> factors = new TreeMap<>();
        for (ScoreResult.FactorScore factor : result.factors()) {
            if (factor.score() != null) {
                factors.put(factor.factor(), new BigDecimal(factor.score()));
            }
        }
        return new VisitDetails(sections, factors, costs(result, checklist, score));
    }

    private static Map<String, BigDecimal> costs(ScoreResult result, ChecklistDocument checklist, BigDecimal score) {
        Map<String, String> sectionOf = new HashMap<>();
        Map<String, BigDecimal> weights = new HashMap<>();
        for (Section section : checklist.sections()) {
            weights.put(section.id(), section.weight());
            for (Item item : section.items()) {
                sectionOf.put(item.id(), section.id());
            }
        }
        List<ItemCosts.Item> items = new ArrayList<>();
        for (ScoreResult.ItemScore item : result.items()) {
            if (item.state() == ScoreResult.ItemState.SCORED) {
                items.add(new ItemCosts.Item(
                        item.id(),
                        sectionOf.getOrDefault(item.id(), ""),
                        new BigDecimal(item.earned()),
                        new BigDecimal(item.possible())));
            }
        }
        return new TreeMap<>(ItemCosts.of(items, weights, score, result.reasonItems()));
    }
}
