package io.plumbline.demo.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.sync.checklist.ChecklistDocument;
import io.plumbline.sync.checklist.Completeness;
import io.plumbline.sync.checklist.Item;
import io.plumbline.sync.checklist.ItemType;
import io.plumbline.sync.checklist.Missing;
import io.plumbline.sync.checklist.ScoreResult;
import io.plumbline.sync.checklist.Scoring;
import io.plumbline.sync.checklist.Section;
import io.plumbline.sync.checklist.VisitContent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Fills in any checklist the way a visitor of a subject of a given quality would: items differ in difficulty, a subject
 * has a weak section, whatever the checklist asks for as evidence is there, and what a condition hides is left out.
 */
public final class AnswerSheet {
    private static final double NOTE_ON_FAILURE = 0.35;
    private static final double PHOTO_ON_FAILURE = 0.12;
    private static final double CLOSING_REMARK = 0.3;
    private static final String VISIT_NOTE = "_visit";

    private record Filling(
            SortedMap<String, JsonNode> answers, SortedMap<String, String> notes, List<FilledSheet.Photo> photos) {}

    private final long seed;
    private final ChecklistDocument checklist;
    private final AnswerMaker maker;

    public AnswerSheet(long seed, ChecklistDocument checklist) {
        this.seed = seed;
        this.checklist = checklist;
        this.maker = new AnswerMaker(seed, checklist.code());
    }

    public FilledSheet fill(PlannedVisit visit) {
        Dice dice = Dice.of(seed, "answers/" + visit.chance());
        SortedMap<String, JsonNode> answers = new TreeMap<>();
        int weakSection = Dice.of(seed, "weak/" + visit.traits())
                .between(0, checklist.sections().size() - 1);
        for (int i = 0; i < checklist.sections().size(); i++) {
            double shift = i == weakSection ? -0.09 : 0.015;
            for (Item item : checklist.sections().get(i).items()) {
                maker.answer(item, visit, visit.quality() + shift, dice)
                        .ifPresent(value -> answers.put(item.id(), value));
            }
        }
        ScoreResult draft = Scoring.score(checklist, VisitContent.ofAnswers(answers));
        Set<String> failed = new HashSet<>();
        for (ScoreResult.ItemScore item : draft.items()) {
            if (item.state() == ScoreResult.ItemState.HIDDEN) {
                answers.remove(item.id());
            } else if (item.failed()) {
                failed.add(item.id());
            }
        }
        Filling filling = new Filling(answers, new TreeMap<>(), new ArrayList<>());
        required(filling, dice);
        voluntary(filling, failed, dice);
        return new FilledSheet(answers, filling.notes, filling.photos, draft.score());
    }

    /** What the checklist asks for. */
    private void required(Filling filling, Dice dice) {
        for (Missing one : Completeness.missing(checklist, VisitContent.ofAnswers(filling.answers))) {
            switch (one.kind()) {
                case ANSWER -> throw new IllegalStateException("no answer made for " + one.item());
                case NOTE -> filling.notes.put(one.item(), phrase("note", dice));
                case PHOTO -> addPhotos(one, false, filling.photos, dice);
                case SIGNATURE -> addPhotos(one, true, filling.photos, dice);
            }
        }
    }

    /** What a careful visitor adds. */
    private void voluntary(Filling filling, Set<String> failed, Dice dice) {
        checklist.items().map(Item::id).filter(failed::contains).forEach(item -> {
            if (dice.chance(NOTE_ON_FAILURE)) {
                filling.notes.putIfAbsent(item, phrase("note", dice));
            }
            boolean none =
                    filling.photos.stream().noneMatch(photo -> photo.item().equals(item));
            if (none && dice.chance(PHOTO_ON_FAILURE)) {
                int picture = dice.between(0, PictureKind.VARIANTS - 1);
                filling.photos.add(new FilledSheet.Photo(item, false, kindFor(item), picture));
            }
        });
        if (dice.chance(CLOSING_REMARK)) {
            filling.notes.put(VISIT_NOTE, phrase("closing/" + checklist.code(), dice));
        }
    }

    private static String phrase(String kind, Dice dice) {
        return dice.pick(Sources.get().phrases(kind));
    }

    private void addPhotos(Missing missing, boolean signature, List<FilledSheet.Photo> photos, Dice dice) {
        int first = dice.between(0, PictureKind.VARIANTS - 1);
        for (int i = missing.have(); i < missing.needed(); i++) {
            PictureKind kind = signature ? PictureKind.SIGNATURE : kindFor(missing.item());
            photos.add(new FilledSheet.Photo(missing.item(), signature, kind, (first + i) % PictureKind.VARIANTS));
        }
    }

    /** The section an item stands in says what its photo shows. */
    private PictureKind kindFor(String item) {
        if (checklist.code().equals(VisitKind.INSTALLER_CALLBACK.checklist())) {
            return PictureKind.MODEM;
        }
        List<Section> sections = checklist.sections();
        for (int i = 0; i < sections.size(); i++) {
            if (sections.get(i).items().stream()
                    .anyMatch(candidate -> candidate.id().equals(item))) {
                boolean wholeStore = checklist.findItem(item).orElseThrow().type() == ItemType.PHOTO;
                return switch (wholeStore ? -1 : i) {
                    case 0 -> PictureKind.STORE_FRONT;
                    case 2 -> PictureKind.QUEUE_TICKET;
                    case 4 -> PictureKind.PRICE_LIST;
                    default -> PictureKind.COUNTER;
                };
            }
        }
        return PictureKind.COUNTER;
    }

    static ObjectNode notApplicable(String reason) {
        return JsonNodeFactory.instance.objectNode().put("na", true).put("reason", reason);
    }
}
