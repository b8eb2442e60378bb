package io.plumbline.sync.device;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.message.ProtocolLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Files to the server by tus 1.0: after the operations that declare them, signatures first, then the oldest. The
 * address of an upload is stored, so that it goes on where the server is and not at the beginning.
 */
final class MediaExchange implements Exchange {
    private static final String MEDIA = "/api/media";
    private static final String RESUMABLE = "Tus-Resumable";
    private static final String OFFSET = "Upload-Offset";
    private static final int MOST_ATTEMPTS = 5;
    private static final Set<Integer> GONE = Set.of(403, 404, 410);
    private static final int CONFLICT = 409;
    private static final int BAD_REQUEST = 400;

    private final Context context;

    /** Where the server is with uploads, as told in this process. */
    private final Map<String, Long> offsets = new HashMap<>();

    /** To be asked for again: an upload turns no lease, so nothing else tells that a server set back lost it. */
    private final Set<String> delivered = new TreeSet<>();

    MediaExchange(Context context) {
        this.context = context;
    }

    @Override
    public Optional<Call> prepare(String account) {
        Local local = context.local();
        if (local.enrolling() || local.identity().isEmpty()) {
            return Optional.empty();
        }
        List<MediaEntry> waiting = waiting(local);
        if (context.now() >= context.schedule.filesAt) {
            context.schedule.filesAt = context.now() + context.options.verify().toMillis();
            local.media().stream()
                    .filter(context.rules::isToBeChecked)
                    .map(MediaEntry::sha256)
                    .forEach(delivered::add);
        }
        Set<String> questions = new TreeSet<>();
        delivered.stream().limit(ProtocolLimits.QUERY_IDS).forEach(questions::add);
        for (MediaEntry entry : waiting) {
            if (!context.schedule.askedFor(entry.sha256()) && questions.size() < ProtocolLimits.QUERY_IDS) {
                questions.add(entry.sha256());
            }
        }
        if (!questions.isEmpty()) {
            ObjectNode body = Context.object();
            questions.forEach(body.putArray("sha256")::add);
            return Optional.of(Context.post(Call.Kind.MEDIA_QUERY, account, "/media/query", body, null));
        }
        return waiting.stream()
                .filter(entry -> entry.attempts() < MOST_ATTEMPTS)
                .filter(entry -> context.schedule.mayGo(entry.sha256(), context.now()))
                .findFirst()
                .map(entry -> upload(account, entry));
    }

    /** Declared by an operation that the server has. */
    private static List<MediaEntry> waiting(Local local) {
        Set<String> undeclared = new HashSet<>();
        for (OutboxEntry entry : local.outbox()) {
            if (entry.state() != OutboxEntry.State.FINAL) {
                undeclared.add(entry.id());
            }
        }
        return local.media().stream()
                .filter(entry -> !entry.done() && !undeclared.contains(entry.operation()))
                .sorted(Comparator.comparing((MediaEntry entry) -> !entry.signature())
                        .thenComparing(MediaEntry::order))
                .toList();
    }

    private Call upload(String account, MediaEntry entry) {
        String url = entry.url();
        if (url == null) {
            String metadata = "sha256 " + base64(entry.sha256()) + ",contentType " + base64(entry.contentType());
            Map<String, String> headers = Map.of(
                    RESUMABLE, "1.0.0", "Upload-Length", Long.toString(entry.size()), "Upload-Metadata", metadata);
            return new Call(Call.Kind.MEDIA_CREATE, account, "POST", MEDIA, headers, new byte[0], entry.id());
        }
        Long offset = offsets.get(entry.id());
        if (offset == null) {
            Map<String, String> headers = Map.of(RESUMABLE, "1.0.0");
            return new Call(Call.Kind.MEDIA_OFFSET, account, "HEAD", url, headers, new byte[0], entry.id());
        }
        byte[] file = context.storage.findFile(entry.sha256()).orElse(new byte[0]);
        int from = (int) Math.min(offset, file.length);
        int to = Math.min(from + context.options.chunkBytes(), file.length);
        Map<String, String> headers = Map.of(
                RESUMABLE, "1.0.0", OFFSET, Long.toString(offset), "Content-Type", "application/offset+octet-stream");
        byte[] chunk = Arrays.copyOfRange(file, from, to);
        return new Call(Call.Kind.MEDIA_APPEND, account, "PATCH", url, headers, chunk, entry.id());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Outcome answered(Call call, Answer answer) {
        Local local = context.local();
        if (call.kind() == Call.Kind.MEDIA_QUERY) {
            return queried(local, call, answer);
        }
        Optional<MediaEntry> entry = local.findMedia(String.valueOf(call.subject()));
        if (entry.isEmpty()) {
            return Outcome.DONE;
        }
        if (!answer.success()) {
            return refused(local, entry.get(), answer);
        }
        if (call.kind() == Call.Kind.MEDIA_CREATE) {
            Optional<String> location = answer.header("Location");
            if (location.isEmpty()) {
                return Outcome.FAILED;
            }
            String path = location.get().replaceFirst("^https?://[^/]+", "");
            offsets.put(entry.get().id(), offset(answer, 0));
            local.put(entry.get().uploadingTo(path));
        } else {
            offsets.put(entry.get().id(), offset(answer, 0));
        }
        if (offsets.getOrDefault(entry.get().id(), 0L) >= entry.get().size()) {
            done(local, entry.get().sha256());
        }
        local.commit();
        return Outcome.DONE;
    }

    private Outcome queried(Local local, Call call, Answer answer) {
        Optional<JsonNode> body = Context.body(answer);
        if (!answer.success() || body.isEmpty() || !body.get().path("present").isArray()) {
            return Outcome.FAILED;
        }
        List<String> asked = new ArrayList<>();
        for (JsonNode each : Context.body(new Answer(answer.status(), Map.of(), call.body()))
                .orElseThrow()
                .path("sha256")) {
            asked.add(each.asText());
        }
        asked.forEach(context.schedule::asked);
        asked.forEach(delivered::remove);
        Set<String> missing = new HashSet<>();
        body.get().path("missing").forEach(each -> missing.add(each.asText()));
        local.media().stream()
                .filter(entry -> missing.contains(entry.sha256()))
                .filter(context.rules::isToBeChecked)
                .map(MediaEntry::waiting)
                .forEach(local::put);
        for (JsonNode present : body.get().path("present")) {
            done(local, present.asText());
        }
        local.commit();
        return Outcome.DONE;
    }

    private static long offset(Answer answer, long otherwise) {
        return answer.header(OFFSET)
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElse(otherwise);
    }

    /** The same content declared twice is one file. What it completed may be on the server's rows: pull. */
    private void done(Local local, String sha256) {
        long now = context.schedule.serverNow(context.now()).orElse(0L);
        for (MediaEntry each : local.media()) {
            if (each.sha256().equals(sha256) && !each.done()) {
                local.put(each.done(now));
            }
        }
        context.schedule.pullAt = 0;
    }

    private Outcome refused(Local local, MediaEntry entry, Answer answer) {
        offsets.remove(entry.id());
        if (GONE.contains(answer.status())) {
            local.put(entry.uploadingTo(null));
        } else if (answer.status() == BAD_REQUEST) {
            // The bytes did not hash as declared: from the beginning, and after some attempts not at all.
            local.put(entry.refused());
        } else if (answer.status() != CONFLICT) {
            return Outcome.FAILED;
        }
        local.commit();
        return Outcome.DONE;
    }
}
