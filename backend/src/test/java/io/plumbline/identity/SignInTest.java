package io.plumbline.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.nullValue;

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
class SignInTest {
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
    void tellsWhoOneIsAfterSigningIn() {
        String token = signIn("manager", TestOrganisation.PASSWORD)
                .statusCode(200)
                .body("expiresIn", equalTo(900))
                .body("account.roles", equalTo(java.util.List.of("STORE_MANAGER")))
                .body("account.organisation.timeZone", equalTo("Asia/Shanghai"))
                .extract()
                .path("accessToken");
        given().header("Authorization", "Bearer " + token)
                .get("/api/me")
                .then()
                .statusCode(200)
                .body("id", equalTo(organisation.person("manager").id().toString()))
                .body("unit.name", equalTo("东区营业厅"))
                .body("unit.type", equalTo("STORE"))
                .body("staff", nullValue())
                .body("locale", equalTo("zh-CN"));
    }

    @Test
    void comparesSignInNamesWithoutRegardToCase() {
        String name = organisation.person("admin").signInName().toUpperCase(java.util.Locale.ROOT);
        post("sign-in", Map.of("signInName", "  " + name, "password", TestOrganisation.PASSWORD))
                .statusCode(200);
    }

    @Test
    void answersWrongPasswordAndUnknownNameAlike() {
        String wrong =
                signIn("admin", "not the password").statusCode(401).extract().asString();
        String unknown = post(
                        "sign-in", Map.of("signInName", organisation.code() + ".nobody", "password", "whatever it is"))
                .statusCode(401)
                .contentType("application/problem+json")
                .extract()
                .asString();
        assertThat(unknown).isEqualTo(wrong).contains("unauthenticated");
    }

    @Test
    void locksTheAccountForAMinuteAfterFiveWrongPasswordsAndTwiceAsLongAfterTheNext() {
        for (int i = 0; i < 5; i++) {
            signIn("inspector", "wrong password").statusCode(401);
        }
        signIn("inspector", TestOrganisation.PASSWORD)
                .statusCode(429)
                .header("Retry-After", Integer::parseInt, greaterThan(50));
        clock.advance(Duration.ofSeconds(61));
        signIn("inspector", "wrong password").statusCode(401);
        clock.advance(Duration.ofSeconds(61));
        signIn("inspector", TestOrganisation.PASSWORD).statusCode(429);
        clock.advance(Duration.ofSeconds(60));
        signIn("inspector", TestOrganisation.PASSWORD).statusCode(200);
        signIn("inspector", "wrong password").statusCode(401);
        signIn("inspector", TestOrganisation.PASSWORD).statusCode(200);
    }

    @Test
    void locksANameThatNobodyHasInTheSameWay() {
        Map<String, String> body = Map.of("signInName", organisation.code() + ".ghost", "password", "wrong password");
        for (int i = 0; i < 5; i++) {
            post("sign-in", body).statusCode(401);
        }
        post("sign-in", body).statusCode(429);
    }

    @Test
    void givesANewRefreshTokenForEachUse() {
        String first = signIn("officer", TestOrganisation.PASSWORD).extract().path("refreshToken");
        String second = refresh(first).statusCode(200).extract().path("refreshToken");
        assertThat(second).isNotEqualTo(first);
        refresh(second).statusCode(200);
    }

    @Test
    void endsTheWholeFamilyWhenAUsedRefreshTokenComesAgain() {
        String first = signIn("officer", TestOrganisation.PASSWORD).extract().path("refreshToken");
        String other = signIn("officer", TestOrganisation.PASSWORD).extract().path("refreshToken");
        String second = refresh(first).statusCode(200).extract().path("refreshToken");
        String third = refresh(second).statusCode(200).extract().path("refreshToken");
        refresh(first).statusCode(401).body("code", equalTo("unauthenticated"));
        refresh(third).statusCode(401);
        refresh(other).statusCode(200);
    }

    @Test
    void takesAUsedRefreshTokenOnceMoreWhenTheAnswerToItsUseWasLost() {
        String first = signIn("officer", TestOrganisation.PASSWORD).extract().path("refreshToken");
        refresh(first).statusCode(200);
        clock.advance(Duration.ofHours(9));
        String third = refresh(first).statusCode(200).extract().path("refreshToken");
        refresh(third).statusCode(200);
    }

    @Test
    void endsTheWholeFamilyWhenATokenThatWasTakenBackIsShown() {
        String first = signIn("officer", TestOrganisation.PASSWORD).extract().path("refreshToken");
        String owners = refresh(first).statusCode(200).extract().path("refreshToken");
        String thiefs = refresh(first).statusCode(200).extract().path("refreshToken");
        refresh(owners).statusCode(401);
        refresh(thiefs).statusCode(401);
    }

    @Test
    void refusesARefreshTokenAfterThirtyDaysAway() {
        String token = signIn("officer", TestOrganisation.PASSWORD).extract().path("refreshToken");
        clock.advance(Duration.ofDays(29));
        String next = refresh(token).statusCode(200).extract().path("refreshToken");
        clock.advance(Duration.ofDays(30).plusSeconds(1));
        refresh(next).statusCode(401);
    }

    @Test
    void refusesARefreshTokenAfterSigningOut() {
        String token = signIn("officer", TestOrganisation.PASSWORD).extract().path("refreshToken");
        post("sign-out", Map.of("refreshToken", token)).statusCode(204);
        refresh(token).statusCode(401);
        post("sign-out", Map.of("refreshToken", "nonsense")).statusCode(204);
    }

    @Test
    void refusesARefreshTokenWithAnotherSecretWithoutHarmToTheFamily() {
        String token = signIn("officer", TestOrganisation.PASSWORD).extract().path("refreshToken");
        String forged = token.substring(0, token.lastIndexOf('.') + 1) + "A".repeat(43);
        refresh(forged).statusCode(401);
        refresh("x.y.z").statusCode(401);
        refresh(token).statusCode(200);
    }

    @Test
    void refusesBothTokensOfADisabledAccount() {
        String token = signIn("viewer", TestOrganisation.PASSWORD).extract().path("refreshToken");
        organisation
                .as("admin")
                .post("/api/accounts/" + organisation.person("viewer").id() + "/disable")
                .then()
                .statusCode(204);
        refresh(token).statusCode(401);
        signIn("viewer", TestOrganisation.PASSWORD).statusCode(401);
    }

    @Test
    void endsEverySessionWhenThePasswordIsChanged() {
        String token = signIn("viewer", TestOrganisation.PASSWORD).extract().path("refreshToken");
        organisation
                .as("admin")
                .body(Map.of("password", "another-plumb-line"))
                .post("/api/accounts/" + organisation.person("viewer").id() + "/password")
                .then()
                .statusCode(204);
        refresh(token).statusCode(401);
        signIn("viewer", TestOrganisation.PASSWORD).statusCode(401);
        signIn("viewer", "another-plumb-line").statusCode(200);
    }

    @Test
    void asksForNameAndPassword() {
        post("sign-in", Map.of("signInName", "x")).statusCode(400).body("code", equalTo("validation"));
        post("refresh", Map.of()).statusCode(400);
    }

    private ValidatableResponse signIn(String person, String password) {
        return post("sign-in", Map.of("signInName", organisation.person(person).signInName(), "password", password));
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
