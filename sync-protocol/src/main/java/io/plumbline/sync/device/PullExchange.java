package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From the server to the rows. A page and its cursor are one unit, so a kill in the middle repeats a page and never
 * skips one.
 */
final class PullExchange implements Exchange {
    private final Context context;
    private final Recovery recovery;
    private final RowStore rows;

    PullExchange(Context context, Recovery recovery, RowStore rows) {
        this.context = context;
        this.recovery = recovery;
        this.rows = rows;
    }

    @Override
    public Optional<Call> prepare(String account) {
        if (!context.schedule.pullAllowed || context.now() < context.schedule.pullAt) {
            return Optional.empty();
        }
        Local local = context.local();
        Optional<Identity> identity = local.identity();
        if (identity.isEmpty() || local.enrolling()) {
            return Optional.empty();
        }
        AccountState state = local.account(account);
        ObjectNode body = Context.object()
                .put("device", identity.get().device())
                .put("cursor", state.cursor())
                .put("maxRows", Math.min(context.options.pageRows(), local.limit("pageRows", Integer.MAX_VALUE)));
        if (!state.merges().isEmpty()) {
            state.merges().forEach(body.putArray("merge")::add);
        }
        return Optional.of(Context.post(Call.Kind.PULL, account, "/pull", body, null));
    }

    @Override
    public Outcome answered(Call call, Answer answer) {
        Optional<JsonNode> body = Context.body(answer);
        if (answer.success() && body.isPresent() && body.get().path("rows").isArray()) {
            apply(call.account(), body.get());
            return Outcome.DONE;
        }
        if (recovery.handled(answer) || forgot(call, answer)) {
            return Outcome.DONE;
        }
        JsonNode problem = body.orElse(Context.object());
        switch (problem.path("code").asText()) {
            case "cursor-expired" -> expired(call.account(), Context.parameter(problem, "scopes"));
            case "device-revoked", "protocol-unsupported" -> context.schedule.pullAllowed = false;
            default -> {
                return Outcome.FAILED;
            }
        }
        return Outcome.DONE;
    }

    /** A cursor that the server cannot read is as good as none. */
    private boolean forgot(Call call, Answer answer) {
        Local local = context.local();
        AccountState state = local.account(call.account());
        boolean unreadable = Context.code(answer).equals("bad-envelope")
                && (state.cursor() != null || !state.merges().isEmpty());
        if (unreadable) {
            recovery.startOver(local);
            local.commit();
        }
        return unreadable;
    }

    /** Only these scopes are filled anew; a server that names none means all. */
    private void expired(String account, JsonNode scopes) {
        Local local = context.local();
        if (scopes.isEmpty()) {
            local.put(local.account(account).forgotten());
        } else {
            scopes.forEach(scope -> local.beginFill(account, scope.asText()));
        }
        local.commit();
    }

    private void apply(String account, JsonNode page) {
        Local local = context.local();
        for (JsonNode row : page.path("rows")) {
            rows.apply(local, account, row, 0);
        }
        for (JsonNode scope : page.path("leftScopes")) {
            rows.leave(local, account, scope.asText());
        }
        AccountState state = local.account(account).pulled(page.path("cursor").asText());
        boolean more = page.path("more").asBoolean();
        if (!more) {
            List<String> scopes = new ArrayList<>();
            page.path("scopes").forEach(scope -> scopes.add(scope.asText()));
            // Always: what a history that is gone left behind is in no list of what has left.
            rows.keepOnly(local, account, scopes);
            state = state.withScopes(scopes);
            rows.settle(local, account, page.path("horizon").asText("0"));
            rows.askForHeld(local, account);
            rows.dropUnpinned(local);
            rows.evict(local);
            local.putText("asOf", page.path("asOf").asText());
        }
        local.put(state);
        local.commit();
        if (!more) {
            context.schedule.pullAt = context.now() + context.options.pull().toMillis();
        }
    }
}
