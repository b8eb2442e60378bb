package io.plumbline.fieldwork;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.checklist.ChecklistVersions;
import io.plumbline.fieldwork.PreviousQueries.Photo;
import io.plumbline.fieldwork.PreviousQueries.Previous;
import io.plumbline.platform.problem.Problem;
import io.plumbline.platform.tenancy.CurrentOrganisation;
import io.plumbline.sync.RowChange;
import io.plumbline.sync.SyncFeed;
import io.plumbline.sync.SyncFeed.RowKey;
import io.plumbline.sync.checklist.ChecklistDocument;
import io.plumbline.sync.checklist.Item;
import io.plumbline.sync.checklist.ScoreResult.ItemScore;
import io.plumbline.sync.checklist.VisitContent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * What the last accepted visit of a unit found, beside the work that is open there, where the programme shows it: a row
 * of its own in the assignee's scope, so that neither the assignment nor the list of the day grows by it. Says nothing
 * of who visited, and of when only the date (FLD-3).
 *
 * <p>The row is there while the assignment is open. It is written when the work is given, and again when a later visit
 * is accepted meanwhile.
 */
@ApplicationScoped
class PreviousFindings {
    private static final String ENTITY = "findings";
    /** Of a row's body. Failed items come first, so what is left out went well. */
    private static final int MOST_BYTES = 16_384;

    private static final int NOTE_LENGTH = 200;
    private static final int PHOTOS_OF_AN_ITEM = 3;
    private static final int MINUTE = 60;

    private final Jdbi jdbi;
    private final CurrentOrganisation organisation;
    private final ChecklistVersions checklists;
    private final VisitPhotos photos;
    private final SyncFeed feed;

    @Inject
    PreviousFindings(
            Jdbi jdbi,
            CurrentOrganisation organisation,
            ChecklistVersions checklists,
            VisitPhotos photos,
            SyncFeed feed) {
        this.jdbi = jdbi;
        this.organisation = organisation;
        this.checklists = checklists;
        this.photos = photos;
        this.feed = feed;
    }

    /** Publishes the rows of those assignments whose programme shows them and whose unit was visited before. */
    void publish(Handle handle, Collection<UUID> assignmentIds) {
        UUID organisationId = organisation.requireId();
        List<Previous> found = PreviousQueries.ofAssignments(handle, organisationId, assignmentIds);
        if (found.isEmpty()) {
            return;
        }
        Set<UUID> visits = found.stream().map(Previous::visit).collect(Collectors.toSet());
        Map<UUID, List<Photo>> pictures = PreviousQueries.photos(handle, organisationId, visits);
        Map<UUID, ChecklistDocument> documents = new HashMap<>();
        checklists
                .published(found.stream().map(Previous::checklist).collect(Collectors.toSet()))
                .forEach((id, version) -> documents.put(id, version.document()));
        Map<UUID, String> bodies = new HashMap<>();
        feed.publish(found.stream()
                .map(each -> RowChange.upsert(
                        RowChange.userScope(each.assignee()),
                        ENTITY,
                        each.assignment(),
                        (int) (each.acceptedAt().getEpochSecond() / MINUTE),
                        bodies.computeIfAbsent(
                                each.visit(),
                                visit -> body(
                                        each,
                                        documents.get(each.checklist()),
                                        pictures.getOrDefault(visit, List.of())))))
                .toList());
    }

    /** After these visits were accepted: work that is open at the same units is shown them instead of earlier ones. */
    void visitsAccepted(Handle handle, Collection<AssignmentDocument> accepted) {
        withdraw(accepted);
        List<UUID> visits = accepted.stream().map(AssignmentDocument::visit).toList();
        List<UUID> open = PreviousQueries.openAt(handle, organisation.requireId(), visits);
        if (!open.isEmpty()) {
            publish(handle, open);
        }
    }

