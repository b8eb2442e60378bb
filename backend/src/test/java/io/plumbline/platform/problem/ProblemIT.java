package io.plumbline.platform.problem;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ProblemIT {
    private static final String PROBE = "/api/probe";

    @Test
    void saysLineAndColumnWhenTheBodyIsNotJson() {
        expect(post("{\n  \"name\": \"a\",\n  oops"), ProblemType.MALFORMED_JSON)
                .body("line", equalTo(3))
                .body("column", notNullValue());
    }

    @Test
    void namesTheFieldWhenAValueIsUnknown() {
        expect(post("{\"name\":\"a\",\"colour\":\"BLUE\"}"), ProblemType.VALIDATION)
                .body("errors[0].pointer", equalTo("/colour"))
                .body("errors[0].code", equalTo("unknown-value"))
                .body("detail", equalTo("/colour must be one of: RED, GREEN."));
    }

    @Test
    void namesTheFieldWhenATypeIsWrong() {
        expect(post("{\"name\":\"a\",\"id\":\"no\"}"), ProblemType.VALIDATION)
                .body("errors[0].pointer", equalTo("/id"))
                .body("detail", equalTo("/id must be a UUID."));
        expect(post("{\"name\":\"a\",\"inner\":{\"count\":\"x\"}}"), ProblemType.VALIDATION)
                .body("errors[0].pointer", equalTo("/inner/count"));
        expect(post("{\"name\":\"a\",\"inner\":[]}"), ProblemType.VALIDATION)
                .body("errors[0].pointer", equalTo("/inner"));
        expect(post("[]"), ProblemType.VALIDATION);
    }

    @Test
    void namesTheFieldWhenAConstraintIsViolated() {
        expect(post("{\"name\":\" \"}"), ProblemType.VALIDATION).body("errors[0].pointer", equalTo("/name"));
    }

    @Test
    void answersWithAReferenceAndNothingElseWhenTheServerFails() {
        String body = expect(given().get(PROBE + "/crash").then(), ProblemType.INTERNAL)
                .body("reference", notNullValue())
                .extract()
                .asString();
        assertThat(body).doesNotContain("secret", "IllegalState", "Exception");
    }

    @Test
    void saysHowLongToWaitWhenLimited() {
        expect(given().get(PROBE + "/problem").then(), ProblemType.RATE_LIMITED)
                .header("Retry-After", equalTo("60"))
                .body("instance", equalTo(PROBE + "/problem"));
    }

    @Test
    void answersWithAProblemWhenTheAddressOrMethodIsUnknown() {
        expect(given().get(PROBE + "/nothing").then(), ProblemType.NOT_FOUND);
        expect(given().get("/api/nothing").then(), ProblemType.NOT_FOUND);
        expect(given().get(PROBE + "/ids/no-uuid").then(), ProblemType.NOT_FOUND);
        expect(given().get(PROBE + "/ids/" + UUID.randomUUID()).then(), ProblemType.NOT_FOUND);
        expect(given().delete(PROBE + "/crash").then(), ProblemType.METHOD_NOT_ALLOWED);
        expect(
                given().contentType(ContentType.XML).body("<a/>").post(PROBE).then(),
                ProblemType.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void asksToSignInWhenTheTokenIsMissingOrForged() {
        expect(given().get(PROBE + "/roles").then(), ProblemType.UNAUTHENTICATED)
                .header("WWW-Authenticate", equalTo("Bearer"));
        expect(
                given().header("Authorization", "Bearer a.b.c")
                        .get(PROBE + "/roles")
                        .then(),
                ProblemType.UNAUTHENTICATED);
    }

    @Test
    void translatesAConstraintWhenTheDatabaseRefuses() {
        String code = "probe-" + UUID.randomUUID();
        given().body(code).post(PROBE + "/database").then().statusCode(200);
        expect(given().body(code).post(PROBE + "/database").then(), ProblemType.CONFLICT)
                .body("detail", equalTo("Something with the same key exists already (organisations_code_key)."));
    }

    @Test
    void namesLimitAndValueWhenTheBodyIsTooLarge() {
        expect(bytes(new byte[(10 << 20) + 1], null), ProblemType.PAYLOAD_TOO_LARGE)
                .body("limit", equalTo("bodyBytes"))
                .body("value", equalTo(10 << 20))
                .body("unit", equalTo("bytes"));
        bytes(new byte[10 << 20], null).statusCode(200);
    }

    @Test
    void inflatesGzipAndRefusesABombWhenTheRatioIsTooHigh() throws IOException {
        byte[] noise = new byte[500_000];
        new Random(1).nextBytes(noise);
        Arrays.fill(noise, 0, 300_000, (byte) 'a');
        bytes(gzip(noise), "gzip").body(equalTo("500000")).statusCode(200);
        expect(bytes(gzip(new byte[9 << 20]), "gzip"), ProblemType.PAYLOAD_TOO_LARGE)
                .body("unit", equalTo("inflated bytes per compressed byte"))
                .body("limit", equalTo("inflationRatio"))
                .body("value", equalTo(100));
        byte[] random = new byte[(1 << 20) + 1];
        new Random(2).nextBytes(random);
        expect(bytes(gzip(random), "gzip"), ProblemType.PAYLOAD_TOO_LARGE)
                .body("limit", equalTo("compressedBytes"))
                .body("value", equalTo(1 << 20));
        expect(bytes(Arrays.copyOf(gzip(noise), 1000), "gzip"), ProblemType.BAD_ENVELOPE);
        expect(bytes(new byte[] {1, 2, 3}, "gzip"), ProblemType.BAD_ENVELOPE);
    }

    private static ValidatableResponse post(String json) {
        return given().contentType(ContentType.JSON).body(json).post(PROBE).then();
    }

    private static ValidatableResponse bytes(byte[] body, String encoding) {
        var request = given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .contentType("application/octet-stream")
                .body(body);
        if (encoding != null) {
            request.header("Content-Encoding", encoding);
        }
        return request.post(PROBE + "/bytes").then();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static ValidatableResponse expect(ValidatableResponse response, ProblemType type) {
        return response.statusCode(type.status())
                .contentType("application/problem+json")
                .body("code", equalTo(type.code()))
                .body("status", equalTo(type.status()))
                .body("title", equalTo(type.title()));
    }
}
