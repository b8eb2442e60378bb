package io.plumbline.soak;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
    private static final int MOST_ROUNDS = 10;
    private static final String LONG = "0123456789".repeat(3_000);

    private final AtomicInteger served = new AtomicInteger();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private HttpServer server;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            served.incrementAndGet();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.setExecutor(threads);
        server.start();
        proxy = new FaultProxy(server.getAddress().getPort(), 1);
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private CompletableFuture<String> echo(URI base) {
        HttpRequest request = HttpRequest.newBuilder(base)
                .timeout(Duration.ofSeconds(3))
                .POST(HttpRequest.BodyPublishers.ofString(LONG))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(HttpResponse::body);
    }

    @Test
    void passesEveryByteWhenFaultsAreOff() {
        proxy.faultsOff();
        for (int i = 0; i < 50; i++) {
            assertThat(echo(proxy.base()).join()).isEqualTo(LONG);
        }
        assertThat(served).hasValue(50);
    }

    /** Which fault a connection meets follows from threads, too: asked until every fault was seen. */
    @Test
    void breaksConnectionsInEveryWay() {
        int whole = 0;
        int asked = 0;
        for (int round = 0; round < MOST_ROUNDS && (round == 0 || !wasEveryFaultSeen()); round++) {
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                answers.add(echo(proxy.base()));
            }
            for (CompletableFuture<String> answer : answers) {
                String body = answer.exceptionally(failure -> "")
                        .completeOnTimeout("", 5, TimeUnit.SECONDS)
                        .join();
                whole += body.equals(LONG) ? 1 : 0;
                assertThat(body).as("an answer is whole or none").isIn(LONG, "");
            }
            asked += answers.size();
        }
        assertThat(whole).isBetween(1, asked - 1);
        for (Fault fault : Fault.values()) {
            assertThat(proxy.count(fault)).as(fault.name()).isPositive();
        }
    }

    private boolean wasEveryFaultSeen() {
        return Arrays.stream(Fault.values()).allMatch(fault -> proxy.count(fault) > 0);
    }

    @Test
    void findsWholeRequestsAmongTheBytes() {
        List<String> requests = new ArrayList<>();
        FaultProxy.Requests found =
                new FaultProxy.Requests(bytes -> requests.add(new String(bytes, StandardCharsets.ISO_8859_1)));
        String first = "POST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello";
        String second = "GET /b HTTP/1.1\r\nHost: x\r\n\r\n";
        for (byte each : (first + second).getBytes(StandardCharsets.ISO_8859_1)) {
            found.saw(new byte[] {each}, 1);
        }
        assertThat(requests).containsExactly(first, second);
    }
}
