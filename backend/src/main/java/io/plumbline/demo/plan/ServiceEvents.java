package io.plumbline.demo.plan;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes up the finished installations that callbacks ask about.
 */
final class ServiceEvents {
    private ServiceEvents() {}

    static Map<String, String> installation(LocalDate finished, String key, Dice dice) {
        Map<String, String> event = new TreeMap<>();
        int number = Math.floorMod(key.hashCode(), 100_000);
        event.put("number", "ZW" + finished.format(DateTimeFormatter.BASIC_ISO_DATE) + "-" + (100_000 + number));
        event.put("type", "INSTALLATION");
        event.put("finishedOn", finished.toString());
        event.put("product", dice.pick(Sources.get().phrases("product")));
        String title = dice.chance(0.5) ? "先生" : "女士";
        event.put("customer", dice.pick(Sources.get().phrases("surname")) + title);
        // Whole, for somebody calls it; no network gives out numbers that begin with 143.
        event.put("phone", "143" + dice.between(0, 9) + "000" + dice.between(1000, 9999));
        return event;
    }
}
