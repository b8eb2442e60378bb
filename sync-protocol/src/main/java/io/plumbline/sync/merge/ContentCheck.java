package io.plumbline.sync.merge;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.checklist.AnswerValues;
import io.plumbline.sync.checklist.ChecklistDocument;
import io.plumbline.sync.checklist.Item;
import io.plumbline.sync.message.Operation;
import io.plumbline.sync.message.OperationCode;
import io.plumbline.sync.message.OperationParser;
import io.plumbline.sync.message.ProtocolLimits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks an operation's content against the visit and its checklist, before anything is folded: an operation is folded
 * whole or not at all. What it says depends on the operation and the pinned checklist alone, never on what arrived
 * before, so that the order of arrival cannot decide what is parked.
 */
final class ContentCheck {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Set<String> CONTENT_TYPES = Set.of("image/jpeg", "image/png", "image/webp");
    private static final int MOST_BASES = 1000;

    private final VisitDocument visit;
    private final JsonNode body;
    private final ChecklistDocument checklist;
    private @Nullable Map<String, Item> items;

    ContentCheck(VisitDocument visit, Operation operation, ChecklistDocument checklist) {
        this.visit = visit;
        this.body = operation.body();
        this.checklist = checklist;
    }

    /** The item with this id; most operations name none, so the index is made for the first. */
    @Nullable
    Item item(String id) {
        if (items == null) {
            Map<String, Item> index = new HashMap<>();
            checklist.items().forEach(item -> index.put(item.id(), item));
            items = index;
        }
        return items.get(id);
    }

    /**
     * Text that UTF-8 or a database cannot hold: half a surrogate pair, or U+0000. Looked for in everything of the body
     * that gets into the document.
     */
    @Nullable
    ContentError text() {
        for (String part : new String[] {"answers", "notes", "photo", "location"}) {
            String pointer = unstorable(body.path(part), "/" + part);
            if (pointer != null) {
                return ContentError.invalid(pointer, "the text contains U+0000 or half a surrogate pair");
            }
        }
        return null;
    }

