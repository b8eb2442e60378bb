package io.plumbline.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;

/**
 * What the same PostgreSQL takes when the bytes of the operations are merely inserted: one row of jsonb an operation,
 * one transaction a push, no check, no effect, no other index than the key. A database of its own in the same server.
 */
final class BareInserts {
    private static final int CONNECTIONS = 8;

    private final String server;
    private final String password;

    private BareInserts(Path data) throws IOException {
        String port = Files.readString(data.resolve("postgres.port")).strip();
        server = "jdbc:postgresql://127.0.0.1:" + port + "/";
        password = Files.readString(data.resolve("postgres.password")).strip();
    }

    static BareInserts into(Path data) throws IOException {
        return new BareInserts(data);
    }

    String version() throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet version = statement.executeQuery("show server_version")) {
            version.next();
            return version.getString(1);
        }
    }

    /** Makes the database and its table. */
    void prepare() throws SQLException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("create database bare_inserts");
        }
        try (Connection connection = connect("bare_inserts");
                Statement statement = connection.createStatement()) {
            statement.execute("create table bare (organisation_id uuid, id uuid, body jsonb not null,"
                    + " primary key (organisation_id, id))");
        }
    }

    /** Inserts all operations of the pushes; gives the nanoseconds it took. */
    long run(List<Push> pushes) throws SQLException {
        List<Callable<Integer>> works = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            int first = i;
            works.add(() -> insert(pushes, first));
        }
        long began = System.nanoTime();
        int rows = Parallel.call(works).stream().mapToInt(Integer::intValue).sum();
        long took = System.nanoTime() - began;
        int expected = pushes.stream().mapToInt(Push::operations).sum();
        if (rows != expected) {
            throw new IllegalStateException(rows + " of " + expected + " rows were inserted");
        }
        return took;
    }

    private int insert(List<Push> pushes, int first) throws SQLException {
        int rows = 0;
        UUID organisation = UUID.randomUUID();
        try (Connection connection = connect("bare_inserts");
                PreparedStatement insert =
                        connection.prepareStatement("insert into bare values (?, ?, cast(? as jsonb))")) {
            connection.setAutoCommit(false);
            for (int i = first; i < pushes.size(); i += CONNECTIONS) {
                Push push = pushes.get(i);
                for (int j = 0; j < push.operations(); j++) {
                    insert.setObject(1, organisation);
                    insert.setObject(2, push.ids().get(j));
                    insert.setString(3, new String(push.texts().get(j), StandardCharsets.UTF_8));
                    insert.addBatch();
                }
                insert.executeBatch();
                connection.commit();
                rows += push.operations();
            }
        }
        return rows;
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(server + database + "?reWriteBatchedInserts=true", "postgres", password);
    }
}
