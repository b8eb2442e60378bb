package io.plumbline.platform;

import io.plumbline.platform.database.DatabaseAtStart;
import io.plumbline.platform.database.DatabaseException;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the application: first the database it brings along, if that is needed, then the server. */
@QuarkusMain
public final class Main {
    Main() {}

    @SuppressWarnings("SystemOut") // nothing that logs is running yet
    public static void main(String... arguments) {
        try {
            DatabaseAtStart.prepare();
        } catch (DatabaseException failure) {
            if (LaunchMode.current().isDevOrTest()) {
                throw failure;
            }
            System.err.println(failure.getMessage());
            System.exit(1);
        }
        Quarkus.run(arguments);
    }
}
