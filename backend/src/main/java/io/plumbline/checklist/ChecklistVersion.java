package io.plumbline.checklist;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.sync.checklist.ChecklistDocument;
import java.util.UUID;

/**
 * A published version of a checklist.
 *
 * @param number counted from 1 within the checklist
 * @param document for the rules
 * @param json the same as it was imported, for people and devices; not to be changed
 */
public record ChecklistVersion(UUID id, UUID checklistId, int number, ChecklistDocument document, JsonNode json) {}
