package io.plumbline.sync.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.device.Answer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps people signed in: renews a token before it runs out, and signs in anew by name and password when the renewal is
 * refused. Nothing of it is kept on a disk.
 */
public final class SignIns implements AccessTokens {
    private static final Set<Integer> REFUSALS = Set.of(400, 401, 403);
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final HttpConnection connection;
    private final Map<String, Person> people = new HashMap<>();

    /** What is known of one person. */
    private static final class Person {
        private final String name;
        private final String password;
        private @Nullable String access;
        private @Nullable String refresh;
        private long goodUntil;

        private Person(String name, String password) {
            this.name = name;
            this.password = password;
        }
    }

    /** Nobody is signed in at first. */
    public SignIns(HttpConnection connection) {
        this.connection = connection;
    }

    /**
     * Signs somebody in.
     *
     * @return what the server says about the person, {@code id} above all; empty when there was no usable answer
     * @throws RefusedException when name or password are wrong
     */
    public synchronized Optional<JsonNode> signIn(String name, String password) {
        Person person = new Person(name, password);
        Optional<Answer> answer = open(person);
        if (answer.isPresent() && isRefusal(answer.get())) {
            throw new RefusedException(
                    name + " is refused with status " + answer.get().status());
        }
        Optional<JsonNode> session = answer.flatMap(HttpConnection::json);
        session.ifPresent(body -> people.put(body.path("account").path("id").asText(), person));
        return session.map(body -> body.path("account"));
    }

    /** Remembers somebody whose account is known; the sign-in follows when a token is needed, as often as it takes. */
    public synchronized void remember(String account, String name, String password) {
        people.put(account, new Person(name, password));
    }

    @Override
    public synchronized Optional<String> find(String account) {
        Person person = people.get(account);
        if (person == null) {
            return Optional.empty();
        }
        if (person.access == null || System.nanoTime() - person.goodUntil >= 0) {
            renew(person);
        }
        return Optional.ofNullable(person.access);
    }

    @Override
    public synchronized void refused(String account, String token) {
        Person person = people.get(account);
        if (person != null && token.equals(person.access)) {
            person.access = null;
        }
    }

    private void renew(Person person) {
        person.access = null;
        if (person.refresh != null) {
            ObjectNode body = JsonNodeFactory.instance.objectNode().put("refreshToken", person.refresh);
            Optional<Answer> answer = connection.post("/api/auth/refresh", Map.of(), body);
            if (answer.isEmpty() || !isRefusal(answer.get())) {
                answer.flatMap(HttpConnection::json).ifPresent(session -> keep(person, session));
                return; // no answer says nothing: the same token is shown again
            }
            person.refresh = null;
        }
        open(person);
    }

    private Optional<Answer> open(Person person) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("signInName", person.name)
                .put("password", person.password);
        Optional<Answer> answer = connection.post("/api/auth/sign-in", Map.of(), body);
        answer.flatMap(HttpConnection::json).ifPresent(session -> keep(person, session));
        return answer;
    }

    private static boolean isRefusal(Answer answer) {
        return REFUSALS.contains(answer.status());
    }

    private static void keep(Person person, JsonNode session) {
        person.access = session.path("accessToken").asText();
        person.refresh = session.path("refreshToken").asText();
        Duration good = Duration.ofSeconds(session.path("expiresIn").asLong()).minus(MARGIN);
        person.goodUntil = System.nanoTime() + good.toNanos();
    }
}
