package io.plumbline.sync.http;

import io.plumbline.sync.device.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Takes an answer as it comes and has what came when it is cut. */
final class AnswerCollector implements HttpResponse.BodyHandler<Void>, HttpResponse.BodySubscriber<Void> {
    /** Far beyond any page; a server that sends more is cut off. */
    private static final int MOST_BYTES = 64 << 20;

    private static final int FIRST_SUCCESS = 200;
    private static final int AFTER_SUCCESS = 300;

    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private HttpResponse.@Nullable ResponseInfo head;
    private Flow.@Nullable Subscription subscription;

    @Override
    public synchronized HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo info) {
        head = info;
        return this;
    }

    @Override
    public CompletionStage<Void> getBody() {
        return end;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] part = new byte[buffer.remaining()];
            buffer.get(part);
            bytes.writeBytes(part);
        }
        if (bytes.size() > MOST_BYTES && subscription != null) {
            subscription.cancel();
            end.completeExceptionally(new IOException("more than " + MOST_BYTES + " bytes"));
        }
    }

    @Override
    public void onError(Throwable cause) {
        end.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
        end.complete(null);
    }

    /**
     * The answer, as far as it came.
     *
     * @param whole whether that is all of it; of one that is cut, the beginning is of use only when it tells success
     */
    synchronized Optional<Answer> answer(boolean whole) {
        if (head == null) {
            return Optional.empty();
        }
        boolean success = head.statusCode() >= FIRST_SUCCESS && head.statusCode() < AFTER_SUCCESS;
        if (!whole && !success) {
            return Optional.empty();
        }
        Map<String, String> headers = new HashMap<>();
        head.headers()
                .map()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        int status = head.statusCode();
        boolean deflated = "gzip".equalsIgnoreCase(headers.get("content-encoding")) && bytes.size() > 0;
        Optional<byte[]> body =
                deflated ? Gzip.inflate(bytes.toByteArray(), MOST_BYTES, !whole) : Optional.of(bytes.toByteArray());
        return body.map(each -> new Answer(status, headers, each));
    }
}
