package io.plumbline.demo.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The days the demo is about, seen from the moment it is loaded: some full past months and the current one so far.
 *
 * @param pastMonths how many full months come before the current one, 1 to 6
 */
public record DemoCalendar(Instant now, ZoneId zone, int pastMonths) {
    /** Months before the current one in a demo of full size. */
    public static final int FULL_PAST = 6;

    public LocalDate today() {
        return LocalDate.ofInstant(now, zone);
    }

    public YearMonth currentMonth() {
        return YearMonth.from(today());
    }

    /** The past months and the current one, oldest first. */
    public List<YearMonth> months() {
        List<YearMonth> months = new ArrayList<>();
        for (int back = pastMonths; back >= 0; back--) {
            months.add(currentMonth().minusMonths(back));
        }
        return months;
    }

    /** 0 for the current month, 1 for the one before, and so on. */
    public int monthsBack(YearMonth month) {
        return (int) month.until(currentMonth(), ChronoUnit.MONTHS);
    }

    /** The first day of the month that is so many months before the current one. */
    public LocalDate firstDayBack(int monthsBack) {
        return currentMonth().minusMonths(monthsBack).atDay(1);
    }

    /** When the organisation came to be: well before the first month. */
    public LocalDate beginning() {
        return LocalDate.of(today().getYear() - 3, 1, 1);
    }

    /** The instant of a local time, but never later than now. */
    public Instant atMostNow(LocalDate day, int hour, int minute) {
        Instant instant = day.atTime(hour, minute).atZone(zone).toInstant();
        return instant.isAfter(now) ? now : instant;
    }
}
