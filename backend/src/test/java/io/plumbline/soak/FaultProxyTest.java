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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultProxyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SHORT = "0123456789";
    private static final String LONG = "0123456789".repeat(3_000);

    private final AtomicInteger served = new AtomicInteger();
    private final CountDownLatch twice = new CountDownLatch(2);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            served.incrementAndGet();
            twice.countDown();
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

    /** The answer; "" when none came whole. */
    private String echo(URI base, String body, Duration patience) {
        HttpRequest request = HttpRequest.newBuilder(base)
                .timeout(patience)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(HttpResponse::body)
                .exceptionally(failure -> "")
                .join();
    }

    @Test
    void passesEveryByteWhenFaultsAreOff() {
        proxy.faultsOff();
        for (int i = 0; i < 50; i++) {
            assertThat(echo(proxy.base(), LONG, PATIENCE)).isEqualTo(LONG);
        }
        assertThat(served).hasValue(50);
    }

    /** One fault alone and always: nothing here hangs on how fast the machine is. */
    @ParameterizedTest
    @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "DUPLICATED")
    void breaksConnectionsInEveryWay(Fault fault) throws IOException {
        try (FaultProxy always = always(fault)) {
            Duration patience = fault == Fault.HALF_OPEN ? Duration.ofSeconds(2) : PATIENCE;
            String answer = echo(always.base(), SHORT, patience);

            assertThat(answer).isEqualTo(fault == Fault.DELAYED ? SHORT : "");
            assertThat(always.count(fault)).isPositive();
        }
    }

    @Test
    void sendsAWholeRequestOnceMore() throws Exception {
        try (FaultProxy always = always(Fault.DUPLICATED)) {
            assertThat(echo(always.base(), SHORT, PATIENCE)).isEqualTo(SHORT);

            assertThat(twice.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private FaultProxy always(Fault fault) throws IOException {
        return new FaultProxy(server.getAddress().getPort(), 1, Map.of(fault, 1000));
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
