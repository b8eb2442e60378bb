package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** A person with a tablet, for the vectors of one topic. A tablet whose vector failed is not used again. */
final class Bench {
    private final World world;
    private @Nullable Person person;
    private @Nullable Tablet tablet;

    Bench(World world) {
        this.world = world;
    }

    World world() {
        return world;
    }

    Person person() {
        if (person == null) {
            person = world.hire();
        }
        return person;
    }

    Tablet tablet() {
        if (tablet == null) {
            tablet = Tablet.enrol(person(), world.code());
        }
        return tablet;
    }

    void discardTablet() {
        tablet = null;
    }

    /** A visit whose checklist has this content. */
    Task task(JsonNode checklist) {
        return world.assign(person(), checklist);
    }

    /** A callback whose checklist has this content. */
    Task callback(JsonNode checklist) {
        return world.assign(person(), world.publish(checklist), "INSTALLER_CALLBACK");
    }

    /** The visit's row after the operation is in it; missing while nobody has written to the visit. */
    JsonNode visit(Task task, JsonNode receipt) {
        tablet().pullBeyond(receipt.path("visibleAt").asText());
        return tablet().body("visit", task.visit());
    }
}
