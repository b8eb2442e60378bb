package io.plumbline.platform.architecture;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.platform.testing.Repository;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Holds the committed description of the API equal to the one the server gives. */
@QuarkusTest
@Tag("check")
class OpenApiIT {
    private static final Path COMMITTED = Repository.root().resolve("docs/openapi.yaml");

    @Test
    void equalsTheCommittedDocument() throws IOException {
        String served = given().accept("application/yaml").get("/q/openapi").asString();
        if (Boolean.getBoolean("openapi.update")) {
            Files.writeString(COMMITTED, served);
        }
        assertThat(served)
                .as("renew it with: ./mvnw -Dwebui.skip -pl backend -am test -Dtest=OpenApiIT -Dopenapi.update=true")
                .isEqualTo(Files.readString(COMMITTED));
    }
}
