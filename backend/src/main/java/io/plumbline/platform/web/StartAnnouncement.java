package io.plumbline.platform.web;

import io.quarkus.arc.All;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Says in one block where the application can be reached, with the lines other parts add. */
@ApplicationScoped
class StartAnnouncement {
    private static final Logger LOG = Logger.getLogger("io.plumbline");

    private final List<StartNotes> notes;

    @Inject
    StartAnnouncement(@All List<StartNotes> notes) {
        this.notes = notes;
    }

    void announce(@ObservesAsync HttpServerStart start) {
        int port = start.options().getPort();
        // With "any free port" the framework's own line says which it became.
        Stream<String> address = port > 0 ? Stream.of("Plumbline is at http://localhost:" + port) : Stream.empty();
        LOG.info(Stream.concat(address, notes.stream().flatMap(note -> note.lines().stream()))
                .collect(Collectors.joining("\n  ", "\n\n  ", "\n")));
    }
}
