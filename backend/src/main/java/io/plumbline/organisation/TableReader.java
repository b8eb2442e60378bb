package io.plumbline.organisation;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.plumbline.organisation.rules.ImportRow;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.problem.ProblemType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ExcelReaderException;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.jspecify.annotations.Nullable;

/**
 * Reads a CSV or XLSX file as rows with named cells. CSV may be UTF-8 or UTF-16 with a mark, UTF-8 without, or GB18030,
 * which Chinese Excel writes; separated by comma, semicolon or tab. Of a workbook the first sheet is read; a formula
 * counts as the value that was stored with it and is never evaluated.
 */
final class TableReader {
    static final int MOST_ROWS = 50_000;
    /** Thousand times what a sensible file of that many rows needs would still be refused. */
    static final long MOST_INFLATED = 64L * 1024 * 1024;

    private static final int LONGEST_CELL = 1_000;
    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final LocalDate SERIAL_ZERO = LocalDate.of(1899, 12, 30);

    private final Map<String, String> aliases;
    private final List<ImportRow> rows = new ArrayList<>();
    private @Nullable List<@Nullable String> header;

    /** @param aliases column name by header text in upper case */
    private TableReader(Map<String, String> aliases) {
        this.aliases = aliases;
    }

    static List<ImportRow> csv(byte[] file, ImportColumns columns) {
        if (file.length > 3 && file[0] == 'P' && file[1] == 'K') {
            throw Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "This file is a workbook, not CSV.");
        }
        TableReader reader = new TableReader(columns.aliases());
        String text = decode(file);
        try (CsvReader<CsvRecord> csv = CsvReader.builder()
                .fieldSeparator(separator(text))
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text)) {
            for (CsvRecord line : csv) {
                reader.line(line.getStartingLineNumber(), line.getFields());
            }
        } catch (CsvParseException malformed) {
            throw Problem.of(ProblemType.VALIDATION, "The CSV cannot be read: " + malformed.getMessage(), malformed);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return reader.complete(columns);
    }

    static List<ImportRow> xlsx(byte[] file, ImportColumns columns) {
        WorkbookSize.check(file, MOST_INFLATED);
        TableReader reader = new TableReader(columns.aliases());
        try (ReadableWorkbook workbook = new ReadableWorkbook(new ByteArrayInputStream(file));
                Stream<Row> sheet = workbook.getFirstSheet().openStream()) {
            Iterator<Row> lines = sheet.iterator();
            while (lines.hasNext()) {
                Row row = lines.next();
                reader.line(row.getRowNum(), reader.cells(row));
            }
        } catch (IOException | ExcelReaderException | IllegalStateException malformed) {
            throw Problem.of(ProblemType.VALIDATION, "The workbook cannot be read.", malformed);
        }
        return reader.complete(columns);
    }

    private List<String> cells(Row row) {
        List<String> cells = new ArrayList<>(row.getCellCount());
        for (int i = 0; i < row.getCellCount(); i++) {
            String column = header != null && i < header.size() ? header.get(i) : null;
            cells.add(row.getOptionalCell(i)
                    .map(cell -> text(cell, column != null && column.endsWith("_on")))
                    .orElse(""));
        }
        return cells;
    }

    /** A number comes as plain digits, without the exponent that the file may hold; a day as its date. */
    private static String text(Cell cell, boolean day) {
        String raw = cell.getRawValue();
        if (raw == null) {
            return "";
        }
        boolean number = cell.getType() == CellType.NUMBER
                || (cell.getType() == CellType.FORMULA && cell.getValue() instanceof BigDecimal);
        if (!number) {
            return cell.getType() == CellType.ERROR ? "#" : cell.getText();
        }
        BigDecimal value = new BigDecimal(raw).stripTrailingZeros();
        if (day && value.signum() > 0 && value.compareTo(BigDecimal.valueOf(100_000)) < 0) {
            return SERIAL_ZERO.plusDays(value.longValue()).toString();
        }
        return value.precision() - value.scale() > 40 ? raw : value.toPlainString();
    }

    private void line(long number, List<String> cells) {
        if (cells.stream().allMatch(String::isBlank)) {
            return;
        }
        if (header == null) {
            header = cells.stream()
                    .<@Nullable String>map(cell -> aliases.get(clean(cell).toUpperCase(Locale.ROOT)))
                    .toList();
            return;
        }
        if (rows.size() >= MOST_ROWS) {
            throw Problem.tooLarge("importRows", MOST_ROWS, "rows", "The file has more than " + MOST_ROWS + " rows.");
        }
        Map<String, String> named = new HashMap<>();
        for (int i = 0; i < cells.size() && i < header.size(); i++) {
            String column = header.get(i);
            String value = clean(cells.get(i));
            if (column != null && !value.isEmpty()) {
                named.putIfAbsent(column, value.length() > LONGEST_CELL ? value.substring(0, LONGEST_CELL) : value);
            }
        }
        rows.add(new ImportRow(number, named));
    }

    private List<ImportRow> complete(ImportColumns columns) {
        if (header == null) {
            throw Problem.of(ProblemType.VALIDATION, "The file is empty; its first line names the columns.");
        }
        for (String required : columns.required()) {
            if (!header.contains(required)) {
                throw Problem.of(
                        ProblemType.VALIDATION,
                        "The first line has no column " + required + "; the columns are "
                                + String.join(", ", columns.names()) + ".");
            }
        }
        return rows;
    }

    private static String clean(String cell) {
        return cell.replace('\u00a0', ' ').replace('\u3000', ' ').strip();
    }

    private static char separator(String text) {
        int end = text.indexOf('\n');
        String first = end < 0 ? text : text.substring(0, end);
        char best = ',';
        for (char candidate : new char[] {';', '\t'}) {
            if (count(first, candidate) > count(first, best)) {
                best = candidate;
            }
        }
        return best;
    }

    private static long count(String text, char character) {
        return text.chars().filter(c -> c == character).count();
    }

    private static String decode(byte[] file) {
        try {
            if (startsWith(file, 0xEF, 0xBB, 0xBF)) {
                return strict(file, 3, StandardCharsets.UTF_8);
            }
            if (startsWith(file, 0xFF, 0xFE)) {
                return strict(file, 2, StandardCharsets.UTF_16LE);
            }
            if (startsWith(file, 0xFE, 0xFF)) {
                return strict(file, 2, StandardCharsets.UTF_16BE);
            }
            try {
                return strict(file, 0, StandardCharsets.UTF_8);
            } catch (CharacterCodingException notUtf8) {
                return strict(file, 0, GB18030);
            }
        } catch (CharacterCodingException neither) {
            throw Problem.of(ProblemType.VALIDATION, "The text is neither UTF-8 nor GB18030.", neither);
        }
    }

    private static String strict(byte[] file, int offset, Charset charset) throws CharacterCodingException {
        String text = charset.newDecoder()
                .decode(ByteBuffer.wrap(file, offset, file.length - offset))
                .toString();
        if (text.indexOf('\0') >= 0) {
            throw Problem.of(ProblemType.VALIDATION, "This is not a text file.");
        }
        return text;
    }

    private static boolean startsWith(byte[] file, int... bytes) {
        if (file.length < bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if ((file[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
