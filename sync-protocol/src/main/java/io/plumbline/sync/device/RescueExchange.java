package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Hands over everything written here, as it lies on the disk, when somebody asked for it: the last way out. */
final class RescueExchange implements Exchange {
    private static final String ASKED = "rescue";
    private static final int FIRST_CLIENT_ERROR = 400;
    private static final int FIRST_SERVER_ERROR = 500;

    private final Context context;

    RescueExchange(Context context) {
        this.context = context;
    }

    void ask() {
        Local local = context.local();
        local.putText(ASKED, context.wall());
        local.commit();
    }

    @Override
    public Optional<Call> prepare(String account) {
        Local local = context.local();
        if (local.findText(ASKED).isEmpty()) {
            return Optional.empty();
        }
        ObjectNode body = Context.object().put("askedAt", local.findText(ASKED).orElseThrow());
        local.identity().ifPresent(identity -> body.set("identity", identity.json()));
        local.outbox().forEach(entry -> body.withArray("outbox").add(entry.json()));
        local.edits().forEach(edit -> body.withArray("edits").add(edit.json()));
        local.media().forEach(entry -> body.withArray("media").add(entry.json()));
        Call call = Context.post(Call.Kind.RESCUE, account, "/rescue", body, null);
        Map<String, String> headers = new HashMap<>(call.headers());
        local.identity().ifPresent(identity -> headers.put("Plumbline-Device", identity.device()));
        return Optional.of(new Call(call.kind(), account, call.method(), call.path(), headers, call.body(), null));
    }

    /** What a server will not take as it is, it will not take a second time either. */
    @Override
    public Outcome answered(Call call, Answer answer) {
        boolean refused = answer.status() >= FIRST_CLIENT_ERROR && answer.status() < FIRST_SERVER_ERROR;
        if (answer.success() || refused) {
            Local local = context.local();
            local.remove(ASKED);
            local.commit();
            return Outcome.DONE;
        }
        return Outcome.FAILED;
    }
}
