package io.plumbline.sync.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.device.Answer;
import io.plumbline.sync.device.Call;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpTransportTest {
    private static final String SESSION =
            "{\"accessToken\":\"%s\",\"expiresIn\":900,\"refreshToken\":\"r\",\"account\":{\"id\":\"anna\"}}";
    private static final byte[] LONG = "[0]".repeat(2000).getBytes(StandardCharsets.UTF_8);

    private TellingServer server;
    private SignIns signIns;
    private HttpTransport transport;

    @BeforeEach
    void start() throws IOException {
        server = new TellingServer();
        HttpConnection connection = new HttpConnection(server.base(), Duration.ofMillis(1500));
        signIns = new SignIns(connection);
        transport = new HttpTransport(connection, signIns);
        server.willSay(200, SESSION.formatted("one"));
        signIns.signIn("anna@demo", "secret");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static Call call(Call.Kind kind, byte[] body) {
        Map<String, String> headers = Map.of("Content-Type", "application/json");
        return new Call(kind, "anna", "POST", "/api/sync/v1/x?a=b", headers, body, null);
    }

    private TellingServer.Request lastRequest() {
        return server.requests.get(server.requests.size() - 1);
    }

    @Test
    void deflatesWhatIsLongAndSaysWhoseItIs() {
        server.willSay(200, "{}");

        assertThat(transport.exchange(call(Call.Kind.PUSH, LONG))).isPresent();
        assertThat(lastRequest().head())
                .startsWith("post /api/sync/v1/x?a=b ")
                .contains("content-encoding: gzip", "accept-encoding: gzip", "authorization: bearer one");
        assertThat(Gzip.inflate(lastRequest().body(), LONG.length, false)).contains(LONG);
    }

    @Test
    void inflatesAnswers() {
        byte[] deflated = Gzip.deflate(LONG);
        server.willSay(200, "Content-Encoding: gzip\r\n", deflated, deflated.length);

        Answer answer = transport.exchange(call(Call.Kind.PULL, new byte[0])).orElseThrow();

        assertThat(answer.body()).isEqualTo(LONG);
    }

    @Test
    void hasNoAnswerWhenItIsCut() {
        server.willSay(200, "", LONG, LONG.length + 1);

        assertThat(transport.exchange(call(Call.Kind.PULL, new byte[0]))).isEmpty();
    }

    @Test
    void hasTheBeginningOfASnapshotThatIsCut() {
        byte[] deflated = Gzip.deflate(LONG);
        server.willSay(200, "Content-Encoding: gzip\r\n", Arrays.copyOf(deflated, deflated.length - 9), 99_999);

        Answer answer =
                transport.exchange(call(Call.Kind.SNAPSHOT, new byte[0])).orElseThrow();

        assertThat(answer.body()).isNotEmpty();
        assertThat(new String(LONG, StandardCharsets.UTF_8))
                .startsWith(new String(answer.body(), StandardCharsets.UTF_8));
    }

    @Test
    void hasNoAnswerWhenAProblemIsCut() {
        server.willSay(409, "", LONG, LONG.length + 1);

        assertThat(transport.exchange(call(Call.Kind.SNAPSHOT, new byte[0]))).isEmpty();
    }

    @Test
    void givesUpAConnectionThatNeverAnswers() {
        long began = System.nanoTime();

        assertThat(transport.exchange(call(Call.Kind.PULL, new byte[0]))).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void goesAgainOnceWithANewTokenWhenTheOldOneIsRefused() {
        server.willSay(401, "{\"code\":\"unauthenticated\"}");
        server.willSay(200, SESSION.formatted("two"));
        server.willSay(200, "{\"fine\":true}");

        Optional<Answer> answer = transport.exchange(call(Call.Kind.PUSH, new byte[] {'{', '}'}));

        assertThat(answer.orElseThrow().status()).isEqualTo(200);
        assertThat(server.requests.get(2).head()).startsWith("post /api/auth/refresh ");
        assertThat(lastRequest().head()).contains("authorization: bearer two");
    }

    @Test
    void signsInAnewWhenTheRefreshIsRefused() {
        server.willSay(401, "{}");
        server.willSay(401, "{}");
        server.willSay(200, SESSION.formatted("three"));
        server.willSay(200, "{}");

        assertThat(transport.exchange(call(Call.Kind.PULL, new byte[0]))).isPresent();
        assertThat(server.requests.get(3).head()).startsWith("post /api/auth/sign-in ");
    }

    @Test
    void leavesARefusedSignatureToTheDevice() {
        server.willSay(401, "{\"code\":\"unauthenticated\",\"reason\":\"signature\"}");

        assertThat(transport
                        .exchange(call(Call.Kind.SESSION, new byte[0]))
                        .orElseThrow()
                        .status())
                .isEqualTo(401);
        assertThat(server.requests).hasSize(2);
    }

    @Test
    void signsInWhenATokenIsNeededWhoeverIsOnlyRemembered() {
        signIns.remember("bo", "bo@demo", "secret");
        server.willSay(503, "{}");
        server.willSay(200, SESSION.formatted("four"));

        assertThat(signIns.find("bo")).isEmpty();
        assertThat(signIns.find("bo")).contains("four");
    }

    @Test
    void refusesAWrongPassword() {
        server.willSay(401, "{}");

        assertThatThrownBy(() -> signIns.signIn("anna@demo", "wrong")).isInstanceOf(RefusedException.class);
    }

    @Test
    void signsAsItsPublicKeySaysAlsoAfterItWasReadAgain(@TempDir Path folder) throws Exception {
        P256Key first = P256Key.in(folder.resolve("key"));
        P256Key again = P256Key.in(folder.resolve("key"));
        byte[] message = "nonce.digest".getBytes(StandardCharsets.UTF_8);

        byte[] signature = again.sign(message);

        ObjectNode jwk = first.publicJwk();
        assertThat(again.publicJwk()).isEqualTo(jwk);
        assertThat(signature).hasSize(64);
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        ECPoint point = new ECPoint(number(jwk, "x"), number(jwk, "y"));
        Signature check = Signature.getInstance("SHA256withECDSAinP1363Format");
        check.initVerify(KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class))));
        check.update(message);
        assertThat(check.verify(signature)).isTrue();
    }

    private static BigInteger number(ObjectNode jwk, String name) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.path(name).asText()));
    }
}
