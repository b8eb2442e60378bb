package io.plumbline.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.plumbline.checklist.ChecklistVersions;
import io.plumbline.demo.GivingStep.Job;
import io.plumbline.demo.PictureStep.Album;
import io.plumbline.demo.plan.AnswerSheet;
import io.plumbline.demo.plan.Fate;
import io.plumbline.demo.plan.FilledSheet;
import io.plumbline.demo.plan.PlannedVisit;
import io.plumbline.demo.plan.VisitKind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Fills in visits and sends them from the tablets, a day or two at a time. */
final class FieldStep {
    private static final int PEOPLE_PER_TABLET = 8;
    private static final int DAYS_SENT_AT_ONCE = 2;
    private static final Duration UNTIL_ONLINE = Duration.ofMinutes(12);
    private static final String ASSIGNED = "ASSIGNED";
    /** Two devices disagree about this one, whether the staff greeted first. */
    private static final String DISPUTED_ITEM = "stf-04";

    private final DemoContext context;
    private final Tablets tablets;
    private final Album album;
    private final ChecklistVersions checklists;
    private final Map<VisitKind, AnswerSheet> sheets = new EnumMap<>(VisitKind.class);

    FieldStep(DemoContext context, Tablets tablets, Album album, ChecklistVersions checklists) {
        this.context = context;
        this.tablets = tablets;
        this.album = album;
        this.checklists = checklists;
    }

    /** Visits sent from one tablet at one moment. */
    record Round(String tablet, Instant at, List<Job> jobs) {}

    /** Sends what was not sent yet in order of time. */
    List<Round> rounds(List<Job> jobs) {
        Map<String, List<Job>> byRound = new TreeMap<>();
        jobs.stream()
                .filter(job ->
                        job.given().state().equals(ASSIGNED) && job.plan().fate() != Fate.OPEN)
                .sorted(Comparator.comparing((Job job) -> job.plan().endedAt()))
                .forEach(job -> byRound.computeIfAbsent(round(job.plan()), key -> new ArrayList<>())
                        .add(job));
        return byRound.values().stream()
                .map(round -> new Round(
                        tablet(round.get(0).plan()),
                        sentAt(round.get(round.size() - 1).plan()),
                        round))
                .sorted(Comparator.comparing(Round::at))
                .toList();
    }

    /** Sends a round no earlier than the instant. */
    void send(Round round, Instant notBefore) {
        Instant at = round.at().isBefore(notBefore) ? notBefore : round.at();
        List<Tablets.Parcel> parcels = new ArrayList<>();
        for (Job job : round.jobs()) {
            parcels.add(new Tablets.Parcel(job.plan().assignee(), operations(job)));
        }
        tablets.push(round.tablet(), at, parcels);
        round.jobs().stream().filter(job -> job.plan().fate() == Fate.DISPUTED).forEach(job -> dispute(job, at));
    }

    private List<ObjectNode> operations(Job job) {
        PlannedVisit plan = job.plan();
        FilledSheet sheet = fill(job);
        VisitOperations operations = new VisitOperations(
                        work(job), plan, context.calendar().zone())
                .start()
                .answer(sheet);
        List<FilledSheet.Photo> photos = sheet.photos();
        if (plan.fate() == Fate.PARKED) {
            photos = photos.subList(0, photos.size() - 1);
        }
        for (int i = 0; i < photos.size(); i++) {
            boolean lost = plan.fate() == Fate.HELD && i == 0;
            operations.photo(photos.get(i), lost ? album.lost() : album.of(photos.get(i)));
        }
        return plan.fate() == Fate.DISPUTED
                ? operations.operations()
                : operations.submit(sheet).operations();
    }

    /**
     * The phone of the same person has another answer to one item and never saw the tablet's; then the tablet submits.
     */
    private void dispute(Job job, Instant at) {
        FilledSheet sheet = fill(job);
        JsonNode answer = sheet.answers().get(DISPUTED_ITEM);
        TextNode other = TextNode.valueOf(answer != null && answer.asText().equals("YES") ? "NO" : "YES");
        List<ObjectNode> fromPhone = new VisitOperations(
                        work(job), job.plan(), context.calendar().zone())
                .answerOne(DISPUTED_ITEM, other)
                .operations();
        List<ObjectNode> fromTablet = new VisitOperations(
                        work(job), job.plan(), context.calendar().zone())
                .submit(sheet)
                .operations();
        String author = job.plan().assignee();
        tablets.push(author + " 手机", at, List.of(new Tablets.Parcel(author, fromPhone)));
        tablets.push(tablet(job.plan()), at, List.of(new Tablets.Parcel(author, fromTablet)));
    }

    private FilledSheet fill(Job job) {
        UUID version = job.given().checklist();
        return sheets.computeIfAbsent(
                        job.plan().kind(), kind -> new AnswerSheet(context.seed(), checklists.requireDocument(version)))
                .fill(job.plan());
    }

    private VisitOperations.Work work(Job job) {
        return new VisitOperations.Work(
                context.account(job.plan().assignee()).id(),
                job.given().assignment(),
                job.given().visit(),
                job.given().checklist());
    }

    /** Recent visits were sent in every day, older ones less often: it is their number that takes the time. */
    private String round(PlannedVisit visit) {
        LocalDate day = visit.endedAt().toLocalDate();
        boolean recent = !day.isBefore(context.calendar().today().minusDays(7));
        long number = recent ? day.toEpochDay() : day.toEpochDay() / DAYS_SENT_AT_ONCE * DAYS_SENT_AT_ONCE;
        return tablet(visit) + "/" + number;
    }

    private static String tablet(PlannedVisit visit) {
        String name = visit.assignee();
        if (name.startsWith("shopper")) {
            int number = Integer.parseInt(name.substring("shopper".length(), name.indexOf('@')));
            return "暗访平板 " + (1 + (number - 1) / PEOPLE_PER_TABLET);
        }
        return name.startsWith("caller") ? "回访台 1" : name + " 平板";
    }

    private Instant sentAt(PlannedVisit last) {
        Instant at =
                last.endedAt().atZone(context.calendar().zone()).toInstant().plus(UNTIL_ONLINE);
        return at.isAfter(context.now()) ? context.now() : at;
    }
}
