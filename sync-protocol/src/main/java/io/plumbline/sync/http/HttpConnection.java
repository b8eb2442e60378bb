package io.plumbline.sync.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.sync.device.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Requests to one server. A request that has no whole answer within the limit is given up: the answer is then empty,
 * and nobody knows what the server did. Nothing is sent a second time here.
 */
public final class HttpConnection {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** Below it gzip does not pay. */
    private static final int COMPRESSED_FROM = 1024;

    private final HttpClient client;
    private final URI base;
    private final Duration limit;

    /**
     * Opens nothing yet.
     *
     * @param base scheme, host and port
     * @param limit from sending to the last byte of the answer
     */
    public HttpConnection(URI base, Duration limit) {
        this.base = base;
        this.limit = limit;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .build();
    }

    /** Sends and waits; empty when no whole answer came. */
    public Optional<Answer> send(String method, String path, Map<String, String> headers, byte[] body) {
        return exchange(method, path, headers, body, false);
    }

    /** The same, for an answer whose beginning is of use: when it is cut, what came is given as if it were all. */
    public Optional<Answer> sendForLines(String method, String path, Map<String, String> headers, byte[] body) {
        return exchange(method, path, headers, body, true);
    }

    /** Posts JSON. */
    public Optional<Answer> post(String path, Map<String, String> headers, JsonNode body) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Content-Type", "application/json");
        try {
            return send("POST", path, all, JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always written", e);
        }
    }

    /** The body of an answer that tells success, when it is JSON. */
    public static Optional<JsonNode> json(Answer answer) {
        if (!answer.success()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JSON.readTree(answer.body())).filter(body -> !body.isMissingNode());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<Answer> exchange(
            String method, String path, Map<String, String> headers, byte[] body, boolean alsoCut) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(limit);
        headers.forEach(request::setHeader);
        request.setHeader("Accept-Encoding", "gzip");
        byte[] sent = body;
        if (body.length >= COMPRESSED_FROM && "application/json".equals(headers.get("Content-Type"))) {
            sent = Gzip.deflate(body);
            request.setHeader("Content-Encoding", "gzip");
        }
        request.method(method, sent.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(sent));
        AnswerCollector collector = new AnswerCollector();
        boolean whole = await(request.build(), collector);
        return whole || alsoCut ? collector.answer(whole) : Optional.empty();
    }

    /** Whether all of it came. What came otherwise is with the collector. */
    private boolean await(HttpRequest request, AnswerCollector collector) {
        CompletableFuture<HttpResponse<Void>> future = client.sendAsync(request, collector);
        try {
            future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            future.cancel(true);
            return false;
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