    /** Takes the rows away from those who have the assignments. */
    void withdraw(Collection<AssignmentDocument> assignments) {
        feed.withdraw(assignments.stream().map(PreviousFindings::key).toList(), List.of());
    }

    private static RowKey key(AssignmentDocument assignment) {
        return key(assignment.assigneeId(), assignment.id());
    }

    static RowKey key(UUID assignee, UUID assignment) {
        return new RowKey(RowChange.userScope(assignee), ENTITY, assignment);
    }

    /** A photo that the findings of the person's open assignment name, drawn anew (FLD-3). */
    @Transactional
    byte[] photo(UUID assignmentId, UUID assigneeId, UUID photo, @Nullable Integer width) {
        String sha256 = jdbi.withHandle(handle ->
                        PreviousQueries.findPhoto(handle, organisation.requireId(), assignmentId, assigneeId, photo))
                .orElseThrow(() -> Problem.notFound("photo", photo));
        return photos.stripped(sha256, width);
    }

    private static String body(Previous previous, @Nullable ChecklistDocument checklist, List<Photo> pictures) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("serviceOn", previous.serviceOn().toString());
        ObjectNode items = body.putObject("items");
        int size = 0;
        for (Map.Entry<String, ObjectNode> each :
                findings(previous, checklist, pictures).entrySet()) {
            size += each.getKey().length() + utf8(each.getValue().toString());
            if (size > MOST_BYTES) {
                body.put("shortened", true);
                break;
            }
            items.set(each.getKey(), each.getValue());
        }
        return Json.write(body);
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** By item, failed ones first, otherwise in the order of the checklist. */
    private static Map<String, ObjectNode> findings(
            Previous previous, @Nullable ChecklistDocument checklist, List<Photo> pictures) {
        Map<String, ObjectNode> failed = new LinkedHashMap<>();
        Map<String, ObjectNode> others = new LinkedHashMap<>();
        if (checklist == null) {
            return failed;
        }
        VisitContent content = previous.document().content();
        Set<String> failures = previous.result().items().stream()
                .filter(ItemScore::failed)
                .map(ItemScore::id)
                .collect(Collectors.toCollection(HashSet::new));
        checklist.items().forEach(item -> {
            ObjectNode finding = finding(item, content, pictures);
            if (failures.contains(item.id())) {
                failed.put(item.id(), finding.put("failed", true));
            } else if (!finding.isEmpty()) {
                others.put(item.id(), finding);
            }
        });
        failed.putAll(others);
        return failed;
    }

    private static ObjectNode finding(Item item, VisitContent content, List<Photo> pictures) {
        ObjectNode finding = Json.MAPPER.createObjectNode();
        JsonNode value = content.answers().get(item.id());
        if (value != null && !value.isNull() && isShown(item)) {
            finding.set("value", shortened(value));
        }
        String note = content.notes().getOrDefault(item.id(), "");
        if (!note.isBlank()) {
            finding.put("note", shortened(note));
        }
        List<Photo> own = pictures.stream()
                .filter(photo -> item.id().equals(photo.item()))
                .limit(PHOTOS_OF_AN_ITEM)
                .toList();
        if (!own.isEmpty()) {
            own.forEach(
                    photo -> finding.withArray("photos").add(photo.publicId().toString()));
        }
        return finding;
    }

    /** What says where or to the minute when somebody was does not go with it. */
    private static boolean isShown(Item item) {
        return switch (item.type()) {
            case YES_NO, SINGLE, MULTIPLE, RATING, NUMBER, TEXT, DURATION -> true;
            case PHOTO, SIGNATURE, DATE_TIME, LOCATION -> false;
        };
    }

    private static JsonNode shortened(JsonNode value) {
        return value.isTextual() ? Json.MAPPER.getNodeFactory().textNode(shortened(value.textValue())) : value;
    }

    private static String shortened(String text) {
        if (text.codePointCount(0, text.length()) <= NOTE_LENGTH) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, NOTE_LENGTH)) + "…";
    }
}
