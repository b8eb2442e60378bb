package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.sync.PullQueries.FeedRow;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.junit.jupiter.api.Test;

/**
 * Writers on connections of their own write rows, wait, and commit in an order that has nothing to do with the order in
 * which they wrote, while readers poll. One thread steps them all, from one seed. The reader of the feed must end up
 * with every row as it was last committed. Beside it reads a naive one, that remembers the highest sequence number it
 * saw: in the same run it must lose rows, else the run would prove nothing.
 */
@QuarkusTest
class FeedOrderIT {
    private static final int WRITERS = 8;
    private static final int STEPS = 1_500;
    private static final String SCOPE = "user:test";

    @Inject
    TestOrganisations organisations;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.datasource.username")
    String username;

    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    private UUID organisation;
    private final Map<UUID, Integer> committed = new HashMap<>();

    @Test
    void givesEveryCommittedRowToItsReaderHoweverCommitsAreOrdered() throws SQLException {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        organisation = organisations.create().id();
        List<Writer> writers = new ArrayList<>();
        FeedReader reader = new FeedReader();
        NaiveReader naive = new NaiveReader();
        try {
            for (int i = 0; i < WRITERS; i++) {
                writers.add(new Writer());
            }
            for (int step = 0; step < STEPS; step++) {
                writers.get(random.nextInt(WRITERS)).step(random);
                if (random.nextInt(3) == 0) {
                    reader.poll();
                    naive.poll();
                }
            }
            for (Writer writer : writers) {
                writer.commit();
            }
            while (reader.poll()) {
                naive.poll();
            }
            naive.poll();
        } finally {
            writers.forEach(Writer::close);
            reader.close();
            naive.close();
        }
        assertThat(committed).as("rows of the run, seed %d", seed).hasSizeGreaterThan(100);
        assertThat(reader.seen).as("the feed's reader, seed %d", seed).isEqualTo(committed);
        long lost = committed.entrySet().stream()
                .filter(each -> !each.getValue().equals(naive.seen.get(each.getKey())))
                .count();
        assertThat(lost).as("rows the naive reader lost, seed %d", seed).isPositive();
    }

    private Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url, username, password);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set role plumbline_app");
        }
        connection.setAutoCommit(false);
        return connection;
    }

    private void begin(Connection connection, String mode) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!mode.isEmpty()) {
                statement.execute("set transaction isolation level " + mode);
            }
            statement.execute("set local app.organisation_id = '" + organisation + "'");
        }
    }

    private static Handle handle(Connection connection) {
        return Jdbi.create(connection).installPlugin(new PostgresPlugin()).open();
    }

    private final class Writer {
        private final Connection connection = connect();
        private final List<UUID> own = new ArrayList<>();
        private final Map<UUID, Integer> pending = new HashMap<>();
        private boolean open;

        Writer() throws SQLException {}

        void step(Random random) throws SQLException {
            int choice = random.nextInt(10);
            if (open && choice < 3) {
                commit();
            } else if (open && choice == 3) {
                connection.rollback();
                pending.clear();
                open = false;
            } else {
                write(random);
            }
        }

        private void write(Random random) throws SQLException {
            if (!open) {
                begin(connection, "");
                open = true;
            }
            boolean again = !own.isEmpty() && random.nextBoolean();
            UUID id = again ? own.get(random.nextInt(own.size())) : new UUID(random.nextLong(), random.nextLong());
            if (!again) {
                own.add(id);
            }
            int revision = Math.max(committed.getOrDefault(id, 0), pending.getOrDefault(id, 0)) + 1;
            try (Handle handle = handle(connection)) {
                FeedRows.write(handle, organisation, List.of(RowChange.upsert(SCOPE, "thing", id, revision, "{}")));
            }
            pending.put(id, revision);
        }

        void commit() throws SQLException {
            connection.commit();
            committed.putAll(pending);
            pending.clear();
            open = false;
        }

        void close() {
            closeQuietly(connection);
        }
    }

    private final class FeedReader {
        private final Connection connection = connect();
        private final Map<UUID, Integer> seen = new HashMap<>();
        private Cursor cursor = new Cursor("epoch", null, 0, Map.of());
        private int polls;

        FeedReader() throws SQLException {}

        /** A page of few rows, now and then of one that is too large, so that page edges fall everywhere. */
        boolean poll() throws SQLException {
            begin(connection, "repeatable read, read only");
            try (Handle handle = handle(connection)) {
                long horizon = PullQueries.horizon(handle).xid();
                List<String> scopes = List.of("org", SCOPE);
                int maxBytes = polls++ % 2 == 0 ? 1 : 1 << 20;
                List<FeedRow> read = PullQueries.page(handle, organisation, scopes, cursor, horizon, 4, maxBytes);
                PullPage page = PullPage.cut(scopes, cursor, horizon, read, 3, maxBytes);
                page.rows().forEach(row -> seen.put(row.id(), row.rev()));
                cursor = Cursor.decode(new Cursor("epoch", null, horizon, page.positions()).encode());
                return page.more();
            } finally {
                connection.rollback();
            }
        }

        void close() {
            closeQuietly(connection);
        }
    }

    private final class NaiveReader {
        private final Connection connection = connect();
        private final Map<UUID, Integer> seen = new HashMap<>();
        private long last;

        NaiveReader() throws SQLException {}

        void poll() throws SQLException {
            begin(connection, "");
            try (PreparedStatement query = connection.prepareStatement("select id, rev, seq from sync_rows "
                    + "where organisation_id = ? and scope = ? and seq > ? order by seq")) {
                query.setObject(1, organisation);
                query.setString(2, SCOPE);
                query.setLong(3, last);
                ResultSet rows = query.executeQuery();
                while (rows.next()) {
                    seen.put(rows.getObject("id", UUID.class), rows.getInt("rev"));
                    last = rows.getLong("seq");
                }
            }
            connection.rollback();
        }

        void close() {
            closeQuietly(connection);
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
