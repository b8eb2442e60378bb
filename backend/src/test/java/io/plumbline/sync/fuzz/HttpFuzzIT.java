package io.plumbline.sync.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.fieldwork.TestDevice;
import io.plumbline.fieldwork.TestFieldwork;
import io.plumbline.fieldwork.TestFieldwork.Task;
import io.plumbline.platform.problem.ProblemType;
import io.plumbline.sync.fuzz.RawHttp.Request;
import io.plumbline.sync.fuzz.RawHttp.Response;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Hostile requests to the running server. None may fail it, hang it or fill its memory; each is answered as the
 * protocol says; afterwards it still serves. A request whose answer was new is kept and changed further.
 */
@QuarkusTest
class HttpFuzzIT {
    private static final Logger LOG = Logger.getLogger(HttpFuzzIT.class);
    private static final int FIXED = 1_500;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long SLOW_MS = 10_000;
    private static final long GROWTH_BYTES = 200L << 20;
    private static final int POOL = 400;
    private static final int MOST_BAD = 12;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Answered before anything of ours runs: a request that is no HTTP, or beyond the server's hard stop. */
    private static final Set<Integer> WITHOUT_BODY = Set.of(400, 413, 414, 417, 431);

    /** A request that promised more than it had may also see its connection closed. */
    private static final Set<Integer> BROKEN_OFF = Set.of(0, 400, 413, 414, 417, 431);

    private static final Set<String> CODES =
            Arrays.stream(ProblemType.values()).map(ProblemType::code).collect(Collectors.toSet());

    @Inject
    TestOrganisations organisations;

    private TestOrganisation organisation;
    private Task task;
    private TestDevice device;
    private RawHttp http;

    @BeforeEach
    void enrol() {
        organisation = organisations.create();
        task = new TestFieldwork(organisation).assign("inspector");
        device = TestDevice.enrol(organisation, "inspector");
        device.pull();
        http = new RawHttp("localhost", RestAssured.port);
    }

    @Test
    void answersTheSameHostileRequestsAsTheProtocolSays() throws IOException {
        run(1, FIXED, 0);
    }

    @Test
    void answersNewHostileRequestsAsTheProtocolSays() throws IOException {
        long seconds = Long.getLong("fuzz.seconds", 0);
        if (seconds > 0) {
            long seed = Long.getLong("fuzz.seed", RandomGenerator.getDefault().nextLong());
            run(seed, 0, seconds);
        }
    }

    @Test
    void answersEveryRequestThatOnceWasAnsweredBadly() throws IOException {
        Corpus corpus = new Corpus(organisation, device, task);
        List<Request> known = corpus.found();
        assertThat(known).isNotEmpty();
        for (Request request : known) {
            Request now = corpus.current(request, organisation);
            check(now, http.send(now), "corpus");
        }
        stillServes();
    }

