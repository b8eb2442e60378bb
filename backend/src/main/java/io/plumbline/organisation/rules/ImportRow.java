package io.plumbline.organisation.rules;

import java.util.Map;

/**
 * A row of an imported table.
 *
 * @param line where it stands in the file; the first line is 1
 * @param cells text by column name; a missing or empty cell is absent
 */
public record ImportRow(long line, Map<String, String> cells) {
    public String cell(String column) {
        return cells.getOrDefault(column, "");
    }
}
