package io.plumbline.sync.simulation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A problem as the server answers it. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final int status;
    final transient ObjectNode problem;

    Refused(int status, String code) {
        super(code, null, false, false);
        this.status = status;
        this.problem = JsonNodeFactory.instance
                .objectNode()
                .put("type", "/problems/" + code)
                .put("title", code)
                .put("status", status)
                .put("code", code);
    }

    Refused with(String name, Object value) {
        problem.putPOJO(name, value);
        return this;
    }

    static Refused notFound() {
        return new Refused(404, "not-found");
    }
}
