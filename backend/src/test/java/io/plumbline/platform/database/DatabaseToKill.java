package io.plumbline.platform.database;

import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;

/** An application that commits something, says so and waits to be killed. */
final class DatabaseToKill {
    private DatabaseToKill() {}

    public static void main(String... arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        Path shared = EmbeddedDatabase.Settings.throwAway(directory).binaries();
        EmbeddedDatabase database = EmbeddedDatabase.start(new EmbeddedDatabase.Settings(directory, shared, true));
        try (Connection connection = EmbeddedDatabaseTest.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("create table kept as select 42 as n");
        }
        new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true).println("committed");
        Thread.sleep(600_000);
    }
}
