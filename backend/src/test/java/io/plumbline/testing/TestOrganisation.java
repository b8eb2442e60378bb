package io.plumbline.testing;

import io.plumbline.identity.Role;
import io.plumbline.identity.TestTokens;
import io.plumbline.platform.tenancy.Organisations;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** One organisation of one test; its parts are found by the names {@link TestOrganisations#create} lists. */
public final class TestOrganisation {
    public static final String PASSWORD = "plumb-line-9";

    /** Someone who can sign in. */
    public record Person(UUID id, String signInName, String password, Set<Role> roles) {}

    private final UUID id;
    private final String code;
    private final Map<String, UUID> units;
    private final Map<String, UUID> staff;
    private final Map<String, Person> people;
    private final TestTokens tokens;
    private final Organisations organisations;

    TestOrganisation(
            UUID id,
            String code,
            Map<String, UUID> units,
            Map<String, UUID> staff,
            Map<String, Person> people,
            TestTokens tokens,
            Organisations organisations) {
        this.id = id;
        this.code = code;
        this.units = units;
        this.staff = staff;
        this.people = people;
        this.tokens = tokens;
        this.organisations = organisations;
    }

    public UUID id() {
        return id;
    }

    public String code() {
        return code;
    }

    public UUID unit(String name) {
        return Objects.requireNonNull(units.get(name), name);
    }

    public UUID staff(String name) {
        return Objects.requireNonNull(staff.get(name), name);
    }

    public Person person(String name) {
        return Objects.requireNonNull(people.get(name), name);
    }

    /** A fresh access token, good for 15 minutes of the test's clock. */
    public String token(String name) {
        Person person = person(name);
        return tokens.issue(id, person.id(), person.signInName(), person.roles());
    }

    /** A JSON request in the name of that person. */
    public RequestSpecification as(String name) {
        return RestAssured.given()
                .filter(new SyncSchemas())
                .header("Authorization", "Bearer " + token(name))
                .contentType(ContentType.JSON);
    }

    /** Does the work in a transaction of this organisation, past HTTP. */
    public <T> T inTransaction(Supplier<T> work) {
        return organisations.inTransaction(id, work);
    }
}
