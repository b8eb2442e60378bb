package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.message.ScopeDigest;
import java.util.Optional;

/** Compares what the device holds with what the server thinks it holds; a scope that differs is filled anew. */
final class VerifyExchange implements Exchange {
    private final Context context;
    private final Recovery recovery;
    private final RowStore rows;

    VerifyExchange(Context context, Recovery recovery, RowStore rows) {
        this.context = context;
        this.recovery = recovery;
        this.rows = rows;
    }

    @Override
    public Optional<Call> prepare(String account) {
        Local local = context.local();
        AccountState state = local.account(account);
        Optional<Identity> identity = local.identity();
        if (!context.schedule.pullAllowed
                || context.now() < context.schedule.verifyAt
                || state.cursor() == null
                || !state.merges().isEmpty()
                || identity.isEmpty()
                || local.enrolling()) {
            return Optional.empty();
        }
        ObjectNode body =
                Context.object().put("device", identity.get().device()).put("cursor", state.cursor());
        ArrayNode scopes = body.putArray("scopes");
        for (String scope : state.scopes()) {
            ScopeDigest digest = RowStore.digest(local, account, scope);
            scopes.addObject().put("scope", scope).put("rows", digest.rows()).put("digest", digest.wire());
        }
        return Optional.of(Context.post(Call.Kind.VERIFY, account, "/verify", body, null));
    }

    @Override
    public Outcome answered(Call call, Answer answer) {
        Optional<JsonNode> body = Context.body(answer);
        context.schedule.verifyAt = context.now() + context.options.verify().toMillis();
        if (!answer.success() || body.isEmpty()) {
            return recovery.handled(answer) || answer.success() ? Outcome.DONE : Outcome.FAILED;
        }
        Local local = context.local();
        for (JsonNode each : body.get().path("scopes")) {
            String scope = each.path("scope").asText();
            switch (each.path("result").asText()) {
                case "different" -> local.beginFill(call.account(), scope);
                case "changed" -> context.schedule.pullAt = 0;
                case "equal" -> rows.equal(local, call.account(), scope);
                case "left" -> rows.leave(local, call.account(), scope);
                default -> {
                    // from a newer server
                }
            }
        }
        local.commit();
        return Outcome.DONE;
    }
}