    private static @Nullable String unstorable(JsonNode node, String pointer) {
        if (node.isTextual()) {
            return storable(node.textValue()) ? null : pointer;
        }
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            String found = storable(each.getKey())
                    ? unstorable(each.getValue(), ContentError.under(pointer, each.getKey()))
                    : pointer;
            if (found != null) {
                return found;
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            String found = unstorable(node.get(i), pointer + "/" + i);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static boolean storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    /** An operation that names a checklist names the one pinned by the visit's assignment. */
    @Nullable
    ContentError pinnedChecklist() {
        boolean same = visit.checklist().equals(body.path("checklist").textValue());
        return same ? null : ContentError.invalid("/checklist", "the visit is filled in with another version");
    }

    @Nullable
    ContentError start() {
        if (!visit.assignment().equals(body.path("assignment").textValue())) {
            return ContentError.invalid("/assignment", "the visit belongs to another assignment");
        }
        if (OperationParser.findInstant(body.path("startedAt")).isEmpty()) {
            return ContentError.invalid("/startedAt", "an instant such as 2026-11-22T10:42:00.123Z is expected");
        }
        return location(body.path("location"), "/location");
    }

    @Nullable
    ContentError answers() {
        return fields("/answers", body.path("answers"), (key, value, at) -> {
            Item item = item(key);
            if (item == null) {
                return ContentError.invalid(at, "the checklist has no such item");
            }
            if (value.isMissingNode()) {
                return ContentError.invalid(at + "/value", "a value is expected; null clears");
            }
            return AnswerValues.validate(item, value)
                    .map(error -> ContentError.invalid(
                            at + "/value" + error.pointer(), error.code() + ": " + error.message()))
                    .orElse(null);
        });
    }

    @Nullable
    ContentError notes() {
        return fields("/notes", body.path("notes"), (key, value, at) -> {
            if (!key.equals(VisitDocument.VISIT_NOTE) && item(key) == null) {
                return ContentError.invalid(at, "the checklist has no such item");
            }
            if (!value.isTextual() && !value.isNull()) {
                return ContentError.invalid(at + "/value", "a text is expected; null clears");
            }
            boolean tooLong = value.isTextual()
                    && value.textValue().getBytes(StandardCharsets.UTF_8).length > ProtocolLimits.V1.textBytes();
            return tooLong ? ContentError.invalid(at + "/value", "a text has at most 65536 bytes of UTF-8") : null;
        });
    }

    @Nullable
    ContentError photo() {
        JsonNode photo = body.path("photo");
        if (!photo.isObject()) {
            return ContentError.invalid("/photo", "an object is expected");
        }
        if (OperationParser.findUuid(photo.path("id")).isEmpty()) {
            return ContentError.invalid("/photo/id", "a UUID in lower case is expected");
        }
        JsonNode item = photo.path("item");
        if (!absent(item) && !(item.isTextual() && item(item.textValue()) != null)) {
            return ContentError.invalid("/photo/item", "the checklist has no such item");
        }
        if (findPurpose(photo).isEmpty()) {
            return ContentError.invalid("/photo/purpose", "PHOTO or SIGNATURE is expected");
        }
        if (!photo.path("sha256").isTextual()
                || !SHA256.matcher(photo.path("sha256").textValue()).matches()) {
            return ContentError.invalid("/photo/sha256", "64 lower-case hexadecimal digits are expected");
        }
        if (!whole(photo.path("size"), ProtocolLimits.V1.fileBytes())) {
            return ContentError.invalid("/photo/size", "from 1 to " + ProtocolLimits.V1.fileBytes() + " bytes");
        }
        if (!photo.path("contentType").isTextual()
                || !CONTENT_TYPES.contains(photo.path("contentType").textValue())) {
            return ContentError.invalid("/photo/contentType", "image/jpeg, image/png or image/webp is expected");
        }
        if (OperationParser.findInstant(photo.path("capturedAt")).isEmpty()) {
            return ContentError.invalid("/photo/capturedAt", "an instant such as 2026-11-22T10:42:00.123Z is expected");
        }
        for (String side : new String[] {"width", "height"}) {
            if (!absent(photo.path(side)) && !whole(photo.path(side), Integer.MAX_VALUE)) {
                return ContentError.invalid("/photo/" + side, "a number of pixels is expected");
            }
        }
        return location(photo.path("location"), "/photo/location");
    }

    @Nullable
    ContentError photoRemoval() {
        if (OperationParser.findUuid(body.path("photo")).isEmpty()) {
            return ContentError.invalid("/photo", "a UUID in lower case is expected");
        }
        if (body.path("observed").isEmpty()) {
            return ContentError.invalid("/observed", "the operations that added the photo are expected");
        }
        return ids(body.path("observed"), "/observed");
    }

    @Nullable
    ContentError attempt() {
        JsonNode attempt = body.path("attempt");
        if (!attempt.isObject()) {
            return ContentError.invalid("/attempt", "an object is expected");
        }
        if (OperationParser.findUuid(attempt.path("id")).isEmpty()) {
            return ContentError.invalid("/attempt/id", "a UUID in lower case is expected");
        }
        if (!isOneOf(Attempt.Channel.values(), attempt.path("channel"))) {
            return ContentError.invalid("/attempt/channel", "ON_SITE or TELEPHONE is expected");
        }
        if (!isOneOf(Attempt.Outcome.values(), attempt.path("outcome"))) {
            return ContentError.invalid("/attempt/outcome", "an outcome of version 1 is expected");
        }
        if (OperationParser.findInstant(attempt.path("at")).isEmpty()) {
            return ContentError.invalid("/attempt/at", "an instant such as 2026-11-22T10:42:00.123Z is expected");
        }
        JsonNode later = attempt.path("laterAt");
        boolean putOff =
                Attempt.Outcome.CALL_LATER.name().equals(attempt.path("outcome").textValue());
        return absent(later) || (putOff && OperationParser.findInstant(later).isPresent())
                ? null
                : ContentError.invalid("/attempt/laterAt", "an instant is expected, with CALL_LATER alone");
    }

    private static boolean isOneOf(Enum<?>[] values, JsonNode name) {
        return Arrays.stream(values).anyMatch(value -> value.name().equals(name.textValue()));
    }

    @Nullable
    ContentError statusRequest() {
        if (!"SUBMITTED".equals(body.path("to").textValue())) {
            return ContentError.invalid("/to", "a device can ask for SUBMITTED");
        }
        JsonNode score = body.path("score");
        return absent(score) || score.isTextual()
                ? null
                : ContentError.invalid("/score", "a decimal string or null is expected");
    }

    static Optional<Photo.Purpose> findPurpose(JsonNode photo) {
        for (Photo.Purpose purpose : Photo.Purpose.values()) {
            if (purpose.name().equals(photo.path("purpose").textValue())) {
                return Optional.of(purpose);
            }
        }
        return Optional.empty();
    }

    private interface ValueCheck {
        @Nullable
        ContentError check(String key, JsonNode value, String pointer);
    }

    /** Fields of a register: an object of {value, hlc, base}. */
    private @Nullable ContentError fields(String pointer, JsonNode fields, ValueCheck values) {
        if (!fields.isObject() || fields.isEmpty()) {
            return ContentError.invalid(pointer, "an object of at least one field is expected");
        }
        if (fields.size() > ProtocolLimits.V1.visitAnswers()) {
            return ContentError.invalid(pointer, "visitAnswers is " + ProtocolLimits.V1.visitAnswers());
        }
        for (Map.Entry<String, JsonNode> each : fields.properties()) {
            String at = ContentError.under(pointer, each.getKey());
            if (!each.getValue().isObject()) {
                return ContentError.invalid(at, "an object with value, hlc and base is expected");
            }
            ContentError error = values.check(each.getKey(), each.getValue().path("value"), at);
            if (error == null
                    && OperationParser.findHlc(each.getValue().path("hlc")).isEmpty()) {
                error = ContentError.invalid(at + "/hlc", "16 lower-case hexadecimal digits are expected");
            }
            error = error == null ? ids(each.getValue().path("base"), at + "/base") : error;
            if (error != null) {
                return error;
            }
        }
        return null;
    }

    private static @Nullable ContentError ids(JsonNode array, String pointer) {
        if (!array.isArray() || array.size() > MOST_BASES) {
            return ContentError.invalid(pointer, "an array of at most 1000 operation ids is expected");
        }
        for (int i = 0; i < array.size(); i++) {
            if (OperationParser.findUuid(array.get(i)).isEmpty()) {
                return ContentError.invalid(pointer + "/" + i, "a UUID in lower case is expected");
            }
        }
        return null;
    }

    private static @Nullable ContentError location(JsonNode location, String pointer) {
        return absent(location)
                ? null
                : AnswerValues.location(location, pointer)
                        .map(error -> new ContentError(OperationCode.VALIDATION, error.pointer(), error.message()))
                        .orElse(null);
    }

    private static boolean whole(JsonNode node, int max) {
        return node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= 1 && node.intValue() <= max;
    }

    private static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }
}
