package io.plumbline.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.plumbline.identity.TestAttempts;
import io.plumbline.platform.testing.MutableClock;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.HttpClientConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EnrolmentCodeIT {
    @Inject
    TestOrganisations organisations;

    @Inject
    MutableClock clock;

    @Inject
    TestAttempts attempts;

    @Inject
    Jdbi jdbi;

    private TestOrganisation organisation;

    @BeforeEach
    void makeOrganisation() {
        organisation = organisations.create();
    }

    @AfterEach
    void resetClock() {
        clock.reset();
    }

    @Test
    void enrolsADeviceAndSignsItsPersonIn() {
        JsonObject key = newKey();
        Response made = make("inspector");
        Response redeemed = redeem(made.path("code"), key);
        assertThat(redeemed.statusCode()).as(redeemed.asString()).isEqualTo(201);
        assertThat(redeemed.<String>path("session.account.id"))
                .isEqualTo(organisation.person("inspector").id().toString());
        String token = redeemed.path("session.accessToken");
        RestAssured.given()
                .header("Authorization", "Bearer " + token)
                .get("/api/me")
                .then()
                .statusCode(200)
                .body("id", equalTo(redeemed.<String>path("session.account.id")));
        String next = RestAssured.given()
                .contentType(ContentType.JSON)
                .body(new JsonObject()
                        .put("refreshToken", redeemed.<String>path("session.refreshToken"))
                        .encode())
                .post("/api/auth/refresh")
                .then()
                .statusCode(200)
                .extract()
                .path("refreshToken");
        assertThat(devicesOfTokens(next)).containsExactly(redeemed.<String>path("device"));
        read(made.path("id"))
                .then()
                .body("state", equalTo("USED"))
                .body("device", equalTo(redeemed.<String>path("device")))
                .body("deviceName", equalTo("平板"))
                .body("secondsLeft", equalTo(0));
        organisation
                .as("officer")
                .get("/api/devices/" + redeemed.path("device"))
                .then()
                .statusCode(200)
                .body("device.keyed", equalTo(true))
                .body("device.enrolledByName", equalTo(redeemed.<String>path("session.account.displayName")))
                .body("people[0].id", equalTo(redeemed.<String>path("session.account.id")))
                .body("byCode.usedAt", matchesPattern(".+Z"));
    }

    @Test
    void isGoodForFifteenMinutesOfTheServersClock() {
        Response made = make("inspector");
        assertThat(made.<Integer>path("secondsLeft")).isEqualTo(900);
        clock.advance(Duration.ofMinutes(14));
        read(made.path("id")).then().body("state", equalTo("OPEN"));
        clock.advance(Duration.ofMinutes(1));
        Response late = redeem(made.path("code"), newKey());
        assertThat(late.statusCode()).isEqualTo(410);
        assertThat(late.<String>path("code")).isEqualTo("enrolment-code-expired");
        read(made.path("id")).then().body("state", equalTo("EXPIRED")).body("device", nullValue());
    }

    @Test
    void answersAUsedAWithdrawnAndAnUnknownCodeAlike() {
        String used = make("inspector").path("code");
        assertThat(redeem(used, newKey()).statusCode()).isEqualTo(201);
        Response withdrawn = make("inspector-2");
        organisation
                .as("officer")
                .post("/api/enrolment-codes/" + withdrawn.path("id") + "/withdraw")
                .then()
                .statusCode(204);
        String unknown = wrong(redeem("0000-0000-0000", newKey()));
        assertThat(wrong(redeem(used, newKey()))).isEqualTo(unknown);
        assertThat(wrong(redeem(withdrawn.path("code"), newKey()))).isEqualTo(unknown);
        assertThat(wrong(redeem("not a code", newKey()))).isEqualTo(unknown);
    }

    @Test
    void enrolsOneOfManyDevicesThatShowACodeAtTheSameTime() throws Exception {
        String code = make("inspector").path("code");
        int devices = 8;
        CountDownLatch ready = new CountDownLatch(devices);
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < devices; i++) {
            JsonObject key = newKey();
            calls.add(() -> {
                ready.countDown();
                ready.await();
                return redeem(code, key).statusCode();
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(devices);
        List<Integer> answers = new ArrayList<>();
        try {
            for (Future<Integer> answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
        } finally {
            threads.shutdown();
        }
        assertThat(answers).containsOnly(201, 404).containsOnlyOnce(201);
        organisation.as("officer").get("/api/devices").then().body("items.size()", equalTo(1));
    }

    @Test
    void answersTheSameDeviceAgainWhenTheAnswerWasLost() {
        JsonObject key = newKey();
        String code = make("inspector").path("code");
        Response lost = redeem(code, key);
        Response again = redeem(code, key);
        assertThat(again.statusCode()).as(again.asString()).isEqualTo(201);
        assertThat(again.<String>path("device")).isEqualTo(lost.path("device"));
        assertThat(again.<String>path("lease")).isEqualTo(lost.path("lease"));
        organisation.as("officer").get("/api/devices").then().body("items.size()", equalTo(1));
    }

    @Test
    void answersTheSameDeviceNoMoreOnceItHasShownItsLease() {
        JsonObject key = newKey();
        String code = make("inspector").path("code");
        Response redeemed = redeem(code, key);
        organisation.inTransaction(() -> jdbi.withHandle(handle -> handle.execute(
                "update device_incarnations set previous_lease = lease, lease = 'next' where device_id = ?",
                UUID.fromString(redeemed.path("device")))));
        wrong(redeem(code, key));
    }

    @Test
    void makesCodesForPeopleInTheFieldAlone() {
        for (String person : List.of("officer", "admin", "reviewer", "manager", "viewer")) {
            assertThat(make(person).statusCode()).as(person).isEqualTo(403);
        }
        assertThat(make("installer").statusCode()).isEqualTo(201);
        organisation
                .as("admin")
                .post("/api/accounts/" + organisation.person("installer").id() + "/disable")
                .then()
                .statusCode(204);
        assertThat(make("installer").statusCode()).isEqualTo(403);
        organisation
                .as("officer")
                .body("{}")
                .post("/api/enrolment-codes")
                .then()
                .statusCode(400);
    }

    @Test
    void signsNobodyInWhoWasDisabledOrPromotedMeanwhile() {
        String code = make("inspector").path("code");
        organisation
                .as("admin")
                .post("/api/accounts/" + organisation.person("inspector").id() + "/disable")
                .then()
                .statusCode(204);
        wrong(redeem(code, newKey()));
        String other = make("inspector-2").path("code");
        organisation.inTransaction(() -> jdbi.withHandle(handle -> handle.execute(
                "update accounts set roles = array['INSPECTOR', 'ADMIN'] where id = ?",
                organisation.person("inspector-2").id())));
        wrong(redeem(other, newKey()));
        organisation.as("officer").get("/api/devices").then().body("items.size()", equalTo(0));
    }

    @Test
    void letsTheOfficeAloneMakeCodesAndOnlyInItsOwnOrganisation() {
        for (String person : List.of("inspector", "installer", "manager", "viewer", "reviewer")) {
            organisation
                    .as(person)
                    .body(wanted(organisation, "inspector"))
                    .post("/api/enrolment-codes")
                    .then()
                    .statusCode(403);
        }
        TestOrganisation other = organisations.create();
        other.as("officer")
                .body(wanted(organisation, "inspector"))
                .post("/api/enrolment-codes")
                .then()
                .statusCode(404);
        String id = make("inspector").path("id");
        other.as("officer").get("/api/enrolment-codes/" + id).then().statusCode(404);
        other.as("officer")
                .post("/api/enrolment-codes/" + id + "/withdraw")
                .then()
                .statusCode(404);
        read(id).then().body("state", equalTo("OPEN"));
    }

    @Test
    void endsTheCodeBeforeWhenAnotherIsMadeForTheSamePerson() {
        String first = make("inspector").path("code");
        String others = make("installer").path("code");
        String second = make("inspector").path("code");
        wrong(redeem(first, newKey()));
        assertThat(redeem(others, newKey()).statusCode()).isEqualTo(201);
        assertThat(redeem(second, newKey()).statusCode()).isEqualTo(201);
    }

    @Test
    void keepsACodeThatWasShownWithoutAKeyOrName() {
        String code = make("inspector").path("code");
        assertThat(redeem(code, null).<String>path("errors[0].pointer")).isEqualTo("/key");
        assertThat(redeem(code, newKey().put("crv", "P-384")).statusCode()).isEqualTo(400);
        Response nameless = RestAssured.given()
                .contentType(ContentType.JSON)
                .body(new JsonObject().put("code", code).put("key", newKey()).encode())
                .post("/api/sync/v1/enrol");
        assertThat(nameless.<String>path("errors[0].pointer")).isEqualTo("/name");
        assertThat(redeem(code, newKey()).statusCode()).isEqualTo(201);
    }

    @Test
    void letsARemoteAddressGuessNoMoreAfterManyWrongCodes() throws UnknownHostException {
        String code = make("inspector").path("code");
        attempts.leaveOne("127.0.0.77");
        RequestSpecification guesser = RestAssured.given()
                .config(RestAssured.config()
                        .httpClient(HttpClientConfig.httpClientConfig()
                                .setParam("http.route.local-address", InetAddress.getByName("127.0.0.77"))));
        wrong(redeem(guesser, "0000-0000-0000", newKey()));
        Response limited = redeem(guesser, code, newKey());
        assertThat(limited.statusCode()).as(limited.asString()).isEqualTo(429);
        assertThat(limited.header("Retry-After")).isNotNull();
        assertThat(redeem(code, newKey()).statusCode()).isEqualTo(201);
    }

    @Test
    void keepsNoCodeInTheDatabase() {
        String code = make("inspector").path("code");
        String kept = organisation.inTransaction(() -> jdbi.withHandle(
                handle -> handle.createQuery("select string_agg(c::text || h::text, '') from enrolment_codes c"
                                + " join enrolment_code_hashes h on h.code_id = c.id")
                        .mapTo(String.class)
                        .one()));
        assertThat(kept).isNotEmpty().doesNotContain(code).doesNotContain(code.replace("-", ""));
    }

    private List<String> devicesOfTokens(String refreshToken) {
        UUID id = UUID.fromString(refreshToken.split("\\.", -1)[1]);
        return organisation.inTransaction(
                () -> jdbi.withHandle(handle -> handle.select("select device_id from refresh_tokens where id = ?", id)
                        .mapTo(String.class)
                        .list()));
    }

    private static String wrong(Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(404);
        assertThat(answer.<String>path("code")).isEqualTo("enrolment-code-wrong");
        return answer.asString();
    }

    private static String wanted(TestOrganisation organisation, String person) {
        return new JsonObject()
                .put("account", organisation.person(person).id().toString())
                .encode();
    }

    private Response make(String person) {
        return organisation.as("officer").body(wanted(organisation, person)).post("/api/enrolment-codes");
    }

    private Response read(String id) {
        return organisation.as("officer").get("/api/enrolment-codes/" + id);
    }

    private static Response redeem(String code, JsonObject key) {
        return redeem(RestAssured.given(), code, key);
    }

    private static Response redeem(RequestSpecification request, String code, JsonObject key) {
        return request.contentType(ContentType.JSON)
                .body(new JsonObject()
                        .put("code", code)
                        .put("name", "平板")
                        .put("platform", "test")
                        .put("appVersion", "1")
                        .put("key", key)
                        .put("laterVersion", true)
                        .encode())
                .post("/api/sync/v1/enrol");
    }

    private static JsonObject newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            ECPublicKey key = (ECPublicKey) generator.generateKeyPair().getPublic();
            return new JsonObject()
                    .put("kty", "EC")
                    .put("crv", "P-256")
                    .put("x", coordinate(key.getW().getAffineX().toByteArray()))
                    .put("y", coordinate(key.getW().getAffineY().toByteArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String coordinate(byte[] bytes) {
        byte[] fixed = new byte[32];
        byte[] plain = bytes.length > 32 ? Arrays.copyOfRange(bytes, bytes.length - 32, bytes.length) : bytes;
        System.arraycopy(plain, 0, fixed, 32 - plain.length, plain.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
    }
}
