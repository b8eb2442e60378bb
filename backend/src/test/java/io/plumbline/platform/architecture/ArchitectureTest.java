package io.plumbline.platform.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.plumbline.platform.testing.Repository;
import io.quarkus.security.Authenticated;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("check")
class ArchitectureTest {
    /** Which features a feature may use; the platform is free to all and uses none. */
    private static final Map<String, Set<String>> MAY_USE = Map.of(
            "platform", Set.of(),
            "identity", Set.of(),
            "organisation", Set.of("identity"),
            "sync", Set.of("identity"),
            "checklist", Set.of("identity", "sync"),
            "media", Set.of("identity", "sync"),
            "fieldwork", Set.of("identity", "organisation", "checklist", "sync", "media"),
            "ranking", Set.of("identity", "organisation", "checklist", "sync", "media", "fieldwork"),
            "demo", Set.of("identity", "organisation", "checklist", "sync", "media", "fieldwork", "ranking"));

    private static final List<Class<? extends Annotation>> ROLES =
            List.of(RolesAllowed.class, PermitAll.class, DenyAll.class, Authenticated.class);

    // The library's packages begin with io.plumbline.sync as well, so only this module's classes are read.
    private static final JavaClasses BACKEND =
            new ClassFileImporter().importPath(Repository.root().resolve("backend/target/classes"));

    static Set<String> features() {
        return MAY_USE.keySet();
    }

    @ParameterizedTest
    @MethodSource("features")
    void usesOnlyTheFeaturesBelowIt(String feature) {
        DescribedPredicate<JavaClass> forbidden = DescribedPredicate.describe(
                "of a feature that " + feature + " must not know",
                target -> BACKEND.contain(target.getName())
                        && !featureOf(target).equals(feature)
                        && !featureOf(target).equals("platform")
                        && !MAY_USE.get(feature).contains(featureOf(target)));
        noClasses()
                .that(DescribedPredicate.describe(
                        "of " + feature, type -> featureOf(type).equals(feature)))
                .should()
                .dependOnClassesThat(forbidden)
                .check(BACKEND);
    }

    @Test
    void knowsEveryFeature() {
        classes()
                .should(new ArchCondition<>("belong to a feature listed here") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        events.add(new SimpleConditionEvent(
                                type, MAY_USE.containsKey(featureOf(type)), type.getName() + " in " + featureOf(type)));
                    }
                })
                .check(BACKEND);
    }

    @Test
    void keepsRulesPlainJava() {
        // The feature's own records and enums may come in and go out; what they stand on may not be asked here.
        noClasses()
                .that()
                .resideInAPackage("..rules..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", "io.plumbline..", "org.jspecify..")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "io.plumbline.platform..")
                .check(BACKEND);
    }

    @Test
    void keepsTheProtocolFreeOfItsTransportAndItsPrograms() {
        JavaClasses library =
                new ClassFileImporter().importPath(Repository.root().resolve("sync-protocol/target/classes"));
        String http = "io.plumbline.sync.http..";
        String conformance = "io.plumbline.sync.conformance..";
        noClasses()
                .that()
                .resideOutsideOfPackages(http, conformance)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(http, conformance, "java.net.http..")
                .check(library);
        noClasses()
                .that()
                .resideInAPackage(http)
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "of the library that carry meaning",
                        target -> target.getPackageName().startsWith("io.plumbline.sync.")
                                && !target.getPackageName().equals("io.plumbline.sync.http")
                                && !target.getPackageName().equals("io.plumbline.sync.device")))
                .check(library);
    }

    @Test
    void declaresTheRolesOfEveryEndpoint() {
        methods()
                .that(DescribedPredicate.describe("that answer requests", ArchitectureTest::answersRequests))
                .should(new ArchCondition<>("declare who may call them") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        boolean declared = ROLES.stream()
                                .anyMatch(role -> method.isAnnotatedWith(role)
                                        || method.getOwner().isAnnotatedWith(role));
                        events.add(new SimpleConditionEvent(method, declared, method.getFullName()));
                    }
                })
                .check(BACKEND);
    }

    @Test
    void asksTheClockBeanForTheTime() {
        var others = noClasses().that().resideOutsideOfPackage("io.plumbline.platform.time");
        for (Class<?> type : List.of(
                Instant.class, LocalDate.class, LocalDateTime.class, OffsetDateTime.class, ZonedDateTime.class)) {
            others.should().callMethod(type, "now").check(BACKEND);
        }
        others.should().callMethod(System.class, "currentTimeMillis").check(BACKEND);
    }

    private static boolean answersRequests(JavaMethod method) {
        return method.getOwner().isAnnotatedWith(Path.class)
                && method.getAnnotations().stream()
                        .anyMatch(annotation -> annotation.getRawType().isAnnotatedWith(HttpMethod.class));
    }

    private static String featureOf(JavaClass type) {
        String[] parts = type.getPackageName().split("\\.", -1);
        return parts.length > 2 ? parts[2] : "";
    }
}