    private void run(long seed, int count, long seconds) throws IOException {
        Random random = new Random(seed);
        Corpus corpus = new Corpus(organisation, device, task);
        RequestFuzz fuzz = new RequestFuzz(random);
        List<Request> pool = new ArrayList<>(corpus.requests());
        Set<String> answers = new TreeSet<>();
        Map<Integer, Integer> statuses = new TreeMap<>();
        Map<String, AssertionError> bad = new TreeMap<>();
        long before = used();
        long began = System.nanoTime();
        int sent = 0;
        while (sent < count || System.nanoTime() - began < seconds * NANOS_PER_SECOND) {
            Request request = fuzz.changed(corpus.current(pool.get(random.nextInt(pool.size())), organisation));
            Response response = http.send(request);
            String where = "-Dfuzz.seed=" + seed + ", request " + sent;
            try {
                check(request, response, where);
            } catch (AssertionError e) {
                bad.putIfAbsent(signature(request, response), e);
                if (bad.size() >= MOST_BAD) {
                    break;
                }
            }
            statuses.merge(response.status(), 1, Integer::sum);
            if (answers.add(signature(request, response)) && pool.size() < POOL && request.body().length < 100_000) {
                pool.add(request);
            }
            sent++;
        }
        stillServes();
        assertThat(bad.values()).as("bad answers of seed %d", seed).isEmpty();
        assertThat(used() - before)
                .as("memory still held after %d requests", sent)
                .isLessThan(GROWTH_BYTES);
        LOG.infof("%d requests, %d kinds of answers: %s", sent, answers.size(), statuses);
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private void check(Request request, Response response, String where) throws IOException {
        try {
            assertThat(response.millis()).as("time to answer").isLessThan(SLOW_MS);
            assertThat(response.status()).as("status").isLessThan(500);
            if (request.method().equals("HEAD")) {
                assertThat(response.body()).isEmpty();
            } else if (response.status() >= 400 || response.status() == 0) {
                checkRefusal(request, response);
            } else {
                checkMessage(request, response);
            }
        } catch (AssertionError e) {
            throw new AssertionError(
                    where + ": " + e.getMessage() + "\n" + Corpus.written(request) + "\n" + response.status() + " "
                            + response.text(),
                    e);
        }
    }

    private static void checkRefusal(Request request, Response response) throws IOException {
        if (response.body().length == 0) {
            Set<Integer> known = request.saysLength() ? BROKEN_OFF : WITHOUT_BODY;
            assertThat(known).as("statuses without a body").contains(response.status());
            return;
        }
        assertThat(response.headers().get("Content-Type")).startsWith("application/problem+json");
        JsonNode problem = JSON.readTree(response.body());
        assertThat(CODES).contains(problem.path("code").asText());
        assertThat(problem.path("status").asInt()).isEqualTo(response.status());
        assertThat(problem.path("detail").asText()).doesNotContain("Exception", "io.plumbline", "java.");
    }

    private static void checkMessage(Request request, Response response) throws IOException {
        String type = response.headers().getOrDefault("Content-Type", "");
        if (type.startsWith("application/json")) {
            JsonNode answer = JSON.readTree(response.body());
            assertThat(answer.isObject()).isTrue();
            if (request.path().endsWith("/push")) {
                assertThat(answer.path("receipts").isArray()).as("receipts").isTrue();
                answer.path("receipts")
                        .forEach(receipt -> assertThat(receipt.path("status").asText())
                                .as("a receipt of what the server has")
                                .isIn("applied", "duplicate", "superseded", "held", "parked"));
            }
        } else if (type.startsWith("application/x-ndjson")) {
            List<String> lines = response.text().lines().toList();
            assertThat(JSON.readTree(lines.get(lines.size() - 1)).path("end").asBoolean())
                    .as("the last line of a snapshot")
                    .isTrue();
        }
    }

    private static String signature(Request request, Response response) throws IOException {
        String signature = request.name() + " " + response.status();
        if (response.headers().getOrDefault("Content-Type", "").contains("json")
                && !response.headers().get("Content-Type").contains("ndjson")) {
            JsonNode body = JSON.readTree(response.body());
            StringBuilder more = new StringBuilder(body.path("code").asText());
            body.path("errors").forEach(error -> more.append(' ')
                    .append(error.path("pointer").asText()));
            body.path("receipts").forEach(receipt -> more.append(' ')
                    .append(receipt.path("status").asText())
                    .append(receipt.path("code").asText())
                    .append(receipt.path("pointer").asText()));
            signature += " " + more.substring(0, Math.min(200, more.length()));
        }
        return signature;
    }

    private void stillServes() {
        TestDevice fresh = TestDevice.enrol(organisation, "inspector");
        assertThat(fresh.push(fresh.start(task), fresh.answers(task, Map.of("clean", "YES"))))
                .extracting(receipt -> receipt.get("status"))
                .allMatch(status -> Set.of("applied", "superseded").contains(status));
        fresh.pull();
        assertThat(fresh.row("visit", task.visit())).isNotNull();
    }
}
