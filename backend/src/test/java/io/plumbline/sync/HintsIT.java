package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.fieldwork.TestFieldwork;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An open tablet hears that there is something to pull, and whom it does not concern hears nothing. */
@QuarkusTest
class HintsIT {
    private static final long PATIENCE_SECONDS = 15;
    /** After so many rounds everybody has heard a beat, and before it all that was said. */
    private static final int ROUNDS_TO_A_BEAT = 20;

    @Inject
    TestOrganisations organisations;

    @Inject
    Hints hints;

    @TestHTTPResource("/api/sync/v1/hints")
    URL address;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.datasource.username")
    String username;

    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Listening> open = new ArrayList<>();
    private TestOrganisation organisation;
    private TestFieldwork work;

    @BeforeEach
    void makeWork() {
        organisation = organisations.create();
        work = new TestFieldwork(organisation);
        // The first assignment brings everybody the organisation's own row.
        work.assign("inspector-2");
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Listening each : open) {
            each.close();
        }
    }

    @Test
    void tellsWhomAnAssignmentIsGivenToAndNobodyElse() throws Exception {
        Listening inspector = listen(organisation, "inspector");
        Listening installer = listen(organisation, "installer");
        Listening elsewhere = listen(organisations.create(), "inspector");
        for (Listening each : open) {
            assertThat(each.next()).isEqualTo("hello");
        }

        work.assign("inspector");
        rounds();

        assertThat(inspector.untilTheBeat()).as("once is enough").containsExactly("changed");
        assertThat(installer.untilTheBeat()).isEmpty();
        assertThat(elsewhere.untilTheBeat()).isEmpty();
    }

    @Test
    void saysNothingBeforeAPullWouldBringIt() throws Exception {
        Listening inspector = listen(organisation, "inspector");
        assertThat(inspector.next()).isEqualTo("hello");
        try (Connection slow = DriverManager.getConnection(url, username, password);
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("select pg_current_xact_id()");
            work.assign("inspector");
            rounds();
            assertThat(inspector.untilTheBeat()).isEmpty();

            slow.rollback();
            rounds();
            assertThat(inspector.untilTheBeat()).containsExactly("changed");
        }
    }

    @Test
    void refusesWhoMayNotPullAndWhoHasTooManyOpen() throws Exception {
        assertThat(ask(null).statusCode()).isEqualTo(401);
        assertThat(ask(organisation.token("manager")).statusCode()).isEqualTo(403);
        for (int i = 0; i < Hints.PER_ACCOUNT; i++) {
            assertThat(listen(organisation, "inspector").next()).isEqualTo("hello");
        }
        HttpResponse<InputStream> refused = ask(organisation.token("inspector"));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(new String(refused.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains("\"rate-limited\"");
        assertThat(listen(organisation, "installer").next()).isEqualTo("hello");
    }

    @Test
    void forgetsWhoHungUp() throws Exception {
        int before = hints.listening();
        Listening inspector = listen(organisation, "inspector");
        assertThat(inspector.next()).isEqualTo("hello");
        assertThat(hints.listening()).isEqualTo(before + 1);

        inspector.close();

        until(() -> {
            // A connection that closed is seen at the latest when something is written to it.
            work.assign("inspector");
            hints.tell();
            return hints.listening() == before;
        });
    }

    /** What the clock does, which stands still in tests. */
    private void rounds() {
        for (int i = 0; i < ROUNDS_TO_A_BEAT; i++) {
            hints.tell();
        }
    }

    private Listening listen(TestOrganisation of, String person) throws Exception {
        HttpResponse<InputStream> response = ask(of.token(person));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        Listening listening = new Listening(response.body());
        open.add(listening);
        return listening;
    }

    private HttpResponse<InputStream> ask(String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address.toString()));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(
                request.header("Accept", "text/event-stream, application/problem+json")
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
    }

    /** Reads the words of one stream beside the test. */
    private static final class Listening {
        private final InputStream body;
        private final BlockingQueue<String> words = new LinkedBlockingQueue<>();

        Listening(InputStream body) {
            this.body = body;
            Thread reader = new Thread(this::read, "hints");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("data:")) {
                        words.add(line.substring("data:".length()).trim());
                    }
                }
            } catch (IOException e) {
                words.add("closed");
            }
        }

        String next() throws InterruptedException {
            return words.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        List<String> untilTheBeat() throws InterruptedException {
            List<String> heard = new ArrayList<>();
            for (String word = next(); !Hints.BEAT.equals(word); word = next()) {
                assertThat(word).as("the next word, or a beat").isNotNull();
                heard.add(word);
            }
            return heard;
        }

        void close() throws IOException {
            body.close();
        }
    }
}
