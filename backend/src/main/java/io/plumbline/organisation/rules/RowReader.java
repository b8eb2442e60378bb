package io.plumbline.organisation.rules;

import io.plumbline.organisation.rules.RowOutcome.CellProblem;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the cells of one row and collects what is wrong with them. */
final class RowReader {
    private static final Pattern CODE = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,39}");
    private static final Pattern DATE = Pattern.compile("(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,12}(\\.\\d{1,12})?");
    /** What a spreadsheet would take for a formula when the text is exported again. */
    private static final String FORMULA_STARTS = "=+-@";

    private static final int LONGEST_SHOWN = 80;

    private final ImportRow row;
    private final List<CellProblem> problems = new ArrayList<>();

    RowReader(ImportRow row) {
        this.row = row;
    }

    List<CellProblem> problems() {
        return problems;
    }

    boolean isBad() {
        return !problems.isEmpty();
    }

    void problem(String column, String message) {
        String value = row.cell(column);
        problems.add(new CellProblem(
                column, message, value.length() > LONGEST_SHOWN ? value.substring(0, LONGEST_SHOWN) + "…" : value));
    }

    String code(String column) {
        String value = row.cell(column);
        if (value.isEmpty()) {
            problem(column, "is missing");
        } else if (!CODE.matcher(value).matches()) {
            problem(column, "is not a code: up to 40 letters, digits and . _ -, beginning with a letter or digit");
        }
        return value;
    }

    @Nullable
    String optionalCode(String column) {
        return row.cell(column).isEmpty() ? null : code(column);
    }

    String text(String column, int longest) {
        String value = row.cell(column);
        if (value.isEmpty()) {
            problem(column, "is missing");
        } else {
            check(column, value, longest);
        }
        return value;
    }

    @Nullable
    String optionalText(String column, int longest) {
        String value = row.cell(column);
        if (value.isEmpty()) {
            return null;
        }
        check(column, value, longest);
        return value;
    }

    private void check(String column, String value, int longest) {
        if (value.length() > longest) {
            problem(column, "has more than " + longest + " characters");
        } else if (FORMULA_STARTS.indexOf(value.charAt(0)) >= 0) {
            problem(column, "begins with " + value.charAt(0) + ", which a spreadsheet takes for a formula");
        } else if (value.chars().anyMatch(Character::isISOControl)) {
            problem(column, "contains a line break or another control character");
        }
    }

    @Nullable
    LocalDate optionalDate(String column) {
        String value = row.cell(column);
        if (value.isEmpty()) {
            return null;
        }
        Matcher matcher = DATE.matcher(value);
        if (matcher.matches()) {
            try {
                return LocalDate.of(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3)));
            } catch (DateTimeException noSuchDay) {
                problem(column, "is no day of the calendar");
                return null;
            }
        }
        problem(column, "is not a date like 2026-11-01");
        return null;
    }

    @Nullable
    BigDecimal optionalNumber(String column, String least, String most, int decimals) {
        String value = row.cell(column);
        if (value.isEmpty()) {
            return null;
        }
        if (!NUMBER.matcher(value).matches()) {
            problem(column, "is not a number");
            return null;
        }
        BigDecimal number = new BigDecimal(value);
        if (number.compareTo(new BigDecimal(least)) < 0 || number.compareTo(new BigDecimal(most)) > 0) {
            problem(column, "is not between " + least + " and " + most);
        } else if (number.stripTrailingZeros().scale() > decimals) {
            problem(column, "has more than " + decimals + " decimals");
        }
        return number;
    }

    /** A word of a fixed set, in English or as people write it. */
    <T> @Nullable T word(String column, Map<String, T> words, boolean required) {
        String value = row.cell(column);
        if (value.isEmpty()) {
            if (required) {
                problem(column, "is missing");
            }
            return null;
        }
        T found = words.get(value.toUpperCase(Locale.ROOT));
        if (found == null) {
            problem(column, "is none of " + String.join(", ", words.keySet()));
        }
        return found;
    }
}
