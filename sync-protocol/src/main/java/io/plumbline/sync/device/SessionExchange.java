package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.message.CanonicalJson;
import io.plumbline.sync.message.SessionMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Enrolment and sessions. An attempt is stored before it is sent and repeated unchanged until an answer is stored. */
final class SessionExchange implements Exchange {
    private static final int FIRST_SERVER_ERROR = 500;

    /** Somebody must sign in again, or the server has no time: asked again later, and so would a push be. */
    private static final Set<Integer> NOT_ITS_FAULT = Set.of(401, 408, 429, 503);

    /** A session answered with a fault of the server's this often no longer keeps work from being handed over. */
    private static final int FAULTS = 3;

    private static final int AFTER_FAULTS_MS = 300_000;

    private final Context context;
    private final Recovery recovery;

    SessionExchange(Context context, Recovery recovery) {
        this.context = context;
        this.recovery = recovery;
    }

    @Override
    public Optional<Call> prepare(String account) {
        Local local = context.local();
        Optional<Identity> identity = local.identity();
        if (identity.isEmpty() || local.enrolling()) {
            return Optional.of(enrol(account));
        }
        boolean unanswered = local.findText("attempt").isPresent();
        boolean batchFirst = local.inflight().isPresent();
        if (!unanswered && (batchFirst || context.now() < context.schedule.sessionUntil)) {
            return Optional.empty();
        }
        if (context.environment.key().isPresent() && context.schedule.nonce == null) {
            return Optional.of(Context.post(Call.Kind.NONCE, account, "/devices/nonce", Context.object(), null));
        }
        if (!unanswered) {
            local.putText("attempt", context.environment.ids().get());
            local.commit();
        }
        return Optional.of(session(account, context.local(), identity.get()));
    }

    private Call enrol(String account) {
        ObjectNode body = Context.object()
                .put("name", context.options.name())
                .put("platform", context.options.platform())
                .put("appVersion", context.options.appVersion());
        context.environment.key().ifPresent(key -> body.set("key", key.publicJwk()));
        return Context.post(Call.Kind.ENROL, account, "/devices", body, null);
    }

    private Call session(String account, Local local, Identity identity) {
        ObjectNode body = Context.object()
                .put("device", identity.device())
                .put("incarnation", identity.incarnation())
                .put("lease", identity.lease())
                .put("attempt", local.findText("attempt").orElseThrow())
                .put("acknowledged", identity.acknowledged())
                .put("appVersion", context.options.appVersion());
        body.putObject("protocol").put("min", SessionMessage.PROTOCOL).put("max", SessionMessage.PROTOCOL);
        body.putObject("clock").put("wall", context.wall());
        Call call = Context.post(Call.Kind.SESSION, account, "/session", body, null);
        String nonce = context.schedule.nonce;
        if (context.environment.key().isEmpty() || nonce == null) {
            return call;
        }
        context.schedule.nonce = null;
        String message = nonce + "." + CanonicalJson.sha256(new String(call.body(), StandardCharsets.UTF_8));
        byte[] signature = context.environment.key().get().sign(message.getBytes(StandardCharsets.UTF_8));
        Map<String, String> headers = new HashMap<>(call.headers());
        headers.put("Plumbline-Nonce", nonce);
        headers.put(
                "Plumbline-Signature", Base64.getUrlEncoder().withoutPadding().encodeToString(signature));
        return new Call(call.kind(), account, call.method(), call.path(), headers, call.body(), null);
    }

    @Override
    public Outcome answered(Call call, Answer answer) {
        Optional<JsonNode> body = Context.body(answer);
        if (!answer.success()) {
            return refused(call, answer);
        }
        if (body.isEmpty()) {
            return Outcome.FAILED;
        }
        switch (call.kind()) {
            case ENROL -> enrolled(body.get());
            case NONCE -> context.schedule.nonce = body.get().path("nonce").asText();
            default -> opened(call.account(), body.get());
        }
        return Outcome.DONE;
    }

    /** A session that is refused keeps nobody from handing over what was written: only the pull waits. */
    private Outcome refused(Call call, Answer answer) {
        if (call.kind() != Call.Kind.SESSION) {
            return Outcome.FAILED;
        }
        if (recovery.handled(answer)) {
            return Outcome.DONE;
        }
        boolean fault = answer.status() >= FIRST_SERVER_ERROR;
        if (NOT_ITS_FAULT.contains(answer.status()) || (fault && context.schedule.failures() < FAULTS)) {
            return Outcome.FAILED;
        }
        Local local = context.local();
        local.remove("attempt");
        local.commit();
        long pause = fault ? AFTER_FAULTS_MS : context.options.session().toMillis();
        context.schedule.sessionUntil = context.now() + pause;
        context.schedule.pullAllowed = false;
        return Outcome.DONE;
    }

    private void enrolled(JsonNode body) {
        Local local = context.local();
        Identity identity = new Identity(
                body.path("device").asText(),
                body.path("incarnation").asInt(),
                body.path("lease").asText(),
                0,
                0);
        recovery.adopt(local, identity, identity.incarnation(), identity.lease());
        local.enrolling(false);
        local.commit();
    }

    private void opened(String account, JsonNode body) {
        Local local = context.local();
        Identity identity =
                local.identity().orElseThrow().withLease(body.path("lease").asText());
        local.put(identity);
        local.remove("attempt");
        local.putLimits(body.path("limits"));
        context.receive(local, body.path("hlc"));
        context.serverTime(body.path("serverTime"));
        List<String> scopes = new ArrayList<>();
        body.path("scopes").forEach(scope -> scopes.add(scope.asText()));
        AccountState state = local.account(account);
        if (state.cursor() == null) {
            local.put(state.withScopes(scopes));
        } else {
            local.put(state);
        }
        context.schedule.pullAllowed = true;
        String epoch = body.path("epoch").asText();
        boolean otherEpoch =
                local.findText("epoch").filter(known -> !known.equals(epoch)).isPresent();
        local.putText("epoch", epoch);
        if (otherEpoch) {
            recovery.startOver(local);
            local.put(local.account(account).withScopes(scopes));
        }
        // This is the session that starting over asks for.
        context.schedule.sessionUntil =
                context.now() + context.options.session().toMillis();
        commands(local, identity, body);
        local.commit();
    }

    private void commands(Local local, Identity identity, JsonNode body) {
        List<String> commands = new ArrayList<>();
        body.path("commands").forEach(command -> commands.add(command.asText()));
        long watermark = body.path("watermark").asLong(Long.MAX_VALUE);
        if (!commands.contains("resend") && watermark < identity.acknowledged()) {
            commands.add(0, "resend");
        }
        for (String command : commands) {
            switch (command) {
                case "resend" -> recovery.resend(local, local.identity().orElseThrow(), watermark);
                case "new-incarnation" ->
                    recovery.adopt(local, identity, body.path("incarnation").asInt(), identity.lease());
                case "re-bootstrap" -> recovery.startOver(local);
                case "wipe-after-push" -> local.wiping(true);
                default -> {
                    // from a newer server; nothing that an older device must know
                }
            }
        }
    }
}
