package io.plumbline.platform.database;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * An application that writes from several threads, and prints each number once its commit was acknowledged, until it or
 * its PostgreSQL is killed.
 */
final class WritesUntilKilled {
    private static final int THREADS = 4;

    private WritesUntilKilled() {}

    public static void main(String... arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        int round = Integer.parseInt(arguments[1]);
        Path shared = EmbeddedDatabase.Settings.throwAway(directory).binaries();
        EmbeddedDatabase database = EmbeddedDatabase.start(new EmbeddedDatabase.Settings(directory, shared, true));
        try (Connection connection = EmbeddedDatabaseTest.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists written (n text primary key, filler text not null)");
        }
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            String name = round + "/" + i + "/";
            Thread thread = new Thread(() -> write(database, name, out));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        // PostgreSQL was killed. Whoever starts next must come to terms with what it left.
        Runtime.getRuntime().halt(3);
    }

    private static void write(EmbeddedDatabase database, String name, PrintStream out) {
        try (Connection connection = EmbeddedDatabaseTest.connect(database);
                PreparedStatement insert =
                        connection.prepareStatement("insert into written values (?, repeat('x', 2000))")) {
            for (int i = 0; ; i++) {
                insert.setString(1, name + i);
                insert.executeUpdate();
                out.println(name + i);
            }
        } catch (SQLException killed) {
            // said by the exit
        }
    }
}
