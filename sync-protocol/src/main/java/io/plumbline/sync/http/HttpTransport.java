package io.plumbline.sync.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.sync.device.Answer;
import io.plumbline.sync.device.Call;
import io.plumbline.sync.device.Transport;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Carries a device's calls in the name of whoever wrote them. A call that was refused for its token alone did nothing,
 * so it goes again once with another; every other answer is the device's business, and so is every answer that did not
 * come.
 */
public final class HttpTransport implements Transport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int UNAUTHENTICATED = 401;

    private final HttpConnection connection;
    private final AccessTokens tokens;

    public HttpTransport(HttpConnection connection, AccessTokens tokens) {
        this.connection = connection;
        this.tokens = tokens;
    }

    @Override
    public Optional<Answer> exchange(Call call) {
        Optional<String> token = tokens.find(call.account());
        Optional<Answer> answer = token.flatMap(each -> send(call, each));
        if (token.isEmpty() || answer.isEmpty() || !isForToken(answer.get())) {
            return answer;
        }
        tokens.refused(call.account(), token.get());
        return tokens.find(call.account()).flatMap(each -> send(call, each));
    }

    private Optional<Answer> send(Call call, String token) {
        Map<String, String> headers = new HashMap<>(call.headers());
        headers.put("Authorization", "Bearer " + token);
        return call.kind() == Call.Kind.SNAPSHOT
                ? connection.sendForLines(call.method(), call.path(), headers, call.body())
                : connection.send(call.method(), call.path(), headers, call.body());
    }

    /** Not for the device's signature: another token would not help there. */
    private static boolean isForToken(Answer answer) {
        if (answer.status() != UNAUTHENTICATED) {
            return false;
        }
        try {
            JsonNode problem = JSON.readTree(answer.body());
            return !problem.path("reason").asText().equals("signature");
        } catch (IOException e) {
            return true;
        }
    }
}
