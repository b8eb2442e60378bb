package io.plumbline.sync.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.sync.checklist.ChecklistDocument;
import io.plumbline.sync.checklist.ChecklistParser;
import io.plumbline.sync.checklist.Completeness;
import io.plumbline.sync.checklist.Scoring;
import io.plumbline.sync.clock.Hlc;
import io.plumbline.sync.merge.ChecklistLookup;
import io.plumbline.sync.merge.VisitDocument;
import io.plumbline.sync.merge.VisitFold;
import io.plumbline.sync.message.CanonicalJson;
import io.plumbline.sync.message.EnvelopeException;
import io.plumbline.sync.message.Operation;
import io.plumbline.sync.message.OperationKind;
import io.plumbline.sync.message.ProtocolLimits;
import io.plumbline.sync.message.PushEnvelope;
import io.plumbline.sync.message.PushedOperation;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What the library does with the bytes of a push, without a server: opens the envelope, folds every operation it
 * understands, scores. {@code fuzzerTestOneInput} is the name under which coverage-guided fuzzers look for it.
 */
public final class ParserTarget {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final UUID ONE = UUID.fromString("01931a2b-0000-7000-8000-000000000001");
    private static final ChecklistDocument CHECKLIST = checklist();

    private ParserTarget() {}

    /** @throws RuntimeException when the library fails at the bytes instead of refusing them */
    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(bytes);
        } catch (IOException e) {
            // Not JSON, or in an encoding that JSON does not have: CharConversionException is none of Jackson's own.
            return;
        }
        try {
            fold(PushEnvelope.parse(root, ProtocolLimits.V1));
        } catch (EnvelopeException e) {
            require(!e.errors().isEmpty(), "a refusal names errors");
        }
    }

    private static void fold(PushEnvelope envelope) {
        Map<UUID, VisitDocument> visits = new HashMap<>();
        ChecklistLookup lookup = id -> Optional.of(CHECKLIST);
        for (PushedOperation pushed : envelope.operations()) {
            Operation operation = pushed.operation().orElse(null);
            if (operation == null || OperationKind.find(operation.kind()).isEmpty()) {
                require(pushed.refusal().isPresent() || operation != null, "not understood, so refused");
                continue;
            }
            VisitDocument before = visits.computeIfAbsent(
                    operation.entityId(), id -> VisitDocument.empty(id.toString(), ONE.toString(), ONE.toString()));
            Hlc effective = operation.hlc();
            VisitDocument after =
                    VisitFold.apply(before, operation, effective, ONE, lookup).document();
            VisitDocument again =
                    VisitFold.apply(after, operation, effective, ONE, lookup).document();
            require(again.equals(after), "folding twice is folding once");
            String canonical = CanonicalJson.text(operation.body());
            // Numbers outside the range of a double have no portable canonical form.
            boolean isPortable = !canonical.contains("Infinity");
            require(
                    !isPortable || canonical.equals(CanonicalJson.text(read(canonical))),
                    "canonical text is canonical");
            visits.put(operation.entityId(), after);
        }
        visits.values().forEach(visit -> {
            visit.openConflicts();
            Completeness.missing(CHECKLIST, visit.content());
            Scoring.score(CHECKLIST, visit.content());
        });
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("canonical text is JSON", e);
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }

    private static ChecklistDocument checklist() {
        return ChecklistParser.parse(read("""
                {"schema": 1, "code": "fuzz", "version": 1, "title": {"zh-CN": "测"}, "sections": [
                  {"id": "one", "title": {"zh-CN": "一"}, "weight": "100", "items": [
                    {"id": "q1", "type": "YES_NO", "text": {"zh-CN": "甲"}, "points": "5", "allowNa": true},
                    {"id": "clean", "type": "YES_NO", "text": {"zh-CN": "整洁"}, "points": "5", "allowNa": true},
                    {"id": "smile", "type": "NUMBER", "text": {"zh-CN": "数"}, "points": "5",
                      "number": {"min": "0", "max": "30", "decimals": 2, "bands": [
                        {"upTo": "5", "share": "1"}, {"share": "0"}]}},
                    {"id": "when", "type": "DATE_TIME", "text": {"zh-CN": "时"}},
                    {"id": "where", "type": "LOCATION", "text": {"zh-CN": "处"}},
                    {"id": "long", "type": "DURATION", "text": {"zh-CN": "久"}},
                    {"id": "remark", "type": "TEXT", "text": {"zh-CN": "说明"}, "required": false},
                    {"id": "front", "type": "PHOTO", "text": {"zh-CN": "门头"}}]}]}""")).document().orElseThrow();
    }
}
