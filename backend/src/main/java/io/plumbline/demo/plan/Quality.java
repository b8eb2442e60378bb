package io.plumbline.demo.plan;

import io.plumbline.organisation.StoreKind;
import java.time.YearMonth;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How good a subject is in a month, as the chance to do a thing of ordinary difficulty right: a level of its own, a
 * trend, the season and the month's luck.
 */
final class Quality {
    private static final double LOWEST = 0.55;
    private static final double HIGHEST = 0.985;
    /** The two stores with a demo account: one rises to the top in half a year, one falls from it. */
    private static final Map<String, double[]> PATHS = Map.of(
            OrganisationPlanner.MANAGERS_STORE, new double[] {0.79, 0.80, 0.84, 0.86, 0.90, 0.93, 0.95},
            OrganisationPlanner.SECOND_MANAGERS_STORE, new double[] {0.94, 0.93, 0.91, 0.87, 0.84, 0.81, 0.80});

    private final long seed;
    private final DemoCalendar calendar;

    Quality(long seed, DemoCalendar calendar) {
        this.seed = seed;
        this.calendar = calendar;
    }

    double ofStore(String code, @Nullable StoreKind kind, YearMonth month) {
        int step = DemoCalendar.FULL_PAST - calendar.monthsBack(month);
        double[] path = PATHS.get(code);
        if (path != null) {
            return path[step];
        }
        double level = (kind == StoreKind.OWN ? 0.885 : 0.865)
                + 0.045 * Dice.of(seed, "level/" + code).bell();
        return clamp(level + trend(code, 0.008, step) + luck(code, month) + season(month));
    }

    double ofInstaller(String code, YearMonth month) {
        int step = DemoCalendar.FULL_PAST - calendar.monthsBack(month);
        double level = 0.9 + 0.045 * Dice.of(seed, "level/" + code).bell();
        return clamp(level + trend(code, 0.006, step) + luck(code, month) + season(month));
    }

    static double clamp(double quality) {
        return Math.max(LOWEST, Math.min(HIGHEST, quality));
    }

    private double trend(String code, double perMonth, int step) {
        return perMonth * Dice.of(seed, "trend/" + code).bell() * (step - DemoCalendar.FULL_PAST / 2.0);
    }

    private double luck(String code, YearMonth month) {
        return 0.012 * Dice.of(seed, "luck/" + code + "/" + month).bell();
    }

    /** Queues before the Spring Festival, heat and storms in July and August, students moving in in September. */
    private static double season(YearMonth month) {
        return switch (month.getMonth()) {
            case JANUARY, FEBRUARY -> -0.02;
            case JULY, AUGUST -> -0.025;
            case SEPTEMBER -> -0.03;
            case MARCH, APRIL, MAY, JUNE, OCTOBER, NOVEMBER, DECEMBER -> 0.005;
        };
    }
}
