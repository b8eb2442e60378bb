package io.plumbline.ranking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.plumbline.checklist.ChecklistVersion;
import io.plumbline.checklist.ChecklistVersions;
import io.plumbline.fieldwork.ManagerVisits;
import io.plumbline.fieldwork.ManagerVisits.ManagerPhoto;
import io.plumbline.fieldwork.ManagerVisits.ManagerVisit;
import io.plumbline.platform.problem.Problem;
import io.plumbline.sync.checklist.Item;
import io.plumbline.sync.checklist.ItemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One visit as the inspected may see it (FLD-3). A visit that counts for somebody else is as unknown as one that does
 * not exist. What an answer could tell of the visitor is left out: signatures and locations go, a date-time keeps its
 * date.
 */
@ApplicationScoped
public class PlaceVisitService {
    private static final int DATE_LENGTH = "2026-11-22".length();

    private final ManagerVisits visits;
    private final ChecklistVersions checklists;
    private final PlaceSubjects subjects;

    @Inject
    PlaceVisitService(ManagerVisits visits, ChecklistVersions checklists, PlaceSubjects subjects) {
        this.visits = visits;
        this.checklists = checklists;
        this.subjects = subjects;
    }

    @Transactional
    MyPlaceViews.VisitDetail visit(UUID publicId) {
        ManagerVisit visit = visits.findAccepted(publicId)
                .filter(found -> subjects.mayOpen(found.visitId()))
                .orElseThrow(() -> Problem.notFound("visit", publicId));
        ChecklistVersion checklist = checklists.requirePublished(visit.checklistVersionId());
        Map<String, ItemType> types = checklist.document().items().collect(Collectors.toMap(Item::id, Item::type));
        Map<String, MyPlaceViews.Value> answers = new TreeMap<>();
        visit.answers().forEach((item, value) -> {
            JsonNode shown = shown(types.get(item), value);
            if (shown != null) {
                answers.put(item, new MyPlaceViews.Value(shown));
            }
        });
        return new MyPlaceViews.VisitDetail(
                visit.publicId(),
                visit.programmeName(),
                visit.serviceOn(),
                visit.result().score(),
                visit.result(),
                visit.collected(),
                checklist.json(),
                answers,
                visit.notes(),
                visit.photos().stream()
                        .filter(photo -> photo.item() == null || types.get(photo.item()) != ItemType.SIGNATURE)
                        .map(photo -> new MyPlaceViews.Photo(photo.publicId(), photo.item()))
                        .toList(),
                new MyPlaceViews.Review(visit.remarks().stream()
                        .map(remark -> new MyPlaceViews.Remark(remark.item(), remark.text()))
                        .toList()));
    }

    /** The photo drawn anew as JPEG. */
    @Transactional
    byte[] photo(UUID publicId, @Nullable Integer width) {
        ManagerPhoto photo = visits.findPhoto(publicId)
                .filter(found -> subjects.mayOpen(found.visitId()))
                .orElseThrow(() -> Problem.notFound("photo", publicId));
        return visits.render(photo, width);
    }

    private static @Nullable JsonNode shown(@Nullable ItemType type, JsonNode value) {
        if (type == null || type == ItemType.LOCATION || type.answeredByFiles()) {
            return null;
        }
        if (type == ItemType.DATE_TIME && value.isTextual() && value.textValue().length() > DATE_LENGTH) {
            return TextNode.valueOf(value.textValue().substring(0, DATE_LENGTH));
        }
        return value;
    }
}
