package io.plumbline.demo.plan;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes up the finished installations that callbacks ask about. The customers are masked, as a work order shows them.
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
        event.put("phone", "13" + dice.between(0, 9) + "****" + dice.between(1000, 9999));
        return event;
    }
}
