package io.plumbline.platform.database;

import io.smallrye.config.DotEnvConfigSourceProvider;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Decides before the framework starts whether the embedded database is needed, starts it, and tells the framework by
 * system properties. It is needed when nobody configured a JDBC URL.
 *
 * <p>In development mode the application restarts inside one process on every change; the database started first is
 * kept for all of them and stopped when the process ends.
 */
public final class DatabaseAtStart {
    private static final String URL = "quarkus.datasource.jdbc.url";
    private static final String USERNAME = "quarkus.datasource.username";
    private static final String PASSWORD = "quarkus.datasource.password";
    private static final String STARTED = "plumbline.embedded-database.started";

    private DatabaseAtStart() {}

    /**
     * Starts the embedded database unless another one is configured or it runs already in this process.
     *
     * @throws DatabaseException when it cannot be started
     */
    public static void prepare() {
        if (Boolean.getBoolean(STARTED)) {
            return;
        }
        SmallRyeConfig config = configuration(Path.of("config", "application.properties"));
        if (config.getOptionalValue(URL, String.class).isPresent()) {
            return;
        }
        String directory =
                config.getOptionalValue("plumbline.data-dir", String.class).orElse("data");
        EmbeddedDatabase database = EmbeddedDatabase.start(EmbeddedDatabase.Settings.realData(Path.of(directory)));
        Runtime.getRuntime().addShutdownHook(new Thread(database::close, "stop embedded database"));
        System.setProperty(URL, database.jdbcUrl());
        System.setProperty(USERNAME, database.username());
        System.setProperty(PASSWORD, database.password());
        System.setProperty(STARTED, "true");
    }

    /** The sources an operator can use; the application's own settings name no database. */
    private static SmallRyeConfig configuration(Path file) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDefaultSources()
                .withSources(DotEnvConfigSourceProvider.dotEnvSources(DatabaseAtStart.class.getClassLoader()));
        @Nullable PropertiesConfigSource properties = read(file);
        if (properties != null) {
            builder.withSources(properties);
        }
        return builder.build();
    }

    private static @Nullable PropertiesConfigSource read(Path file) {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try {
            return new PropertiesConfigSource(file.toUri().toURL(), 260);
        } catch (IOException failure) {
            throw new DatabaseException(file + " cannot be read: " + failure.getMessage(), failure);
        }
    }
}
