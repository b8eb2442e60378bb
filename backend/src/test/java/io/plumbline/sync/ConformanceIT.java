package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.sync.conformance.RunCommand;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The runner that third parties use, against this server. */
@QuarkusTest
class ConformanceIT {
    @Inject
    TestOrganisations organisations;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void holdsEveryVectorThatAppliesToServers() {
        assertThat(run(TestOrganisation.PASSWORD))
                .as(() -> out.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).containsPattern("All [6-9]\\d\\d vectors .* hold");
    }

    @Test
    void cannotBeTriedWithAnotherPassword() {
        assertThat(run("another")).isEqualTo(2);
    }

    private int run(String password) {
        TestOrganisation organisation = organisations.create();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        List<String> args = List.of(
                "http://localhost:" + RestAssured.port,
                "--officer",
                organisation.code() + ".officer",
                "--admin",
                organisation.code() + ".admin",
                "--password",
                password);
        return new RunCommand().run(args, stream, stream);
    }
}
