package io.plumbline.sync.conformance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends requests to the server under test and remembers the last one. Not for several threads. */
final class Http {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final URI base;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private @Nullable Exchange last;

    Http(URI base) {
        this.base = base;
    }

    URI base() {
        return base;
    }

    /** Forgets the last exchange, so that it is not taken for one of the next vector. */
    void forget() {
        last = null;
    }

    @Nullable
    Exchange last() {
        return last;
    }

    /**
     * Sends and waits.
     *
     * @param body empty for none
     * @throws Unusable when no answer came
     */
    Exchange send(String method, String path, Map<String, String> headers, byte[] body, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(PATIENCE)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            Map<String, String> answered = new HashMap<>();
            response.headers().map().forEach((name, values) -> answered.put(name, String.join(", ", values)));
            last = new Exchange(method, path, headers, body, response.statusCode(), answered, response.body());
            return last;
        } catch (IOException e) {
            throw new Unusable(method + " " + base.resolve(path) + " got no answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unusable("interrupted", e);
        }
    }
}
