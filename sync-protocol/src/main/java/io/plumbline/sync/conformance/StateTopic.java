package io.plumbline.sync.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** The topic {@code visit-states}: a visit is brought into a state, and whoever may ask asks for the next. */
final class StateTopic implements Topic {
    /** Who can ask for a state, by the state; nobody can ask for the others. */
    private static final Map<String, String> ASKER = Map.of(
            "SUBMITTED", "ASSIGNEE",
            "ACCEPTED", "REVIEWER",
            "RETURNED", "REVIEWER",
            "CANCELLED", "OFFICE",
            "REASSIGNED", "OFFICE");

    private static final List<String> REACHABLE =
            List.of("ASSIGNED", "IN_PROGRESS", "SUBMITTED", "ACCEPTED", "RETURNED", "CANCELLED");

    private final Bench bench;

    StateTopic(Bench bench) {
        this.bench = bench;
    }

    @Override
    public void hold(Vector vector) {
        String from = vector.given().path("from").asText();
        String to = vector.given().path("to").asText();
        if (!REACHABLE.contains(from)) {
            throw new NotApplicable("no request brings a visit to " + from + " and leaves it there");
        }
        String asker = ASKER.get(to);
        if (asker == null) {
            throw new NotApplicable("no request asks for " + to);
        }
        String decision = vector.then().path(asker).asText();
        if (!asker.equals("ASSIGNEE") && decision.equals("ALREADY")) {
            throw new NotApplicable(
                    "what the office and reviewers are told about their own repetition is no part of the protocol");
        }
        Task task = bench.task(Checklists.of(Json.array().add(Checklists.item("q1", "TEXT"))));
        bring(task, from);
        boolean allowed = ask(task, from, to);
        Mismatch.unlessEqual(
                asker + " asks for " + to + " in " + from + ".",
                Json.text(decision.equals("ALLOWED") || decision.equals("ALREADY") ? "taken" : "refused"),
                Json.text(allowed ? "taken" : "refused"));
    }

    private void bring(Task task, String state) {
        Tablet tablet = bench.tablet();
        if (state.equals("ASSIGNED")) {
            return;
        }
        if (state.equals("CANCELLED")) {
            need(office(task, "cancel", Json.object().put("reason", "conformance")), state);
            return;
        }
        tablet.push(Operations.start(task, tablet));
        if (state.equals("IN_PROGRESS")) {
            return;
        }
        JsonNode receipt = tablet.push(Operations.submit(task, tablet));
        if (!receipt.path("status").asText().equals("applied")) {
            throw new Mismatch("A complete visit is not submitted.", Json.text("applied"), receipt);
        }
        if (!state.equals("SUBMITTED")) {
            need(review(task, state), state);
        }
    }

    private boolean ask(Task task, String from, String to) {
        switch (to) {
            case "SUBMITTED" -> {
                ObjectNode operation = Operations.submit(task, bench.tablet());
                if (from.equals("ASSIGNED")) {
                    // Without a start the request would be held and not decided.
                    bench.tablet().push(Operations.start(task, bench.tablet()));
                }
                operation.withObject("/known").put("assignment", Short.MAX_VALUE);
                JsonNode receipt = bench.tablet().push(operation);
                if (receipt.path("status").asText().equals("parked")
                        && !receipt.path("code").asText().matches("status-conflict|not-permitted")) {
                    throw new Mismatch(
                            "A change that is not legal has a code of its own.",
                            Json.text("status-conflict or not-permitted"),
                            receipt);
                }
                return receipt.path("status").asText().equals("applied");
            }
            case "CANCELLED" -> {
                return office(task, "cancel", Json.object().put("reason", "conformance"))
                        .success();
            }
            case "REASSIGNED" -> {
                ObjectNode body = Json.object().put("reason", "conformance");
                return office(task, "reassign", body.put("assignee", second().id()))
                        .success();
            }
            default -> {
                return review(task, to).success();
            }
        }
    }

    private Person second() {
        return bench.world().admin();
    }

    private Exchange office(Task task, String change, JsonNode body) {
        return bench.world().officer().send("POST", "/api/assignments/" + task.assignment() + "/" + change, body);
    }

    private Exchange review(Task task, String to) {
        Person officer = bench.world().officer();
        String path = "/api/visits/" + task.visit();
        JsonNode revision =
                officer.send("GET", path, MissingNode.getInstance()).json().path("revision");
        ObjectNode body = Json.object();
        body.put("revision", revision.asInt(1));
        if (to.equals("ACCEPTED")) {
            return officer.send("POST", path + "/accept", body);
        }
        return officer.send("POST", path + "/return", body.put("reason", "conformance"));
    }

    private static void need(Exchange exchange, String state) {
        if (!exchange.success()) {
            throw new Mismatch("The visit cannot be brought to " + state + ".", Json.text("2xx"), exchange.answer());
        }
    }
}
