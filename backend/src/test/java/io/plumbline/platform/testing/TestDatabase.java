package io.plumbline.platform.testing;

import io.plumbline.platform.database.EmbeddedDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import java.nio.file.Path;
import java.util.Map;

/**
 * One throw-away database for all tests of a run, or the one that QUARKUS_DATASOURCE_JDBC_URL names. The annotation
 * makes it serve every {@code @QuarkusTest}, not just tests that mention it.
 */
@WithTestResource(value = TestDatabase.class, scope = TestResourceScope.GLOBAL)
public final class TestDatabase implements QuarkusTestResourceLifecycleManager {
    private EmbeddedDatabase database;

    @Override
    public Map<String, String> start() {
        if (System.getenv("QUARKUS_DATASOURCE_JDBC_URL") != null) {
            return Map.of();
        }
        Path directory =
                Path.of("target", "test-database-" + ProcessHandle.current().pid());
        database = EmbeddedDatabase.start(EmbeddedDatabase.Settings.throwAway(directory));
        return Map.of(
                "quarkus.datasource.jdbc.url", database.jdbcUrl(),
                "quarkus.datasource.username", database.username(),
                "quarkus.datasource.password", database.password());
    }

    @Override
    public void stop() {
        if (database != null) {
            database.close();
        }
    }
}
