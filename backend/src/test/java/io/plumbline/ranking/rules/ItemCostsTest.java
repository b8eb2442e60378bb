package io.plumbline.ranking.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.ranking.rules.ItemCosts.Item;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ItemCostsTest {
    private static final Map<String, BigDecimal> WEIGHTS =
            Map.of("a", number("20"), "b", number("80"), "c", number("50"));

    @Test
    @DisplayName("RNK-6: an item costs its share of the section times the section's share of the weights")
    void weighsTheLossByItsSection() {
        List<Item> items = List.of(
                item("a1", "a", "0", "5"),
                item("a2", "a", "5", "5"),
                item("b1", "b", "7.5", "10"),
                item("b2", "b", "30", "30"));
        Map<String, BigDecimal> costs = ItemCosts.of(items, WEIGHTS, number("85"), List.of());
        assertThat(costs).containsOnlyKeys("a1", "b1");
        assertThat(costs.get("a1")).isEqualByComparingTo("10");
        assertThat(costs.get("b1")).isEqualByComparingTo("5");
    }

    @Test
    @DisplayName("RNK-6: a critical item costs all that was left")
    void chargesTheRestToTheCriticalItem() {
        List<Item> items = List.of(item("a1", "a", "0", "5"), item("a2", "a", "5", "5"), item("b1", "b", "0", "40"));
        Map<String, BigDecimal> costs = ItemCosts.of(items, WEIGHTS, number("0"), List.of("a1"));
        assertThat(costs.get("b1")).isEqualByComparingTo("80");
        assertThat(costs.get("a1")).isEqualByComparingTo("20");
    }

    @Test
    void splitsTheRestWhenSeveralItemsDecided() {
        List<Item> items = List.of(item("a1", "a", "10", "10"), item("b1", "b", "10", "10"));
        Map<String, BigDecimal> costs = ItemCosts.of(items, WEIGHTS, number("60"), List.of("x", "y"));
        assertThat(costs).hasSize(2);
        assertThat(costs.get("x")).isEqualByComparingTo("20");
    }

    @Test
    void isEmptyWhenNothingWasScored() {
        assertThat(ItemCosts.of(List.of(), WEIGHTS, number("0"), List.of())).isEmpty();
        assertThat(ItemCosts.of(List.of(item("a1", "a", "0", "0")), WEIGHTS, number("0"), List.of()))
                .isEmpty();
    }

    private static Item item(String id, String section, String earned, String possible) {
        return new Item(id, section, number(earned), number(possible));
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }
}
