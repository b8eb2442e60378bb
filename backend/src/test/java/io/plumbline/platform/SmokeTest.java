package io.plumbline.platform;

import static io.restassured.RestAssured.given;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SmokeTest {
    @Test
    void saysItIsReady() {
        given().get("/q/health/ready").then().statusCode(200);
    }
}
