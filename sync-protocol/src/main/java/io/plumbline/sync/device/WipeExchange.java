package io.plumbline.sync.device;

import java.util.Optional;

/** Deletes the local database when the office asked for it, but never while it holds what the server has not. */
final class WipeExchange implements Exchange {
    private final Context context;

    WipeExchange(Context context) {
        this.context = context;
    }

    @Override
    public Optional<Call> prepare(String account) {
        Local local = context.local();
        if (!local.wiping() || !isSafe(local) || local.identity().isEmpty()) {
            return Optional.empty();
        }
        String device = local.identity().get().device();
        return Optional.of(
                Context.post(Call.Kind.WIPED, account, "/devices/" + device + "/wiped", Context.object(), null));
    }

    private static boolean isSafe(Local local) {
        return local.edits().isEmpty()
                && local.outbox().stream().allMatch(entry -> entry.state() == OutboxEntry.State.FINAL && !entry.check())
                && local.media().stream().allMatch(MediaEntry::done);
    }

    /** Told first, then done: after a kill in between both are done again. */
    @Override
    public Outcome answered(Call call, Answer answer) {
        Local local = context.local();
        boolean known = answer.success() || answer.status() == 404;
        if (known && isSafe(local)) {
            local.clear();
            local.commit();
            context.storage.files().forEach(context.storage::dropFile);
            context.schedule.sessionUntil = 0;
        }
        return known ? Outcome.DONE : Outcome.FAILED;
    }
}
