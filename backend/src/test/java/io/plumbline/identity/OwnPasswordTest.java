package io.plumbline.identity;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.plumbline.platform.testing.MutableClock;
import io.plumbline.testing.TestOrganisation;
import io.plumbline.testing.TestOrganisations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OwnPasswordTest {
    private static final String NEXT = "another-plumb-line";

    @Inject
    TestOrganisations organisations;

    @Inject
    MutableClock clock;

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
    void endsEveryOtherSessionWhenOnesOwnPasswordIsChanged() {
        String here = signIn(TestOrganisation.PASSWORD).extract().path("refreshToken");
        String elsewhere = signIn(TestOrganisation.PASSWORD).extract().path("refreshToken");
        change(Map.of("currentPassword", TestOrganisation.PASSWORD, "newPassword", NEXT, "refreshToken", here))
                .statusCode(204);
        refresh(elsewhere).statusCode(401);
        refresh(here).statusCode(200);
        signIn(TestOrganisation.PASSWORD).statusCode(401);
        signIn(NEXT).statusCode(200);
    }

    @Test
    void endsEverySessionWhenNoRefreshTokenOfOnesOwnIsShown() {
        String own = signIn(TestOrganisation.PASSWORD).extract().path("refreshToken");
        String strangers = post(
                        "sign-in",
                        Map.of(
                                "signInName",
                                organisation.person("viewer").signInName(),
                                "password",
                                TestOrganisation.PASSWORD))
                .extract()
                .path("refreshToken");
        change(Map.of("currentPassword", TestOrganisation.PASSWORD, "newPassword", NEXT, "refreshToken", strangers))
                .statusCode(204);
        refresh(own).statusCode(401);
        refresh(strangers).statusCode(200);
    }

    @Test
    void changesNothingWithoutTheCurrentPassword() {
        String here = signIn(TestOrganisation.PASSWORD).extract().path("refreshToken");
        change(Map.of("currentPassword", "not the password", "newPassword", NEXT, "refreshToken", here))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/currentPassword"));
        refresh(here).statusCode(200);
        signIn(TestOrganisation.PASSWORD).statusCode(200);
    }

    @Test
    void refusesAWeakPassword() {
        change(Map.of("currentPassword", TestOrganisation.PASSWORD, "newPassword", "short"))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/newPassword"));
        signIn(TestOrganisation.PASSWORD).statusCode(200);
    }

    @Test
    void locksTheAccountAsAtSignInAfterFiveWrongPasswords() {
        Map<String, String> wrong = Map.of("currentPassword", "not the password", "newPassword", NEXT);
        for (int i = 0; i < 5; i++) {
            change(wrong).statusCode(400);
        }
        change(Map.of("currentPassword", TestOrganisation.PASSWORD, "newPassword", NEXT))
                .statusCode(429);
        signIn(TestOrganisation.PASSWORD).statusCode(429);
        clock.advance(Duration.ofSeconds(61));
        signIn(TestOrganisation.PASSWORD).statusCode(200);
    }

    @Test
    void asksWhoItIs() {
        given().contentType(ContentType.JSON)
                .body(Map.of("currentPassword", TestOrganisation.PASSWORD, "newPassword", NEXT))
                .post("/api/me/password")
                .then()
                .statusCode(401);
    }

    private ValidatableResponse change(Map<String, String> body) {
        return organisation.as("officer").body(body).post("/api/me/password").then();
    }

    private ValidatableResponse signIn(String password) {
        return post(
                "sign-in", Map.of("signInName", organisation.person("officer").signInName(), "password", password));
    }

    private static ValidatableResponse refresh(String token) {
        return post("refresh", Map.of("refreshToken", token));
    }

    private static ValidatableResponse post(String what, Map<String, String> body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/auth/" + what)
                .then();
    }
}
