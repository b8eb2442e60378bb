package io.plumbline.sync.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void tellsItsOptions() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("run ");
        assertThat(run("run", "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("--password", "--report", "It leaves behind");
    }

    @Test
    void canBeTriedWithNothing() {
        assertThat(run()).isEqualTo(2);
    }

    @Test
    void refusesAnOptionThatItDoesNotKnow() {
        assertThat(run("http://localhost:1", "--pasword", "x")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--pasword");
    }

    @Test
    void saysThatNobodyAnswers() {
        assertThat(run("http://localhost:1", "--password", "x")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("could not be tried");
    }

    @Test
    void refusesATopicThatThereIsNot() {
        assertThat(run("http://localhost:1", "--password", "x", "--topic", "nonsense"))
                .isEqualTo(2);
    }

    private int run(String... args) {
        return Main.run(
                List.of(new RunCommand()),
                List.of(args),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
