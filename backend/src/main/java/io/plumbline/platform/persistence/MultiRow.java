package io.plumbline.platform.persistence;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.ParsedParameters;
import org.jdbi.v3.core.statement.ParsedSql;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * One statement that carries many rows as {@code VALUES}: {@code INSERT … VALUES … ON CONFLICT} or {@code UPDATE … FROM
 * (VALUES …)}. {@code INSERT … SELECT FROM unnest(…)} would be shorter, but Citus turns it into COPY, which row-level
 * security refuses.
 *
 * <p>A question mark in the statement is a parameter, nothing else.
 *
 * @param before the statement up to and including {@code values}
 * @param row the placeholders of one row, every one but texts with its type: {@code (?, ?::uuid, ?::jsonb)}
 * @param after what follows the rows; may be empty
 */
public record MultiRow(String before, String row, String after) {
    /** PostgreSQL takes 65,535 parameters in a statement. */
    private static final int MAX_PARAMETERS = 60_000;

    /** Jdbi's parser looks at each character of the rows, which took more time than all else in a push. */
    private static final SqlParser AS_IT_IS = new SqlParser() {
        @Override
        public ParsedSql parse(String sql, StatementContext context) {
            int parameters = (int) sql.chars().filter(each -> each == '?').count();
            return ParsedSql.of(sql, ParsedParameters.positional(parameters));
        }

        @Override
        public String nameParameter(String name, StatementContext context) {
            throw new UnsupportedOperationException("parameters have positions here");
        }
    };

    /**
     * Executes the statement, in chunks only when there are more parameters than one statement takes.
     *
     * @return how many rows the database says were written
     */
    public int execute(Handle handle, List<@Nullable Object[]> rows) {
        if (rows.isEmpty()) {
            return 0;
        }
        int chunk = Math.max(1, MAX_PARAMETERS / rows.get(0).length);
        int written = 0;
        for (int from = 0; from < rows.size(); from += chunk) {
            written += executeChunk(handle, rows.subList(from, Math.min(rows.size(), from + chunk)));
        }
        return written;
    }

    private int executeChunk(Handle handle, List<@Nullable Object[]> rows) {
        StringBuilder sql = new StringBuilder(before).append('\n');
        for (int i = 0; i < rows.size(); i++) {
            sql.append(i == 0 ? "" : ",\n").append(row);
        }
        sql.append('\n').append(after);
        try (Update update = handle.createUpdate(sql.toString())
                .setTemplateEngine(TemplateEngine.NOP)
                .setSqlParser(AS_IT_IS)) {
            int position = 0;
            for (@Nullable Object[] values : rows) {
                for (@Nullable Object value : values) {
                    update.bind(position++, value);
                }
            }
            return update.execute();
        }
    }
}
