package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.http.P256Key;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A topic of {@code conformance/v1/server}: its vectors are exchanges, written down as steps with the answers that are
 * expected. The people {@code one} and {@code two} are the topic's own.
 */
final class ScriptTopic implements Topic {
    private final World world;
    private final Map<String, Person> people = new HashMap<>();

    ScriptTopic(World world) {
        this.world = world;
    }

    @Override
    public void hold(Vector vector) {
        JsonNode given = vector.given();
        if (given.has("notApplicable")) {
            throw new NotApplicable(given.path("notApplicable").asText());
        }
        Cast cast = new Cast(world);
        for (String name : List.of("one", "two")) {
            cast.add(name, () -> people.computeIfAbsent(name, same -> world.hire()));
        }
        given.path("people").forEach(name -> cast.add(name.asText(), world.hire()));
        given.path("files").forEach(name -> cast.add(name.asText(), TestFile.make(vector.name())));
        given.path("visits").properties().forEach(each -> {
            JsonNode checklist = vector.file()
                    .path("checklists")
                    .path(each.getValue().path("checklist").asText("plain"));
            Person person = cast.person(each.getValue().path("person").asText("one"));
            cast.add(each.getKey(), world.assign(person, checklist));
        });
        given.path("devices").properties().forEach(each -> {
            JsonNode device = each.getValue();
            Person person = cast.person(
                    device.isTextual()
                            ? device.textValue()
                            : device.path("person").asText());
            boolean keyed = device.path("key").asBoolean();
            cast.add(each.getKey(), Tablet.enrol(person, world.code(), keyed ? P256Key.draw() : null));
        });
        Script script = new Script(world, cast);
        JsonNode steps = vector.when().path("steps");
        JsonNode answers = vector.then().path("answers");
        if (steps.isEmpty() || steps.size() != answers.size()) {
            throw new IllegalStateException("a vector has one expected answer for each step");
        }
        for (int i = 0; i < steps.size(); i++) {
            script.step(i, steps.path(i), answers.path(i));
        }
    }
}
