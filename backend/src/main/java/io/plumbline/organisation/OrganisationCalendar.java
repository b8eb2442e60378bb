package io.plumbline.organisation;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;

/** The calendar of the current organisation (ORG-4): which day and month an instant belongs to. */
public interface OrganisationCalendar {
    ZoneId zone();

    LocalDate today();

    LocalDate dateOf(Instant instant);

    default YearMonth monthOf(LocalDate date) {
        return YearMonth.from(date);
    }

    /** The day of the following month on which a month is closed, 1 to 28. */
    int closeDay();

    OrganisationProfile profile();
}
